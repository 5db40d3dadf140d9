import * as assert from "node:assert/strict";
import { climbReasonsFor } from "../../../automation/deploy/climb";
import { requestAt } from "../../../automation/deploy/next";
import { reviewedPlan, type ReviewedPlan } from "../../../automation/deploy/reviewed";
import { withDiffs } from "../../../automation/diffs";
import { pastUpdates, isRead } from "../../../automation/rollback/pastUpdates";
import type { ExportedResource } from "../../../engines/engine";
import { memoryStore, type Store } from "../../../engines/rehearsal/store";
import { installationStates } from "../../../gates/installationState";
import { planUpgrade } from "../../../upgrades/plan";
import { stackText, type SmallStack } from "../../support/kingdomStack";
import { carried, catalogs, deployed, jobsBegun, requestOf, runOf, storeFrom, upsOfRun } from "./world";

const statesOf = ({ resources }: Store) => installationStates({ deployment: { resources } });
const pair = (version: string): SmallStack => ({ version, duchies: { worker1: version } });

/** What somebody has reviewed of the way that a stack goes from where it is. */
async function reviewedOf(stack: SmallStack, store: Store): Promise<ReviewedPlan> {
  const states = statesOf(store);
  const exported = { version: 3, deployment: { resources: store.resources } };
  const request = requestAt(requestOf(stack), { exported, states }, new Date().toISOString());
  const plan = await withDiffs(planUpgrade("small", catalogs, request.travellers, request.surroundings), request, catalogs);
  return reviewedPlan(plan, { text: stackText(stack), git: undefined, states });
}
const reviewedBy = (plan: ReviewedPlan, stack: SmallStack) => ({ reviewed: { plan, stackText: stackText(stack), git: undefined } });

/** The same component as somebody else's update leaves it. */
function moved(resource: ExportedResource, version: string): ExportedResource {
  const outputs = { ...resource.outputs, attempted: version, deployed: version, schema: version };
  return { ...resource, inputs: { ...resource.inputs, version }, outputs };
}

describe("an upgrade carried out", function () {
  this.timeout(180_000);

  it("walks every hop and stage of two components, one entry in the history each, though the clock is set back on the way", async () => {
    const store = storeFrom(await deployed(pair("0.5.22")));
    let now = Date.parse("2026-06-01T10:00:00Z");
    const { result, events } = await carried(pair("0.5.23"), store, {
      commit: "0123456789ab", clock: () => new Date(now += 1000),
      onEvent: (event) => {
        if (event.event === "up-started" && event.stage === "migrate") now = Date.parse("2020-01-01T00:00:00Z");
      },
    });
    assert.deepEqual([result.result, result.reasons, result.next], ["reached", [], []]);
    assert.deepEqual(upsOfRun(result), [
      "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, quiesce: succeeded",
      "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, migrate: succeeded",
      "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2: succeeded",
      "halo/duchy-worker1 0.5.22 → 0.5.23, hop 2 of 2: succeeded",
    ]);
    for (const component of ["halo/kingdom", "halo/duchy-worker1"]) {
      assert.deepEqual(statesOf(store).get(component), { kind: "complete", deployed: "0.5.23", schema: "0.5.23" });
    }
    assert.deepEqual(jobsBegun(events).filter((name) => name.startsWith("kingdom")), ["kingdom-backup", "kingdom-migrate", "kingdom-verify"]);
    const entries = pastUpdates(store.history.slice(0, 4)).reverse();
    assert.deepEqual(entries.map((entry) => [
      entry.message.replace(/ [0-9a-f]{12}(?=,)/, " …"), entry.result, isRead(entry) && entry.components.map(({ id, version, stage }) => [id.split("/")[1], version, stage].join(" ").trim()).join(", "),
    ]), [
      ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, quiesce (catalog halo …, commit 0123456789ab)", "succeeded", "kingdom 0.5.22 quiesce, duchy-worker1 0.5.22"],
      ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, migrate (catalog halo …, commit 0123456789ab)", "succeeded", "kingdom 0.5.23 migrate, duchy-worker1 0.5.22"],
      ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2 (catalog halo …, commit 0123456789ab)", "succeeded", "kingdom 0.5.23, duchy-worker1 0.5.22"],
      ["halo/duchy-worker1 0.5.22 → 0.5.23, hop 2 of 2 (catalog halo …, commit 0123456789ab)", "succeeded", "kingdom 0.5.23, duchy-worker1 0.5.23"],
    ]);
    assert.ok(store.history.some(({ startTime }) => startTime.startsWith("2020")), "the clock was set back");
    assert.match(store.tags["stepwise:backup:halo.kingdom"]!, /^0\.5\.22>0\.5\.23=kingdom-\d{8}-\d{6}$/);
  });

  it("refuses a reviewed plan that is stale, before anything is done", async () => {
    const store = storeFrom(await deployed(pair("0.5.45")));
    const plan = await reviewedOf(pair("0.5.46"), store);
    store.resources = store.resources.map((one) => one.type === "stepwise:halo:Duchy" ? moved(one, "0.5.44") : one);
    const before = JSON.stringify(store.resources);
    const { result, events } = await carried(pair("0.5.46"), store, reviewedBy(plan, pair("0.5.46")));
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id), result.ups], ["blocked", ["stale-plan:deployed"], []]);
    assert.deepEqual([JSON.stringify(store.resources), events, store.history.length], [before, [], 1]);
  });

  it("does a later hop's operations only where they were reviewed, and leaves the hops before as they are", async () => {
    const store = storeFrom(await deployed(pair("0.5.45")));
    const plan = await reviewedOf(pair("0.5.46"), store);
    const [first, second] = plan.hops;
    const without = second!.operations.filter(({ urn }) => !urn.endsWith("::duchy-worker1-migrate"));
    assert.equal(without.length, second!.operations.length - 1);
    const { result } = await carried(pair("0.5.46"), store, {
      previews: true, ...reviewedBy({ ...plan, hops: [first!, { ...second!, operations: without }] }, pair("0.5.46")),
    });
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id)], ["blocked", ["unreviewed-operation"]]);
    assert.match(result.reasons[0]!.message, /^hop 2 would do what was not reviewed: \w+ .*duchy-worker1-migrate/);
    assert.deepEqual(upsOfRun(result), ["halo/kingdom 0.5.45 → 0.5.46, hop 1 of 2: succeeded"]);
    assert.deepEqual([...statesOf(store).values()].map((state) => state.kind === "complete" && state.deployed), ["0.5.46", "0.5.45"]);
  });

  it("stops between hops where somebody else has moved a component", async () => {
    const store = storeFrom(await deployed(pair("0.5.45")));
    const { result } = await carried(pair("0.5.46"), store, {
      onEvent: (event) => {
        if (event.event === "up-ended") store.resources = store.resources.map((one) => one.type === "stepwise:halo:Duchy" ? moved(one, "0.5.46") : one);
      },
    });
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id), result.ups.length], ["blocked", ["way-changed"], 1]);
    assert.match(result.reasons[0]!.message, /what is left to do is nothing, and was to be halo\/duchy-worker1 0\.5\.45 → 0\.5\.46/);
  });

  it("tries a Job that failed again only when that is asked for, after its reason was shown", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const faults = [{ component: "halo/kingdom", phase: "migrate", version: "0.5.46", times: 1 }];
    const failed = await carried({ version: "0.5.46" }, store, { faults });
    assert.equal(failed.result.result, "stopped");
    assert.match(failed.result.diagnoses[0]!.summary, /kingdom-migrate/);
    assert.deepEqual(statesOf(store).get("halo/kingdom"), { kind: "incomplete", attempted: "0.5.46" });
    const asked = await carried({ version: "0.5.46" }, store, { faults });
    assert.deepEqual([asked.result.result, asked.result.reasons.map(({ id }) => id), asked.events], ["needs a person", ["failed:halo/kingdom:migrate"], []]);
    assert.match(asked.result.reasons[0]!.message, /failed in migrate: Job kingdom\/kingdom-migrate-0-5-46: .*BackoffLimitExceeded/);
    const again = await carried({ version: "0.5.46" }, store, { faults, retry: true });
    assert.deepEqual([again.result.result, jobsBegun(again.events)], ["reached", ["kingdom-migrate", "kingdom-verify"]]);
  });

  it("brings a return to its end before anything else, and does not climb again to what nobody has committed", async () => {
    const store = storeFrom(await deployed({ version: "0.5.46" }));
    const back: SmallStack = { version: "0.5.45", returnedFrom: { version: "0.5.46" } };
    const faults = [{ component: "halo/kingdom", phase: "verify", version: "0.5.45", times: 1 }];
    const first = await carried(back, store, { faults });
    assert.deepEqual([first.result.result, statesOf(store).get("halo/kingdom")],
      ["stopped", { kind: "incomplete", attempted: "0.5.45", returnedFrom: { version: "0.5.46", restore: undefined } }]);
    assert.match(first.result.next.join(), /ask for the same return again/);
    const { request, engine } = runOf({ version: "0.5.46" }, store);
    const { result, events } = await carried({ version: "0.5.46" }, store, { retry: true, faults, climbReasons: climbReasonsFor(request.stack, engine, []) });
    assert.deepEqual(upsOfRun(result), ["halo/kingdom 0.5.45, going on with what was begun: succeeded"]);
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id)], ["blocked", ["return-not-committed"]]);
    assert.deepEqual(jobsBegun(events), ["kingdom-verify"]);
    const kingdom = statesOf(store).get("halo/kingdom");
    assert.deepEqual(kingdom?.kind === "complete" && [kingdom.deployed, kingdom.returnedFrom?.version], ["0.5.45", "0.5.46"]);
  });

  it("finishes what is under way when it is asked to end, begins nothing more, and goes on from there", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const asked = new AbortController();
    const first = await carried({ version: "0.5.46" }, store, {
      pace: 50, signal: asked.signal, onEvent: (event) => event.event === "waiting" && event.phase === "backup" && asked.abort(),
    });
    assert.deepEqual([first.result.result, jobsBegun(first.events)], ["cancelled", ["kingdom-backup"]]);
    assert.ok(first.events.some((event) => event.event === "step-ended" && event.phase === "backup" && event.result === "succeeded"));
    assert.deepEqual([statesOf(store).get("halo/kingdom"), store.pending], [{ kind: "incomplete", attempted: "0.5.46" }, []]);
    const second = await carried({ version: "0.5.46" }, store);
    assert.deepEqual([second.result.result, jobsBegun(second.events)], ["reached", ["kingdom-migrate", "kingdom-verify"]]);
    assert.deepEqual(second.events[0], { event: "planned", hops: 0, resuming: ["halo/kingdom 0.5.46"] });
  });

  it("does not install over what may be there already, unless the stack says that it is a first install", async () => {
    const store = memoryStore();
    store.cluster.objects["apps/v1/StatefulSet/kingdom/database"] = { manifest: { kind: "StatefulSet" }, settled: "2026-01-01T00:00:00Z" };
    const { result, events } = await carried({ version: "0.5.46" }, store);
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id), events, store.history], ["blocked", ["install-not-stated"], [], []]);
    assert.match(result.reasons[0]!.message, /a new stack over a database that exists, looks just like this/);
  });
});
