import * as assert from "node:assert/strict";
import type { Catalog } from "../../releases/catalog";
import { noPermits } from "../../upgrades/change";
import { planUpgrade } from "../../upgrades/plan";
import type { Plan, Surroundings, Traveller } from "../../upgrades/planModel";
import { catalogFrom, dataRequirement, ids, note, plain, platformRequirement } from "../support/catalogs";
import { absent, back, complete, demo, incomplete, plainSurroundings, unknown } from "../support/judging";

const drained = { drained: { by: "ops", date: "2025-06-01" } };

function plan(
  catalog: Catalog,
  travellers: readonly (Partial<Traveller> & Pick<Traveller, "state" | "wanted">)[],
  more: Partial<Surroundings> = {},
): Plan {
  const all = travellers.map((one) => ({ component: "demo/core", system: "demo", kind: "core", ...one }));
  return planUpgrade("prod", new Map([[catalog.system, catalog]]), all, {
    ...plainSurroundings,
    ...more,
  });
}

describe("a plan", () => {
  it("has the shape that is promised", () => {
    const one = plain(plan(demo, [{ state: complete("1.0.0"), wanted: "1.2.0" }])) as Plan;
    assert.equal(one.schema, "stepwise/plan/v1");
    assert.equal(one.stack, "prod");
    assert.equal(one.verdict, "allowed");
    assert.deepEqual(one.catalogs, { demo: demo.digest });
    assert.deepEqual(one.components, [
      {
        component: "demo/core",
        state: "complete",
        from: "1.0.0",
        to: "1.2.0",
        verdict: "allowed",
        route: ["1.0.0", "1.2.0"],
        cost: { hops: 1, windows: 0, irreversible: 1, actions: 0, exposures: 0 },
        runnerUp: {
          route: ["1.0.0", "1.1.0", "1.2.0"],
          cost: { hops: 2, windows: 0, irreversible: 1, actions: 0, exposures: 0 },
          more: { hops: 1, windows: 0, irreversible: 0, actions: 0, exposures: 0 },
        },
        releasesCrossed: ["1.1.0", "1.2.0"],
        notes: [],
        reasons: [],
        accepted: [],
      },
    ]);
    const [hop] = one.hops;
    assert.deepEqual(Object.keys(hop!).sort(), [
      "changes", "diff", "number", "offline", "open", "pointOfNoReturn", "steps",
    ]);
    assert.deepEqual(hop!.changes, [
      { component: "demo/core", from: "1.0.0", to: "1.2.0", wayBack: { possible: true, restores: ["db"], reasons: [] } },
    ]);
    assert.deepEqual(hop!.diff, []);
  });

  it("passes through the required stop, says why, and numbers its hops from one", () => {
    const one = plan(demo, [{ state: complete("1.0.0"), wanted: "1.5.0" }], {
      permits: { ...noPermits, confirmed: drained },
    });
    assert.deepEqual(one.components[0]!.route, ["1.0.0", "1.3.0", "1.5.0"]);
    assert.deepEqual(ids(one.components[0]!.reasons), ["required-stop:S"]);
    assert.deepEqual(
      one.hops.map(({ number, changes }) => [number, changes[0]!.from, changes[0]!.to]),
      [
        [1, "1.0.0", "1.3.0"],
        [2, "1.3.0", "1.5.0"],
      ],
    );
  });

  it("has nothing to do for a component that is where it should be", () => {
    const one = plan(demo, [{ state: complete("1.4.0"), wanted: "1.4.0" }]);
    assert.deepEqual(
      [one.verdict, one.hops, one.components[0]!.route, one.components[0]!.releasesCrossed],
      ["allowed", [], ["1.4.0"], []],
    );
  });

  it("lists what is not ready, and goes on", () => {
    const one = plan(demo, [{ state: complete("1.3.0"), wanted: "1.5.0" }]);
    assert.equal(one.verdict, "allowed");
    assert.deepEqual(
      one.components[0]!.reasons.map(({ id, kind }) => [id, kind]),
      [["drained", "readiness"]],
    );
    assert.equal(one.hops.length, 1);
  });

  it("is blocked where the platform is known to be too old, and not where it is unknown", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", { version: "2.0.0", requires: [platformRequirement("cluster", "kubernetes", ">=1.29")] }],
    });
    const verdict = (kubernetes?: string) =>
      plan(catalog, [{ state: complete("1.0.0"), wanted: "2.0.0" }], { platform: { kubernetes } }).verdict;
    assert.deepEqual([verdict("1.28"), verdict("1.29"), verdict()], ["blocked", "allowed", "allowed"]);
  });

  it("asks in a later hop for what only that one crosses", () => {
    const catalog = catalogFrom({
      releases: [
        "1.0.0",
        { version: "1.1.0", stop: { id: "S", from: "*" } },
        { version: "1.2.0", requires: [dataRequirement("late")] },
      ],
    });
    assert.deepEqual(ids(plan(catalog, [{ state: complete("1.0.0"), wanted: "1.2.0" }]).components[0]!.reasons), [
      "required-stop:S",
      "late",
    ]);
  });
});

describe("a plan that is blocked", () => {
  for (const [name, state, wanted, reasons] of [
    ["by a withdrawn destination", complete("1.3.0"), "1.4.0", ["withdrawn:1.4.0"]],
    ["by a destination that is not in the catalog", complete("1.3.0"), "9.0.0", ["not-in-catalog:9.0.0"]],
    ["by a start that is not in the catalog", complete("0.1.0"), "1.0.0", ["not-in-catalog:0.1.0"]],
    ["by a release that is not known", unknown, "1.3.0", ["deployed-unknown"]],
    ["by an install that nobody stated", absent, "1.3.0", ["install-not-stated"]],
    ["by an update that did not finish", incomplete("1.0.0"), "1.1.0", ["unfinished"]],
    ["by a lower version that is not said to be a return, as at the gate", complete("1.1.0"), "1.0.0", ["downgrade-not-stated"]],
  ] as const) {
    it(`${name} has no hops, and says so`, () => {
      const one = plan(demo, [{ state, wanted }]);
      assert.deepEqual(ids(one.components[0]!.reasons), reasons);
      assert.deepEqual(
        [one.verdict, one.components[0]!.verdict, one.hops, one.components[0]!.route],
        ["blocked", "blocked", [], []],
      );
    });
  }

  it("has no hops for the other components either, whose own verdicts stay", () => {
    const one = plan(demo, [
      { state: complete("1.0.0"), wanted: "1.1.0" },
      { component: "demo/b", state: complete("1.3.0"), wanted: "1.4.0" },
    ]);
    assert.equal(one.verdict, "blocked");
    assert.deepEqual(
      one.components.map(({ verdict }) => verdict),
      ["allowed", "blocked"],
    );
    assert.deepEqual(one.hops, []);
  });

  it("still names the notes between", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", { version: "2.0.0", notes: [note("N-1")] }],
      upgrades: [{ from: "9.9.9", to: "9.9.9" }],
    });
    const one = plan(catalog, [{ state: complete("1.0.0"), wanted: "2.0.0" }]);
    assert.deepEqual(ids(one.components[0]!.notes), ["N-1"]);
    assert.deepEqual(ids(one.components[0]!.reasons), ["no-edge:1.0.0:2.0.0"]);
  });
});

describe("a plan of an install", () => {
  it("has one hop from nothing, where the stack says that it is to be", () => {
    const one = plan(demo, [{ state: absent, wanted: "1.5.0" }], { permits: { ...noPermits, install: ["demo/core"] } });
    assert.deepEqual(
      [one.components[0]!.from, one.components[0]!.route, one.components[0]!.notes],
      [null, ["1.5.0"], []],
    );
    assert.deepEqual(
      one.hops.map(({ changes }) => changes),
      [[{ component: "demo/core", from: null, to: "1.5.0" }]],
    );
    assert.equal(one.hops[0]!.offline, false);
  });
});

describe("a plan of a return", () => {
  const going = (from: string, to: string, restore?: string) =>
    plan(demo, [{ state: complete(from), wanted: to, returnedFrom: back(to, from, restore).returnedFrom }]);

  it("is allowed over reversible migrations, and never migrates", () => {
    const one = going("1.1.0", "1.0.0");
    assert.equal(one.verdict, "allowed");
    assert.deepEqual(
      one.hops.map(({ steps }) => steps.map(({ phase }) => phase)),
      [["rollout", "verify"]],
    );
    assert.deepEqual(one.hops[0]!.pointOfNoReturn, []);
  });

  it("is blocked by an irreversible migration, which it names", () => {
    const one = going("1.2.0", "1.1.0");
    assert.equal(one.verdict, "blocked");
    assert.deepEqual(ids(one.components[0]!.reasons), ["irreversible:db@1.2.0"]);
  });

  it("is allowed over one with the backup that it names, in the stages that the gate wants", () => {
    const one = going("1.2.0", "1.1.0", "core-20250601T000000Z");
    assert.equal(one.verdict, "allowed");
    assert.deepEqual(
      one.hops.map(({ steps }) => steps.map(({ phase }) => phase)),
      [["quiesce", "restore", "rollout", "verify"]],
    );
    assert.equal(one.hops[0]!.offline, true);
  });

  it("of an update that did not finish goes from what was attempted", () => {
    const one = plan(demo, [{ state: incomplete("1.1.0"), wanted: "1.0.0", returnedFrom: { version: "1.1.0" } }]);
    assert.deepEqual([one.verdict, one.components[0]!.route], ["allowed", ["1.1.0", "1.0.0"]]);
  });
});

describe("a plan of a component whose last update did not finish", () => {
  it("has a hop that finishes it, where the version stays", () => {
    const one = plan(demo, [{ state: incomplete("1.1.0"), wanted: "1.1.0" }]);
    assert.equal(one.verdict, "allowed");
    assert.deepEqual(
      one.hops.map(({ changes }) => changes[0]!.to),
      ["1.1.0"],
    );
  });
});

describe("the plan of a stack that a component leaves", () => {
  const stays = { component: "demo/core", system: "demo", kind: "core", state: complete("1.0.0"), wanted: "1.0.0" };
  const leaving = { component: "demo/core-old", state: complete("1.0.0"), kept: ["PersistentVolumeClaim old/data"] };
  const removal = { by: "ops", date: "2025-06-01", backup: "core-old-20250531-020000", unannounced: "replaced by demo/core" };
  const removed = (permits: Surroundings["permits"]): Plan =>
    planUpgrade("prod", new Map([["demo", demo]]), [stays], { ...plainSurroundings, permits }, [leaving]);

  it("is blocked, with what would stay, until its removal is confirmed by name", () => {
    const { verdict, components } = removed({ ...noPermits, remove: ["demo/core-old"] });
    assert.equal(verdict, "blocked");
    const [, gone] = components;
    assert.deepEqual([gone!.to, gone!.verdict, ids(gone!.reasons)], ["removed", "blocked", ["removal-not-confirmed"]]);
    assert.match(gone!.reasons[0]!.message, /PersistentVolumeClaim old\/data/);
  });
  it("is allowed with it", () => {
    const { verdict, components } = removed({ ...noPermits, removal: { "demo/core-old": removal } });
    assert.deepEqual([verdict, components[1]!.verdict, components[1]!.reasons], ["allowed", "allowed", []]);
  });
});
