import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PhasedRollout } from "../../releases/schema";
import { derivedWariness, openRollout, reachedAt, rolloutIds, shareAt } from "../../upgrades/phasedRollout";
import { openPreconditions } from "../../upgrades/preconditions";
import { catalogFrom, ids } from "../support/catalogs";
import { ask, complete, nothingKnown } from "../support/judging";
import { openIds, planOf, travels } from "../support/plans";

const start = "2026-07-22T14:00:00Z";
const begin = Date.parse(start);
const hour = 3_600_000;
const twoDays: PhasedRollout = { start, startPercentage: 10, durationMinutes: 2_880 };
const at = (time: number): string => new Date(time).toISOString();

describe("a phased roll-out", () => {
  it("reaches nobody before it starts, the first at once, and all at its end, evenly between", () => {
    const times = [begin - 1, begin, begin + 24 * hour, begin + 48 * hour, begin + 100 * hour];
    assert.deepEqual(times.map((time) => shareAt(twoDays, time)), [0, 0.1, 0.55, 1, 1]);
    assert.deepEqual([0, 0.1, 0.55, 1].map((wariness) => reachedAt(twoDays, wariness)), [begin, ...times.slice(1, 4)]);
  });

  it("goes no farther than its first share without a duration", () => {
    const paused: PhasedRollout = { start, startPercentage: 10 };
    assert.deepEqual([shareAt(paused, begin - 1), shareAt(paused, begin), shareAt(paused, begin + 1e12)], [0, 0.1, 0.1]);
    assert.deepEqual([reachedAt(paused, 0.1), reachedAt(paused, 0.11)], [begin, undefined]);
  });

  it("reaches a stack when its share is there, to the second", () => {
    const rollouts = fc.record({
      start: fc.constant(start),
      startPercentage: fc.double({ min: 0, max: 100, noNaN: true }),
      durationMinutes: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(fc.property(rollouts, fc.double({ min: 0, max: 1, noNaN: true }), (rollout, wariness) => {
      const time = reachedAt(rollout, wariness)!;
      assert.ok(shareAt(rollout, time + 500) >= wariness - 1e-9);
      assert.ok(time === begin || shareAt(rollout, time - 500) <= wariness + 1e-9);
      assert.ok(begin <= time && time <= begin + rollout.durationMinutes * 60_000);
    }));
  });
});

describe("the place of a stack that states none", () => {
  it("is spread evenly over all, above nothing and up to one", () => {
    const places = Array.from({ length: 2_000 }, (_, i) => derivedWariness(`stack-${i}`, "1.0.0"));
    assert.ok(places.every((place) => place > 0 && place <= 1));
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = places.filter((place) => place > tenth / 10 && place <= (tenth + 1) / 10).length;
      assert.ok(count > 140 && count < 260, `${count} of 2000 in the tenth ${tenth}`);
    }
  });

  it("is its own for every release, so that nobody is always first, and stays what it is", () => {
    assert.equal(derivedWariness("prod", "1.0.0"), 0.08329939495682126);
    assert.notEqual(derivedWariness("prod", "1.0.0"), derivedWariness("prod", "1.0.1"));
    assert.notEqual(derivedWariness("a", "b1"), derivedWariness("ab", "1"));
  });
});

describe("a hop into a release that is rolled out in phases", () => {
  const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", rollout: twoDays }, "1.2.0"] });
  const open = (wariness: number, time: number, to = "1.1.0", confirmed = {}) =>
    openPreconditions(catalog, { component: "demo/core", kind: "core" }, "1.0.0", to,
      { ...nothingKnown, wariness: () => wariness, now: at(time), permits: { ...nothingKnown.permits, confirmed } });

  it("is open until the roll-out reaches the stack, and says when that is", () => {
    const [reason] = open(0.55, begin + 12 * hour);
    assert.deepEqual(reason, {
      id: "rollout:1.1.0", kind: "readiness",
      message: "the roll-out of 1.1.0 has reached 32.5 % of the stacks; this stack's turn is at 55 %, 2026-07-23T14:00:00Z",
      remedy: "wait until 2026-07-23T14:00:00Z; or state that it may be ahead of it: stepwise:permits.confirmed.rollout:1.1.0: {by, date}",
    });
    assert.equal(open(0.55, begin + 24 * hour - 1).length, 1);
    assert.deepEqual(open(0.55, begin + 24 * hour), []);
  });

  it("is open for the eagerest stack too before the start", () => {
    assert.equal(open(0, begin - 1)[0]!.message,
      "the roll-out of 1.1.0 starts at 2026-07-22T14:00:00Z; this stack's turn is at 0 %, 2026-07-22T14:00:00Z");
    assert.deepEqual(open(0, begin), []);
  });

  it("is open for good where the roll-out goes no farther", () => {
    const paused = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", rollout: { start, startPercentage: 10 } }] });
    const [reason] = openRollout(paused, "1.1.0", { ...nothingKnown, now: at(begin) });
    assert.match(reason!.message, /has reached 10 % of the stacks and goes no farther; this stack's turn is at 100 %$/);
    assert.match(reason!.remedy, /^wait until the catalog lets it go on; or/);
  });

  it("is confirmed by its id, and asks nothing of who passes it by or goes back to it", () => {
    assert.deepEqual(rolloutIds(catalog), ["rollout:1.1.0"]);
    assert.deepEqual(open(1, begin - 1, "1.1.0", { "rollout:1.1.0": { by: "ops", date: "2026-07-01" } }), []);
    assert.deepEqual(ids(open(1, begin - 1, "1.1.0", { "rollout:1.0.0": { by: "ops", date: "2026-07-01" } })), ["rollout:1.1.0"]);
    assert.deepEqual(open(1, begin - 1, "1.2.0"), []);
    assert.equal(ask(complete("1.2.0"), { version: "1.1.0", returnedFrom: { version: "1.2.0" } }, {}, catalog).allowed, true);
  });

  it("is refused by the gate, and a plan shows it at the hop that it is", () => {
    const { allowed, reasons } = ask(complete("1.0.0"), "1.1.0", {}, catalog);
    assert.deepEqual([allowed, ids(reasons)], [false, ["rollout:1.1.0"]]);
    const stopping = catalogFrom({
      releases: ["1.0.0", { version: "1.1.0", rollout: twoDays, stop: { id: "S", from: "<1.1.0" } }, { version: "1.2.0", rollout: twoDays }],
    });
    const plan = planOf(stopping, [travels("demo/core", "core", "1.0.0", "1.2.0")], { wariness: (release) => release === "1.1.0" ? 0 : 1, now: at(begin) });
    assert.deepEqual([plan.verdict, openIds(plan)], ["allowed", [[], ["rollout:1.2.0"]]]);
  });

  it("does not wait for it where it is the first install", () => {
    assert.equal(ask({ kind: "absent" }, "1.1.0", { install: ["demo/core"] }, catalog).allowed, true);
  });
});
