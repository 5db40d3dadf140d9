import * as assert from "node:assert/strict";
import { lossOf } from "../../../automation/explain/loss";
import type { Properties } from "../../../engines/rehearsal/values";
import type { Release } from "../../../releases/schema";
import type { Cause } from "../../../upgrades/explain";
import { component, secretObject, object, phaseJobGoal, resource } from "../../support/rehearsedSession";
import type { Goal } from "../../../engines/rehearsal/goal";

const version: Cause = { cause: "version", paths: [] };
const setting = (...settings: string[]): Cause => ({ cause: "setting", settings, paths: [] });
const removed = {
  kind: "core", down: false,
  releases: [{ version: "2", notes: [], config: [{ component: "core", change: "removed", what: "object", name: "Secret/a", source: "x" }] } as unknown as Release],
};

function loss(op: "delete" | "replace" | "update", before: Goal, after: Goal | undefined, causes = [version], said: Partial<Parameters<typeof lossOf>[3]> = {}) {
  const change = { op, urn: before.urn, type: before.type, name: before.name, changedPaths: [] };
  const points = { saved: before, asked: before, between: after, wanted: after };
  return lossOf(change, points, causes, { crossings: [], leaving: [], ...said })?.kind;
}
const named = (name: string, inNamespace = "ns", fields: Properties = {}): Goal =>
  object("kubernetes:core/v1:Secret", "a", { metadata: { name, namespace: inNamespace }, ...fields });

describe("what a change takes away", () => {
  it("is an object that goes and that no release on the way announces", () => {
    assert.equal(loss("delete", secretObject("a"), undefined), "deletion");
    assert.equal(loss("delete", secretObject("a"), undefined, [version], { crossings: [removed] }), undefined);
    assert.equal(loss("delete", secretObject("b"), undefined, [version], { crossings: [removed] }), "deletion");
    assert.equal(loss("delete", secretObject("a"), secretObject("a")), undefined, "the old object of a replacement");
  });

  it("is an object that gets another name or namespace", () => {
    assert.equal(loss("replace", named("a"), named("b")), "deletion");
    assert.equal(loss("replace", named("a"), named("a", "other")), "deletion");
    assert.equal(loss("replace", named("a"), named("a", "ns", { data: { x: "1" } })), undefined);
  });

  it("is what keeps data and is replaced, even under its name", () => {
    const claim = object("kubernetes:core/v1:PersistentVolumeClaim", "data");
    const password = resource("random:index/randomPassword:RandomPassword", "p", {});
    assert.deepEqual([loss("replace", claim, claim), loss("replace", password, password)], ["replacement", "replacement"]);
    assert.deepEqual([loss("update", claim, claim), loss("delete", password, undefined)], [undefined, "deletion"]);
  });

  it("is no phase's Job, which every release has its own of, and no component, which is a name for its parts", () => {
    assert.equal(loss("delete", phaseJobGoal("core-backup", "1"), undefined), undefined);
    assert.equal(loss("replace", phaseJobGoal("core-backup", "1"), phaseJobGoal("core-backup", "2")), undefined);
    assert.equal(loss("delete", component("core", {}), undefined), undefined);
  });

  it("is nothing of a component that is no longer in the stack file, which is judged as a removal", () => {
    const leaving = { leaving: ["stepwise:halo.duchies.worker1"] };
    const of = (...causes: Cause[]) => loss("delete", secretObject("a"), undefined, causes, leaving);
    assert.equal(of(setting("stepwise:halo.duchies.worker1")), undefined);
    assert.equal(of(setting("stepwise:halo.duchies")), undefined, "the last of them");
    assert.equal(of(setting("stepwise:halo.duchies.worker1", "stepwise:halo.createNamespaces")), "deletion");
    assert.equal(of(setting("stepwise:halo.duchies.worker10")), "deletion");
    assert.equal(of(setting()), "deletion");
    assert.equal(of(version), "deletion");
  });
});
