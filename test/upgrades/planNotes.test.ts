import * as assert from "node:assert/strict";
import { planUpgrade } from "../../upgrades/plan";
import type { PlannedComponent, Surroundings } from "../../upgrades/planModel";
import { catalogFrom, ids, note } from "../support/catalogs";
import { complete, plainSurroundings } from "../support/judging";

const risk = (id: string, more: object = {}) => ({
  id,
  text: "messages may be lost",
  source: "https://example.org/risk",
  ...more,
});

const catalog = catalogFrom({
  releases: [
    { version: "1.0.0", notes: [note("N-0")], risks: [risk("R-0")] },
    {
      version: "1.1.0",
      notes: [
        note("N-1", { supersededBy: "N-3" }),
        note("N-2", { component: "worker" }),
        note("N-all", { component: "system" }),
      ],
      risks: [risk("R-1")],
    },
    { version: "1.2.0", notes: [note("N-3", { kind: "feature", category: "C" })], stop: { id: "S", from: "<1.1.0" } },
    { version: "1.3.0", notes: [note("N-4")], risks: [risk("R-3", { when: { fact: "demo.nightly", equals: true } })] },
    {
      version: "1.4.0",
      notes: [note("N-5")],
      risks: [risk("R-4", { from: ">=1.3.0" }), risk("R-5", { from: ">=1.2.0 <1.3.0" })],
    },
  ],
});

function plan(kind: string, from: string, to: string, facts: Surroundings["facts"] = {}): PlannedComponent {
  const component = { component: `demo/${kind}`, system: "demo", kind, state: complete(from), wanted: to };
  return planUpgrade("prod", new Map([["demo", catalog]]), [component], { ...plainSurroundings, facts })
    .components[0]!;
}

describe("the notes of a plan", () => {
  it("are of the releases crossed, each once, oldest first", () => {
    assert.deepEqual(ids(plan("core", "1.0.0", "1.3.0").notes), ["N-1", "N-all", "N-3", "N-4"]);
    assert.deepEqual(ids(plan("core", "1.2.0", "1.3.0").notes), ["N-4"]);
    assert.deepEqual(ids(plan("core", "1.3.0", "1.3.0").notes), []);
  });

  it("are each component's own and those of the whole system", () => {
    assert.deepEqual(ids(plan("worker", "1.0.0", "1.3.0").notes), ["N-2", "N-all"]);
    assert.deepEqual(ids(plan("report", "1.0.0", "1.3.0").notes), ["N-all"]);
  });

  it("keep one that a later one supersedes, and say which", () => {
    const [superseded] = plan("core", "1.0.0", "1.3.0").notes;
    assert.deepEqual([superseded!.id, superseded!.supersededBy], ["N-1", "N-3"]);
  });

  it("have all that is promised of them", () => {
    assert.deepEqual(plan("core", "1.1.0", "1.2.0").notes, [
      {
        id: "N-3",
        version: "1.2.0",
        kind: "feature",
        category: "C",
        component: "core",
        text: "do N-3",
        source: "https://example.org/N-3",
        found: "commits",
      },
    ]);
  });
});

describe("the risks of a plan", () => {
  const risks = (from: string, to: string, facts: Surroundings["facts"] = {}) =>
    ids(plan("core", from, to, facts).reasons.filter(({ kind }) => kind === "exposure"));

  it("are of the releases crossed", () => {
    assert.deepEqual(risks("1.0.0", "1.2.0"), ["R-1"]);
    assert.deepEqual(risks("1.1.0", "1.2.0"), []);
  });

  it("count where the fact is unknown, and say so", () => {
    assert.deepEqual(risks("1.2.0", "1.3.0"), ["R-3"]);
    const [exposure] = plan("core", "1.2.0", "1.3.0").reasons.filter(({ kind }) => kind === "exposure");
    assert.match(exposure!.message, /1\.3\.0: messages may be lost .*demo\.nightly is not stated/);
    assert.match(exposure!.remedy, /stepwise:facts.*demo\.nightly/);
  });

  it("count where the fact is so, and not where it is otherwise", () => {
    assert.deepEqual(risks("1.2.0", "1.3.0", { "demo.nightly": true }), ["R-3"]);
    assert.doesNotMatch(plan("core", "1.2.0", "1.3.0", { "demo.nightly": true }).reasons.at(-1)!.message, /not stated/);
    assert.deepEqual(risks("1.2.0", "1.3.0", { "demo.nightly": false }), []);
    assert.deepEqual(risks("1.2.0", "1.3.0", { "demo.other": true }), ["R-3"]);
  });

  it("of hops that start in a range count where one starts there", () => {
    assert.deepEqual(risks("1.3.0", "1.4.0"), ["R-4"]);
    assert.deepEqual(risks("1.2.0", "1.4.0", { "demo.nightly": false }), ["R-5"]);
  });

  it("of hops that start in a range are gone round where another way costs no more", () => {
    assert.deepEqual(plan("core", "1.0.0", "1.4.0").route, ["1.0.0", "1.1.0", "1.4.0"]);
    assert.deepEqual(risks("1.0.0", "1.4.0", { "demo.nightly": false }), ["R-1"]);
  });

  it("are not asked about any more once somebody has accepted them, until that ends", () => {
    const accepting = (until: string) => {
      const component = { component: "demo/core", system: "demo", kind: "core", state: complete("1.2.0"), wanted: "1.3.0" };
      const permits = { ...plainSurroundings.permits, risks: { "R-3": { owner: "ops", reason: "read", until } } };
      return planUpgrade("prod", new Map([["demo", catalog]]), [component], { ...plainSurroundings, permits }).components[0]!;
    };
    const held = accepting("2026-01-01");
    assert.deepEqual(ids(held.reasons.filter(({ kind }) => kind === "exposure")), []);
    assert.deepEqual(held.accepted, [{ id: "R-3", owner: "ops", reason: "read", until: "2026-01-01" }]);
    const ended = accepting("2025-12-31");
    assert.deepEqual([ids(ended.reasons.filter(({ kind }) => kind === "exposure")), ended.accepted], [["R-3"], []]);
  });

  it("do not block", () => assert.equal(plan("core", "1.2.0", "1.3.0").verdict, "allowed"));
});
