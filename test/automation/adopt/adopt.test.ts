import * as assert from "node:assert/strict";
import * as path from "node:path";
import { notRunMark } from "../../../automation/adopt/records";
import { rehearsedAdoption } from "../../../automation/adopt/rehearsedAdoption";
import { ClusterError } from "../../../automation/cluster/cluster";
import { upgrade } from "../../../automation/deploy/upgrade";
import { withHopFile } from "../../../automation/hopFile";
import type { Engine } from "../../../engines/engine";
import type { Store } from "../../../engines/rehearsal/store";
import { projectRoot } from "../../../releases/projectRoot";
import { stackText, type SmallStack } from "../../support/kingdomStack";
import { runOf } from "../deploy/world";
import { adopted, engineOf, planned, podOf, running, uids, type Manifest } from "./world";

const stack: SmallStack = { version: "0.5.45", backupRetention: "30d" };
const server = "Deployment/kingdom/system-api-server-deployment";
const isServer = ({ kind, metadata }: Manifest): boolean => kind === "Deployment" && metadata.name === "system-api-server-deployment";

const changesOf = (store: Store, of: SmallStack = stack): Promise<string[]> => withHopFile("small", stackText(of), async (configFile) => {
  const { result, steps, diagnostics } = await engineOf(store).preview({ configFile, message: "what is left" });
  assert.equal(result, "succeeded", JSON.stringify(diagnostics));
  return steps.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`);
});
const jobs = ({ cluster }: Store): string[] =>
  Object.keys(cluster.objects).filter((key) => key.includes("/Job/")).map((key) => key.split("/").at(-1)!).sort();
const manifestOf = ({ cluster }: Store): Manifest =>
  Object.values(cluster.objects).map(({ manifest }) => manifest as unknown as Manifest).find(isServer)!;

/** An engine of a store that answers one question otherwise. */
function engineWith(store: Store, other: Partial<Engine>): Engine {
  const engine = engineOf(store);
  return {
    kind: "rehearsal", preview: (run) => engine.preview(run), up: (run) => engine.up(run), refresh: (run) => engine.refresh(run),
    state: () => engine.state(), replaceState: (state) => engine.replaceState(state), lock: () => engine.lock(),
    history: () => engine.history(), tags: () => engine.tags(), setTag: (name, value) => engine.setTag(name, value), ...other,
  };
}

describe("an adoption", function () {
  this.timeout(120_000);

  it("brings what runs under the stack: nothing is made anew or changed, nothing is migrated, and nothing is left to do", async () => {
    const store = await running(stack);
    const before = uids(store);
    const adoption = await adopted(stack, store, { policyPack: path.join(projectRoot, "policies") });
    assert.equal(adoption.result, "adopted", JSON.stringify(adoption.reasons));
    assert.deepEqual(adoption.states.get("halo/kingdom"), { kind: "complete", deployed: "0.5.45", schema: "0.5.45" });
    const after = uids(store);
    for (const [key, uid] of before) assert.equal(after.get(key), uid, key);
    assert.deepEqual(jobs(store), ["kingdom-verify-0-5-45"]);
    assert.equal(manifestOf(store).metadata.annotations?.["stepwise.dev/version"], "0.5.45");
    assert.deepEqual(await changesOf(store), []);
  });

  it("says in the state of Jobs that never ran that they did not", async () => {
    const store = await running(stack);
    await adopted(stack, store);
    const marked = store.resources.filter(({ type }) => type.endsWith(":Job")).map(({ urn, outputs }) =>
      [urn.split("::").at(-1), (outputs as unknown as Manifest).metadata.annotations?.[notRunMark] !== undefined]);
    assert.deepEqual(Object.fromEntries(marked), { "kingdom-backup": true, "kingdom-migrate": true, "kingdom-verify": false });
  });

  it("is followed by an ordinary hop, with its own backup and migration", async () => {
    const store = await running(stack);
    await adopted(stack, store);
    const { result, ups } = await upgrade(runOf({ ...stack, version: "0.5.46" }, store));
    assert.equal(result, "reached");
    assert.equal(ups.length, 1);
    assert.deepEqual(jobs(store), ["kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"]);
  });

  it("leaves what was accepted to the next update, which changes it in place", async () => {
    const store = await running(stack, (object) => {
      if (isServer(object)) podOf(object).spec.containers[0]!.args.push("--verbose");
      return true;
    });
    const before = uids(store);
    assert.equal((await adopted(stack, store, { accept: [server] })).result, "adopted");
    assert.ok(podOf(manifestOf(store)).spec.containers[0]!.args.includes("--verbose"));
    for (const [key, uid] of before) assert.equal(uids(store).get(key), uid, key);
    assert.deepEqual(await changesOf(store), ["update kingdom-system-api-server-deployment"]);
  });

  it("stays unfinished where the verification fails, and is brought to its end by `up`", async () => {
    const store = await running(stack);
    const adoption = await adopted(stack, store, { faults: [{ component: "halo/kingdom", phase: "verify" }] });
    assert.equal(adoption.result, "unverified");
    assert.equal(adoption.states.get("halo/kingdom")?.kind, "incomplete");
    assert.match(adoption.reasons.map(({ message }) => message).join(), /BackoffLimitExceeded/);
    assert.match(adoption.next.join(), /stepwise up --retry/);
    const { result, states } = await upgrade(runOf(stack, store, { retry: true }));
    assert.equal(result, "reached");
    assert.equal(states.get("halo/kingdom")?.kind, "complete");
    assert.deepEqual(jobs(store), ["kingdom-verify-0-5-45"]);
  });

  it("puts the state back and hands the objects back where the engine would do anything else", async () => {
    const store = await running(stack);
    const before = structuredClone(store.cluster.objects);
    const engine = engineWith(store, {
      preview: async () => Promise.resolve({
        result: "succeeded", diagnostics: [], violations: [],
        steps: [{ op: "replace", urn: "urn:a", type: "kubernetes:apps/v1:Deployment", name: "server", changedPaths: ["spec.selector"], result: "succeeded" }],
      }),
    });
    const { result, reasons } = await adopted(stack, store, { engine });
    assert.equal(result, "refused");
    assert.deepEqual(reasons.map(({ id }) => id), ["unplanned-operation"]);
    assert.match(reasons[0]!.message, /replace kubernetes:apps\/v1:Deployment server \(spec\.selector\)/);
    assert.deepEqual(store.resources.map(({ type }) => type).sort(), ["pulumi:providers:kubernetes", "pulumi:pulumi:Stack"]);
    assert.deepEqual(Object.keys(store.cluster.objects), Object.keys(before));
    assert.equal(manifestOf(store).metadata.annotations?.["stepwise.dev/version"] ?? null, null);
    assert.equal((await adopted(stack, store)).result, "adopted");
  });

  it("leaves alone a state that somebody else has changed meanwhile", async () => {
    const store = await running(stack);
    const engine = engineWith(store, {
      preview: () => {
        store.resources = store.resources.slice(0, -1);
        return Promise.resolve({ result: "failed", diagnostics: [{ severity: "error", message: "no" }], violations: [], steps: [] });
      },
    });
    const { result, reasons } = await adopted(stack, store, { engine });
    assert.equal(result, "refused");
    assert.deepEqual(reasons.map(({ id }) => id), ["preview-failed", "not-put-back"]);
    assert.ok(store.resources.length > 2);
  });

  it("does nothing where another run holds the stack", async () => {
    const store = await running(stack);
    const engine = engineWith(store, { replaceState: () => Promise.resolve({ by: "another@host", release: "pulumi cancel" }) });
    const { result, reasons, next } = await adopted(stack, store, { engine });
    assert.equal(result, "locked");
    assert.match(reasons[0]!.message, /another@host/);
    assert.deepEqual(next, ["pulumi cancel"]);
    assert.equal(manifestOf(store).metadata.annotations?.["stepwise.dev/version"] ?? null, null);
  });

  it("puts nothing into the state where the cluster does not let it take an object over", async () => {
    const store = await running(stack);
    const cluster = rehearsedAdoption(store, () => new Date());
    const { result, reasons } = await adopted(stack, store, {
      cluster: { ...cluster, patch: () => Promise.reject(new ClusterError("asked to mark deployment.apps a, it is forbidden")) },
    });
    assert.equal(result, "refused");
    assert.equal(reasons[0]?.id, "not-taken-over");
    assert.deepEqual(store.resources.map(({ type }) => type).sort(), ["pulumi:providers:kubernetes", "pulumi:pulumi:Stack"]);
  });

  it("goes on after it was killed at any moment", async () => {
    const whole = await running(stack);
    // The first of the saved states of each sort: with objects taken over, with what is in the state, with what is begun.
    const moments = new Map<string, string>();
    whole.save = () => {
      const taken = uids(whole).size > 0 && manifestOf(whole).metadata.annotations?.["stepwise.dev/version"] !== undefined;
      const sort = JSON.stringify([taken, whole.resources.length > 2, whole.pending.length > 0]);
      if (!moments.has(sort)) moments.set(sort, JSON.stringify(whole));
    };
    await adopted(stack, whole);
    assert.ok(moments.size >= 4, [...moments.keys()].join(" "));
    for (const moment of moments.values()) {
      const store = Object.assign(await running(stack), JSON.parse(moment) as Partial<Store>);
      const { plan } = await planned(stack, store);
      if (plan.components.length > 0) assert.equal((await adopted(stack, store)).result, "adopted");
      else assert.equal((await upgrade(runOf(stack, store, { retry: true }))).result, "reached");
      assert.deepEqual(jobs(store), ["kingdom-verify-0-5-45"]);
      assert.deepEqual(await changesOf(store), []);
    }
  });
});
