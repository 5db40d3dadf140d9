import * as assert from "node:assert/strict";
import type { JointConstraint, JointPlan } from "../../../upgrades/joint/model";
import { planJointly } from "../../../upgrades/joint/planJointly";
import { component, constraint, leaps, steps } from "./worlds";
import { soon } from "../../support/soon";

/** Each hop as `kingdom 0-1`, those that are made together with a plus between them. */
function told(plan: JointPlan): readonly string[] {
  assert.equal(plan.kind, "planned");
  return plan.kind !== "planned" ? [] : plan.hops.map(({ changes }) =>
    changes.map(({ component: id, from, to }) => `${id} ${from}-${to}`).join(" + "));
}

const ids = (some: readonly JointConstraint[]): string[] => some.map(({ id }) => id);
const skew = (a: string, b: string, most: number) => constraint(`${a}-${b}-skew`, [a, b], (x, y) => Math.abs(x - y) <= most);
const needs = (a: string, v: number, b: string, w: number) => constraint(`${a}${v}-needs-${b}${w}`, [a, b], (x, y) => x < v || y >= w);
const before = (a: string, goal: number, b: string, start = 0) =>
  constraint(`${a}-before-${b}`, [a, b], (x, y) => x === goal || y === start, true);

const kingdom = component("kingdom", 0, steps(3));
const [east, west] = [component("east", 1, steps(3)), component("west", 1, steps(3))];
const reporting = component("reporting", 2, steps(3));

describe("a joint order", () => {
  it("is empty where everything has arrived, and where there is nothing", () => {
    assert.deepEqual(planJointly([], []), { kind: "planned", hops: [], givenUp: [], optimal: true });
    assert.deepEqual(told(planJointly([{ ...kingdom, goal: 0 }], [])), []);
  });

  it("lets each go all the way in rollout order where nothing is between them, and ids decide among equals", () => {
    assert.deepEqual(told(planJointly([west, kingdom, east], [])),
      ["kingdom 0-1", "kingdom 1-2", "east 0-1", "east 1-2", "west 0-1", "west 1-2"]);
  });

  it("interleaves where components may be one apart", () => {
    const behind = (id: string) => constraint(`${id}-behind`, ["kingdom", id], (x, y) => x >= y && x - y <= 1);
    assert.deepEqual(told(planJointly([kingdom, east, west], [behind("east"), behind("west")])),
      ["kingdom 0-1", "east 0-1", "west 0-1", "kingdom 1-2", "east 1-2", "west 1-2"]);
  });

  it("lets one run ahead of an earlier one where that is allowed and the earlier one has to wait", () => {
    assert.deepEqual(told(planJointly([kingdom, east, west], [skew("kingdom", "east", 1), skew("kingdom", "west", 1)])),
      ["kingdom 0-1", "east 0-1", "east 1-2", "west 0-1", "kingdom 1-2", "west 1-2"]);
  });

  it("interleaves rather than moves several at once, also where that would save hops", () => {
    const [a, b] = [component("a", 0, leaps(4)), component("b", 1, leaps(4))];
    assert.deepEqual(told(planJointly([a, b], [skew("a", "b", 1)])), ["a 0-1", "b 0-2", "a 1-3", "b 2-3"]);
  });

  it("takes the fewest hops, then the fewest windows, then the latest stops", () => {
    const hops = [[1, 2, 3, 4], [5], [5], [5], [6], [6], []];
    assert.deepEqual(told(planJointly([component("a", 0, hops)], [])), ["a 0-4", "a 4-6"]);
    const wide = [[1, 2, 3], [4], [4], [4], []];
    assert.deepEqual(told(planJointly([component("a", 0, wide)], [])), ["a 0-3", "a 3-4"]);
    assert.deepEqual(told(planJointly([component("a", 0, wide, { windows: (_, to) => (to === 3 ? 1 : 0) })], [])), ["a 0-2", "a 2-4"]);
  });

  it("brings a component first to where another needs it", () => {
    assert.deepEqual(told(planJointly([kingdom, east], [needs("kingdom", 2, "east", 1)])),
      ["kingdom 0-1", "east 0-1", "kingdom 1-2", "east 1-2"]);
  });

  it("installs what is absent once what it needs is there", () => {
    const [core, agent] = [component("core", 1, [[1], []], { states: ["absent", "1.0"] }), component("agent", 0, [[1], []])];
    assert.deepEqual(told(planJointly([agent, core], [needs("agent", 1, "core", 1)])), ["core 0-1", "agent 0-1"]);
  });

  it("leaves a goal and comes back where another can't pass otherwise", () => {
    const [a, b] = [component("a", 0, [[1], [0]], { goal: 0 }), component("b", 1, steps(3))];
    assert.deepEqual(told(planJointly([a, b], [constraint("k", ["a", "b"], (x, y) => y !== 1 || x === 1)])),
      ["a 0-1", "b 0-1", "b 1-2", "a 1-0"]);
  });
});

describe("a lock", () => {
  const at = (id: string) => component(id, 0, steps(3));

  it("moves two at once, and only in the hop that needs it", () => {
    const lock = constraint("lock", ["a", "b"], (x, y) => (x >= 2) === (y >= 1));
    assert.deepEqual(told(planJointly([at("a"), at("b")], [lock])), ["a 0-1", "a 1-2 + b 0-1", "b 1-2"]);
  });

  it("moves three at once where each needs the next", () => {
    const all = [needs("a", 1, "b", 1), needs("b", 1, "c", 1), needs("c", 1, "a", 1)];
    assert.deepEqual(told(planJointly([at("a"), at("b"), at("c")], all)),
      ["a 0-1 + b 0-1 + c 0-1", "a 1-2", "b 1-2", "c 1-2"]);
  });

  it("does not take in another lock that can go before", () => {
    const both = (a: string, b: string) => constraint(`${a}-with-${b}`, [a, b], (x, y) => x === y);
    assert.deepEqual(told(planJointly(["a", "b", "c", "d"].map((id) => component(id, 0, steps(2))),
      [both("a", "b"), both("c", "d"), needs("a", 1, "c", 1)])), ["c 0-1 + d 0-1", "a 0-1 + b 0-1"]);
  });

  it("that only comes up on the way is found when all that goes without it has been tried", () => {
    const not = (a: string, b: string, ...pairs: string[]) => constraint(`${a}${b}`, [a, b], (x, y) => !pairs.includes(`${x}${y}`));
    assert.deepEqual(told(planJointly([at("a"), at("b"), at("c")], [not("a", "b", "11", "12"), not("a", "c", "21"), not("b", "c", "02")])),
      ["a 0-1", "c 0-1", "a 1-2 + b 0-1 + c 1-2", "b 1-2"]);
  });

  it("does not take in what can go before or after", () => {
    const all = [needs("a", 1, "b", 1), needs("b", 1, "a", 1), needs("a", 1, "c", 1), needs("d", 1, "a", 1)];
    assert.deepEqual(told(planJointly(["a", "b", "c", "d"].map((id) => component(id, 0, steps(2))), all)),
      ["c 0-1", "a 0-1 + b 0-1", "d 0-1"]);
  });
});

describe("a hop of several", () => {
  const [a, b, c] = ["a", "b", "c"].map((id) => component(id, 0, steps(3))) as [typeof kingdom, typeof kingdom, typeof kingdom];
  const both = (id: string, one: string, other: string, v: number) => constraint(id, [one, other], (x, y) => (x >= v) === (y >= v));
  const notAhead = (one: string, other: string, tie?: "any" | "first") =>
    ({ ...constraint(`${one}-not-ahead`, [one, other], (x, y) => x < 1 || y >= 1), tie });

  it("is made only of what locks tie together, each to the next", () => {
    const locks = [both("ab", "a", "b", 2), both("bc", "b", "c", 2)];
    const mutual = (tie?: "any") => [...locks, notAhead("a", "c", tie), notAhead("c", "a", tie)];
    assert.deepEqual(told(planJointly([a, b, c], mutual())), ["a 0-1 + c 0-1", "b 0-1", "a 1-2 + b 1-2 + c 1-2"]);
    const plan = planJointly([a, b, c], mutual("any"));
    assert.deepEqual(plan.kind === "clash" && ids(plan.constraints), ["a-not-ahead", "c-not-ahead"]);
  });

  it("keeps to what is no lock as if they went one after the other", () => {
    const lock = both("lock", "a", "b", 1);
    assert.deepEqual(told(planJointly([a, b], [lock, notAhead("a", "b", "any")])), ["a 0-1 + b 0-1", "a 1-2", "b 1-2"]);
    const plan = planJointly([a, b], [lock, notAhead("a", "b", "first")]);
    assert.deepEqual(plan.kind === "clash" && ids(plan.constraints), ["a-not-ahead", "lock"]);
  });
});

describe("a preference", () => {
  it("lets a dependency go all the way first, also through others", () => {
    const order = [before("kingdom", 2, "east"), before("kingdom", 2, "west"), before("east", 2, "reporting"), before("west", 2, "reporting")];
    const ranks = { kingdom: 3, east: 2, west: 1, reporting: 0 } as const;
    const all = [kingdom, east, west, reporting].map((one) => ({ ...one, rank: ranks[one.id as keyof typeof ranks] }));
    const plan = planJointly(all, order);
    assert.deepEqual(told(plan), [
      "kingdom 0-1", "kingdom 1-2", "west 0-1", "west 1-2", "east 0-1", "east 1-2", "reporting 0-1", "reporting 1-2",
    ]);
    assert.deepEqual(plan.kind === "planned" && plan.givenUp, []);
  });

  it("is given up where a limit on skew is in its way, and only that one", () => {
    const order = [before("kingdom", 2, "east"), before("east", 2, "reporting")];
    const plan = planJointly([kingdom, east, reporting], [skew("kingdom", "east", 1), ...order]);
    assert.deepEqual(plan.kind === "planned" && ids(plan.givenUp), ["kingdom-before-east"]);
    assert.deepEqual(told(plan), ["kingdom 0-1", "east 0-1", "kingdom 1-2", "east 1-2", "reporting 0-1", "reporting 1-2"]);
  });

  it("makes nothing move together that could move alone", () => {
    const [a, b] = [component("a", 0, leaps(3)), component("b", 1, leaps(3))];
    const plan = planJointly([a, b], [skew("a", "b", 1), before("a", 2, "b")]);
    assert.deepEqual(told(plan), ["a 0-1", "b 0-2", "a 1-2"]);
    assert.deepEqual(plan.kind === "planned" && ids(plan.givenUp), ["a-before-b"]);
  });

  it("of two that contradict each other is kept where it holds back the earlier component, then the smaller id", () => {
    const plan = planJointly([kingdom, east], [before("east", 2, "kingdom"), before("kingdom", 2, "east")]);
    assert.deepEqual(plan.kind === "planned" && ids(plan.givenUp), ["kingdom-before-east"]);
  });
});

describe("constraints that clash", () => {
  const clash = (plan: JointPlan): readonly string[] => (plan.kind === "clash" ? ids(plan.constraints) : [plan.kind]);

  it("are named where each needs the other first, two and no more", () => {
    const [a, b] = [component("a", 0, steps(4)), component("b", 1, steps(4))];
    const first = constraint("a-first", ["a", "b"], (x, y) => y < 1 || x >= 2);
    const second = constraint("b-first", ["a", "b"], (x, y) => x < 1 || y >= 2);
    const others = [skew("a", "b", 3), needs("a", 3, "c", 1), before("a", 3, "b")];
    assert.deepEqual(clash(planJointly([a, b, component("c", 2, steps(2))], [...others, second, first])), ["a-first", "b-first"]);
  });

  it("are named where they only clash among three", () => {
    const all = ["a", "b", "c"].map((id) => component(id, 0, steps(3)));
    const during = (a: string, b: string) => constraint(`${a}-during-${b}`, [a, b], (x, y) => x !== 1 || y === 1);
    const never = constraint("never", ["a", "c"], (x, y) => !(x === 1 && y === 1));
    assert.deepEqual(clash(planJointly(all, [during("a", "b"), during("b", "c"), never, skew("a", "c", 2)])),
      ["a-during-b", "b-during-c", "never"]);
  });

  it("at the goals are named, where a hop leads there", () => {
    assert.deepEqual(clash(planJointly([kingdom, east], [constraint("not-both", ["kingdom", "east"], (x, y) => x < 2 || y < 2)])), ["not-both"]);
  });
});

describe("what the start breaks already", () => {
  const apart = constraint("apart", ["kingdom", "east"], (x, y) => (x === 0) !== (y === 0) || (x === 2 && y === 2));

  it("is tolerated while no hop touches it", () => {
    const still = [{ ...kingdom, goal: 0 }, { ...east, goal: 0 }];
    assert.deepEqual(told(planJointly([...still, reporting], [apart])), ["reporting 0-1", "reporting 1-2"]);
  });

  it("holds from the first hop on that does, also where components come back to where they were", () => {
    const all = [component("a", 0, [[1], [0]], { goal: 0 }), component("b", 1, steps(3)), component("c", 2, steps(2))];
    const pass = constraint("pass", ["a", "b"], (x, y) => y !== 1 || x === 1);
    for (const preference of [false, true]) {
      assert.deepEqual(told(planJointly(all, [pass, constraint("not-both-old", ["a", "c"], (x, y) => x + y > 0, preference)])),
        ["a 0-1", "b 0-1", "b 1-2", "c 0-1", "a 1-0"]);
    }
  });

  it("holds from the first hop on that does", () => {
    assert.deepEqual(told(planJointly([kingdom, east], [constraint("same", ["kingdom", "east"], (x, y) => x > 0 && x >= y)])),
      ["kingdom 0-1", "kingdom 1-2", "east 0-1", "east 1-2"]);
    assert.equal(planJointly([kingdom, { ...east, goal: 0 }], [constraint("same", ["kingdom", "east"], (x, y) => x > 1 && x >= y)]).kind, "clash");
  });
});

describe("a joint plan's input", () => {
  const refused = (pattern: RegExp, ...input: Parameters<typeof planJointly>) => assert.throws(() => planJointly(...input), pattern);

  it("must have goals that each component can reach alone", () => {
    refused(/east can't get from 0 to 2, even alone/, [component("east", 0, [[1], [], []])], []);
  });

  it("must have positions, ids and windows that are sound", () => {
    refused(/kingdom has no position 7/, [{ ...kingdom, goal: 7 }], []);
    refused(/kingdom has no position 3/, [component("kingdom", 0, [[1], [2, 3], []])], []);
    refused(/two components/, [kingdom, kingdom], []);
    refused(/two constraints/, [kingdom, east], [skew("kingdom", "east", 1), skew("kingdom", "east", 2)]);
    refused(/found -1 windows from 0 to 1/, [{ ...kingdom, windows: () => -1 }], []);
  });

  it("must have constraints between two of its components", () => {
    refused(/kingdom-moon-skew is between kingdom and moon/, [kingdom], [skew("kingdom", "moon", 1)]);
    refused(/kingdom-kingdom-skew/, [kingdom], [skew("kingdom", "kingdom", 1)]);
  });

  it("may use any names", () => {
    const odd = ["__proto__", "constructor", "toString"].map((id, rank) => component(id, rank, steps(2)));
    const all = [needs("__proto__", 1, "constructor", 1), needs("constructor", 1, "toString", 1)];
    assert.deepEqual(told(planJointly(odd, all)), ["toString 0-1", "constructor 0-1", "__proto__ 0-1"]);
  });
});

describe("a search that is cut short", () => {
  const many = Array.from({ length: 4 }, (_, i) => component(`c${i}`, i, steps(4)));
  const ring = many.map((_, i) => skew(`c${i}`, `c${(i + 1) % 4}`, 1));

  it("says that it has not decided", () => {
    assert.deepEqual(planJointly(many, ring, { states: 1 }), { kind: "undecided", states: 1 });
  });

  it("may find an order that it does not claim to be the best", () => {
    const found = [4, 8, 16, 32].map((states) => planJointly(many, ring, { states }));
    for (const plan of found) assert.ok(plan.kind !== "clash");
    const whole = planJointly(many, ring);
    assert.ok(whole.kind === "planned" && whole.optimal && whole.hops.length === 12);
  });
});

describe("large joint plans", () => {
  const size = 50;
  const many = (hops: number[][]) => Array.from({ length: 12 }, (_, i) => component(`c${String(i).padStart(2, "0")}`, i, hops));
  const around = Array.from({ length: 11 }, (_, i) => skew("c00", `c${String(i + 1).padStart(2, "0")}`, 1));
  const behind = (one: string, other: string): JointConstraint =>
    ({ ...constraint(`${one}-behind-${other}`, [one, other], (x, y) => x >= y && x - y <= 1), tie: "any" });
  const others = many([]).slice(1).map(({ id }) => id);
  const along = others.map((id, i) => behind(others[i - 1] ?? "c00", id));
  const star = others.map((id) => behind("c00", id));
  const locked = others.map((id) => constraint(`c00-with-${id}`, ["c00", id], (x, y) => Math.floor(x / 5) === Math.floor(y / 5)));
  const more = [needs("c03", 20, "c04", 20), needs("c05", 30, "c06", 31), needs("c07", 10, "c08", 9)];
  const lock = constraint("lock", ["c01", "c02"], (x, y) => (x >= 25) === (y >= 25));

  for (const [name, hops, constraints, expected] of [
    ["that nothing ties together", leaps(size), [], 12],
    ["that go step by step, one apart", steps(size), around, 588],
    ["that may leap, one apart, with requirements and a lock", leaps(size), [...around, ...more, lock], 299],
    ["that may leap, each at most one behind the one before", leaps(size), along, 588],
    ["that may leap, at most one behind the first, all locked at every fifth", leaps(size), [...star, ...locked], 489],
  ] as const) {
    it(`${name} are found soon`, () => {
      const plan = soon(() => planJointly(many(hops), constraints), 15_000);
      assert.ok(plan.kind === "planned" && plan.optimal);
      assert.equal(plan.hops.length, expected);
    });
  }
});
