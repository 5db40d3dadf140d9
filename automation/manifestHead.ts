import { annotations } from "../components/core/labels";
import { annotation } from "../engines/rehearsal/cluster";
import { isRecord } from "../engines/rehearsal/values";

/** What the manifest of a Kubernetes object says of itself. */
export interface ManifestHead {
  readonly apiVersion: string;
  /** The API group; empty for the core one. */
  readonly group: string;
  readonly kind: string;
  /** Undefined for what belongs to the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** The release that it is made for, where it says one. */
  readonly version: string | undefined;
  /** The phase whose Job it is. */
  readonly phase: string | undefined;
}

/**
 * Reads what a resource of the Kubernetes provider was asked to be.
 * @param inputs as the state or a manifest has them
 * @returns undefined for everything that is no such resource, or has no name of its own
 */
export function manifestHead(type: string, inputs: unknown): ManifestHead | undefined {
  if (!type.startsWith("kubernetes:") || !isRecord(inputs)) return undefined;
  const { apiVersion, kind, metadata } = inputs;
  if (typeof kind !== "string" || typeof apiVersion !== "string" || !isRecord(metadata)) return undefined;
  const { name, namespace } = metadata;
  if (typeof name !== "string") return undefined;
  return {
    apiVersion, group: groupOf(apiVersion), kind, name,
    namespace: typeof namespace === "string" ? namespace : undefined,
    version: annotation(inputs, annotations.version),
    phase: annotation(inputs, annotations.phase),
  };
}

/** `Job halo-kingdom/kingdom-migrate` */
export function objectText({ kind, namespace, name }: Pick<ManifestHead, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** `apps` of `apps/v1`; empty for the core group's `v1`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
}
