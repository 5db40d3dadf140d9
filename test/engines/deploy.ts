import { describeFailures } from "./deployFailures";
import type { DeployWorld } from "./deploying";
import { describeWay } from "./deployWay";

/**
 * Carrying plans out, the same on every engine: two components over an offline hop, what was reviewed, going back with and
 * without a backup, what fails and is tried again or gone back from, a stack that is held, and a run that is killed.
 */
export function describeDeploy(engine: string, open: (stack: string) => Promise<DeployWorld>): void {
  describeWay(engine, open);
  describeFailures(engine, open);
}
