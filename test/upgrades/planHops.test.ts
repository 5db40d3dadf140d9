import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { planUpgrade } from "../../upgrades/plan";
import type { Plan, Traveller } from "../../upgrades/planModel";
import { catalogFrom, migration } from "../support/catalogs";
import { ask, absent, complete, demo, plainSurroundings, type Asked } from "../support/judging";
import { catalogOfWorld, journeys, nameOf } from "../support/worlds";

const surroundings = {
  ...plainSurroundings,
  permits: { ...plainSurroundings.permits, install: ["demo/report"], confirmed: { drained: { by: "ops", date: "2025-06-01" } } },
};
const traveller = (component: string, kind: string, from: string | null, wanted: string): Traveller => ({
  component: `demo/${component}`,
  system: "demo",
  kind,
  state: from === null ? absent : complete(from),
  wanted,
});
const planned = (catalog: typeof demo, ...all: readonly Traveller[]): Plan =>
  planUpgrade("prod", new Map([[catalog.system, catalog]]), all, surroundings);
const told = ({ hops }: Plan) =>
  hops.map(({ changes: [change] }) => `${change!.component.slice("demo/".length)} ${change!.from} ${change!.to}`);

describe("the order of a plan's hops", () => {
  const stops = catalogFrom({
    releases: [
      "1.0.0",
      { version: "1.1.0", stop: { id: "A", from: "*" } },
      { version: "1.2.0", stop: { id: "B", from: "*" } },
      "1.3.0",
    ],
  });

  it("is the catalog's, however the components are declared, and then by name", () => {
    const all = [
      traveller("report", "report", "1.0.0", "1.1.0"),
      traveller("worker-b", "worker", "1.0.0", "1.1.0"),
      traveller("worker-a", "worker", "1.0.0", "1.1.0"),
      traveller("core", "core", "1.0.0", "1.1.0"),
    ];
    assert.deepEqual(told(planned(stops, ...all)), [
      "core 1.0.0 1.1.0",
      "worker-a 1.0.0 1.1.0",
      "worker-b 1.0.0 1.1.0",
      "report 1.0.0 1.1.0",
    ]);
  });

  it("brings what others depend on all the way first", () => {
    const all = [traveller("worker", "worker", "1.0.0", "1.3.0"), traveller("core", "core", "1.0.0", "1.3.0")];
    assert.deepEqual(told(planned(stops, ...all)), [
      "core 1.0.0 1.1.0",
      "core 1.1.0 1.2.0",
      "core 1.2.0 1.3.0",
      "worker 1.0.0 1.1.0",
      "worker 1.1.0 1.2.0",
      "worker 1.2.0 1.3.0",
    ]);
  });

  it("passes over those that have arrived, and installs once what comes before is there", () => {
    const all = [
      traveller("core", "core", "1.1.0", "1.3.0"),
      traveller("worker", "worker", "1.3.0", "1.3.0"),
      traveller("report", "report", null, "1.3.0"),
    ];
    assert.deepEqual(told(planned(stops, ...all)), ["core 1.1.0 1.2.0", "core 1.2.0 1.3.0", "report null 1.3.0"]);
  });

  it("numbers them from one without a gap", () => {
    const all = [traveller("worker", "worker", "1.0.0", "1.3.0"), traveller("core", "core", "1.0.0", "1.3.0")];
    assert.deepEqual(
      planned(stops, ...all).hops.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6],
    );
  });
});

describe("the steps of a hop", () => {
  const phases = (plan: Plan) => plan.hops.map(({ steps }) => steps.map(({ phase }) => phase));

  it("back up before they migrate, and verify last", () => {
    assert.deepEqual(phases(planned(demo, traveller("core", "core", "1.0.0", "1.1.0"))), [
      ["backup", "migrate", "rollout", "verify"],
    ]);
  });

  it("begin with stopping the servers where a migration is offline, and the hop says so", () => {
    const plan = planned(demo, traveller("core", "core", "1.5.0", "1.6.0"));
    assert.deepEqual(phases(plan), [["quiesce", "backup", "migrate", "rollout", "verify"]]);
    assert.deepEqual([plan.hops[0]!.offline, plan.hops[0]!.pointOfNoReturn], [true, ["1.6.0 db: copies a table"]]);
  });

  it("stop no servers of a kind that is not migrated offline", () => {
    const plan = planned(demo, traveller("worker", "worker", "1.5.0", "1.6.0"));
    assert.deepEqual(
      [phases(plan)[0]?.[0], plan.hops[0]!.offline, plan.hops[0]!.pointOfNoReturn],
      ["backup", false, []],
    );
  });

  it("name as point of no return only what can't be undone, of every release crossed", () => {
    const catalog = catalogFrom({
      releases: [
        "1.0.0",
        { version: "1.1.0", migrations: [migration({ reversible: false, text: "one" })] },
        { version: "1.2.0", migrations: [migration({ text: "two" })] },
        { version: "1.3.0", migrations: [migration({ reversible: false, text: "three" })] },
      ],
    });
    assert.deepEqual(planned(catalog, traveller("core", "core", "1.0.0", "1.3.0")).hops[0]!.pointOfNoReturn, [
      "1.1.0 db: one",
      "1.3.0 db: three",
    ]);
  });

  it("are called by component and phase", () => {
    const [hop] = planned(demo, traveller("core", "core", "1.0.0", "1.1.0")).hops;
    assert.deepEqual(
      hop!.steps.map(({ id }) => id),
      ["demo/core:backup", "demo/core:migrate", "demo/core:rollout", "demo/core:verify"],
    );
  });

  it("have ids that are there once, and wait only for steps before them in the same hop", () => {
    const all = [
      traveller("core", "core", "1.0.0", "1.6.0"),
      traveller("worker", "worker", "1.0.0", "1.6.0"),
      traveller("report", "report", null, "1.6.0"),
    ];
    const { hops } = planned(demo, ...all);
    assert.ok(hops.length >= 5);
    for (const { steps } of hops) {
      const known = new Set<string>();
      steps.forEach(({ id, after }, i) => {
        assert.equal(known.has(id), false, id);
        assert.equal(after.length > 0, i > 0, `${id} waits for ${after.join()}`);
        for (const other of after) assert.ok(known.has(other), `${id} waits for ${other}`);
        known.add(id);
      });
    }
  });
});

describe("a plan, beside the gate", () => {
  /** What the deployer asks for, `up` by `up`, to carry out one hop. */
  const ups = (to: string, offline: boolean): { asked: Asked; stage?: "quiesce" | "migrate" }[] =>
    offline
      ? [
          { asked: { version: to, stage: "migrate" }, stage: "quiesce" },
          { asked: { version: to }, stage: "migrate" },
        ]
      : [{ asked: { version: to } }];

  it("has only hops that the gate lets through, one after the other, to the end", () => {
    fc.assert(
      fc.property(journeys, ([world, a, b]) => {
        const [from, to] = [nameOf(Math.min(a, b)), nameOf(Math.max(a, b))];
        const catalog = catalogOfWorld(world);
        const plan = planned(catalog, traveller("core", "core", from, to));
        let at = from;
        for (const { changes, offline } of plan.hops) {
          assert.equal(changes[0]!.from, at);
          for (const { asked, stage } of ups(changes[0]!.to, offline)) {
            const state =
              stage === "migrate"
                ? { kind: "incomplete" as const, attempted: asked.version, stage }
                : complete(at, stage && { stage });
            assert.deepEqual(ask(state, asked, {}, catalog).reasons, []);
          }
          at = changes[0]!.to;
        }
        assert.equal(plan.verdict === "allowed" ? at : to, to);
      }),
      { numRuns: 500 },
    );
  });

  it("is blocked only where the gate would not let the destination through either", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const catalog = catalogOfWorld(world);
        const plan = planned(catalog, traveller("core", "core", nameOf(from), nameOf(to)));
        if (plan.verdict === "blocked")
          assert.equal(ask(complete(nameOf(from)), nameOf(to), {}, catalog).allowed, false);
      }),
      { numRuns: 500 },
    );
  });

  it("crosses every release between just once, whatever the hops", () => {
    fc.assert(
      fc.property(journeys, ([world, a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [component] = planned(
          catalogOfWorld(world),
          traveller("core", "core", nameOf(from), nameOf(to)),
        ).components;
        assert.deepEqual(
          component!.releasesCrossed,
          Array.from({ length: to - from }, (_, i) => nameOf(from + 1 + i)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
