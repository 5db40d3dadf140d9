import { clashOf } from "./clash";
import { firstOrder } from "./firstOrder";
import { locksOf } from "./locks";
import { merged } from "./merge";
import type { JointComponent, JointConstraint, JointLimits, JointPlan } from "./model";
import { preferencesKept } from "./preferences";
import { groupsOf, relationsOf } from "./relation";
import { Solver } from "./solver";
import { tracksOf, type Track } from "./track";

/**
 * The order of hops that brings several components from where they are to where they should be, keeping to everything
 * that is required between them at every step. Only what locks tie together is moved at once. A constraint that the start
 * breaks is tolerated until a hop touches one of its two components; from then on it holds. Where no hop touches them, it is
 * tolerated to the end.
 *
 * Of all orders the one is taken that has, in this order: the fewest component hops made together with another (so a lock
 * is only used where nothing else leads on), the fewest component hops, the fewest windows, and then the one that lets the
 * first component of the rollout order go on as long as possible, to its latest position that is as good.
 *
 * Components that nothing ties together are planned apart from each other. In a group of n components with s positions
 * and d hops at each, e pairs of which are tied, the tables take O(e·s²·d) and each state on the way O(n·d·e); how many
 * states are looked at depends on what ties them, and is bounded.
 * @throws Error where the input contradicts itself (ids, positions), or a component can't reach its goal even alone
 */
export function planJointly(
  components: readonly JointComponent[],
  constraints: readonly JointConstraint[],
  { states }: JointLimits = { states: 60_000 },
): JointPlan {
  const undecided: JointPlan = { kind: "undecided", states };
  const tracks = tracksOf(components);
  const relations = relationsOf(tracks, constraints);
  const hard = relations.filter(({ constraint }) => !constraint.preference);
  const solver = new Solver(states, locksOf(tracks, hard));

  const solved = groupsOf(tracks, hard).map((group) => ({ group, order: solver.order(group) }));
  const impossible = solved.find(({ order }) => order.kind === "none");
  if (impossible) return { kind: "clash", constraints: clashOf(impossible.group, solver).map(({ constraint }) => constraint) };
  if (solved.some(({ order }) => order.kind === "undecided")) return undecided;
  const needed = new Map(solved.flatMap(({ group, order }) => (order.kind === "found" ? [[group.tracks[0]!, order.together] as const] : [])));
  const together = (among: readonly Track[]): number => among.reduce((sum, track) => sum + (needed.get(track) ?? 0), 0);

  const preferences = relations.filter(({ constraint }) => constraint.preference)
    .sort((a, b) => tracks.indexOf(a.second) - tracks.indexOf(b.second));
  const wishes = groupsOf(tracks, relations).map((group) =>
    preferencesKept(group, preferences.filter(({ first }) => group.tracks.includes(first)), together, solver));
  const kept = new Set(wishes.flatMap((wish) => wish.kept));

  const parts = groupsOf(tracks, relations.filter((relation) => !relation.constraint.preference || kept.has(relation)))
    .map((group) => ({ group, order: solver.order(group) }));
  const orders = parts.flatMap(({ group, order }) => (order.kind !== "found" ? [] : [{
    optimal: order.optimal,
    hops: (order.optimal ? firstOrder(solver.space(group), order, states) : undefined) ?? order.hops,
  }]));
  if (orders.length < parts.length) return undecided;
  return {
    kind: "planned",
    hops: merged(orders.map(({ hops }) => hops), tracks.map(({ id }) => id)),
    givenUp: preferences.filter((preference) => !kept.has(preference)).map(({ constraint }) => constraint),
    // How many hops together the constraints need is known for certain only where no search for that was cut short.
    optimal: wishes.every(({ certain }) => certain) && [...solved.map(({ order }) => order), ...orders].every((order) =>
      "optimal" in order && order.optimal),
  };
}
