import * as assert from "node:assert/strict";
import type { ExportedResource } from "../../../engines/engine";
import { decide as decideAll, objectKey } from "../../../engines/rehearsal/decide";
import type { Goal } from "../../../engines/rehearsal/goal";
import type { Properties } from "../../../engines/rehearsal/values";
import { component, secretObject, phaseJobGoal, service } from "../../support/rehearsedSession";

const saved = ({ urn, type, custom, inputs }: Goal, more: Partial<ExportedResource> = {}): ExportedResource => ({
  urn,
  type,
  custom,
  inputs,
  outputs: inputs,
  ...more,
});
/** The decision without the inputs it is carried out with. */
function decide(...about: Parameters<typeof decideAll>): Omit<ReturnType<typeof decideAll>, "inputs"> {
  const { op, changedPaths, deleteFirst } = decideAll(...about);
  return { op, changedPaths, deleteFirst };
}
const failed = { initErrors: ["it did not become ready"] };
const nothing = { changedPaths: [], deleteFirst: false };

describe("what the engine does about a resource", () => {
  it("creates what is not there", () => {
    assert.deepEqual(decide(service("a", 1), undefined, false), { op: "create", ...nothing });
    assert.deepEqual(decide(service("a", 1), undefined, true), { op: "create", ...nothing });
  });

  it("leaves what is the same", () => {
    for (const goal of [service("a", 1), component("core", { version: "1.0.0" })]) {
      assert.deepEqual(decide(goal, saved(goal), false), { op: "same", ...nothing });
    }
  });

  it("updates what changed, and says where", () => {
    assert.deepEqual(decide(service("a", 2), saved(service("a", 1)), false), {
      op: "update",
      changedPaths: ["spec.port"],
      deleteFirst: false,
    });
  });

  it("updates a component whatever changes about it", () => {
    const [before, after] = [
      component("core", { kind: "Job", spec: { template: 1 } }),
      component("core", { kind: "Job", spec: { template: 2 } }),
    ];
    assert.equal(decide(after, saved(before), false).op, "update");
  });

  it("replaces where a field can't be changed, the old object first only where both have one name", () => {
    const renamed = decide(phaseJobGoal("core-migrate", "1.1.0"), saved(phaseJobGoal("core-migrate", "1.0.0")), false);
    assert.deepEqual([renamed.op, renamed.deleteFirst], ["replace", false]);
    assert.ok(renamed.changedPaths.includes("metadata.name"));
    const sameName = decide(secretObject("a", { k: "2" }), saved(secretObject("a", { k: "1" })), false);
    assert.deepEqual([sameName.op, sameName.deleteFirst], ["replace", true]);
  });

  it("deletes the old object first where the program says so, though the names differ", () => {
    const goal = phaseJobGoal("core-migrate", "1.1.0", { deleteBeforeReplace: true });
    assert.equal(decide(goal, saved(phaseJobGoal("core-migrate", "1.0.0")), false).deleteFirst, true);
  });

  it("replaces what it is told to, though nothing changed", () => {
    const goal = component("core", { version: "1.0.0" });
    assert.deepEqual(decide(goal, saved(goal), true), { op: "replace", ...nothing });
  });

  it("waits again for what did not become ready, by an update without a change", () => {
    const goal = service("a", 1);
    assert.deepEqual(decide(goal, saved(goal, failed), false), {
      op: "update",
      changedPaths: ["#initerror"],
      deleteFirst: false,
    });
  });

  it("replaces it where the program says #initerror, and says so beside what changed", () => {
    const goal = phaseJobGoal("core-migrate", "1.0.0", { deleteBeforeReplace: true, replaceOnChanges: ["#initerror"] });
    assert.deepEqual(decide(goal, saved(goal, failed), false), {
      op: "replace",
      changedPaths: ["#initerror"],
      deleteFirst: true,
    });
    const newer = { ...phaseJobGoal("core-migrate", "1.1.0"), replaceOnChanges: ["#initerror"] };
    assert.deepEqual(decide(newer, saved(goal, failed), false).changedPaths.slice(-2), [
      "spec.template.spec.containers[0].image",
      "#initerror",
    ]);
  });

  it("does not replace for #initerror what became ready", () => {
    const goal = phaseJobGoal("core-migrate", "1.0.0", { replaceOnChanges: ["#initerror"] });
    assert.equal(decide(goal, saved(goal), false).op, "same");
    assert.equal(decide(goal, saved(goal, { initErrors: [] }), false).op, "same");
  });

  it("takes no notice of a component's failures: those are its children's", () => {
    const goal = component("core", {}, { replaceOnChanges: ["#initerror"] });
    assert.equal(decide(goal, saved(goal, failed), false).op, "same");
  });

  it("does not see what it is told to ignore, nor anything below it, and sees the rest", () => {
    const before = saved(secretObject("a", { k: "1" }));
    const same = decide(secretObject("a", { k: "2" }, { ignoreChanges: ["data"] }), before, false);
    assert.deepEqual(same, { op: "same", ...nothing });
    const rest = decide(secretObject("a", { k: "2", kept: "x" }, { ignoreChanges: ["data.k"] }), before, false);
    assert.deepEqual([rest.op, rest.changedPaths], ["replace", ["data.kept"]]);
    assert.equal(
      decide(secretObject("a", { kk: "2", k: "1" }, { ignoreChanges: ["data.k"] }), before, false).op,
      "replace",
    );
  });

  it("carries out what is asked for, with the old values of what is ignored", () => {
    const before = saved(secretObject("a", { k: "1", "a.b": "1", gone: "1" }));
    const inputs = (data: Properties, ...ignoreChanges: readonly string[]) =>
      decideAll(secretObject("a", data, { ignoreChanges }), before, false).inputs["data"];
    const wanted = { k: "2", "a.b": "2", gone: "1" };
    assert.deepEqual(inputs(wanted), wanted);
    assert.deepEqual(inputs(wanted, "data.k"), { ...wanted, k: "1" });
    assert.deepEqual(inputs(wanted, "data"), { k: "1", "a.b": "1", gone: "1" });
    assert.deepEqual(decideAll(secretObject("a", wanted), undefined, false).inputs["data"], wanted);
  });

  it("replaces where the program says so of a field, and of all below it, and only where that changed", () => {
    const op = (...replaceOnChanges: readonly string[]) =>
      decide(service("a", 2, { replaceOnChanges }), saved(service("a", 1)), false).op;
    for (const named of ["spec", "spec.port"]) assert.equal(op(named), "replace");
    for (const named of ["spec.por", "spec.ports", "spec.port.x", "metadata"]) assert.equal(op(named), "update");
  });

  it("compares with what was asked last, not with what came of it", () => {
    const goal = service("a", 1);
    assert.equal(decide(goal, saved(goal, { outputs: { other: true } }), false).op, "same");
  });
});

describe("what identifies an object in a cluster", () => {
  it("is its version, kind, namespace and name", () => {
    assert.equal(objectKey(service("a", 1).inputs), "v1/Service/ns/a");
    assert.equal(objectKey({ apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } }), "v1/Namespace/default/n");
  });

  it("is nothing for what is no object, or has no name yet", () => {
    assert.equal(objectKey({ version: "1.0.0" }), undefined);
    assert.equal(objectKey({ kind: "Job", metadata: {} }), undefined);
    assert.equal(objectKey({ kind: "Job" }), undefined);
  });
});
