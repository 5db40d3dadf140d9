import * as assert from "node:assert/strict";
import { component, phaseJobGoal, RehearsedWorld, service } from "../../support/rehearsedSession";

const hooks = { beforeCreate: ["create"], beforeUpdate: ["update"], beforeDelete: ["delete"] };
const core = (version: string) => component("core", { version }, { hooks });
const refused = () => "not allowed";

describe("hooks on the rehearsal engine", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });
  const asInstalled = async () => {
    await world.up([core("1.0.0"), { outputsOf: core("1.0.0").urn, outputs: { deployed: "1.0.0" } }]);
    return structuredClone(world.resources);
  };

  it("are told what a component asked for last, what it asks for now, and what came of it", async () => {
    await asInstalled();
    const { calls } = await world.up([core("1.1.0")]);
    assert.deepEqual(calls, [
      {
        moment: "beforeUpdate",
        urn: core("1.0.0").urn,
        type: "stepwise:demo:Core",
        name: "core",
        id: "",
        newInputs: { version: "1.1.0" },
        oldInputs: { version: "1.0.0" },
        oldOutputs: { deployed: "1.0.0" },
      },
    ]);
  });

  it("are told only the new inputs at a creation, and only what is old at a deletion", async () => {
    const {
      calls: [created],
    } = await world.up([core("1.0.0")]);
    assert.deepEqual(
      [created!.moment, created!.newInputs, created!.oldInputs, created!.oldOutputs],
      ["beforeCreate", { version: "1.0.0" }, undefined, undefined],
    );
    const {
      calls: [deleted],
    } = await world.up([]);
    assert.deepEqual(
      [deleted!.moment, deleted!.newInputs, deleted!.oldInputs, deleted!.oldOutputs],
      ["beforeDelete", undefined, { version: "1.0.0" }, {}],
    );
  });

  it("are not called for what stays the same", async () => {
    await asInstalled();
    assert.deepEqual((await world.up([core("1.0.0")])).calls, []);
  });

  it("see a replacement as a creation and a deletion, never as an update", async () => {
    await asInstalled();
    const { calls, failed } = await world.up([core("1.1.0")], { replace: [core("1.0.0").urn] });
    assert.deepEqual([failed, calls.map(({ moment }) => moment).sort()], [false, ["beforeCreate", "beforeDelete"]]);
  });

  it("are asked before the old object of a delete-first replacement goes", async () => {
    const job = (version: string) => phaseJobGoal("core-migrate", version, { deleteBeforeReplace: true, hooks });
    await world.up([job("1.0.0")]);
    world.refusals = { delete: refused };
    const { failed } = await world.up([job("1.1.0")]);
    assert.equal(failed, true);
    assert.deepEqual([world.objects(), world.state()], [["ns/core-migrate-1-0-0"], ["core-migrate"]]);
  });

  it("that refuse a creation leave nothing of it", async () => {
    world.refusals = { create: refused };
    const { failed, errors, steps } = await world.up([core("1.0.0"), service("after", 1)]);
    assert.deepEqual(
      [failed, steps, errors],
      [true, ["create core failed"], ['before hook "create" failed: not allowed']],
    );
    assert.deepEqual([world.state(), world.objects()], [[], []]);
  });

  it("that refuse an update leave the state as it was", async () => {
    const before = await asInstalled();
    world.refusals = { update: refused };
    assert.equal((await world.up([core("1.1.0"), service("after", 1)])).failed, true);
    assert.deepEqual(world.resources, before);
  });

  it("that refuse the update of an object leave it as it was too", async () => {
    const api = (port: number) => service("api", port, { hooks });
    await world.up([api(1)]);
    const before = structuredClone(world.resources);
    world.refusals = { update: refused };
    assert.equal((await world.up([api(2)])).failed, true);
    assert.deepEqual([world.resources, world.objects()], [before, ["ns/api"]]);
  });

  it("that refuse a deletion leave the state as it was, and nothing is deleted after it", async () => {
    await world.up([service("first", 1), core("1.0.0")]);
    const before = structuredClone(world.resources);
    world.refusals = { delete: refused };
    const { failed, errors, steps } = await world.up([]);
    assert.deepEqual(
      [failed, steps, errors],
      [true, ["delete core failed"], ['before delete hook "delete" failed: not allowed']],
    );
    assert.deepEqual([world.resources, world.objects()], [before, ["ns/first"]]);
  });

  it("that refuse in a preview fail it", async () => {
    await asInstalled();
    world.refusals = { update: refused };
    const preview = await world.preview([core("1.1.0")]);
    assert.deepEqual([preview.failed, preview.steps], [true, ["update core failed"]]);
  });

  it("of one moment are called in order, and none after one that refused", async () => {
    const two = component("core", {}, { hooks: { ...hooks, beforeCreate: ["one", "two"] } });
    assert.deepEqual((await world.up([two])).calls.length, 2);
    world = new RehearsedWorld();
    world.refusals = { one: refused };
    const { calls, errors } = await world.up([two]);
    assert.deepEqual([calls.length, errors], [1, ['before hook "one" failed: not allowed']]);
  });

  it("at a deletion are the saved ones: whoever drops a resource drops its goal, not its hooks", async () => {
    await world.up([core("1.0.0")]);
    assert.deepEqual(world.saved("core").resourceHooks, { BeforeDelete: ["delete"] });
    assert.deepEqual(
      (await world.up([])).calls.map(({ moment }) => moment),
      ["beforeDelete"],
    );
  });
});
