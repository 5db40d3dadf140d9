import * as assert from "node:assert/strict";
import { previewNext } from "../../../automation/deploy/previewNext";
import { explained, type Explained } from "../../../automation/explain/explain";
import type { ExportedResource, HistoryEntry } from "../../../engines/engine";
import { memoryStore, type Store } from "../../../engines/rehearsal/store";
import type { Properties } from "../../../engines/rehearsal/values";
import type { Cause, ExplainedChange } from "../../../upgrades/explain";
import type { SmallStack } from "../../support/kingdomStack";
import { carried, catalogs, deployed, runOf, storeFrom } from "../deploy/world";

/** What the next `up` would change in a store, explained. */
async function explain(stack: SmallStack, store: Store, history?: readonly HistoryEntry[]): Promise<Explained> {
  const run = runOf(stack, store);
  const { request, here, first } = await previewNext(run);
  assert.equal(first?.outcome.result, "succeeded", JSON.stringify(first?.outcome.diagnostics));
  const asked = { request, states: here.states, up: first.up, catalogs };
  return explained(asked, first.outcome.steps, here.exported, history ?? await run.engine.history());
}
const count = ({ changes }: Explained): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { cause } of changes.flatMap(({ causes }) => causes)) counts[cause] = (counts[cause] ?? 0) + 1;
  return counts;
};
const find = ({ changes }: Explained, name: string): ExplainedChange => changes.find((one) => one.name === name)!;
const of = (change: ExplainedChange, cause: Cause["cause"]): Cause | undefined => change.causes.find((one) => one.cause === cause);

/** The state with the inputs of one resource edited. */
function edited(store: Store, name: string, edit: (inputs: Record<string, Properties>) => void): void {
  store.resources = store.resources.map((one): ExportedResource => {
    if (!one.urn.endsWith(`::${name}`)) return one;
    const inputs = structuredClone(one.inputs) as Record<string, Properties>;
    edit(inputs);
    return { ...one, inputs };
  });
}
const server = "kingdom-system-api-server-deployment";
const scaled = (store: Store): void => edited(store, server, (inputs) => { inputs["spec"] = { ...inputs["spec"], replicas: 3 }; });

describe("what the next update changes, explained", function () {
  this.timeout(180_000);

  it("is the version, and what the catalog names, where nothing else has changed", async () => {
    const found = await explain({ version: "0.5.46" }, storeFrom(await deployed({ version: "0.5.45" })));
    assert.deepEqual([Object.keys(count(found)), found.reasons], [["version"], []]);
    const through = await explain({ version: "0.5.30" }, storeFrom(await deployed({ version: "0.5.28" })));
    assert.deepEqual([Object.keys(count(through)).sort(), through.reasons], [["catalog", "version"], []]);
    const { items, paths } = of(find(through, "kingdom-v2alpha-public-api-server-deployment"), "catalog")!;
    assert.deepEqual(paths, ['spec.template.spec.containers[0].args["--trustee-protocol-config-config"]']);
    assert.ok(items!.includes("0.5.29 flag v2alpha-public-api-server --trustee-protocol-config-config"));
  });

  it("is a setting by its place in the stack file, alone or beside a version", async () => {
    const alone = await explain({ version: "0.5.46", backupRetention: "30d" }, storeFrom(await deployed({ version: "0.5.46" })));
    assert.deepEqual([Object.keys(count(alone)), alone.reasons], [["setting"], []]);
    assert.deepEqual(of(find(alone, "kingdom-backup"), "setting")!.settings, ["stepwise:halo.backups.retention"]);
    const beside = await explain({ version: "0.5.46", backupRetention: "30d" }, storeFrom(await deployed({ version: "0.5.45" })));
    assert.deepEqual(Object.keys(count(beside)).sort(), ["setting", "version"]);
    const job = find(beside, "kingdom-backup");
    assert.deepEqual(of(job, "setting")!.paths, ["spec.template.spec.containers[0].env[2].value"]);
    assert.ok(of(job, "version")!.paths.includes("metadata.name"));
  });

  it("is unexplained where the state was edited, and only that, until somebody answers for it by name", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    scaled(store);
    const found = await explain({ version: "0.5.46" }, store);
    const id = `unexplained:Deployment/${server}`;
    assert.deepEqual(found.reasons.map((reason) => reason.id), [id]);
    assert.deepEqual(of(find(found, server), "unexplained")!.paths, ["spec.replicas"]);
    assert.ok(of(find(found, server), "version")!.paths.every((path) => path !== "spec.replicas"));
    assert.equal(count(found)["unexplained"], 1);
    const accepting = (until: string): SmallStack => ({ version: "0.5.46", permits: { risks: { [id]: { owner: "ops", reason: "seen", until } } } });
    assert.deepEqual((await explain(accepting("2999-01-01"), store)).reasons, []);
    assert.deepEqual((await explain(accepting("2020-01-01"), store)).reasons.map((reason) => reason.id), [id], "it has ended");
  });

  it("is unexplained where the program is another than the one of the last update", async () => {
    const store = storeFrom(await deployed({ version: "0.5.46" }));
    // As if today's program asked for something that the one of then did not.
    edited(store, "kingdom-phases-network-policy", (inputs) => { inputs["spec"] = { ...inputs["spec"], policyTypes: ["Ingress"] }; });
    store.resources = store.resources.filter(({ urn }) => !urn.endsWith("::kingdom-system-api-server-network-policy"));
    const found = await explain({ version: "0.5.46", backupRetention: "30d" }, store);
    assert.deepEqual(found.reasons.map(({ id }) => id), [
      "unexplained:NetworkPolicy/kingdom-phases-network-policy", "unexplained:NetworkPolicy/kingdom-system-api-server-network-policy",
    ]);
    assert.equal(find(found, "kingdom-system-api-server-network-policy").op, "create");
  });

  it("is a deletion that nobody announces where the program asks for an object no more, by name", async () => {
    const duchy = { worker1: "0.5.46" };
    const store = storeFrom(await deployed({ version: "0.5.46", duchies: duchy }));
    // What nobody asks for: it would be deleted.
    const policy = store.resources.find(({ urn }) => urn.endsWith("::kingdom-phases-network-policy"))!;
    store.resources.push({ ...policy, urn: `${policy.urn}-2`, resourceHooks: {} });
    const found = await explain({ version: "0.5.46", duchies: duchy }, store);
    const name = "NetworkPolicy/kingdom-phases-network-policy-2";
    assert.deepEqual(found.reasons.map(({ id }) => id), [`deletion:${name}`, `unexplained:${name}`]);
  });

  it("is nothing of a first install, of a stack or of a component", async () => {
    const install = { permits: { install: ["halo/kingdom", "halo/duchy-worker1"] } };
    const first = await explain({ version: "0.5.46", ...install }, memoryStore());
    assert.deepEqual([Object.keys(count(first)), first.reasons], [["version"], []]);
    assert.ok(first.changes.length > 20 && first.changes.every(({ op }) => op === "create"));
    const another = await explain({ version: "0.5.46", duchies: { worker1: "0.5.46" }, ...install }, storeFrom(await deployed({ version: "0.5.46" })));
    assert.deepEqual([Object.keys(count(another)), another.reasons], [["version"], []]);
  });

  it("is nothing of a first install that failed halfway either", async () => {
    const store = memoryStore();
    const install: SmallStack = { version: "0.5.46", permits: { install: ["halo/kingdom"] } };
    await carried(install, store, { faults: [{ component: "halo/kingdom", phase: "migrate" }] });
    const found = await explain(install, store);
    assert.deepEqual([Object.keys(count(found)).sort(), found.reasons], [["resumed", "version"], []]);
    assert.deepEqual(found.changes.filter(({ causes }) => causes[0]!.cause === "resumed").map(({ name }) => name), ["kingdom-migrate"]);
  });

  it("is the version again on the way back, and in every stage", async () => {
    const back = await explain({ version: "0.5.28", returnedFrom: { version: "0.5.30" } }, storeFrom(await deployed({ version: "0.5.30" })));
    assert.deepEqual([Object.keys(count(back)).sort(), back.reasons], [["catalog", "version"], []]);
    const stopping = await explain({ version: "0.5.23" }, storeFrom(await deployed({ version: "0.5.22" })));
    assert.deepEqual([Object.keys(count(stopping)), stopping.reasons], [["version"], []]);
    assert.ok(stopping.changes.some(({ changedPaths }) => changedPaths.includes("spec.replicas")));
  });

  it("is explained though the update before failed halfway, with other settings by now", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const faults = [{ component: "halo/kingdom", phase: "rollout" }];
    const { result } = await carried({ version: "0.5.46", backupRetention: "30d" }, store, { faults });
    assert.equal(result.result, "stopped");
    const again = await explain({ version: "0.5.46", backupRetention: "30d" }, store);
    assert.deepEqual(again.reasons, []);
    const changed = await explain({ version: "0.5.46", backupRetention: "60d" }, store);
    assert.deepEqual(changed.reasons, []);
    assert.deepEqual(of(find(changed, "kingdom-backup"), "setting")!.settings, ["stepwise:halo.backups.retention"]);
  });

  it("needs no history where only releases have changed; what a setting has done is unexplained without it", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const found = await explain({ version: "0.5.46" }, store, []);
    assert.deepEqual([Object.keys(count(found)), found.reasons], [["version"], []]);
    const setting = await explain({ version: "0.5.46", backupRetention: "30d" }, store, []);
    assert.deepEqual(setting.reasons.map(({ id }) => id), ["unexplained:Job/kingdom-backup", "unexplained:Kingdom/kingdom"]);
    const unreadable = store.history.map((entry) => ({ ...entry, config: { "stepwise:halo": "{" } }));
    assert.deepEqual((await explain({ version: "0.5.46" }, store, unreadable)).reasons, []);
  });

  it("is nothing where nothing changes, without running the program", async () => {
    const found = await explain({ version: "0.5.46" }, storeFrom(await deployed({ version: "0.5.46" })));
    assert.deepEqual(found, { changes: [], reasons: [] });
  });
});
