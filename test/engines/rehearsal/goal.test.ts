import * as assert from "node:assert/strict";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { goalOf } from "../../../engines/rehearsal/goal";
import { urnOf, urnParts } from "../../../engines/rehearsal/urn";

const root = "urn:pulumi:prod::stepwise::pulumi:pulumi:Stack::stepwise-prod";
const kingdom = "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom::kingdom";

function request(type: string, name: string, parent: string): RegisterResourceRequest {
  const made = new RegisterResourceRequest();
  made.setType(type);
  made.setName(name);
  made.setParent(parent);
  return made;
}

function alias(spec: {
  name?: string;
  type?: string;
  parent?: string;
  noParent?: boolean;
  stack?: string;
  project?: string;
}): Alias {
  const [made, inner] = [new Alias(), new Alias.Spec()];
  if (spec.name !== undefined) inner.setName(spec.name);
  if (spec.type !== undefined) inner.setType(spec.type);
  if (spec.parent !== undefined) inner.setParenturn(spec.parent);
  if (spec.noParent) inner.setNoparent(true);
  if (spec.stack !== undefined) inner.setStack(spec.stack);
  if (spec.project !== undefined) inner.setProject(spec.project);
  made.setSpec(inner);
  return made;
}

describe("a URN", () => {
  it("carries the types of the parents, but for the stack's", () => {
    assert.equal(urnOf("prod", "stepwise", "", "pulumi:pulumi:Stack", "stepwise-prod"), root);
    assert.equal(urnOf("prod", "stepwise", root, "stepwise:halo:Kingdom", "kingdom"), kingdom);
    const job = urnOf("prod", "stepwise", kingdom, "kubernetes:batch/v1:Job", "kingdom-migrate");
    assert.equal(job, "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$kubernetes:batch/v1:Job::kingdom-migrate");
    assert.equal(
      urnOf("prod", "stepwise", job, "a:b:C", "x"),
      "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$kubernetes:batch/v1:Job$a:b:C::x",
    );
  });

  it("gives its own type and name back, colons in the name included", () => {
    assert.deepEqual(urnParts(urnOf("prod", "stepwise", kingdom, "kubernetes:batch/v1:Job", "x")), {
      type: "kubernetes:batch/v1:Job",
      name: "x",
    });
    assert.deepEqual(urnParts(urnOf("prod", "stepwise", "", "a:b:C", "one::two")), { type: "a:b:C", name: "one::two" });
  });
});

describe("a registration, read", () => {
  it("has everything off that the program does not say", () => {
    assert.deepEqual(goalOf(request("a:b:C", "x", root), "prod", "stepwise"), {
      urn: "urn:pulumi:prod::stepwise::a:b:C::x",
      type: "a:b:C",
      name: "x",
      custom: false,
      parent: root,
      inputs: {},
      dependencies: [],
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      replaceOnChanges: [],
      ignoreChanges: [],
      aliases: [],
      hooks: { beforeCreate: [], beforeUpdate: [], beforeDelete: [] },
    });
  });

  it("has what the program says", () => {
    const made = request("a:b:C", "x", kingdom);
    made.setCustom(true);
    made.setObject(Struct.fromJavaScript({ version: "1.0.0", list: [1, null] }));
    made.setDependenciesList(["b", "a"]);
    made.setProtect(true);
    made.setRetainondelete(true);
    made.setDeletebeforereplace(true);
    made.setReplaceonchangesList(["#initerror"]);
    made.setIgnorechangesList(["spec"]);
    const hooks = new RegisterResourceRequest.ResourceHooksBinding();
    hooks.setBeforeCreateList(["c"]);
    hooks.setBeforeUpdateList(["u"]);
    hooks.setBeforeDeleteList(["d"]);
    made.setHooks(hooks);
    const goal = goalOf(made, "prod", "stepwise");
    assert.deepEqual(
      [goal.custom, goal.inputs, goal.dependencies],
      [true, { version: "1.0.0", list: [1, null] }, ["a", "b"]],
    );
    assert.deepEqual([goal.protect, goal.retainOnDelete, goal.deleteBeforeReplace], [true, true, true]);
    assert.deepEqual([goal.replaceOnChanges, goal.ignoreChanges], [["#initerror"], ["spec"]]);
    assert.deepEqual(goal.hooks, { beforeCreate: ["c"], beforeUpdate: ["u"], beforeDelete: ["d"] });
  });

  it("reads an alias by URN, and by what was different: name, type, parent, project or stack", () => {
    const made = request("a:b:C", "x", kingdom);
    made.setAliasurnsList(["urn:one"]);
    const byUrn = new Alias();
    byUrn.setUrn("urn:two");
    made.setAliasesList([
      byUrn,
      alias({ name: "y" }),
      alias({ type: "a:b:Old" }),
      alias({ parent: root }),
      alias({ noParent: true }),
      alias({ stack: "dev", project: "other" }),
    ]);
    assert.deepEqual(goalOf(made, "prod", "stepwise").aliases, [
      "urn:one",
      "urn:two",
      "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$a:b:C::y",
      "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$a:b:Old::x",
      "urn:pulumi:prod::stepwise::a:b:C::x",
      "urn:pulumi:prod::stepwise::a:b:C::x",
      "urn:pulumi:dev::other::stepwise:halo:Kingdom$a:b:C::x",
    ]);
  });
});
