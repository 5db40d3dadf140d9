import { ClusterError } from "../cluster/cluster";
import { diagnose } from "../cluster/diagnose";
import { withDiffs } from "../diffs";
import type { Diagnosis } from "../cluster/diagnosis";
import type { Hop } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { failedBefore } from "./afterFailure";
import { noteBackups } from "./backups";
import { goBack } from "./goBack";
import { look, makeUp } from "./makeUp";
import { planWords } from "./message";
import { changesText, nextOf, requestAt, settingsHop, wayChanged, type Next } from "./next";
import { failedIn, failedSubjects } from "./resources";
import { reviewedDigest, staleReasons } from "./reviewed";
import { Ended, type CarriedUp, type Journal, type Look, type UpgradeResult, type UpgradeRun, type WalkedHop } from "./run";
import { settleOrphans } from "./settle";
import { soakHop } from "./soakHop";
import { upsOf } from "./stages";

/**
 * Carries a stack to where its file wants it: hop by hop and stage by stage, each judged anew by where everything is when
 * it is due, previewed, made, and looked at again. Whatever ends it, the state says what is true, and the next run goes
 * on from there.
 * @throws what the engine throws where the state can't be read
 */
export async function upgrade(run: UpgradeRun): Promise<UpgradeResult> {
  const journal: Journal = { ups: [], diagnoses: [] };
  const ended = async ({ result, found }: Ended): Promise<UpgradeResult> => ({
    stack: run.request.stack.stack, result, ...journal, reasons: found.reasons ?? [], next: found.next ?? [],
    ...(found.lock && { lock: found.lock }),
    states: (await look(run)).states,
  });
  try {
    await settleOrphans(run);
    await walk(run, journal);
    return await ended(new Ended("reached"));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    if (error.found.lock) run.onEvent({ event: "locked", lock: error.found.lock });
    return ended(error);
  }
}

/** @throws Ended where it does not reach the end */
async function walk(run: UpgradeRun, journal: Journal): Promise<void> {
  // What is left after each hop, by which a way that somebody else has changed is noticed.
  let expected: readonly string[] | undefined;
  let done = 0;
  for (;;) {
    if (run.signal?.aborted) throw new Ended("cancelled", { next: ["run `up` again; it goes on from here"] });
    const here = await look(run);
    const request = requestAt(run.request, here, run.clock().toISOString());
    const next = nextOf(request, run.catalogs);
    const { plan } = next;
    if (next.kind === "blocked") throw new Ended("blocked", { reasons: next.reasons });
    if (next.kind === "resume") {
      refuseUnasked(run, here, next.hops[0]);
      const resuming = next.hops.map(({ changes }) => changesText(changes));
      if (done === 0 && journal.ups.length === 0) run.onEvent({ event: "planned", hops: 0, resuming });
      await walkHop(run, { request, plan, hop: { ...next.hops[0], number: 0 }, of: 0 }, "resume", here, journal);
      continue;
    }
    if (expected === undefined) {
      await refuseStale(run, next, here);
      run.onEvent({ event: "planned", hops: next.kind === "arrived" ? 0 : next.hops.length, resuming: [] });
    } else {
      const reasons = wayChanged(next.kind === "arrived" ? [] : next.hops, expected);
      if (reasons.length > 0) throw new Ended("blocked", { reasons });
    }
    if (next.kind === "arrived") return bringSettings(run, { request, plan, hop: settingsHop, of: 0 }, here, journal);
    const [first, ...rest] = next.hops;
    const hop: Hop = { ...first, number: done + 1 };
    await refuseUnready(run, { request, plan, hop }, here);
    await walkHop(run, { request, plan, hop, of: done + next.hops.length }, "upgrade", here, journal);
    expected = rest.map(({ changes }) => changesText(changes));
    done++;
  }
}

/** With every version where it should be, what else the stack file says: changed settings, a component that may go. */
async function bringSettings(run: UpgradeRun, walked: WalkedHop, start: Look, { ups, diagnoses }: Journal): Promise<void> {
  if (!run.previews) return;
  const brought = await makeUp(run, { ...walked, kind: "settings", up: { stage: undefined, goals: new Map() } }, start);
  if (!brought) return;
  const { made, here } = brought;
  ups.push(made);
  if (made.outcome.result === "succeeded") return;
  diagnoses.push(...await diagnosed(run, made, here));
  throw new Ended("stopped", { next: ["mend what failed and run `up` again; every version is as it was"] });
}

async function walkHop(run: UpgradeRun, walked: WalkedHop, kind: "resume" | "upgrade", start: Look, journal: Journal): Promise<void> {
  const { hop } = walked;
  let here = start;
  for (const up of upsOf(hop, start.states)) {
    const { made, here: now } = (await makeUp(run, { ...walked, kind, up }, here))!;
    here = now;
    journal.ups.push(made);
    await noteBackups(run, made, here);
    if (made.outcome.result === "succeeded") continue;
    if (run.signal?.aborted) throw new Ended("cancelled", { next: ["run `up` again; it goes on from here"] });
    journal.diagnoses.push(...await diagnosed(run, made, here));
    await goBack(run, { ...walked, start, here, made }, journal);
  }
  const missing = hop.changes.filter(({ component, to }) => {
    const state = here.states.get(component);
    return state?.kind !== "complete" || state.deployed !== to || state.stage !== undefined;
  });
  if (missing.length === 0) return soakHop(run, { ...walked, start, here, made: journal.ups.at(-1)! }, journal);
  throw new Ended("needs a person", {
    next: [`the engine reported success, and the state does not say that ${missing.map(({ component, to }) => `${component} ${to}`).join(", ")} is deployed; ` +
      "look at `stepwise status` before anything else"],
  });
}

/** What failed before runs again only when that is asked for, by somebody who has been shown why. */
function refuseUnasked(run: UpgradeRun, { exported, states }: Look, hop: Hop): void {
  if (run.retry) return;
  const failed = failedIn(exported.deployment.resources ?? [])
    .filter(({ component }) => hop.changes.some((change) => change.component === component && change.from === change.to));
  if (failed.length === 0) return;
  throw new Ended("needs a person", failedBefore(run, failed, states));
}

async function refuseStale(run: UpgradeRun, next: Next, { states }: Look): Promise<void> {
  if (!run.reviewed) return;
  const { plan, stackText, git } = run.reviewed;
  const last = (await run.engine.history()).find(({ kind }) => kind === "update");
  const isOwn = last?.message.includes(planWords(reviewedDigest(plan))) ?? false;
  const reasons = staleReasons(plan, next.plan, { text: stackText, git, states }, isOwn);
  if (reasons.length > 0) throw new Ended("blocked", { reasons });
}

/** Before anything is stopped: what a gate would refuse later would leave the servers stopped. */
async function refuseUnready(run: UpgradeRun, { request, plan, hop }: Omit<WalkedHop, "of">, { states }: Look): Promise<void> {
  // An online hop's only `up` shows in its preview what would be lost; of three, the last one would, too late.
  const stops = run.previews && hop.steps.some(({ phase }) => phase === "quiesce");
  const open = stops ? (await withDiffs({ ...plan, hops: [hop] }, request, run.catalogs)).hops[0]!.open : hop.open;
  const reasons: Reason[] = [...open, ...await run.climbReasons?.(hop, states) ?? []];
  if (reasons.length === 0) return;
  run.onEvent({ event: "refused", reasons, violations: [] });
  throw new Ended("blocked", { reasons, next: reasons.map(({ message, remedy }) => `before hop ${hop.number}: ${message}; ${remedy}`) });
}

async function diagnosed(run: UpgradeRun, { outcome }: CarriedUp, { exported }: Look): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const subject of run.cluster ? failedSubjects(outcome, exported.deployment.resources ?? []) : []) {
    try {
      const diagnosis = await diagnose(run.cluster!, subject);
      run.onEvent({ event: "diagnosis", diagnosis });
      found.push(diagnosis);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      run.onEvent({ event: "warning", message: `why ${subject.component} failed in ${subject.phase} can't be looked at: ${error.message}` });
    }
  }
  return found;
}
