import type { Asked } from "../automation/asked";
import type { UpgradeResult } from "../automation/deploy/run";
import type { UpKind } from "../automation/deploy/message";
import type { StackPreview } from "../automation/previewStack";
import type { DeployedSource } from "../automation/request";
import type { Choice } from "../automation/rollback/choose";
import type { RollbackPlan } from "../automation/rollback/planRollback";
import type { ReturnHop } from "../automation/rollback/restores";
import type { SettingDifference } from "../automation/rollback/settings";
import type { Stage } from "../config/versioned";
import type { Outcome } from "../engines/engine";
import type { InstallationState } from "../upgrades/installationState";
import type { OpenReason, Plan } from "../upgrades/planModel";
import type { Reason } from "../upgrades/reason";

/** What `plan --json` prints. */
export interface PlanReport extends Plan {
  /** Where deployed versions were taken from. */
  readonly deployedFrom: DeployedSource;
}

/** What `preview --json` prints. */
export interface PreviewReport {
  readonly schema: "stepwise/preview/v1";
  readonly stack: string;
  readonly kind: StackPreview["next"]["kind"];
  readonly plan: Plan;
  /** What has to be accepted by name before the next hop. */
  readonly reasons: readonly Reason[];
  /** The next update, as the engine previewed it; absent where nothing may be done. */
  readonly next?: Outcome & { readonly message: string; readonly stage: Stage | undefined };
}

/** What `up --json` and `rollback --json` print last. */
export interface UpReport extends Omit<UpgradeResult, "ups" | "states"> {
  readonly schema: "stepwise/up/v1";
  readonly ups: readonly {
    readonly hop: number;
    /** Part of an offline hop; undefined for the last or only update of a hop. */
    readonly stage: Stage | undefined;
    readonly kind: UpKind;
    readonly message: string;
    readonly result: "succeeded" | "failed";
  }[];
  /** What every component is at the end, by component. */
  readonly states: Readonly<Record<string, InstallationState>>;
}

/** What `rollback --preview --json` prints. */
export interface RollbackReport extends Omit<Choice, "update" | "staying"> {
  readonly schema: "stepwise/rollback/v1";
  readonly stack: string;
  readonly allowed: boolean;
  /** The update that is gone back to. */
  readonly to: { readonly startTime: string; readonly message: string };
  /** The steps of each component that goes back. */
  readonly ways: Readonly<Record<string, readonly ReturnHop[]>>;
  readonly reasons: readonly OpenReason[];
  /** Settings that the older releases need as they were, and those that stay as they are. */
  readonly restored: readonly SettingDifference[];
  readonly staying: readonly SettingDifference[];
  /** The change of the stack file. */
  readonly patch: string;
}

export function planReport(plan: Plan, { request }: Pick<Asked, "request">): PlanReport {
  return { ...plan, deployedFrom: request.source };
}

export function previewReport({ plan, next, first, reasons }: Pick<StackPreview, "plan" | "next" | "first" | "reasons">): PreviewReport {
  return {
    schema: "stepwise/preview/v1", stack: plan.stack, kind: next.kind, plan, reasons,
    ...(first && { next: { message: first.message, stage: first.up.stage, ...first.outcome } }),
  };
}

export function upReport({ ups, states, ...rest }: UpgradeResult): UpReport {
  return {
    schema: "stepwise/up/v1", ...rest,
    ups: ups.map(({ hop, stage, kind, message, outcome }) => ({ hop: hop.number, stage, kind, message, result: outcome.result })),
    states: Object.fromEntries(states),
  };
}

export function rollbackReport(
  stack: string, { choice: { update, ...choice }, ways, reasons, settings, patch }: RollbackPlan,
): RollbackReport {
  const { startTime, message } = update;
  return {
    schema: "stepwise/rollback/v1", stack, allowed: reasons.length === 0, to: { startTime, message }, ...choice,
    ways: Object.fromEntries(ways), reasons, restored: settings?.restored ?? [], staying: settings?.staying ?? [], patch,
  };
}
