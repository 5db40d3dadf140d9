import { isRecord, isSecret, joined, type Properties, type Value } from "../../engines/rehearsal/values";
import { quantity } from "../../config/quantity";

/** A setting that the state has and the cluster has otherwise. */
export interface LiveDifference {
  /** `spec.template.spec.containers[server].args`; what is in a list is called by its name where it has one. */
  readonly path: string;
  readonly declared: Value;
  readonly live: Value | undefined;
}

const notCompared = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Where an object in the cluster is not what the state asks for. Only what the state asks for is looked at: what the API
 * server fills in, and what controllers and others add beside it, is theirs.
 */
export function liveDifferences(inputs: Properties, live: Properties): LiveDifference[] {
  const compared = Object.entries(inputs).filter(([key]) => !notCompared.has(key));
  const [stated, found] = [inputs["metadata"], live["metadata"]].map((metadata) => isRecord(metadata) ? metadata : {});
  return [
    ...["labels", "annotations"].flatMap((key) => differences(stated![key] ?? null, found![key], `metadata.${key}`)),
    ...compared.flatMap(([key, value]) => differences(value, live[key], key)),
  ];
}

function differences(declared: Value, live: Value | undefined, path: string): LiveDifference[] {
  // What is secret, or not said, is not to be held against anything; and the API server leaves out what is empty.
  if (isSecret(declared) || declared === null || (live === undefined && isEmpty(declared))) return [];
  if (isRecord(declared) && isRecord(live)) {
    return Object.entries(declared).flatMap(([key, value]) =>
      differences(value, Object.hasOwn(live, key) ? live[key] : undefined, joined(path, key)));
  }
  if (isList(declared) && isList(live)) return listDifferences(declared, live, path);
  return isSame(declared, live) ? [] : [{ path, declared, live }];
}

/**
 * The lists of a Pod that the API server takes for maps, with the key by which it does; others may add to these.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export const mapLists = new Map([
  ["containers", "name"], ["initContainers", "name"], ["env", "name"], ["volumes", "name"], ["volumeMounts", "mountPath"],
  ["imagePullSecrets", "name"], ["hostAliases", "ip"],
]);

function listDifferences(declared: readonly Value[], live: readonly Value[], path: string): LiveDifference[] {
  const key = mapLists.get(path.split(".").at(-1)!);
  const keys = key === undefined ? [] : declared.map((item) => isRecord(item) ? item[key] : undefined);
  if (key !== undefined && keys.every((name) => typeof name === "string") && new Set(keys).size === keys.length) {
    return declared.flatMap((item, i) =>
      differences(item, live.find((other) => isRecord(other) && other[key] === keys[i]), `${path}[${keys[i]}]`));
  }
  if (declared.length !== live.length) return [{ path, declared, live }];
  const found = declared.flatMap((item, i) => differences(item, live[i], `${path}[${i}]`));
  // Of a list of texts, such as flags, it says nothing where in it they differ.
  return found.length > 0 && declared.every((item) => typeof item === "string") ? [{ path, declared, live }] : found;
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isEmpty(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isRecord(value)) return Object.values(value).every(isEmpty);
  return value === null || value === "" || value === false || value === 0;
}

function isSame(declared: Value, live: Value | undefined): boolean {
  if (live === undefined || typeof declared === "object" || typeof live === "object") return false;
  if (String(declared) === String(live)) return true;
  const [a, b] = [quantity(declared), quantity(live)];
  return a !== undefined && a === b;
}
