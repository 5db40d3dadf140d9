import { isAtOrBelow } from "./propertyPath";

/**
 * The fields whose change makes a provider replace an object instead of updating it, by kind. Source: pulumi-kubernetes,
 * provider/pkg/provider/diff.go (forceNewProperties). Every object is replaced when its name or namespace changes; kinds
 * that are not here are updated in place otherwise: a ConfigMap too, since the program tells the provider that it may
 * (`enableConfigMapMutable`).
 */
const always = ["metadata.name", "metadata.namespace"];

const volumeSources = [
  "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker", "gcePersistentDisk",
  "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO",
  "storageos", "vsphereVolume",
];
const podFields = [
  "affinity", "automountServiceAccountToken", "containers", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases", "hostIPC",
  "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "initContainers", "nodeName", "nodeSelector", "overhead", "preemptionPolicy",
  "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName", "schedulerName", "securityContext",
  "serviceAccount", "serviceAccountName", "shareProcessNamespace", "subdomain", "terminationGracePeriodSeconds", "volumes",
];

const byKind: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ["roleRef"],
  DaemonSet: ["spec.selector"],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolume: volumeSources.map((source) => `spec.${source}`),
  PersistentVolumeClaim: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  Pod: podFields.map((field) => `spec.${field}`),
  ResourceQuota: ["spec.scopes"],
  RoleBinding: ["roleRef"],
  Secret: ["data", "stringData", "type"],
  Service: ["spec.clusterIP"],
  StatefulSet: ["spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"],
  StorageClass: ["parameters", "provisioner"],
};

/** The changed paths for which the resource's provider asks for a replacement. */
export function replacingPaths(type: string, kind: string | undefined, changed: readonly string[]): string[] {
  // Whatever is said of a generated value makes another one.
  if (type.startsWith("random:")) return [...changed];
  const fields = type.startsWith("kubernetes:") && kind !== undefined ? [...always, ...(byKind[kind] ?? [])] : [];
  return changed.filter((path) => fields.some((field) => isAtOrBelow(path, field)));
}
