import type { ExportedResource } from "../engine";
import type { Goal } from "./goal";
import { isAtOrBelow } from "./propertyPath";
import { replacingPaths } from "./replaceFields";
import { changedPaths, isRecord, joined, type Properties, type Value } from "./values";

export interface Decision {
  readonly op: "create" | "update" | "replace" | "same";
  readonly changedPaths: readonly string[];
  /** When replaced: whether the old object goes before the new one comes. */
  readonly deleteFirst: boolean;
  /** What is asked for, with the old values of what is to be ignored. */
  readonly inputs: Properties;
}

/**
 * What the engine does about a resource. Source: pulumi, pkg/resource/deploy/step_generator.go. A component is created,
 * updated or the same, and replaced only on request. A custom resource whose last operation did not become ready
 * (`initErrors`) is never the same: it is tried again, or replaced where `replaceOnChanges` says `#initerror`.
 */
export function decide(goal: Goal, old: ExportedResource | undefined, forceReplace: boolean): Decision {
  if (!old) return { op: "create", changedPaths: [], deleteFirst: false, inputs: goal.inputs };
  const before = (old.inputs ?? {}) as Properties;
  const inputs = ignoring(goal.ignoreChanges, before, goal.inputs);
  const changed = changedPaths(before, inputs);
  const failedBefore = goal.custom && (old.initErrors ?? []).length > 0;
  const paths = failedBefore ? [...changed, "#initerror"] : changed;
  const byProvider = goal.custom ? replacingPaths(goal.type, kindOf(inputs), changed) : [];
  const byProgram = goal.custom && paths.some((path) => goal.replaceOnChanges.some((named) => isAtOrBelow(path, named)));
  if (forceReplace || byProgram || byProvider.length > 0) {
    // Two objects of one name can't exist side by side: where the Kubernetes provider itself asks for the replacement,
    // it has the old one deleted first. Where only the program asks, it does not.
    const sameName = byProvider.length > 0 && objectKey(before) !== undefined && objectKey(before) === objectKey(inputs);
    return { op: "replace", changedPaths: paths, deleteFirst: goal.deleteBeforeReplace || sameName, inputs };
  }
  return { op: paths.length > 0 ? "update" : "same", changedPaths: paths, deleteFirst: false, inputs };
}

/** The new values, but the old ones wherever a path is to be ignored. */
function ignoring(paths: readonly string[], before: Properties, after: Properties): Properties {
  if (paths.length === 0) return after;
  const merge = (old: Value | undefined, wanted: Value | undefined, at: string): Value | undefined => {
    if (at !== "" && paths.some((path) => isAtOrBelow(at, path))) return old;
    if (isRecord(old) && isRecord(wanted)) {
      const keys = [...new Set([...Object.keys(old), ...Object.keys(wanted)])];
      const merged = keys.map((key) => [key, merge(old[key], wanted[key], joined(at, key))] as const);
      return Object.fromEntries(merged.filter((entry): entry is [string, Value] => entry[1] !== undefined));
    }
    if (Array.isArray(old) && Array.isArray(wanted)) {
      return wanted.map((item: Value, i) => merge(old[i] as Value | undefined, item, `${at}[${i}]`) ?? null);
    }
    return wanted;
  };
  return merge(before, after, "") as Properties;
}

/** What identifies an object in a cluster; undefined for what is not a Kubernetes object. */
export function objectKey(inputs: Properties): string | undefined {
  const metadata = inputs["metadata"] as { name?: Value; namespace?: Value } | undefined;
  const kind = kindOf(inputs);
  if (kind === undefined || typeof metadata?.name !== "string") return undefined;
  return `${String(inputs["apiVersion"])}/${kind}/${String(metadata.namespace ?? "default")}/${metadata.name}`;
}

export function kindOf(inputs: Properties): string | undefined {
  return typeof inputs["kind"] === "string" ? inputs["kind"] : undefined;
}
