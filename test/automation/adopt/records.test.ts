import * as assert from "node:assert/strict";
import { isIncomparable, newResources } from "../../../automation/adopt/asked";
import { withRecords } from "../../../automation/adopt/records";
import type { ExportedResource } from "../../../engines/engine";
import type { Goal } from "../../../engines/rehearsal/goal";
import { secret, type Properties } from "../../../engines/rehearsal/values";
import type { KubernetesObject } from "../../../automation/cluster/cluster";

const goal = (name: string, more: Partial<Goal> = {}): Goal => ({
  urn: `urn:${name}`, type: "kubernetes:apps/v1:Deployment", name, custom: true, parent: "urn:core",
  inputs: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "n" }, spec: { size: "1024Mi" } },
  dependencies: [], protect: false, retainOnDelete: false, deleteBeforeReplace: false, replaceOnChanges: [], ignoreChanges: [], aliases: [],
  hooks: { beforeCreate: [], beforeUpdate: [], beforeDelete: [] }, ...more,
});
const component = goal("core", { type: "stepwise:demo:Core", custom: false, parent: "", inputs: { version: "1.0.0" } });
const provider: ExportedResource = { urn: "urn:provider", type: "pulumi:providers:kubernetes", custom: true, id: "p-1" };
const live = (name: string, size: string): KubernetesObject =>
  ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "n", uid: "u", managedFields: [] }, spec: { size, more: 1 } }) as KubernetesObject;
const sight = (one: Goal, is: KubernetesObject) => [one.urn, { asked: one.inputs, live: is, tried: is }] as const;

describe("the records of what is adopted", () => {
  const [a, b] = [goal("a", { protect: true, dependencies: ["urn:missing"] }), goal("b", { dependencies: ["urn:a"] })];
  const missing = goal("missing");
  const goals = [component, missing, a, b];
  const stack = { version: 3, deployment: { resources: [provider] } };
  const recording = {
    resources: newResources(goals, [provider]), owner: "own",
    survey: { sights: new Map([sight(a, live("a", "1Gi")), sight(b, live("b", "2Gi"))]), unmade: new Map() },
  };
  const { resources = [] } = withRecords(stack, recording).deployment;
  const of = (name: string): ExportedResource | undefined => resources.find(({ urn }) => urn === `urn:${name}`);

  it("follow what the state has, each behind what it needs, and nothing is said of what is not there", () => {
    assert.deepEqual(resources.map(({ urn }) => urn), ["urn:provider", "urn:core", "urn:a", "urn:b"]);
    assert.deepEqual([of("a")?.dependencies, of("b")?.dependencies], [[], ["urn:a"]]);
    assert.equal(stack.deployment.resources.length, 1);
  });

  it("say what is asked for, and what there is in the server's words", () => {
    const { inputs, outputs, id, provider: made, protect } = of("a")!;
    assert.deepEqual([id, made, protect], ["n/a", "urn:provider::p-1", true]);
    assert.deepEqual(inputs, a.inputs);
    assert.deepEqual(outputs?.["spec"], { size: "1Gi", more: 1 });
    assert.deepEqual(outputs?.["__inputs"], a.inputs);
    assert.equal(outputs?.["__fieldManager"], "own");
    assert.doesNotMatch(JSON.stringify(outputs), /managedFields/);
  });

  it("say what would have been asked for where there is something else", () => {
    assert.deepEqual(of("b")?.inputs?.["spec"], { size: "2Gi" });
  });

  it("leave a component without outputs: nothing of it is verified yet", () => {
    assert.deepEqual(of("core"), { urn: "urn:core", type: "stepwise:demo:Core", custom: false, parent: "", inputs: { version: "1.0.0" }, outputs: {}, dependencies: [] });
  });

  it("are made for what is new to the state only, an alias included", () => {
    assert.deepEqual(newResources([goal("a"), goal("c", { aliases: ["urn:old"] })], [
      { urn: "urn:a", type: "t", custom: true }, { urn: "urn:old", type: "t", custom: true },
    ]), []);
    assert.equal(newResources([goal("a")], [{ urn: "urn:a", type: "t", custom: true, delete: true }]).length, 1);
  });

  it("can't be made of what is never read, or is made by chance", () => {
    const isSo = (more: Partial<Goal>): boolean => isIncomparable(newResources([component, goal("x", more)], [])[1]!);
    const metadata = { name: "x", namespace: "n" };
    assert.equal(isSo({}), false);
    assert.equal(isSo({ inputs: { apiVersion: "v1", kind: "Secret", metadata } }), true);
    assert.equal(isSo({ type: "random:index/randomPassword:RandomPassword", inputs: { length: 20 } }), true);
    assert.equal(isSo({ inputs: { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: [secret("x")] } } as Properties }), true);
  });
});
