import * as assert from "node:assert/strict";
import { component, secretObject, phaseJobGoal, RehearsedWorld, resource, service } from "../../support/rehearsedSession";

const stack = resource("pulumi:pulumi:Stack", "stepwise-test", {}, { custom: false });

describe("an update on the rehearsal engine", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });

  it("creates what is new, leaves what is the same and updates what changed, in the program's order", async () => {
    assert.deepEqual((await world.up([service("a", 1), service("b", 1)])).steps, ["create a", "create b"]);
    assert.deepEqual(world.objects(), ["ns/a", "ns/b"]);
    const { steps, failed } = await world.up([service("a", 1), service("b", 2), service("c", 1)]);
    assert.deepEqual(steps, ["same a", "update b", "create c"]);
    assert.equal(failed, false);
    assert.deepEqual(world.saved("b").inputs, service("b", 2).inputs);
    assert.deepEqual(world.objects(), ["ns/a", "ns/b", "ns/c"]);
  });

  it("keeps an object's id, and gives it one by its name in the cluster", async () => {
    await world.up([service("a", 1)]);
    assert.equal(world.saved("a").id, "ns/a");
    await world.up([service("a", 2)]);
    assert.equal(world.saved("a").id, "ns/a");
  });

  it("saves what a resource depends on, belongs to and is kept by", async () => {
    const [a, core] = [service("a", 1), component("core", {})];
    await world.up([
      core,
      a,
      service("b", 1, { parent: core.urn, dependencies: [a.urn], protect: true, retainOnDelete: true }),
    ]);
    const b = world.saved("b");
    assert.deepEqual(
      [b.parent, b.dependencies, b.protect, b.retainOnDelete, b.custom],
      [core.urn, [a.urn], true, true, true],
    );
    assert.deepEqual(
      [world.saved("a").protect, world.saved("core").custom, world.saved("core").id],
      [undefined, false, undefined],
    );
  });

  it("does nothing to state and cluster in a preview, and announces the same steps", async () => {
    await world.up([service("a", 1), secretObject("c", { k: "1" }), service("gone", 1)]);
    const [resources, objects] = [structuredClone(world.resources), world.objects()];
    const wanted = [service("a", 2), secretObject("c", { k: "2" }), service("new", 1)];
    const preview = await world.preview(wanted);
    assert.deepEqual(preview.saves, []);
    assert.deepEqual([world.resources, world.objects()], [resources, objects]);
    assert.deepEqual(preview.steps, (await world.up(wanted)).steps);
    assert.deepEqual(preview.steps, ["update a", "replace c", "create new", "delete gone"]);
  });

  it("deletes what the program does not have any more, last, and dependents before what they need", async () => {
    const [a, b] = [service("a", 1), service("b", 1, { dependencies: [service("a", 1).urn] })];
    const c = service("c", 1, { dependencies: [b.urn] });
    await world.up([stack, a, b, c]);
    const { steps } = await world.up([stack, service("d", 1)]);
    assert.deepEqual(steps, ["same stepwise-test", "create d", "delete c", "delete b", "delete a"]);
    assert.deepEqual([world.objects(), world.state()], [["ns/d"], ["d", "stepwise-test"]]);
  });

  it("leaves in the cluster what is to be retained, and forgets it", async () => {
    await world.up([service("kept", 1, { retainOnDelete: true }), service("gone", 1)]);
    await world.up([]);
    assert.deepEqual([world.objects(), world.state()], [["ns/kept"], []]);
  });

  it("refuses an object that is in the cluster already, and saves nothing of it", async () => {
    world.exists("v1/Service/ns/a");
    const { failed, errors, steps } = await world.up([service("a", 1), service("b", 1)]);
    assert.deepEqual([failed, steps], [true, ["create a failed"]]);
    assert.match(errors.join(), /ns\/a already exists/);
    assert.deepEqual([world.objects(), world.state()], [["ns/a"], []]);
  });

  it("does not take two objects of one name in two namespaces, or of two kinds, for the same", async () => {
    const other = service("b", 1);
    const elsewhere = { ...other, inputs: { ...other.inputs, metadata: { name: "a", namespace: "other" } } };
    const { failed } = await world.up([service("a", 1), elsewhere, secretObject("a")]);
    assert.deepEqual([failed, world.objects()], [false, ["ns/a", "ns/a", "other/a"]]);
  });

  it("generates a password once, keeps it while nothing changes about it, and marks it secret", async () => {
    const password = resource("random:index/randomPassword:RandomPassword", "pw", { length: 16 });
    await world.up([password]);
    const first = world.saved("pw").outputs;
    assert.match(JSON.stringify(first?.["result"]), /1b47061264138c4ac30d75fd1eb44270/);
    await world.up([password]);
    assert.deepEqual(world.saved("pw").outputs, first);
  });

  it("refuses two resources of one URN, and says which", async () => {
    const { failed, errors, steps } = await world.up([service("a", 1), service("a", 2)]);
    assert.deepEqual([failed, steps], [true, ["create a"]]);
    assert.match(
      errors.join(),
      /^Duplicate resource URN 'urn:pulumi:test::stepwise::kubernetes:core\/v1:Service::a'; try giving it a unique name$/,
    );
    assert.deepEqual(world.saved("a").inputs, service("a", 1).inputs);
  });

  it("saves the state after every step, with what was not reached as it was", async () => {
    await world.up([service("a", 1), service("b", 1)]);
    const { saves } = await world.up([service("a", 2), service("b", 2)]);
    assert.equal(saves.length, 2);
    const ports = saves.map((one) => one.map(({ inputs }) => (inputs as { spec: { port: number } }).spec.port).sort());
    assert.deepEqual(ports, [
      [1, 2],
      [2, 2],
    ]);
  });
});

describe("a replacement on the rehearsal engine", () => {
  let world: RehearsedWorld;
  const migrate = (version: string, more = {}) => phaseJobGoal("core-migrate", version, more);
  beforeEach(() => {
    world = new RehearsedWorld();
  });

  it("of an object with another name creates the new one, and deletes the old one at the end", async () => {
    await world.up([migrate("1.0.0"), service("after", 1)]);
    const { steps, saves } = await world.up([migrate("1.1.0"), service("after", 2)]);
    assert.deepEqual(steps.slice(0, 2), ["replace core-migrate", "update after"]);
    assert.deepEqual(world.objects(), ["ns/after", "ns/core-migrate-1-1-0"]);
    assert.ok(
      saves[0]!.some(({ urn, delete: pending }) => urn === migrate("1.0.0").urn && pending === true),
      "still to be deleted",
    );
    assert.deepEqual(world.state(), ["after", "core-migrate"]);
  });

  it("says what it begins before it does, so that a run that is cut off leaves it behind", async () => {
    assert.deepEqual((await world.up([migrate("1.0.0"), service("after", 1)])).begun, ["creating core-migrate", "creating after"]);
    assert.deepEqual((await world.up([migrate("1.0.0"), service("after", 2)])).begun, ["updating after"]);
    assert.deepEqual((await world.preview([migrate("1.1.0"), service("after", 3)])).begun, []);
  });

  it("deletes the old object first where the program says so", async () => {
    const first = { deleteBeforeReplace: true };
    await world.up([migrate("1.0.0", first)]);
    const { steps, saves } = await world.up([migrate("1.1.0", first)]);
    assert.deepEqual([steps, saves.length], [["replace core-migrate"], 1]);
    assert.deepEqual([world.objects(), world.state()], [["ns/core-migrate-1-1-0"], ["core-migrate"]]);
  });

  it("deletes first what has the same name, which can't be there twice", async () => {
    await world.up([secretObject("a", { k: "1" })]);
    assert.deepEqual((await world.up([secretObject("a", { k: "2" })])).failed, false);
    assert.deepEqual([world.objects(), world.saved("a").inputs], [["ns/a"], secretObject("a", { k: "2" }).inputs]);
  });

  it("of a component is asked for by its URN only, and leaves its children alone", async () => {
    const core = component("core", { version: "1.0.0" });
    const child = service("core-api", 1, { parent: core.urn });
    await world.up([core, child]);
    assert.deepEqual((await world.up([core, child], { replace: [core.urn] })).steps.slice(0, 2), [
      "replace core",
      "same core-api",
    ]);
    assert.deepEqual([world.objects(), world.state()], [["ns/core-api"], ["core", "core-api"]]);
  });

  it("keeps the old object to be deleted when the update fails, and deletes it in the next one", async () => {
    await world.up([migrate("1.0.0"), service("b", 1)]);
    world.exists("v1/Service/ns/new");
    const failed = await world.up([migrate("1.1.0"), service("new", 1), service("b", 2)]);
    assert.deepEqual(failed.steps, ["replace core-migrate", "create new failed"]);
    assert.deepEqual(world.state(), ["b", "core-migrate", "core-migrate (delete)"]);
    assert.deepEqual(world.objects(), ["ns/b", "ns/core-migrate-1-0-0", "ns/core-migrate-1-1-0", "ns/new"]);
    const next = await world.up([migrate("1.1.0"), service("b", 2)]);
    assert.deepEqual([next.failed, next.steps[0]], [false, "same core-migrate"]);
    assert.deepEqual(
      [world.objects(), world.state()],
      [
        ["ns/b", "ns/core-migrate-1-1-0", "ns/new"],
        ["b", "core-migrate"],
      ],
    );
  });

  it("back to the old release before that ends in `already exists`, which is why phase Jobs delete first", async () => {
    await world.up([migrate("1.0.0")]);
    world.faults = [{ component: "demo/core", phase: "migrate", version: "1.1.0" }];
    assert.equal((await world.up([migrate("1.1.0")])).failed, true);
    for (const attempt of [1, 2]) {
      const back = await world.up([migrate("1.0.0")]);
      assert.match(back.errors.join(), /core-migrate-1-0-0 already exists/, `attempt ${attempt}`);
    }
  });
});
