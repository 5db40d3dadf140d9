/** A kind of Kubernetes object, as a Pulumi type token says it. */
export interface ObjectKind {
  /** The API group and its version: `apps/v1`; of the core group `v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

const token = /^kubernetes:(?:core\/(v\w+)|([^:]+)):(\w+?)(?:Patch)?$/;

/**
 * The kind of object behind a type token, or undefined for what is no Kubernetes object: a component, the provider, a
 * Helm release. Custom resources' tokens say theirs too.
 */
export function kindOf(type: string): ObjectKind | undefined {
  const [, core, group, kind] = token.exec(type) ?? [];
  const apiVersion = core ?? group;
  return apiVersion === undefined || kind === undefined || apiVersion.startsWith("helm.sh/") ? undefined : { apiVersion, kind };
}
