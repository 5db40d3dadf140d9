import { objectKey } from "../../engines/rehearsal/decide";
import type { Cause, Loss } from "../../upgrades/explain";
import { announcesRemoval, type Crossing } from "../../upgrades/explainCatalog";
import type { ResourceChange } from "../../upgrades/planModel";
import type { Resource } from "./known";
import { mentionOf } from "./mention";

/** Types whose objects keep what can't be made again, or with which everything in them goes. */
const keeping = [
  "kubernetes:core/v1:PersistentVolumeClaim", "kubernetes:core/v1:PersistentVolume", "kubernetes:core/v1:Namespace",
  "kubernetes:apps/v1:StatefulSet", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
];

/** What says that something may go. */
interface Sayings {
  readonly crossings: readonly Crossing[];
  readonly leaving: readonly string[];
}

/**
 * What a change takes away although no crossed release announces it: an object that goes, also by getting another name, and
 * one that keeps data and is replaced. A Job is made anew for each release, and what goes with a component that the
 * stack file lets go is announced there.
 */
export function lossOf(change: ResourceChange, resource: Resource, causes: readonly Cause[], said: Sayings): Loss | undefined {
  const { saved, wanted } = resource;
  if (change.type.startsWith("stepwise:") || change.type.startsWith("pulumi:") || !saved) return undefined;
  // It keeps nothing: what it made is elsewhere.
  if (saved.type === "kubernetes:batch/v1:Job") return undefined;
  const gone = change.op === "delete" ? !wanted : change.op === "replace" && !!wanted && objectKey(saved.inputs) !== objectKey(wanted.inputs);
  const replaced = change.op === "replace" && (keeping.includes(change.type) || change.type.startsWith("random:"));
  if (!gone && !replaced) return undefined;
  const [first] = causes;
  if (gone && causes.length > 0 && causes.every((cause) => isLeaving(cause, said.leaving))) return undefined;
  const whole = mentionOf({ ...resource, wanted: undefined }, { path: "", place: "", points: emptyPoints });
  if (announcesRemoval(said.crossings, whole)) return undefined;
  const kind = replaced ? "replacement" : "deletion";
  return { kind, why: first?.cause === "setting" ? `because ${first.settings?.join(", ") ?? "a setting"} has changed` : "in this step" };
}

/** Whether all that causes it is that components are no longer in the stack file. */
function isLeaving({ cause, settings = [] }: Cause, leaving: readonly string[]): boolean {
  return cause === "setting" && settings.length > 0 && settings.every((one) => leaving.some((path) => path === one || path.startsWith(`${one}.`)));
}

const emptyPoints = { saved: undefined, asked: undefined, between: undefined, wanted: undefined };
