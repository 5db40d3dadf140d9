import type { ExportedStack } from "../../engines/engine";
import type { Properties } from "../../engines/rehearsal/values";
import { owningComponent } from "../../gates/installationState";
import { manifestHead, type ManifestHead } from "../manifestHead";

/** A Kubernetes object that the stack's state has. */
export interface StateObject extends ManifestHead {
  readonly urn: string;
  /** The versioned component it belongs to; undefined for what components share. */
  readonly component: string | undefined;
  /** As the program asked for it. */
  readonly inputs: Properties;
  /** Why it did not become ready when it was made or changed last. */
  readonly initErrors: readonly string[];
}

/** The Kubernetes objects of a stack's state. What is only still to be deleted is not among them. */
export function stateObjects({ deployment }: ExportedStack): StateObject[] {
  const resources = deployment.resources ?? [];
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.flatMap((resource): StateObject[] => {
    const head = manifestHead(resource.type, resource.inputs);
    if (resource.delete === true || !resource.custom || !head) return [];
    return [{
      ...head,
      urn: resource.urn,
      component: owningComponent(resource, byUrn),
      inputs: resource.inputs as Properties,
      initErrors: resource.initErrors ?? [],
    }];
  });
}

/** What an update had begun and not ended when it was cut off. */
export interface CutOff {
  /** The versioned component that it belongs to; undefined for what components share. */
  readonly component: string | undefined;
  /** `creating Job kingdom-migrate` */
  readonly what: string;
}

/** What the state says was under way when an update was cut off. */
export function cutOff({ deployment }: ExportedStack): CutOff[] {
  const byUrn = new Map((deployment.resources ?? []).map((resource) => [resource.urn, resource]));
  return (deployment.pending_operations ?? []).map(({ type, resource }) => {
    const name = resource.urn.split("::").at(-1) ?? "";
    return { component: owningComponent(resource, byUrn), what: `${type} ${resource.type.split(":").at(-1)} ${name}` };
  });
}

/** Of a Secret it is only asked whether it is there. */
export function isSecret({ kind, group }: Pick<StateObject, "kind" | "group">): boolean {
  return kind === "Secret" && group === "";
}
