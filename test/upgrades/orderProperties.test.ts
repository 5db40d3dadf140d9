import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Other } from "../../upgrades/change";
import { judge } from "../../upgrades/judge";
import type { Hop } from "../../upgrades/planModel";
import { ids } from "../support/catalogs";
import { absent, complete, nothingKnown } from "../support/judging";
import {
  brokenAround, catalogOfJointWorld, hasOrderOfSingles, jointWorlds, releaseOf, startOf, travellersOf, versionOf,
  type JointWorld, type Places,
} from "../support/jointWorlds";
import { planOf, toldHops } from "../support/plans";

const anyLocks = jointWorlds(fc.constantFrom(false, false, true));
const noLocks = jointWorlds(fc.constant(false));
const plan = (world: JointWorld) => planOf(catalogOfJointWorld(world), travellersOf(world));

/** Every hop with where all are before it and after it. */
function walked(world: JointWorld, hops: readonly Hop[]): { readonly hop: Hop; readonly before: Places; readonly after: Places }[] {
  let places = startOf(world);
  return hops.map((hop) => {
    const before = places;
    places = { ...places, ...Object.fromEntries(hop.changes.map(({ component, to }) => [component, releaseOf(to)])) };
    return { hop, before, after: places };
  });
}

describe("the order of several components, in any small world", () => {
  it("brings each, without a gap, from where it is to where it should be", () => {
    fc.assert(fc.property(anyLocks, (world) => {
      const { verdict, hops } = plan(world);
      fc.pre(verdict === "allowed");
      const steps = walked(world, hops);
      for (const { hop, before } of steps) {
        assert.deepEqual(hop.changes.map(({ from }) => from), hop.changes.map(({ component }) => {
          const at = before[component]!;
          return at === null ? null : versionOf(at);
        }));
      }
      const end = steps.at(-1)?.after ?? startOf(world);
      assert.deepEqual(end, Object.fromEntries(world.travellers.map(({ name, to }) => [`demo/${name}`, to])));
    }), { numRuns: 500 });
  });

  it("keeps, after every hop, to all that is required between what it moved and the rest", () => {
    fc.assert(fc.property(anyLocks, (world) => {
      for (const { hop, after } of walked(world, plan(world).hops)) {
        const broken = hop.changes.flatMap(({ component }) => brokenAround(world, after, component));
        assert.deepEqual(broken, [], JSON.stringify([hop.changes, after]));
      }
    }), { numRuns: 1_000 });
  });

  it("has hops that the gate lets through exactly where nothing is open, for what is open otherwise", () => {
    fc.assert(fc.property(anyLocks, (world) => {
      const catalog = catalogOfJointWorld(world);
      for (const { hop, before } of walked(world, plan(world).hops)) {
        for (const { component, from, to, returnedFrom } of hop.changes) {
          const others = world.travellers.filter(({ name }) => `demo/${name}` !== component).map(({ name, kind }): Other => {
            const [id, at] = [`demo/${name}`, before[`demo/${name}`]!];
            const becomes = hop.changes.find((one) => one.component === id)?.to;
            return { component: id, system: "demo", kind, at: at === null ? null : versionOf(at), becomes };
          });
          const { kind } = world.travellers.find(({ name }) => `demo/${name}` === component)!;
          const permits = { ...nothingKnown.permits, install: [component] };
          const judgement = judge(catalog, from === null ? absent : complete(from), { component, kind, version: to, returnedFrom }, {
            ...nothingKnown, permits, others: () => others,
          });
          assert.deepEqual(ids(judgement.reasons), ids(hop.open.filter((one) => one.component === component)));
        }
      }
    }), { numRuns: 1_000 });
  });

  it("leaves no requirement open before a hop but of what nobody knows anything of", () => {
    fc.assert(fc.property(anyLocks, (world) => {
      const kinds = new Set(world.travellers.map(({ kind }) => kind));
      const known = world.needs.flatMap(({ pair: [, other] }, i) => kinds.has(other) ? [`N${i}`] : []);
      const { hops } = plan(world);
      assert.deepEqual(hops.flatMap(({ open }) => ids(open)).filter((id) => known.includes(id)), []);
    }), { numRuns: 2_000 });
  });

  it("is the same, however the components are listed", () => {
    const shuffled = anyLocks.chain((world) => fc.tuple(fc.constant(world),
      fc.shuffledSubarray([...world.travellers], { minLength: world.travellers.length, maxLength: world.travellers.length })));
    fc.assert(fc.property(shuffled, ([world, travellers]) => {
      const [one, other] = [plan(world), plan({ ...world, travellers })];
      const byName = (all: typeof one.components) => [...all].sort((a, b) => a.component < b.component ? -1 : 1);
      assert.deepEqual({ ...other, components: byName(other.components) }, { ...one, components: byName(one.components) });
    }), { numRuns: 500 });
  });

  it("is there, and moves one at a time, wherever such an order is", () => {
    fc.assert(fc.property(noLocks, (world) => {
      fc.pre(hasOrderOfSingles(world));
      const found = plan(world);
      assert.equal(found.verdict, "allowed", JSON.stringify(found.components.map(({ reasons }) => reasons)));
      assert.ok(found.hops.every(({ changes }) => changes.length === 1), toldHops(found).join(", "));
    }), { numRuns: 1_000 });
  });

  it("is said to clash only with reasons, of which the components that are blocked have the same", () => {
    fc.assert(fc.property(anyLocks, (world) => {
      const { verdict, components, hops, interleaved } = plan(world);
      fc.pre(verdict === "blocked");
      const blocked = components.filter((one) => one.verdict === "blocked");
      assert.deepEqual([hops, interleaved], [[], []]);
      assert.ok(blocked.length >= 2);
      assert.equal(new Set(blocked.map(({ reasons }) => reasons.at(-1)!.id)).size, 1);
      assert.match(blocked[0]!.reasons.at(-1)!.id, /^clash:/);
      for (const { component } of blocked) assert.ok(blocked[0]!.reasons.at(-1)!.message.includes(component), component);
    }), { numRuns: 500 });
  });
});
