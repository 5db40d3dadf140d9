import { writeFileSync } from "node:fs";
import { planned, type GlobalOptions, type RequestOptions } from "../automation/asked";
import { carryOut, type Carrying } from "../automation/carryOut";
import type { ReviewedPlan } from "../automation/deploy/reviewed";
import { machineClock } from "../automation/machineClock";
import { openEngine, type EngineChoice } from "../automation/openEngine";
import { prepareUp } from "../automation/prepareUp";
import { previewStack } from "../automation/previewStack";
import { historyOf, type History } from "../automation/rollback/history";
import { pastUpdates } from "../automation/rollback/pastUpdates";
import { afterRollback, losesData, plannedRollback, rollbackRuns, type RollbackAsk } from "../automation/rollbackStack";
import { lookAt } from "../automation/status/lookAt";
import type { StackStatus } from "../automation/status/model";
import type { VerificationRun } from "../automation/verify/model";
import { verifyStack } from "../automation/verify/verify";
import { InputError } from "../releases/problem";
import type {
  JudgedOptions, MovingOptions, PlanOptions, RollbackOptions, StackOptions, StatusOptions, UpgradeOptions, VerifyOptions, WatchedOptions,
} from "./options";
import { planReport, previewReport, rollbackReport, upReport, type PlanReport, type PreviewReport, type RollbackReport, type UpReport } from "./reports";

/** Where each component is, where it should go, and everything on the way: `stepwise plan`. No engine is needed. */
export async function plan({ diff = true, set = [], deployed, stack, folder, ...judged }: PlanOptions): Promise<PlanReport> {
  const asked = await planned({ stack, set, deployed, ...judgedBy(judged) }, globalOf({ stack, folder }));
  const full = diff && asked.plan.hops.length > 0
    ? await (await import("../automation/diffs")).withDiffs(asked.plan, asked.request, asked.catalogs)
    : asked.plan;
  return planReport(full, asked);
}

/** What would be done next. */
export interface Preview {
  readonly report: PreviewReport;
  readonly isAllowed: boolean;
  /** For the `upgrade` that applies exactly this; undefined where it is not allowed. */
  readonly reviewed: ReviewedPlan | undefined;
}

/** What {@link upgrade} would do next: `stepwise preview`. */
export async function preview(options: MovingOptions): Promise<Preview> {
  const found = await previewStack({ ...moving(options), signal: options.signal }, globalOf(options));
  return { report: previewReport(found), isAllowed: found.isAllowed, reviewed: found.reviewed };
}

/** Carries a stack to where its file wants it, and on from wherever an earlier run ended: `stepwise up`. */
export async function upgrade(options: UpgradeOptions): Promise<UpReport> {
  const { plan: reviewed, retry = false, onFailure = "stop", climbAgain = [], soakSeconds = 0 } = options;
  if (!(Number.isInteger(soakSeconds) && soakSeconds >= 0 && soakSeconds <= 86_400)) {
    throw wrong("soakSeconds", `found ${soakSeconds}, expected whole seconds, 0 to 86400`);
  }
  const run = await prepareUp({ ...moving(options), plan: reviewed, retry, onFailure, climbAgain, soakSeconds }, globalOf(options));
  return upReport(await carryOut([run], { ...watched(options), notify: run.request.stack.settings.notify }));
}

/** What {@link rollback} would do: `stepwise rollback --preview`. */
export async function previewRollback(options: RollbackOptions): Promise<RollbackReport> {
  const { plan: found } = await plannedRollback(returning(options), globalOf(options));
  return rollbackReport(options.stack, found);
}

/** A rollback, and how it ended; undefined where it is not allowed, for the reasons that its report has. */
export interface Rollback {
  readonly report: RollbackReport;
  readonly up: UpReport | undefined;
}

/**
 * Back to an earlier update in the stack's history: `stepwise rollback --yes`.
 * @throws InputError also where a backup would have to be restored and `loseData` does not say that this is meant
 */
export async function rollback(options: RollbackOptions): Promise<Rollback> {
  const { stack, loseData = false, writeStackFile = true, rehearsal } = options;
  const [ask, global] = [returning(options), globalOf(options)];
  const found = await plannedRollback(ask, global);
  const report = rollbackReport(stack, found.plan);
  if (!report.allowed) return { report, up: undefined };
  if (losesData(found.plan) && !loseData) {
    throw wrong("loseData", "found that a backup has to be restored, and what was written after it is lost; expected true if that is meant");
  }
  // A rehearsal leaves the reviewed file alone.
  const writes = writeStackFile && rehearsal === undefined;
  if (writes && report.patch !== "") writeFileSync(found.plan.stack.file, found.plan.text);
  const result = await carryOut(await rollbackRuns(found, ask, global), watched(options));
  const after = afterRollback(stack, report, { isRehearsal: rehearsal !== undefined, patchFile: writeStackFile ? undefined : "the patch" });
  return { report, up: upReport(result.result === "reached" ? { ...result, next: [after] } : result) };
}

/** What is declared, deployed and live, side by side: `stepwise status`. */
export async function status({ rehearsal, ...options }: StatusOptions): Promise<StackStatus> {
  return (await lookAt({ ...options, rehearsal: rehearsal?.folder }, globalOf(options))).status;
}

/** Checks each component as it runs, and its verification once more: `stepwise verify`. */
export async function verify({ rehearsal, signal, ...options }: VerifyOptions): Promise<VerificationRun> {
  const found = await lookAt({ ...options, rehearsal: rehearsal?.folder }, globalOf(options));
  return verifyStack({ ...found, clock: machineClock, now: new Date(), signal: signal ?? new AbortController().signal });
}

/** What happened to a stack, the newest first: `stepwise history`. */
export async function history(options: StackOptions): Promise<History> {
  const engine = await openEngine(choiceOf(options));
  return historyOf(options.stack, pastUpdates(await engine.history()));
}

function globalOf({ folder = process.cwd() }: Pick<StackOptions, "stack" | "folder">): GlobalOptions {
  return { cwd: folder };
}

function choiceOf(options: StackOptions): EngineChoice {
  const { stack, rehearsal } = options;
  const { folder, faults, paceSeconds = 0 } = rehearsal ?? {};
  if (!(paceSeconds >= 0 && paceSeconds <= 3600)) throw wrong("paceSeconds", `found ${paceSeconds}, expected seconds, 0 to 3600`);
  return { stack, ...globalOf(options), rehearsal: folder, pace: paceSeconds * 1000, ...(faults && { faults }) };
}

function judgedBy({ facts, live, cost }: JudgedOptions): Pick<RequestOptions, "facts" | "live" | "cost"> {
  return { facts, live, cost: cost?.join(",") };
}

function moving(options: MovingOptions) {
  const { stack, rehearsal, policyConfig } = options;
  return {
    stack, ...judgedBy(options), rehearsal: rehearsal?.folder, deployed: rehearsal?.deployed, policyConfig, choice: choiceOf(options),
  };
}

function returning(options: RollbackOptions): RollbackAsk {
  const { to, component, retry = false } = options;
  return { ...moving(options), retry, wish: { to, component } };
}

function watched({ rehearsal, signal, onEvent = () => undefined }: MovingOptions & WatchedOptions): Omit<Carrying, "notify"> {
  return { isRehearsal: rehearsal !== undefined, signal, onEvent };
}

function wrong(option: string, message: string): InputError {
  return new InputError([{ file: option, path: "", message }]);
}
