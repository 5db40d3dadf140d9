import { oneLine } from "../releases/problem";
import { owningComponent, savedComponent, savedResources, type SavedResource } from "./installationState";

/**
 * What stays in the cluster of each component when it is removed, by component id: what is retained on delete, and the
 * claims of StatefulSets, which Kubernetes keeps unless it is told otherwise
 * (https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/1847-autoremove-statefulset-pvcs).
 * @throws InputError where it is no output of `pulumi stack export`
 */
export function keptObjects(stackExport: unknown, file = "the stack's state"): ReadonlyMap<string, readonly string[]> {
  const resources = savedResources(stackExport, file);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const kept = new Map(resources.flatMap((resource) => {
    const component = savedComponent(resource);
    return component === undefined ? [] : [[component, [] as string[]] as const];
  }));
  for (const resource of resources) {
    const component = owningComponent(resource, byUrn);
    if (component !== undefined) kept.get(component)?.push(...keptOf(resource));
  }
  return kept;
}

function keptOf(resource: SavedResource): string[] {
  if (!resource.type.startsWith("kubernetes:")) return [];
  const kind = resource.type.split(":").at(-1) ?? "";
  const [namespace, name] = [valueAt(resource.inputs, "metadata", "namespace"), valueAt(resource.inputs, "metadata", "name")];
  const shown = typeof name === "string" ? [namespace, name].filter((part) => typeof part === "string").join("/") : resource.urn.split("::").at(-1) ?? "";
  if (resource.retainOnDelete === true) return [oneLine(`${kind} ${shown}`)];
  const claims = valueAt(resource.inputs, "spec", "volumeClaimTemplates");
  const whenDeleted = valueAt(resource.inputs, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted");
  return kind === "StatefulSet" && claims !== undefined && whenDeleted !== "Delete" ? [oneLine(`the claims of ${kind} ${shown}`)] : [];
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) =>
    typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined, value);
}
