import type { PhasedRollout } from "../../releases/schema";
import { reachedAt, timeText } from "../phasedRollout";
import type { GraphRisk } from "./model";

/**
 * What a phased roll-out in another format means for whoever would enter the release: it may not have come to them. A graph
 * is judged without a clock, so that a verdict stays true; that the roll-out has come is a fact to state.
 * @returns undefined where the release is offered to everybody, whatever the time
 */
export function rolloutRisk(release: string, rollout: PhasedRollout): GraphRisk | undefined {
  const [begin, end] = [Date.parse(rollout.start), reachedAt(rollout, 1)];
  if (end !== undefined && end <= 0) return undefined;
  const first = `to ${rollout.startPercentage} %${begin > 0 ? ` from ${timeText(begin)} on` : ""}`;
  const offered = end === undefined ? `${first}, and to no more than that`
    : end === begin ? `to all from ${timeText(end)} on` : `${first}, to all from ${timeText(end)} on`;
  return { name: `RollOutOf${release}`, message: `${release} is rolled out in phases: ${offered}`, when: { fact: `rolledOut.${release}`, equals: false } };
}
