import type { ExportedResource, Outcome } from "../../engines/engine";
import { urnParts } from "../../engines/rehearsal/urn";
import { componentIdOf } from "../../gates/installationState";
import type { Subject } from "../cluster/diagnosis";
import { manifestHead, type ManifestHead } from "../manifestHead";

/** A Kubernetes object of a stack. */
export interface StackObject extends ManifestHead {
  /** `<system>/<name>`; undefined for what belongs to no component of its own. */
  readonly component: string | undefined;
  /** `rollout` for what is no Job of a phase. */
  readonly phase: string;
}

/** The Kubernetes object that a resource describes; undefined for everything else. */
export function stackObject({ type, inputs, parent = "" }: Pick<ExportedResource, "type" | "inputs" | "parent">): StackObject | undefined {
  const head = manifestHead(type, inputs);
  if (!head) return undefined;
  const owner = urnParts(parent);
  return { ...head, component: componentIdOf(owner.type, owner.name), phase: head.phase ?? "rollout" };
}

/** An object that was made and did not become what it should. */
export interface FailedObject extends StackObject {
  /** What the engine saved of the reason. */
  readonly errors: readonly string[];
}

/** So the Kubernetes provider says that the update was ended from outside (provider/pkg/await/errors.go). */
const cancelled = /Resource operation was cancelled for/;

/** What the state says has failed: an update that was only cut off, or ended from outside, has left nothing of the kind. */
export function failedIn(resources: readonly ExportedResource[]): readonly FailedObject[] {
  const hasFailed = ({ delete: gone, initErrors = [] }: ExportedResource): boolean =>
    !gone && initErrors.some((error) => !cancelled.test(error));
  return resources.filter(hasFailed).flatMap((resource) => {
    const object = stackObject(resource);
    return object === undefined ? [] : [{ ...object, errors: resource.initErrors ?? [] }];
  });
}

const telling = ["Job", "Deployment", "StatefulSet"] as const;

/** What to ask the cluster about after an update that failed: the objects whose steps failed, by component and phase. */
export function failedSubjects({ steps }: Pick<Outcome, "steps">, resources: readonly ExportedResource[]): readonly Subject[] {
  const failed = new Set(steps.filter(({ result }) => result === "failed").map(({ urn }) => urn));
  const subjects = new Map<string, Subject>();
  for (const resource of resources.filter(({ urn, delete: gone }) => failed.has(urn) && !gone)) {
    const object = stackObject(resource);
    const kind = telling.find((one) => one === object?.kind);
    if (object?.component === undefined || object.namespace === undefined || !kind) continue;
    const { component, phase, namespace, name } = object;
    const key = `${component}:${phase}`;
    subjects.set(key, { component, phase, objects: [...subjects.get(key)?.objects ?? [], { kind, namespace, name }] });
  }
  return [...subjects.values()];
}
