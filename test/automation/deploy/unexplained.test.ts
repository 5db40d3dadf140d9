import * as assert from "node:assert/strict";
import { previewNext } from "../../../automation/deploy/previewNext";
import { upgrade } from "../../../automation/deploy/upgrade";
import type { ExportedResource } from "../../../engines/engine";
import type { Store } from "../../../engines/rehearsal/store";
import type { SmallStack } from "../../support/kingdomStack";
import { carried, deployed, runOf, storeFrom, upsOfRun } from "./world";

const server = "kingdom-system-api-server-deployment";
const id = `unexplained:Deployment/${server}`;
const accepting = (until: string): SmallStack => ({ version: "0.5.46", permits: { risks: { [id]: { owner: "ops", reason: "seen", until } } } });

/** A small stack whose state somebody has edited. */
async function editedStore(version: string): Promise<Store> {
  const store = storeFrom(await deployed({ version }));
  store.resources = store.resources.map((one): ExportedResource => {
    const inputs = one.inputs as { spec?: Record<string, unknown> };
    return one.urn.endsWith(`::${server}`) ? { ...one, inputs: { ...inputs, spec: { ...inputs.spec, replicas: 3 } } } : one;
  });
  return store;
}

describe("an upgrade that would change what nothing explains", function () {
  this.timeout(180_000);

  it("is blocked before anything is touched, and says what and how it is accepted", async () => {
    const store = await editedStore("0.5.45");
    const before = JSON.stringify(store.resources);
    const { result, events } = await carried({ version: "0.5.46" }, store, { previews: true });
    assert.deepEqual([result.result, result.reasons.map((reason) => reason.id), result.ups], ["blocked", [id], []]);
    assert.match(result.next.join(), /spec\.replicas.*permits\.risks\.unexplained:Deployment/);
    assert.ok(events.some((event) => event.event === "refused" && event.reasons[0]?.id === id));
    assert.equal(JSON.stringify(store.resources), before);
  });

  it("goes on once it is accepted by name, and is blocked again when that has ended", async () => {
    const store = await editedStore("0.5.45");
    assert.equal((await carried(accepting("2020-01-01"), store, { previews: true })).result.result, "blocked");
    const { result } = await carried(accepting("2999-01-01"), store, { previews: true });
    assert.deepEqual([result.result, upsOfRun(result)], ["reached", ["halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1: succeeded"]]);
  });

  it("is blocked where only settings are left to bring about, too", async () => {
    const { result } = await carried({ version: "0.5.46", backupRetention: "30d" }, await editedStore("0.5.46"), { previews: true });
    assert.deepEqual([result.result, result.reasons.map((reason) => reason.id)], ["blocked", [id]]);
  });

  it("does not stop what releases and settings explain, in every stage, and on the way back", async () => {
    const store = storeFrom(await deployed({ version: "0.5.22" }));
    const { result } = await carried({ version: "0.5.23", backupRetention: "30d" }, store, { previews: true });
    assert.deepEqual([result.result, result.reasons, result.ups.length], ["reached", [], 3]);
    const higher = storeFrom(await deployed({ version: "0.5.30" }));
    const back = await carried({ version: "0.5.28", returnedFrom: { version: "0.5.30" } }, higher, { previews: true });
    assert.deepEqual([back.result.result, back.result.reasons], ["reached", []]);
  });

  it("is previewed with the causes of every change, and with what has to be accepted among what is open", async () => {
    const { first, plan, reasons } = await previewNext(runOf({ version: "0.5.46", backupRetention: "30d" }, await editedStore("0.5.45")));
    assert.deepEqual(reasons.map((reason) => reason.id), [id]);
    const steps = first!.outcome.steps.filter(({ op }) => op !== "same");
    assert.ok(steps.every(({ causes }) => causes !== undefined && causes.length > 0));
    assert.deepEqual(steps.find(({ name }) => name === "kingdom-backup")!.causes!.map(({ cause }) => cause), ["setting", "version"]);
    assert.deepEqual(plan.hops[0]!.open.map((one) => [one.id, one.component]), [[id, "halo/kingdom"]]);
    assert.deepEqual(plan.components[0]!.reasons.map((one) => one.id), [id]);
    assert.ok(plan.hops[0]!.diff.filter(({ op }) => op !== "same").every(({ causes }) => causes?.every(({ cause }) => cause === "version")));
  });

  it("is judged from the state that was planned from: nothing is read between a preview and its update", async () => {
    const calls: string[] = [];
    const run = runOf({ version: "0.5.46" }, storeFrom(await deployed({ version: "0.5.45" })), { previews: true });
    for (const name of ["state", "preview", "up"] as const) {
      const call = run.engine[name].bind(run.engine) as (...given: unknown[]) => Promise<never>;
      run.engine[name] = (...given: unknown[]) => (calls.push(name), call(...given));
    }
    assert.equal((await upgrade(run)).result, "reached");
    // What was begun before; the hop; whether settings are left; how it is at the end.
    assert.deepEqual(calls, ["state", ...["state", "preview", "up", "state"], ...["state", "preview"], "state"]);
  });

  it("is previewed all the same where there is no history to read", async () => {
    const run = runOf({ version: "0.5.46" }, storeFrom(await deployed({ version: "0.5.45" })));
    const engine = Object.assign(Object.create(run.engine) as typeof run.engine, { history: () => Promise.reject(new Error("cut off")) });
    const { reasons } = await previewNext({ ...run, engine });
    assert.deepEqual(reasons, []);
  });
});
