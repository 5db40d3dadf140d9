import { setTimeout as pause } from "node:timers/promises";
import { heldLock } from "../../engines/pulumi/lock";
import { ClusterError } from "../cluster/cluster";
import { legality, type Reason } from "../../upgrades/reason";
import { fateOf, orphansIn, withOrphans, type Fate, type Orphan } from "./recover";
import { Ended, type UpgradeRun } from "./run";

const asking = 2000;

/**
 * Brings what an earlier run began, and did not live to see, into the state: waits until Jobs that run have ended, and
 * then says what became of them. A run that still lives would have saved that itself a moment later, so it is given that
 * moment; and the engine refuses where somebody holds the stack.
 * @throws Ended where that can't be found out, or the stack is held
 */
export async function settleOrphans(run: UpgradeRun): Promise<void> {
  const { engine, cluster, grace, clock } = run;
  const start = clock().getTime();
  for (;;) {
    const exported = await engine.state();
    const orphans = orphansIn(exported);
    // Without a cluster an object is a file, and is written anew.
    if (orphans.length === 0 || !cluster) return;
    const found = await fates(run, orphans);
    const running = found.filter(([, fate]) => fate.kind === "running");
    if (running.length > 0) {
      if (run.signal?.aborted) throw new Ended("cancelled", { next: ["the Jobs go on in the cluster; run `up` again, it waits for them"] });
      for (const [{ object }] of running) {
        const seconds = Math.round((clock().getTime() - start) / 1000);
        run.onEvent({ event: "waiting", ...about(object), seconds, message: "begun by a run that was cut off, and still running" });
      }
      await pause(Math.min(asking, grace));
      continue;
    }
    await pause(grace);
    const again = await engine.state();
    if (JSON.stringify(again) !== JSON.stringify(exported)) continue;
    for (const [{ object }, fate] of found) run.onEvent({ event: "found", ...about(object), is: fateText(fate) });
    return replaceState(run, withOrphans(exported, found));
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

async function replaceState({ engine }: UpgradeRun, state: ReturnType<typeof withOrphans>): Promise<void> {
  try {
    await engine.replaceState(state);
  } catch (error) {
    const lock = heldLock(error instanceof Error ? error.message : "");
    if (lock) throw new Ended("locked", { lock });
    throw error;
  }
}

function about({ component, phase, kind, name }: Orphan["object"]): { component: string; phase: string; object: string } {
  return { component: component ?? "the stack", phase, object: `${kind} ${name}` };
}

function fateText(fate: Fate): string {
  switch (fate.kind) {
    case "absent": return "not there: it will be begun anew";
    case "running": return "still running";
    case "there": return fate.live.kind === "Job" ? "finished: it will not run again" : "there";
    case "failed": return `failed: ${fate.why}`;
  }
}

function unknownFate(orphans: readonly Orphan[], why: string): Reason {
  return legality(
    "interrupted-unknown",
    `a run was cut off while it made ${orphans.map(({ object }) => `${object.kind} ${object.namespace}/${object.name}`).join(", ")}, ` +
      `and what became of that is not known: ${why}`,
    "make the cluster answer and run `up` again; going on without knowing could run a migration twice",
  );
}
