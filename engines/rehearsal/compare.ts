import type { ResourceChange, ValueChange } from "../../upgrades/planModel";
import { decide } from "./decide";
import type { Goal } from "./goal";
import { stackType, urnParts } from "./urn";
import { differences, readable, type Difference, type Value } from "./values";

/**
 * What becomes of every resource between two goal states, by the same decisions as an update's. The stack itself and
 * providers are left out: nobody reviews them.
 */
export function compareGoals(before: readonly Goal[], after: readonly Goal[]): ResourceChange[] {
  const old = new Map(before.map((goal) => [goal.urn, goal]));
  const wanted = new Set(after.flatMap(({ urn, aliases }) => [urn, ...aliases]));
  const kept = after.map((goal): ResourceChange => {
    const former = [goal.urn, ...goal.aliases].map((urn) => old.get(urn)).find((one) => one !== undefined);
    const { op, changedPaths } = decide(goal, former, false);
    const changes = former ? differences(former.inputs, goal.inputs).map(shown) : [];
    return { op, urn: goal.urn, type: goal.type, name: goal.name, changedPaths, changes };
  });
  const gone = before.filter(({ urn }) => !wanted.has(urn))
    .map(({ urn, type, name }): ResourceChange => ({ op: "delete", urn, type, name, changedPaths: [] }));
  const depths = new Map<string, number>();
  for (const goal of [...before, ...after]) depths.set(goal.urn, depthOf(goal, depths));
  return [...kept, ...gone]
    .filter(({ type }) => type !== stackType && !type.startsWith("pulumi:providers:"))
    .sort((a, b) => (depths.get(a.urn) ?? 0) - (depths.get(b.urn) ?? 0) || compare(a.urn, b.urn));
}

/** A change in words that fit a line: no secret, and nothing that has lines of its own. */
function shown({ path, before, after }: Difference): ValueChange {
  const text = (value: Value | undefined): string | undefined => {
    if (value === undefined || value === null) return undefined;
    const seen = readable(value);
    const written = typeof seen === "string" ? seen : JSON.stringify(seen);
    return written.includes("\n") ? `[${written.split("\n").length} lines]` : written.length > 100 ? `${written.slice(0, 99)}…` : written;
  };
  return { path, before: text(before), after: text(after) };
}

/** How many others come before it: registrations arrive after what they depend on, in no order among themselves. */
function depthOf({ parent, dependencies }: Goal, depths: ReadonlyMap<string, number>): number {
  return 1 + Math.max(0, ...[parent, ...dependencies].map((urn) => depths.get(urn) ?? 0));
}

function compare(a: string, b: string): number {
  return urnParts(a).name < urnParts(b).name ? -1 : urnParts(a).name > urnParts(b).name ? 1 : a < b ? -1 : 1;
}
