import type { HistoryEntry } from "../../engines/engine";
import type { States } from "../../gates/circumstances";
import type { Demands } from "../../upgrades/demands";
import type { Past } from "../../upgrades/verifiedElsewhere";
import { pastUpdates } from "../rollback/pastUpdates";
import { travelled } from "./arrivals";

/** What is read of another stack. */
export interface ReadStack {
  readonly states: States;
  readonly history: readonly HistoryEntry[] | Error;
}

/**
 * What the components of other stacks have been through. Each stack is read once for each time that is asked about, since a
 * plan asks many times, and a run that takes hours must not go by what was so when it began.
 */
export function pastOfStacks(read: (stack: string) => ReadStack): Demands["pastOf"] {
  const known = new Map<string, { readonly now: string; readonly past: Past }>();
  return (stack, now) => {
    const before = known.get(stack);
    if (before?.now === now) return before.past;
    const past = pastOf(read(stack));
    known.set(stack, { now, past });
    return past;
  };
}

/** Every component that is in a stack's state, with what its history says of it. */
export function pastOf({ states, history }: ReadStack): Past {
  if (states instanceof Error) return states;
  const ways = history instanceof Error ? undefined : travelled(pastUpdates(history));
  return [...states].map(([component, state]) => {
    const way = ways?.get(component);
    return { component, state, kind: way?.kind, arrivals: way?.arrivals };
  });
}
