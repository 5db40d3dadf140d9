import type { HopOverride } from "../upgrades/planModel";

/** How much of a value is shown; a whole map of the customer's is in the JSON. */
const longest = 60;

/** A value of a stack file, or a default, in a few words; a dash where there is none or nobody knows it. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "–";
  const text = typeof value === "string" && value !== "" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** What becomes of the default under a customer's value. */
export function defaultWords({ before, after }: HopOverride): string {
  if (after === undefined) return before === undefined ? "the default changes" : `the default ${shownValue(before)} goes`;
  return `the default ${before === undefined ? "becomes" : `was ${shownValue(before)} and becomes`} ${shownValue(after)}`;
}
