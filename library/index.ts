/**
 * What the command does, as functions: for pipelines in TypeScript. Nothing is printed, no signal is handled and the process
 * is never ended; a run that is refused or fails is a result. An {@link InputError} is thrown for what was given and can't be
 * used, a {@link PulumiCliError} or an error of Pulumi's Automation API where the engine did not do what it was asked, a
 * {@link ClusterError} where the cluster could not be asked.
 */
export { history, plan, preview, previewRollback, rollback, status, upgrade, verify, type Preview, type Rollback } from "./functions";
export { ClusterError } from "../automation/cluster/cluster";
export { PulumiCliError } from "../engines/pulumi/cli";
export { InputError, type Problem } from "../releases/problem";
export type {
  JudgedOptions, MovingOptions, PlanOptions, Rehearsal, RollbackOptions, StackOptions, StatusOptions, UpgradeOptions, VerifyOptions,
  WatchedOptions,
} from "./options";
export type { PlanReport, PreviewReport, RollbackReport, UpReport } from "./reports";
export type { CarriedEvent } from "../automation/carryOut";
export type { ReviewedPlan } from "../automation/deploy/reviewed";
export type { History } from "../automation/rollback/history";
export type { Notice } from "../automation/notify/notice";
export type { StackStatus } from "../automation/status/model";
export type { VerificationRun } from "../automation/verify/model";
export type { Reason } from "../upgrades/reason";
