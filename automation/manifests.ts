import { stringify } from "yaml";
import type { Goal } from "../engines/rehearsal/goal";
import { stackType } from "../engines/rehearsal/urn";
import { readable } from "../engines/rehearsal/values";
import { componentIdOf } from "../gates/installationState";
import { InputError } from "../releases/problem";
import { collectAt } from "./diffs";
import { wantedGoals } from "./goals";
import type { PlanRequest } from "./request";

export interface Manifest {
  /** `<component path>/<Kind>-<name>.yaml` */
  readonly file: string;
  readonly yaml: string;
}

/**
 * Every Kubernetes object of a stack at the releases that are wanted, as the program describes it.
 * @throws InputError
 */
export async function manifestsOf(request: PlanRequest): Promise<Manifest[]> {
  const collected = await collectAt(request, wantedGoals(request));
  if ("missing" in collected) throw new InputError([{ file: request.stack.file, path: "", message: collected.missing }]);
  const byUrn = new Map(collected.goals.map((goal) => [goal.urn, goal]));
  return collected.goals.filter(({ type }) => type.startsWith("kubernetes:")).map((goal) => {
    const object = readable(goal.inputs) as { kind: string; metadata: { name: string } };
    return {
      file: `${componentPath(goal, byUrn)}/${object.kind}-${object.metadata.name}.yaml`,
      yaml: stringify(object, { lineWidth: 0 }),
    };
  });
}

/** The component an object belongs to, `halo/kingdom`, or the plain components above it. */
function componentPath(goal: Goal, byUrn: ReadonlyMap<string, Goal>): string {
  const parent = byUrn.get(goal.parent);
  if (!parent || parent.type === stackType) return "stack";
  return componentIdOf(parent.type, parent.name) ?? `${componentPath(parent, byUrn)}/${parent.name}`;
}
