import type { ExportedResource } from "../engine";
import type { Goal } from "./goal";
import { replacingPaths } from "./replaceFields";
import { changedPaths, type Properties, type Value } from "./values";

export interface Decision {
  readonly op: "create" | "update" | "replace" | "same";
  readonly changedPaths: readonly string[];
  /** When replaced: whether the old object goes before the new one comes. */
  readonly deleteFirst: boolean;
}

/**
 * What the engine does about a resource. Source: pulumi, pkg/resource/deploy/step_generator.go. A component is created,
 * updated or the same, and replaced only on request. A custom resource whose last operation did not become ready
 * (`initErrors`) is never the same: it is tried again, or replaced where `replaceOnChanges` says `#initerror`.
 */
export function decide(goal: Goal, old: ExportedResource | undefined, forceReplace: boolean): Decision {
  if (!old) return { op: "create", changedPaths: [], deleteFirst: false };
  const before = (old.inputs ?? {}) as Properties;
  const changed = changedPaths(before, goal.inputs).filter((path) => !goal.ignoreChanges.some((ignored) => isBelow(path, ignored)));
  const failedBefore = goal.custom && (old.initErrors ?? []).length > 0;
  const retriedAsNew = failedBefore && goal.replaceOnChanges.includes("#initerror");
  const replacing = goal.custom ? replacingPaths(goal.type, kindOf(goal.inputs), changed, goal.replaceOnChanges) : [];
  if (forceReplace || retriedAsNew || replacing.length > 0) {
    const paths = retriedAsNew ? [...changed, "#initerror"] : changed;
    return { op: "replace", changedPaths: paths, deleteFirst: goal.deleteBeforeReplace || sameObject(before, goal.inputs) };
  }
  if (changed.length > 0) return { op: "update", changedPaths: changed, deleteFirst: false };
  return { op: failedBefore ? "update" : "same", changedPaths: failedBefore ? ["#initerror"] : [], deleteFirst: false };
}

/** Two objects of one name can't exist side by side, so the Kubernetes provider deletes the old one first. */
function sameObject(before: Properties, after: Properties): boolean {
  const [a, b] = [objectKey(before), objectKey(after)];
  return a !== undefined && a === b;
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

function isBelow(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
