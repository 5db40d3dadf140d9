import type { Outcome, Step } from "../../engines/engine";
import { legality, type Reason } from "../../upgrades/reason";
import { cleaned, refusal } from "../deploy/refusal";
import type { AdoptionPlan } from "./model";

/**
 * What a preview shows that was not planned: anything but what is to be made, and changes in place that were accepted.
 * @param toMake the URNs of what is still to be made
 */
export function unplanned(outcome: Outcome, plan: AdoptionPlan, toMake: readonly string[]): Reason[] {
  if (outcome.result === "failed") return refusal(cleaned(outcome), { id: "preview-failed", remedy: "see to what it says and adopt again" });
  const accepted = plan.objects.filter(({ finding, accepted: is }) => is && finding === "different").map(({ urn }) => urn);
  const planned = ({ op, urn }: Step): boolean =>
    op === "same" || (op === "create" && toMake.includes(urn)) || (op === "update" && accepted.includes(urn));
  return outcome.steps.filter((step) => !planned(step)).map(({ op, type, name, changedPaths }) => legality("unplanned-operation",
    `the engine would ${op} ${type} ${name}${changedPaths.length === 0 ? "" : ` (${changedPaths.join(", ")})`}`,
    "find out where it comes from: bring the stack's settings to what runs, or the other way round"));
}
