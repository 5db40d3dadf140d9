import type { ExportedResource } from "../../engines/engine";
import type { Goal } from "../../engines/rehearsal/goal";
import { isRecord, isSecret, type Value } from "../../engines/rehearsal/values";
import { owningComponent } from "../../gates/installationState";
import { manifestHead, type ManifestHead } from "../manifestHead";
import { stackType } from "../../engines/rehearsal/urn";

/** A resource that the program asks for and the state does not have. */
export interface AskedResource {
  readonly goal: Goal;
  /** The component that it is, or belongs to. */
  readonly component: string | undefined;
  /** Undefined for a component, and for what is no object of a cluster. */
  readonly head: ManifestHead | undefined;
}

/** What is new to a state, in the order in which the program asks for it. The engine itself makes the stack and its providers. */
export function newResources(goals: readonly Goal[], state: readonly ExportedResource[]): AskedResource[] {
  const known = new Set(state.filter((one) => !one.delete).map(({ urn }) => urn));
  const byUrn = new Map(goals.map((goal) => [goal.urn, goal]));
  return goals
    .filter(({ urn, type, aliases }) => type !== stackType && !isProvider(type) && ![urn, ...aliases].some((one) => known.has(one)))
    .map((goal) => ({
      goal, component: owningComponent(goal, byUrn), head: goal.custom ? manifestHead(goal.type, goal.inputs) : undefined,
    }));
}

export function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}

/** Whether the Job of a phase has its work behind it once the component runs. */
export function isBehind({ head }: AskedResource): boolean {
  return head?.kind === "Job" && (head.phase === "backup" || head.phase === "migrate");
}

/** Whether what is asked for holds something that is never read, or that is made by chance: nobody can say it is the same. */
export function isIncomparable({ goal, head }: AskedResource): boolean {
  if (!goal.custom) return hasSecret(goal.inputs);
  return head === undefined || (head.kind === "Secret" && head.group === "") || hasSecret(goal.inputs);
}

function hasSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  return isRecord(value) && Object.values(value).some(hasSecret);
}
