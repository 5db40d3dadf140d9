/**
 * The fields whose change makes the Kubernetes provider replace an object instead of updating it, by kind. Source:
 * pulumi-kubernetes, provider/pkg/provider/diff.go (forceNewProperties), and the immutable fields of the API. Every
 * object is replaced when its name or namespace changes. Kinds that are not here are always updated in place.
 */
const always = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

const byKind: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: [],
  CronJob: [],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: [
    "spec.accessModes", "spec.resources.limits", "spec.resources.requests", "spec.selector", "spec.storageClassName", "spec.volumeName",
  ],
  Pod: ["spec"],
  RoleBinding: ["roleRef"],
  Secret: ["type"],
  StatefulSet: ["spec.podManagementPolicy", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"],
  StorageClass: ["parameters", "provisioner"],
};

/** ConfigMaps and Secrets are immutable to the provider unless it is told otherwise: their data replaces them. */
const immutableData: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ["data", "binaryData"],
  Secret: ["data", "stringData"],
};

/** The changed paths that force a replacement. */
export function replacingPaths(
  type: string,
  kind: string | undefined,
  changed: readonly string[],
  replaceOnChanges: readonly string[],
): string[] {
  const fields = type.startsWith("kubernetes:") && kind !== undefined
    ? [...always, ...(byKind[kind] ?? []), ...(immutableData[kind] ?? [])]
    : type.startsWith("random:") ? ["keepers", "length", "special", "overrideSpecial"] : [];
  const all = [...fields, ...replaceOnChanges.filter((path) => !path.startsWith("#"))];
  return changed.filter((path) => all.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)));
}
