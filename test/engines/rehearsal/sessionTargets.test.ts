import * as assert from "node:assert/strict";
import { component, RehearsedWorld, resource, service } from "../../support/rehearsedSession";

const stack = resource("pulumi:pulumi:Stack", "stepwise-test", {}, { custom: false });

describe("a targeted update on the rehearsal engine", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });

  it("updates its targets and leaves everything else as it is", async () => {
    await world.up([stack, service("a", 1), service("b", 1)]);
    const { steps, failed } = await world.up([stack, service("a", 2), service("b", 2)], {
      target: [service("b", 1).urn],
    });
    assert.deepEqual([failed, steps.filter((step) => !step.startsWith("same"))], [false, ["update b"]]);
    assert.deepEqual(world.saved("a").inputs, service("a", 1).inputs);
    assert.deepEqual(world.saved("b").inputs, service("b", 2).inputs);
  });

  it("creates nothing that is not a target, and does not save it", async () => {
    const { failed } = await world.up([stack, service("a", 1), service("b", 1)], { target: [service("b", 1).urn] });
    assert.equal(failed, false);
    assert.deepEqual([world.objects(), world.state()], [["ns/b"], ["b", "stepwise-test"]]);
  });

  it("deletes nothing that is not a target", async () => {
    await world.up([stack, service("a", 1), service("b", 1)]);
    await world.up([stack], { target: [service("b", 1).urn] });
    assert.deepEqual([world.objects(), world.state()], [["ns/a"], ["a", "stepwise-test"]]);
  });

  it("calls no hooks and asks no policies of what is not a target", async () => {
    const core = (version: string) =>
      component("core", { version }, { hooks: { beforeCreate: ["gate"], beforeUpdate: ["gate"], beforeDelete: [] } });
    await world.up([stack, core("1.0.0")]);
    world.refusals = { gate: () => "no" };
    const asked: string[] = [];
    const { calls } = await world.up([stack, core("1.1.0"), service("a", 1)], {
      target: [service("a", 1).urn],
      violates: ({ name }) => {
        asked.push(name);
        return Promise.resolve(false);
      },
    });
    assert.deepEqual([calls, asked.sort()], [[], ["a", "stepwise-test"]]);
    assert.deepEqual(world.saved("core").inputs, { version: "1.0.0" });
  });

  it("takes the stack and providers along, which nobody targets", async () => {
    const provider = resource("pulumi:providers:kubernetes", "cluster", {});
    const { steps } = await world.up([stack, provider, service("a", 1)], { target: [service("a", 1).urn] });
    assert.deepEqual(steps, ["create stepwise-test", "create cluster", "create a"]);
  });
});

describe("a resource that was called something else, on the rehearsal engine", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });

  it("is the same one under its alias: neither created nor deleted, and saved under its new name", async () => {
    const before = component("old", { version: "1.0.0" });
    await world.up([before, { outputsOf: before.urn, outputs: { deployed: "1.0.0" } }]);
    const { steps } = await world.up([component("new", { version: "1.0.0" }, { aliases: [before.urn] })]);
    assert.deepEqual(steps, ["same new"]);
    assert.deepEqual([world.state(), world.saved("new").outputs], [["new"], { deployed: "1.0.0" }]);
  });

  it("is updated under its alias where it changed, with its old inputs shown to hooks", async () => {
    const before = component("old", { version: "1.0.0" });
    await world.up([before]);
    const hooks = { beforeCreate: [], beforeUpdate: ["gate"], beforeDelete: [] };
    const { steps, calls } = await world.up([
      component("new", { version: "1.1.0" }, { aliases: ["urn:none", before.urn], hooks }),
    ]);
    assert.deepEqual([steps, calls.map(({ oldInputs }) => oldInputs)], [["update new"], [{ version: "1.0.0" }]]);
    assert.deepEqual(world.state(), ["new"]);
  });

  it("is found by its own name before any alias", async () => {
    const [a, b] = [component("a", { n: 1 }), component("b", { n: 2 })];
    await world.up([a, b]);
    const { steps } = await world.up([component("b", { n: 2 }, { aliases: [a.urn] })]);
    assert.deepEqual(steps, ["same b", "delete a"]);
  });

  it("that a hook refuses stays under its old name", async () => {
    const before = component("old", { version: "1.0.0" });
    await world.up([before]);
    world.refusals = { gate: () => "no" };
    const hooks = { beforeCreate: [], beforeUpdate: ["gate"], beforeDelete: [] };
    await world.up([component("new", { version: "1.1.0" }, { aliases: [before.urn], hooks })]);
    assert.deepEqual([world.state(), world.saved("old").inputs], [["old"], { version: "1.0.0" }]);
  });
});
