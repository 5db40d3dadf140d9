import * as assert from "node:assert/strict";
import type { ExportedResource } from "../../../engines/engine";
import { RehearsedCluster } from "../../../engines/rehearsal/cluster";
import { decide } from "../../../engines/rehearsal/decide";
import { Session } from "../../../engines/rehearsal/session";
import { component, secretObject, phaseJobGoal, RehearsedWorld, resource, service } from "../../support/rehearsedSession";

/**
 * Where it is easy to decide differently from Pulumi. Each test names the place in Pulumi's source that it follows:
 * `sg` is pkg/resource/deploy/step_generator.go, `step` is step.go, `diff.go` is pulumi-kubernetes' provider.
 */
describe("the rehearsal engine decides as Pulumi does", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });
  const migrate = (version: string, more = {}) => phaseJobGoal("core-migrate", version, more);
  const saved = (goal: ReturnType<typeof service>, more: Partial<ExportedResource> = {}): ExportedResource => ({
    urn: goal.urn,
    type: goal.type,
    custom: goal.custom,
    inputs: goal.inputs,
    ...more,
  });

  it("keeps the old object as it is when its successor can't be created (step: CreateStep.Apply marks it only after)", async () => {
    await world.up([migrate("1.0.0")]);
    world.exists("v1/Job/ns/core-migrate-1-1-0");
    assert.equal((await world.up([migrate("1.1.0")])).failed, true);
    assert.deepEqual(world.state(), ["core-migrate"]);
    assert.deepEqual((await world.up([migrate("1.0.0")])).steps, ["same core-migrate"]);
  });

  it("says in the state what is still to be deleted until each is (sg: GenerateDeletes)", async () => {
    const backup = (version: string) => phaseJobGoal("core-backup", version);
    await world.up([migrate("1.0.0"), backup("1.0.0")]);
    const { saves } = await world.up([migrate("1.1.0"), backup("1.1.0")]);
    const pending = saves.map((one) => one.filter((resource) => resource.delete).length);
    assert.deepEqual(pending, [1, 2, 1, 0]);
  });

  it("deletes replaced objects dependents first (sg: ScheduleDeletes)", async () => {
    const hooks = { beforeCreate: [], beforeUpdate: [], beforeDelete: ["delete"] };
    const release = (version: string) => {
      const first = phaseJobGoal("core-backup", version, { hooks });
      return [first, migrate(version, { hooks, dependencies: [first.urn] })];
    };
    await world.up(release("1.0.0"));
    const { calls } = await world.up(release("1.1.0"));
    assert.deepEqual(
      calls.map(({ name }) => name),
      ["core-migrate", "core-backup"],
    );
  });

  it("does not say that an object exists which went before its successor was refused (sg: PendingReplacement)", async () => {
    const hooks = { beforeCreate: ["create"], beforeUpdate: [], beforeDelete: [] };
    await world.up([migrate("1.0.0", { hooks, deleteBeforeReplace: true })]);
    world.refusals = { create: () => "no" };
    assert.equal((await world.up([migrate("1.1.0", { hooks, deleteBeforeReplace: true })])).failed, true);
    world.refusals = {};
    const back = await world.up([migrate("1.0.0", { hooks, deleteBeforeReplace: true })]);
    assert.notDeepEqual(back.steps, ["same core-migrate"]);
    assert.deepEqual(world.objects(), ["ns/core-migrate-1-0-0"]);
  });

  it("creates first when nothing but #initerror replaces, which ends in `already exists` (diff.go: Diff, deleteBeforeReplace)", async () => {
    const job = migrate("1.0.0", { replaceOnChanges: ["#initerror"] });
    assert.equal(decide(job, saved(job, { initErrors: ["failed"] }), false).deleteFirst, false);
    world.faults = [{ component: "demo/core", phase: "migrate", times: 1 }];
    await world.up([job]);
    assert.match((await world.up([job])).errors.join(), /already exists/);
  });

  it("creates first when it was only told to replace (sg: diff, isTargetedReplace)", () => {
    const goal = service("a", 1);
    assert.equal(decide(goal, saved(goal), true).deleteFirst, false);
  });

  it("creates first when only the program's replaceOnChanges replaces (sg: applyReplaceOnChanges)", () => {
    const after = service("a", 2, { replaceOnChanges: ["spec"] });
    const { op, deleteFirst } = decide(after, saved(service("a", 1)), false);
    assert.deepEqual([op, deleteFirst], ["replace", false]);
  });

  it("lets a resource be replaced whose protection ends in the same update (sg: continueStepsFromDiff)", async () => {
    await world.up([secretObject("a", { k: "1" }, { protect: true })]);
    assert.deepEqual((await world.up([secretObject("a", { k: "2" })])).steps, ["replace a"]);
  });

  it("goes on past what is protected, and deletes the rest (step_executor.go: deleteProtectedError)", async () => {
    await world.up([service("a", 1), service("kept", 1, { protect: true })]);
    const { failed, steps } = await world.up([]);
    assert.deepEqual([failed, steps], [true, ["delete kept failed", "delete a"]]);
    assert.deepEqual(world.objects(), ["ns/kept"]);
  });

  it("shows the rest of a preview after a protected resource that would be replaced (sg: continueStepsFromDiff)", async () => {
    await world.up([secretObject("a", { k: "1" }, { protect: true })]);
    const preview = await world.preview([secretObject("a", { k: "2" }, { protect: true }), service("b", 1)]);
    assert.equal(preview.failed, true);
    assert.ok(preview.steps.includes("create b"));
  });

  it("saves the old value of what is ignored (sg: processIgnoreChanges)", async () => {
    await world.up([secretObject("a", { k: "1" })]);
    await world.up([secretObject("a", { k: "2" }, { ignoreChanges: ["data.k"] })]);
    assert.deepEqual(world.saved("a").inputs, secretObject("a", { k: "1" }).inputs);
  });

  it("reads wildcards in ignoreChanges and replaceOnChanges (sg: ParsePropertyPath)", () => {
    const spec = (image: string) => ({ apiVersion: "v1", kind: "Thing", spec: { containers: [{ image }] } });
    const before = saved(resource("kubernetes:x/v1:Thing", "a", spec("1")));
    const ignoring = resource("kubernetes:x/v1:Thing", "a", spec("2"), { ignoreChanges: ["spec.containers[*].image"] });
    assert.equal(decide(ignoring, before, false).op, "same");
    assert.equal(
      decide(resource("kubernetes:x/v1:Thing", "a", spec("2"), { replaceOnChanges: ["*"] }), before, false).op,
      "replace",
    );
  });

  it("refuses to create what depends on something that was not a target (sg: hasSkippedDependencies)", async () => {
    const [a, b] = [service("a", 1), service("b", 1, { dependencies: [service("a", 1).urn] })];
    assert.equal((await world.up([a, b], { target: [b.urn] })).failed, true);
  });

  it("leaves what is still to be deleted alone while it is not a target (sg: GenerateDeletes)", async () => {
    await world.up([migrate("1.0.0"), service("b", 1)]);
    world.exists("v1/Service/ns/new");
    await world.up([migrate("1.1.0"), service("new", 1), service("b", 1)]);
    await world.up([migrate("1.1.0"), service("b", 2)], { target: [service("b", 1).urn] });
    assert.deepEqual(world.state(), ["b", "core-migrate", "core-migrate (delete)"]);
  });

  it("refuses two resources that claim to have been the same one (sg: getOldResource)", async () => {
    const old = component("old", {});
    await world.up([old]);
    const [a, b] = [component("a", {}, { aliases: [old.urn] }), component("b", {}, { aliases: [old.urn] })];
    assert.equal((await world.up([a, b])).failed, true);
  });

  it("touches nothing after a failure that it had not begun before (step_executor.go: executeChain)", async () => {
    world.exists("v1/Service/ns/a");
    let judged: (() => void) | undefined;
    const session = new Session([], new RehearsedCluster(world.cluster), {
      dryRun: false,
      callHook: () => Promise.resolve(undefined),
      violates: ({ name }) =>
        name === "late"
          ? new Promise((resolve) => {
              judged = () => resolve(false);
            })
          : Promise.resolve(false),
      save: () => undefined,
      onStep: () => undefined,
    });
    const late = session.register(service("late", 1));
    await assert.rejects(session.register(service("a", 1)));
    judged?.();
    await assert.rejects(late);
    assert.deepEqual(world.objects(), ["ns/a"]);
  });

  it("does not lose what is still to be deleted when a hook refuses its deletion (sg: GenerateDeletes)", async () => {
    const hooks = { beforeCreate: [], beforeUpdate: [], beforeDelete: ["delete"] };
    const backup = (version: string) => phaseJobGoal("core-backup", version);
    await world.up([migrate("1.0.0", { hooks }), backup("1.0.0")]);
    world.refusals = { delete: () => "no" };
    assert.equal((await world.up([migrate("1.1.0", { hooks }), backup("1.1.0")])).failed, true);
    assert.deepEqual(
      world.state().filter((name) => name.startsWith("core-migrate")),
      ["core-migrate", "core-migrate (delete)"],
    );
    world.refusals = {};
    await world.up([migrate("1.1.0", { hooks }), backup("1.1.0")]);
    assert.deepEqual(
      [world.objects(), world.state()],
      [
        ["ns/core-backup-1-1-0", "ns/core-migrate-1-1-0"],
        ["core-backup", "core-migrate"],
      ],
    );
  });

  it("deletes at the end what was protected until its replacement (step: DeleteStep.Apply, replacing)", async () => {
    await world.up([migrate("1.0.0", { protect: true })]);
    assert.equal((await world.up([migrate("1.1.0")])).failed, false);
    assert.deepEqual([world.objects(), world.state()], [["ns/core-migrate-1-1-0"], ["core-migrate"]]);
  });

  it("lets a resource be replaced whose protection begins in the same update (sg: new.Protect && old.Protect)", async () => {
    await world.up([secretObject("a", { k: "1" })]);
    assert.deepEqual((await world.up([secretObject("a", { k: "2" }, { protect: true })])).steps, ["replace a"]);
  });

  it("asks the hooks of a protected resource before it says that it is protected (step: DeleteStep.Apply)", async () => {
    await world.up([
      service("kept", 1, { protect: true, hooks: { beforeCreate: [], beforeUpdate: [], beforeDelete: ["delete"] } }),
    ]);
    assert.deepEqual(
      (await world.up([])).calls.map(({ moment }) => moment),
      ["beforeDelete"],
    );
  });

  it("ignores a key that has to be written in quotes, and no other (sg: ParsePropertyPath)", () => {
    const before = saved(secretObject("a", { "a.b": "1" }));
    const op = (path: string) => decide(secretObject("a", { "a.b": "2" }, { ignoreChanges: [path] }), before, false).op;
    assert.deepEqual([op('data["a.b"]'), op("data.a"), op("data.a.b")], ["same", "replace", "replace"]);
  });
});
