import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { JointPlan } from "../../../upgrades/joint/model";
import { planJointly } from "../../../upgrades/joint/planJointly";
import { bestOrder, mayBeMade, priceOf } from "./oracle";
import { component, ladders, leaps, tangles, worlds, type World } from "./worlds";

const runs = { numRuns: 400 };
const hardWorlds = fc.oneof(worlds(4, false), tangles(false), ladders(4, false, false), ladders(4, true, false));
const wishfulWorlds = fc.oneof(worlds(3, true), tangles(true), ladders(3, false, true), ladders(3, true, true));

function planned(plan: JointPlan): Extract<JointPlan, { kind: "planned" }> {
  assert.equal(plan.kind, "planned");
  return plan as Extract<JointPlan, { kind: "planned" }>;
}

describe("a joint order of random components", () => {
  it("is there exactly when there is one, and is the best and first of the best", () => {
    fc.assert(fc.property(hardWorlds, ({ components, constraints }) => {
      const expected = bestOrder(components, constraints);
      const plan = planJointly(components, constraints);
      if (!expected) return assert.equal(plan.kind, "clash");
      const { hops, givenUp, optimal } = planned(plan);
      assert.deepEqual(priceOf(components, hops), expected.price);
      assert.deepEqual(hops, expected.hops);
      assert.deepEqual([givenUp, optimal], [[], true]);
    }), { numRuns: 1000 });
  });

  it("makes only hops that may be made, from the start to the goals, also where a wish is given up", () => {
    fc.assert(fc.property(wishfulWorlds, ({ components, constraints }) => {
      const plan = planJointly(components, constraints);
      if (plan.kind !== "planned") return;
      const kept = constraints.filter((one) => !plan.givenUp.includes(one));
      const state = new Map(components.map(({ id, start }) => [id, start]));
      for (const { changes } of plan.hops) {
        for (const { component: id, from, to } of changes) {
          assert.equal(state.get(id), from);
          assert.ok(components.find((one) => one.id === id)!.hops(from).includes(to));
        }
        assert.ok(mayBeMade(kept, state, changes));
        for (const { component: id, to } of changes) state.set(id, to);
      }
      assert.deepEqual(state, new Map(components.map(({ id, goal }) => [id, goal])));
    }), runs);
  });

  it("is the best that keeps the wishes it keeps, and makes no more components move together than without them", () => {
    fc.assert(fc.property(wishfulWorlds, ({ components, constraints }) => {
      const hard = constraints.filter(({ preference }) => !preference);
      const free = bestOrder(components, hard);
      const plan = planJointly(components, constraints);
      if (!free) return assert.equal(plan.kind, "clash");
      const { hops, givenUp } = planned(plan);
      const kept = constraints.filter((one) => !givenUp.includes(one));
      assert.deepEqual(hops, bestOrder(components, kept)!.hops);
      assert.equal(priceOf(components, hops)[0], free.price[0]);
      for (const one of givenUp) {
        const price = bestOrder(components, [...kept, one])?.price;
        assert.ok(one.preference && (price === undefined || price[0] > free.price[0]), `${one.id} could be kept`);
      }
    }), runs);
  });

  it("is not had where constraints clash, and would be without any one of those named", () => {
    fc.assert(fc.property(wishfulWorlds, ({ components, constraints }) => {
      const plan = planJointly(components, constraints);
      if (plan.kind !== "clash") return;
      assert.ok(plan.constraints.every(({ preference }) => !preference));
      assert.equal(bestOrder(components, plan.constraints), undefined);
      for (const one of plan.constraints) assert.ok(bestOrder(components, plan.constraints.filter((other) => other !== one)), one.id);
    }), { numRuns: 1000 });
  });

  it("is the same however components, constraints, hops and pairs are listed", () => {
    const shuffled = wishfulWorlds.chain((world) => fc.record({
      world: fc.constant(world),
      components: fc.shuffledSubarray([...world.components], { minLength: world.components.length }),
      constraints: fc.shuffledSubarray([...world.constraints], { minLength: world.constraints.length }),
    }));
    fc.assert(fc.property(shuffled, ({ world, components, constraints }) => {
      // Which of the two goes first is part of such a constraint.
      const turned = constraints.map((one) => one.tie === "first" ? one :
        ({ ...one, between: [one.between[1], one.between[0]] as const, allows: (a: number, b: number) => one.allows(b, a) }));
      const backwards = components.map((one) => ({ ...one, hops: (from: number) => [...one.hops(from)].reverse() }));
      assert.deepEqual(outline(planJointly(backwards, turned)), outline(planJointly(world.components, world.constraints)));
    }), runs);
  });

  it("does not change when a component is added that nothing ties to the others", () => {
    fc.assert(fc.property(wishfulWorlds, fc.nat(3), ({ components, constraints }, rank) => {
      const more = planJointly([...components, component("z", rank, leaps(3))], constraints);
      const plan = planJointly(components, constraints);
      if (plan.kind !== "planned") return assert.deepEqual(more, plan);
      const { hops, givenUp } = planned(more);
      assert.deepEqual(hops.filter(({ changes }) => changes[0]!.component !== "z"), plan.hops);
      assert.deepEqual(givenUp, plan.givenUp);
      assert.equal(hops.length, plan.hops.length + 1);
    }), runs);
  });

  it("is never claimed to be impossible when the search is cut short", () => {
    fc.assert(fc.property(hardWorlds, fc.integer({ min: 1, max: 6 }), ({ components, constraints }, states) => {
      const short = planJointly(components, constraints, { states });
      const long = planJointly(components, constraints);
      if (short.kind === "undecided") return assert.equal(short.states, states);
      assert.equal(short.kind, long.kind);
    }), runs);
  });

  it("is only claimed to be the best when no search for it, or for a wish, was cut short", () => {
    fc.assert(fc.property(wishfulWorlds, fc.integer({ min: 1, max: 40 }), ({ components, constraints }, states) => {
      const short = planJointly(components, constraints, { states });
      if (short.kind !== "planned" || !short.optimal) return;
      const long = planned(planJointly(components, constraints));
      assert.deepEqual(short.givenUp, long.givenUp);
      assert.deepEqual(priceOf(components, short.hops), priceOf(components, long.hops));
    }), { numRuns: 1000 });
  });
});

function outline(plan: JointPlan): unknown {
  const ids = (some: World["constraints"]): string[] => some.map(({ id }) => id);
  return plan.kind === "planned" ? { ...plan, givenUp: ids(plan.givenUp) } : plan.kind === "clash" ? ids(plan.constraints) : plan;
}
