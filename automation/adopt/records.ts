import type { ExportedResource, ExportedStack } from "../../engines/engine";
import type { Properties } from "../../engines/rehearsal/values";
import { providerId, providerOutputs } from "../providerRecord";
import { isBehind, isProvider, type AskedResource } from "./asked";
import type { Sight } from "./compareObject";
import type { Survey } from "./survey";
import { asItIs, inOrderOf, marked } from "./overlay";

/** In the output of a phase's Job that was never run: nobody should take its record for a migration that happened. */
export const notRunMark = "stepwise.dev/adopted";

export interface Recording {
  readonly resources: readonly AskedResource[];
  readonly survey: Pick<Survey, "sights" | "unmade">;
  /** The field manager under which the stack has its objects. */
  readonly owner: string;
}

/**
 * The newest state with what runs in it, as the engine would have saved it. What is not there is left out, for the engine to
 * make. A component has no output yet: as after an installation that was cut off before its verification, which is what
 * comes next, so the engine itself brings it to its end and says then what is deployed.
 */
export function withRecords(stack: ExportedStack, recording: Recording): ExportedStack {
  const before = stack.deployment.resources ?? [];
  const provider = before.find(({ type }) => isProvider(type) && type.endsWith(":kubernetes"));
  const known = new Set(before.map(({ urn }) => urn));
  const added: ExportedResource[] = [];
  for (const resource of recording.resources) {
    const record = recordOf(resource, recording, provider);
    if (record === undefined) continue;
    known.add(record.urn);
    added.push({ ...record, dependencies: resource.goal.dependencies.filter((urn) => known.has(urn)) });
  }
  return { ...stack, deployment: { ...stack.deployment, resources: [...before, ...added] } };
}

function recordOf(
  resource: AskedResource, { survey: { sights, unmade }, owner }: Recording, provider: ExportedResource | undefined,
): ExportedResource | undefined {
  const { goal: { urn, type, custom, parent, inputs, protect, retainOnDelete } } = resource;
  const base = { urn, type, custom, parent, ...(protect && { protect }), ...(retainOnDelete && { retainOnDelete }) };
  if (!custom) return { ...base, inputs, outputs: {} };
  const sight = sights.get(urn);
  if (!sight && !isBehind(resource)) return undefined;
  const kept = sight ? seen(sight) : { inputs, outputs: neverRun(inputs, unmade.get(urn) as Properties | undefined) };
  return {
    ...base, ...kept,
    id: providerId(inputs["metadata"] as { readonly namespace?: string; readonly name: string }),
    outputs: providerOutputs(kept.outputs, kept.inputs, owner),
    ...(provider && { provider: `${provider.urn}::${provider.id ?? ""}` }),
  };
}

function seen({ asked, live }: Sight): { readonly inputs: Properties; readonly outputs: Properties } {
  const is = marked(live, asked);
  const inputs = asItIs(asked, is);
  return { inputs, outputs: inOrderOf(inputs, is) };
}

/** In the words of the server, as everything that the provider keeps: there `1024Mi` is `1Gi`. */
function neverRun(inputs: Properties, unmade: Properties = inputs): Properties {
  const metadata = inputs["metadata"] as { readonly annotations?: Properties };
  const annotations = { ...metadata.annotations, [notRunMark]: "its work was done before; it never ran" };
  return { ...inOrderOf(inputs, unmade), metadata: { ...metadata, annotations } };
}
