/** The annotations by which gates, reports and the deployer recognise what belongs to a versioned component. */
export const annotations = {
  /** The component's id, `<system>/<name>`. */
  component: "stepwise.dev/component",
  version: "stepwise.dev/version",
  phase: "stepwise.dev/phase",
  /** Part of every phase Job's Pod: a return must run `verify` again although the version may be the same. */
  returnedFrom: "stepwise.dev/returned-from",
  /** On a workload that migrates the data itself: how, as in `migrationModes`. Where nothing says so, a phase Job does it. */
  migration: "stepwise.dev/migration",
} as const;

/**
 * On a workload while it is stopped: who scaled it, an autoscaler or a person, owns the number of its replicas, and no other's is
 * taken unless it is forced. https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export const stopping = { "pulumi.com/patchForce": "true" } as const;

/** `0.5.46` as a part of an object's name: lower case letters, digits and dashes. */
export function versionInName(version: string): string {
  return version.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}
