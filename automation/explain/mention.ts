import { isSecret, type Properties, type Value } from "../../engines/rehearsal/values";
import { catalogItems, type Crossing, type Mention } from "../../upgrades/explainCatalog";
import { manifestHead } from "../manifestHead";
import type { Resource } from "./known";
import type { Part } from "./parts";
import { valueAtPath } from "./propertyPath";

/** What the releases that are crossed say about a part of a resource. */
export function catalogItemsOf(crossings: readonly Crossing[], resource: Resource, part: Part): readonly string[] {
  return crossings.length === 0 ? [] : catalogItems(crossings, mentionOf(resource, part));
}

/** A part, or a whole resource, as a catalog would name it. */
export function mentionOf({ saved, wanted }: Resource, { path, flag, points }: Part): Mention {
  const resource = wanted ?? saved;
  return {
    object: resource && manifestHead(resource.type, resource.inputs), container: containerAt(resource?.inputs, path),
    path, flag: flag === "" ? undefined : flag, before: textOf(points.saved), after: textOf(points.wanted),
  };
}

function containerAt(inputs: Properties | undefined, path: string): string | undefined {
  const [place] = /^.*\b(c|initC)ontainers\[\d+\]/.exec(path) ?? [];
  const name = place === undefined ? undefined : valueAtPath(inputs, `${place}.name`);
  return typeof name === "string" ? name : undefined;
}

/** Only to be searched for names; a secret is none. */
function textOf(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, (_, inner: unknown) => isSecret(inner) ? "" : inner);
}
