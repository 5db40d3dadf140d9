import * as assert from "node:assert/strict";
import { componentIdOf, installationStateOf, installationStates, isStackExport, owningComponent } from "../../gates/installationState";
import { plain } from "../support/catalogs";

const stateOf = (inputs: unknown, outputs: unknown) => plain(installationStateOf(inputs, outputs));

describe("the state of an installation, from what is saved of a component", () => {
  it("is complete at what was deployed", () => {
    assert.deepEqual(stateOf({ version: "1.1.0" }, { deployed: "1.1.0" }), { kind: "complete", deployed: "1.1.0" });
  });

  it("keeps the schema that the data has, the return and the stage", () => {
    const returnedFrom = { version: "1.2.0", restore: "b-1" };
    assert.deepEqual(
      stateOf(
        { version: "1.1.0", returnedFrom, stage: "quiesce", namespace: "x" },
        { deployed: "1.1.0", schema: "1.2.0", other: 1 },
      ),
      { kind: "complete", deployed: "1.1.0", schema: "1.2.0", returnedFrom, stage: "quiesce" },
    );
  });

  for (const [name, outputs] of [
    ["no outputs", undefined],
    ["empty outputs", {}],
    ["null", null],
    ["no deployed", { attempted: "1.1.0" }],
  ] as const) {
    it(`is incomplete at what was attempted when it has ${name}`, () => {
      assert.deepEqual(stateOf({ version: "1.1.0" }, outputs), { kind: "incomplete", attempted: "1.1.0" });
    });
  }

  it("is incomplete, never complete, when what was deployed is no text", () => {
    for (const deployed of [null, 1.1, { "4dabf18193072939515e22adb298388d": "x" }]) {
      assert.deepEqual(stateOf({ version: "1.1.0" }, { deployed }), { kind: "incomplete", attempted: "1.1.0" });
    }
  });

  it("is incomplete with the return and the stage that were begun", () => {
    assert.deepEqual(stateOf({ version: "1.0.0", returnedFrom: { version: "1.1.0" } }, {}), {
      kind: "incomplete",
      attempted: "1.0.0",
      returnedFrom: { version: "1.1.0" },
    });
    assert.deepEqual(stateOf({ version: "1.6.0", stage: "migrate" }, {}), {
      kind: "incomplete",
      attempted: "1.6.0",
      stage: "migrate",
    });
  });

  it("is unknown, with both versions named, when the saved inputs and outputs contradict each other", () => {
    const state = installationStateOf({ version: "1.2.0" }, { deployed: "1.1.0" });
    assert.equal(state.kind, "unknown");
    assert.match(state.kind === "unknown" ? state.why : "", /1\.1\.0 .*1\.2\.0/);
  });

  for (const inputs of [
    undefined,
    null,
    {},
    { version: 1.1 },
    { version: null },
    { version: "1.0.0", stage: "flying" },
    { version: "1.0.0", returnedFrom: "1.1.0" },
  ]) {
    it(`is unknown when the saved inputs are ${JSON.stringify(inputs)}, whatever the outputs say`, () => {
      assert.equal(installationStateOf(inputs, { deployed: "1.0.0" }).kind, "unknown");
    });
  }
});

describe("the id of a component", () => {
  it("is its system and its name", () =>
    assert.equal(componentIdOf("stepwise:halo:Kingdom", "kingdom"), "halo/kingdom"));

  it("is none for other resources", () => {
    for (const type of [
      "kubernetes:apps/v1:Deployment",
      "pulumi:pulumi:Stack",
      "stepwise:halo",
      "xstepwise:halo:Kingdom",
      "random:index:RandomPassword",
    ]) {
      assert.equal(componentIdOf(type, "kingdom"), undefined, type);
    }
  });
});

describe("the states in a stack's export", () => {
  const resource = (type: string, name: string, more: object = {}) => ({
    urn: `urn:pulumi:prod::stepwise::${type}::${name}`,
    type,
    ...more,
  });
  const kingdom = (version: string, more: object = {}) =>
    resource("stepwise:halo:Kingdom", "kingdom", { inputs: { version }, outputs: { deployed: version }, ...more });
  const states = (...resources: readonly object[]) =>
    plain([...installationStates({ version: 3, deployment: { resources } })]);

  it("are those of every versioned component, and of nothing else", () => {
    assert.deepEqual(
      states(
        resource("pulumi:pulumi:Stack", "stepwise-prod"),
        kingdom("0.5.30"),
        {
          ...resource("stepwise:halo:Kingdom$kubernetes:batch/v1:Job", "kingdom-migrate", { inputs: {} }),
          type: "kubernetes:batch/v1:Job",
        },
        resource("stepwise:halo:Duchy", "duchy-worker1", { inputs: { version: "0.5.30" }, outputs: {} }),
        resource("stepwise:halo:Reporting", "reporting", { inputs: {} }),
      ),
      [
        ["halo/kingdom", { kind: "complete", deployed: "0.5.30" }],
        ["halo/duchy-worker1", { kind: "incomplete", attempted: "0.5.30" }],
        [
          "halo/reporting",
          {
            kind: "unknown",
            why: "its inputs in the state have no version (they were saved by something older, or changed by hand)",
          },
        ],
      ],
    );
  });

  it("leave out what is only waiting to be deleted, wherever it stands", () => {
    const pending = kingdom("0.5.29", { delete: true });
    const expected = [["halo/kingdom", { kind: "complete", deployed: "0.5.30" }]];
    assert.deepEqual(states(kingdom("0.5.30"), pending), expected);
    assert.deepEqual(states(pending, kingdom("0.5.30")), expected);
    assert.deepEqual(states(pending), []);
  });

  it("leave out a component that has no version to move, such as a namespace's baseline", () => {
    const baseline = resource("stepwise:halo/namespace:Baseline", "namespace-halo", {
      inputs: { namespace: "halo", platform: "gke" },
      outputs: {},
    });
    assert.deepEqual(states(baseline), []);
  });

  it("are none of an empty stack", () => {
    assert.deepEqual(states(), []);
    assert.deepEqual([...installationStates({ version: 3, deployment: {} })], []);
  });

  it("are not made up for what is no export", () => {
    for (const other of [{}, { deployment: null }, { deployment: { resources: [{ urn: 3 }] } }, [], null])
      assert.throws(() => installationStates(other));
  });

  it("are told from a plain map of versions", () => {
    assert.equal(isStackExport({ version: 3, deployment: { resources: [] } }), true);
    for (const other of [{ "halo/kingdom": "0.5.30" }, null, "deployment", []])
      assert.equal(isStackExport(other), false);
  });
});

describe("the component that a resource belongs to", () => {
  const resource = (type: string, name: string, parent?: string) => ({ urn: `urn:pulumi:prod::stepwise::${type}::${name}`, type, parent });
  const kingdom = resource("stepwise:halo:Kingdom", "kingdom");
  const baseline = resource("stepwise:halo/namespace:Baseline", "baseline", kingdom.urn);
  const job = resource("kubernetes:batch/v1:Job", "kingdom-migrate", baseline.urn);
  const owner = (asked: typeof job, ...others: readonly (typeof job)[]): string | undefined =>
    owningComponent(asked, new Map(others.map((one) => [one.urn, one])));

  it("is the nearest above it, or the resource itself", () => {
    const inner = resource("stepwise:demo:Core", "core", kingdom.urn);
    assert.equal(owner(job, job, baseline, kingdom), "halo/kingdom");
    assert.equal(owner(kingdom), "halo/kingdom");
    assert.equal(owner(inner, inner, kingdom), "demo/core");
    assert.equal(owner({ ...job, parent: inner.urn }, inner, kingdom), "demo/core");
  });

  it("is none where nothing above it is one, is known, or ends", () => {
    const round = { ...baseline, parent: job.urn };
    assert.equal(owner({ ...job, parent: undefined }, kingdom), undefined);
    assert.equal(owner({ ...job, parent: "" }, kingdom), undefined);
    assert.equal(owner(job, kingdom), undefined);
    assert.equal(owner(job, job, round), undefined);
    // A state may hold one URN twice: what was replaced, and what took its place.
    assert.equal(owner({ ...job }, job, round), undefined);
  });
});
