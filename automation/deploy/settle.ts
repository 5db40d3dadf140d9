import { setTimeout as pause } from "node:timers/promises";
import type { HeldLock } from "../../engines/engine";
import { ClusterError } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import { objectText } from "../manifestHead";
import { legality, type Reason } from "../../upgrades/reason";
import { look } from "./makeUp";
import { doubtfulJobs, fateOf, orphansIn, withOrphans, type Fate, type Orphan } from "./recover";
import { Ended, type UpgradeRun } from "./run";

const asking = 2000;

/**
 * Brings what an earlier run began, and did not live to see, into the state: waits until Jobs that run have ended, and
 * then says what became of them. A run that still lives holds the stack; where its backend does not say so, it would have
 * saved itself what the cluster has finished a moment later, so it is given that moment, and writing the state is refused.
 * @throws Ended where that can't be found out, or the stack is held
 */
export async function settleOrphans(run: UpgradeRun): Promise<void> {
  const { engine, cluster, grace, clock } = run;
  const start = clock().getTime();
  for (;;) {
    const { exported } = await look(run);
    const [orphans, doubtful] = [orphansIn(exported), doubtfulJobs(exported)];
    // Without a cluster an object is a file, and is written anew.
    if (orphans.length + doubtful.length === 0 || !cluster) return;
    refuseHeld(await engine.lock());
    const found = await fates(run, [...orphans, ...doubtful]);
    const running = found.filter(([, fate]) => fate.kind === "running");
    if (running.length > 0) {
      if (run.signal?.aborted) throw new Ended("cancelled", { next: ["the Jobs go on in the cluster; run `up` again, it waits for them"] });
      for (const [{ object }] of running) {
        const seconds = Math.round((clock().getTime() - start) / 1000);
        run.onEvent({ event: "waiting", ...about(object), seconds, message: "begun by an earlier run, and still running" });
      }
      await pause(Math.min(asking, grace));
      continue;
    }
    const news = found.filter(([orphan, { kind }]) => orphans.includes(orphan) || kind === "there");
    if (news.length === 0) return;
    await pause(grace);
    const again = await engine.state();
    if (JSON.stringify(again) !== JSON.stringify(exported)) continue;
    for (const [{ object }, fate] of news) run.onEvent({ event: "found", ...about(object), is: fateText(fate) });
    return refuseHeld(await engine.replaceState(withOrphans(exported, news)));
  }
}

async function fates({ cluster }: UpgradeRun, orphans: readonly Orphan[]): Promise<(readonly [Orphan, Fate])[]> {
  try {
    return await Promise.all(orphans.map(async (orphan) => [orphan, await fateOf(cluster!, orphan)] as const));
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new Ended("needs a person", { reasons: [unknownFate(orphans, error.message)] });
  }
}

/** @throws Ended where somebody holds the stack */
function refuseHeld(lock: HeldLock | undefined): void {
  if (lock) throw new Ended("locked", { lock });
}

function about({ component, phase, kind, name }: Orphan["object"]): { component: string; phase: string; object: string } {
  return { component: component ?? "the stack", phase, object: `${kind} ${name}` };
}

function fateText(fate: Fate): string {
  switch (fate.kind) {
    case "absent": return "not there: it will be begun anew";
    case "running": return "still running";
    case "there": return fate.live.kind === "Job" ? "finished: it will not run again" : "there";
    case "failed": return safeLine(`failed: ${fate.why}`);
  }
}

function unknownFate(orphans: readonly Orphan[], why: string): Reason {
  return legality(
    "interrupted-unknown",
    `a run was cut off while it made ${orphans.map(({ object }) => objectText(object)).join(", ")}, ` +
      `and what became of that is not known: ${why}`,
    "make the cluster answer and run `up` again; going on without knowing could run a migration twice",
  );
}
