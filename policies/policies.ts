import type { Policies } from "@pulumi/policy";
import { backupBeforeMigration } from "./backupBeforeMigration";
import { clusterVersionStated } from "./clusterVersionStated";
import { deployedVersionVerified } from "./deployedVersionVerified";
import { imageRegistry } from "./imageRegistry";
import { imageVersion } from "./imageVersion";
import { jobEnds } from "./jobEnds";
import { jobKept } from "./jobKept";
import { migrationBeforeWorkload } from "./migrationBeforeWorkload";
import { plainSecret } from "./plainSecret";
import { podSecurityBaseline } from "./podSecurityBaseline";
import { podSecurityRestricted } from "./podSecurityRestricted";
import { servedApiVersion } from "./servedApiVersion";
import { statefulResourceProtected } from "./statefulResourceProtected";
import { upgradePath } from "./upgradePath";

/** Every policy of the pack. */
export const policies: Policies = [
  upgradePath,
  deployedVersionVerified,
  migrationBeforeWorkload,
  backupBeforeMigration,
  jobKept,
  jobEnds,
  statefulResourceProtected,
  imageRegistry,
  imageVersion,
  plainSecret,
  servedApiVersion,
  clusterVersionStated,
  podSecurityBaseline,
  podSecurityRestricted,
];
