import { groupsOf, type Group, type Relation } from "./relation";
import type { Solver } from "./solver";

/**
 * The relations of a group without an order that can't be kept together: without any one of them, the others can be.
 * Those of two components that are in each other's way already are looked at first; then each relation in turn is left out
 * for good where there is no order without it either. One search a relation. Where such a search is given up, the relation
 * stays, so there may be one too many then.
 */
export function clashOf(group: Group, solver: Solver): readonly Relation[] {
  let clash = pairWithoutOrder(group, solver) ?? group.relations;
  for (const relation of clash) {
    const others = clash.filter((other) => other !== relation);
    const without = groupsOf(group.tracks, others).some((part) => solver.order(part).kind === "none");
    if (without) clash = others;
  }
  return clash;
}

function pairWithoutOrder({ tracks, relations }: Group, solver: Solver): readonly Relation[] | undefined {
  for (const [i, first] of tracks.entries()) {
    for (const second of tracks.slice(i + 1)) {
      const between = relations.filter((relation) => relation.first === first && relation.second === second);
      if (between.length === 0) continue;
      const { partners, start } = solver.space({ tracks: [first, second], relations: between });
      const { size, table } = partners[0]![0]!;
      if (table.together[start[0]! * size + start[1]!] === Infinity) return between;
    }
  }
  return undefined;
}
