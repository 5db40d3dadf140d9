import type { Policies } from "@pulumi/policy";
import { backupBeforeMigration } from "./backupBeforeMigration";
import { clusterVersionStated } from "./clusterVersionStated";
import { customerConfigurationKept } from "./customerConfigurationKept";
import { deployedVersionVerified } from "./deployedVersionVerified";
import { imageRegistry } from "./imageRegistry";
import { imageVersion } from "./imageVersion";
import { jobEnds } from "./jobEnds";
import { jobKept } from "./jobKept";
import { migrationBeforeWorkload } from "./migrationBeforeWorkload";
import { plainSecret } from "./plainSecret";
import { podSecurityBaseline } from "./podSecurityBaseline";
import { podSecurityRestricted } from "./podSecurityRestricted";
import { removalConfirmed } from "./removalConfirmed";
import { rollbackWindow } from "./rollbackWindow";
import { servedApiVersion } from "./servedApiVersion";
import { statefulResourceProtected } from "./statefulResourceProtected";
import { upgradePath } from "./upgradePath";

/** Every policy of the pack. */
export const policies: Policies = [
  upgradePath,
  deployedVersionVerified,
  migrationBeforeWorkload,
  backupBeforeMigration,
  removalConfirmed,
  rollbackWindow,
  jobKept,
  jobEnds,
  statefulResourceProtected,
  imageRegistry,
  imageVersion,
  plainSecret,
  customerConfigurationKept,
  servedApiVersion,
  clusterVersionStated,
  podSecurityBaseline,
  podSecurityRestricted,
];
