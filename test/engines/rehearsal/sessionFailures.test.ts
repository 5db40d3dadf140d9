import * as assert from "node:assert/strict";
import { RehearsedCluster } from "../../../engines/rehearsal/cluster";
import { Session, StoppedError } from "../../../engines/rehearsal/session";
import { component, secretObject, object, phaseJobGoal, RehearsedWorld, service } from "../../support/rehearsedSession";

const job = (version: string) =>
  phaseJobGoal("core-migrate", version, { deleteBeforeReplace: true, replaceOnChanges: ["#initerror"] });
const fault = { component: "demo/core", phase: "migrate" };

describe("an update that fails on the rehearsal engine", () => {
  let world: RehearsedWorld;
  beforeEach(() => {
    world = new RehearsedWorld();
  });

  it("stops: nothing is registered after, nothing is deleted, and the rest stays in the state as it was", async () => {
    await world.up([service("a", 1), service("b", 1), service("gone", 1)]);
    world.faults = [fault];
    const { failed, steps } = await world.up([service("a", 2), job("1.0.0"), service("b", 2)]);
    assert.deepEqual([failed, steps], [true, ["update a", "create core-migrate failed"]]);
    assert.deepEqual(world.state(), ["a", "b", "core-migrate", "gone"]);
    assert.deepEqual(world.saved("b").inputs, service("b", 1).inputs);
    assert.deepEqual(world.objects(), ["ns/a", "ns/b", "ns/core-migrate-1-0-0", "ns/gone"]);
  });

  it("saves a Job that failed with the reason, and retries it as a new one until it succeeds", async () => {
    world.faults = [{ ...fault, times: 2 }];
    const first = await world.up([job("1.0.0")]);
    assert.match(first.errors.join(), /^Job ns\/core-migrate-1-0-0 has failed: BackoffLimitExceeded/);
    assert.match(world.saved("core-migrate").initErrors?.join() ?? "", /BackoffLimitExceeded/);
    assert.equal(world.saved("core-migrate").id, "ns/core-migrate-1-0-0");
    assert.deepEqual((await world.up([job("1.0.0")])).steps, ["replace core-migrate failed"]);
    assert.deepEqual((await world.up([job("1.0.0")])).steps, ["replace core-migrate"]);
    assert.equal(world.saved("core-migrate").initErrors, undefined);
    assert.deepEqual((await world.up([job("1.0.0")])).steps, ["same core-migrate"]);
    assert.deepEqual(world.objects(), ["ns/core-migrate-1-0-0"]);
  });

  it("waits again for a workload that did not become ready", async () => {
    const deployment = (replicas: number) =>
      object("kubernetes:apps/v1:Deployment", "api", {
        metadata: { annotations: { "stepwise.dev/component": "demo/core", "stepwise.dev/version": "1.0.0" } },
        spec: { replicas },
      });
    await world.up([deployment(1)]);
    world.faults = [{ component: "demo/core", phase: "rollout", times: 2 }];
    assert.deepEqual((await world.up([deployment(2)])).steps, ["update api failed"]);
    assert.deepEqual(world.saved("api").inputs, deployment(2).inputs, "what was asked for is saved");
    const retry = await world.up([deployment(2)]);
    assert.deepEqual([retry.steps, retry.all[0]!.changedPaths], [["update api failed"], ["#initerror"]]);
    assert.deepEqual((await world.up([deployment(2)])).steps, ["update api"]);
  });

  it("strikes only the component, phase and release that the fault names", async () => {
    world.faults = [
      { component: "demo/other", phase: "migrate" },
      { ...fault, phase: "backup" },
      { ...fault, version: "2.0.0" },
    ];
    assert.equal((await world.up([job("1.0.0"), secretObject("c"), service("s", 1)])).failed, false);
    assert.equal((await world.up([job("2.0.0"), secretObject("c"), service("s", 1)])).failed, true);
  });

  it("does not carry faults out in a preview", async () => {
    world.faults = [fault];
    assert.equal((await world.preview([job("1.0.0")])).failed, false);
    assert.deepEqual(world.cluster.struck, {});
  });

  it("leaves a component without outputs when a child failed, and with them when the retry succeeded", async () => {
    const core = (version: string) => component("core", { version });
    const doings = (version: string) => [
      core(version),
      { ...job(version), parent: core(version).urn },
      { outputsOf: core(version).urn, outputs: { deployed: version } },
    ];
    await world.up(doings("1.0.0"));
    assert.deepEqual(world.saved("core").outputs, { deployed: "1.0.0" });
    world.faults = [{ ...fault, version: "1.1.0", times: 1 }];
    await world.up(doings("1.1.0"));
    assert.deepEqual([world.saved("core").inputs, world.saved("core").outputs], [{ version: "1.1.0" }, {}]);
    const retry = await world.up(doings("1.1.0"));
    assert.deepEqual(retry.steps, ["same core", "replace core-migrate"]);
    assert.deepEqual(world.saved("core").outputs, { deployed: "1.1.0" });
  });

  it("keeps a component's outputs while it is the same, though the program never gets to registering them", async () => {
    const core = component("core", { version: "1.0.0" });
    await world.up([core, { outputsOf: core.urn, outputs: { deployed: "1.0.0" } }]);
    world.exists("v1/Service/ns/a");
    await world.up([core, service("a", 1), { outputsOf: core.urn, outputs: {} }]);
    assert.deepEqual(world.saved("core").outputs, { deployed: "1.0.0" });
  });

  it("reports both of two that fail at the same time, and saves both", async () => {
    world.faults = [fault, { ...fault, phase: "backup" }];
    const backup = phaseJobGoal("core-backup", "1.0.0");
    const started = new Promise<void>((resolve) => setTimeout(resolve, 5));
    // The hooks of both are asked before either is carried out.
    const waiting = { beforeCreate: ["wait"], beforeUpdate: [], beforeDelete: [] };
    const steps: string[] = [];
    const session = new Session([], new RehearsedCluster(world.cluster, { faults: world.faults }), {
      dryRun: false,
      callHook: () => started.then(() => undefined),
      violates: () => Promise.resolve(false),
      save: () => undefined,
      onStep: ({ name, result }) => steps.push(`${name} ${result}`),
    });
    const turns = [
      { ...backup, hooks: waiting },
      { ...job("1.0.0"), hooks: waiting },
    ].map((goal) => session.register(goal));
    const ended = await Promise.allSettled(turns);
    await session.finish();
    assert.ok(ended.every((one) => one.status === "rejected" && one.reason instanceof StoppedError));
    assert.equal(session.diagnostics.length, 2);
    assert.deepEqual(
      [steps.length, session.state().filter(({ initErrors }) => initErrors !== undefined).length],
      [2, 2],
    );
    await assert.rejects(session.register(service("late", 1)), StoppedError);
  });

  it("stops where a mandatory policy is violated, before anything of the resource is touched", async () => {
    await world.up([service("a", 1), service("b", 1)]);
    const { failed, steps, errors } = await world.up([service("a", 2), service("b", 2)], {
      violates: ({ name }) => Promise.resolve(name === "a"),
    });
    assert.deepEqual([failed, steps, errors], [true, [], []]);
    assert.deepEqual(world.saved("a").inputs, service("a", 1).inputs);
  });

  it("does not delete what is protected, and says which it is", async () => {
    await world.up([service("kept", 1, { protect: true })]);
    const { failed, steps, errors } = await world.up([]);
    assert.deepEqual([failed, steps], [true, ["delete kept failed"]]);
    assert.match(errors.join(), /::kept" cannot be deleted: it is protected/);
    assert.deepEqual([world.objects(), world.state()], [["ns/kept"], ["kept"]]);
    assert.equal((await world.preview([])).failed, true);
  });

  it("does not replace what is protected, whichever object would go first", async () => {
    const kept = (k: string) => secretObject("kept", { k }, { protect: true });
    await world.up([kept("1")]);
    const { failed, steps } = await world.up([kept("2")]);
    assert.deepEqual([failed, steps], [true, ["replace kept failed"]]);
    assert.deepEqual(world.objects(), ["ns/kept"]);
  });

  it("updates what is protected in place", async () => {
    await world.up([service("kept", 1, { protect: true })]);
    assert.equal((await world.up([service("kept", 2, { protect: true })])).failed, false);
  });
});
