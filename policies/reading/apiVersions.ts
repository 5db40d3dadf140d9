import { compareVersions } from "../../releases/version";
import type { ObjectKind } from "./kubernetes";

/**
 * From which Kubernetes release on a kind of object was served under an API version, and from which on it no longer is.
 * Read from Kubernetes's own list of what it has taken away, and, for every version since 1.16 and what the list leaves
 * out, from its API types, which say when each came and goes (`<group>/<version>/zz_generated.prerelease-lifecycle.go`):
 * https://github.com/kubernetes/website/blob/main/content/en/docs/reference/using-api/deprecation-guide.md
 * https://github.com/kubernetes/api/tree/10b39a39bcee995dfe7cd5e8e7b922be5e46f1e2
 * Alpha versions are not in it: no cluster serves them unless it is told to.
 */
interface Served {
  readonly since?: string;
  readonly removed?: string;
  /** What to write instead. */
  readonly instead?: string;
}

/** The newest release of which it is known what it has taken away: the one that those types were being made for. */
export const newestKnown = "1.37";

type Row = readonly [apiVersion: string, kinds: readonly string[], served: Served];

const removed: readonly Row[] = [
  ["extensions/v1beta1", ["DaemonSet", "Deployment", "ReplicaSet"], { removed: "1.16", instead: "apps/v1" }],
  ["extensions/v1beta1", ["NetworkPolicy"], { removed: "1.16", instead: "networking.k8s.io/v1" }],
  ["extensions/v1beta1", ["PodSecurityPolicy"], { removed: "1.16" }],
  ["extensions/v1beta1", ["Ingress"], { removed: "1.22", instead: "networking.k8s.io/v1" }],
  ["apps/v1beta1", ["ControllerRevision", "Deployment", "ReplicaSet", "StatefulSet"], { removed: "1.16", instead: "apps/v1" }],
  ["apps/v1beta2", ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], { removed: "1.16", instead: "apps/v1" }],
  ["admissionregistration.k8s.io/v1beta1", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    { removed: "1.22", instead: "admissionregistration.k8s.io/v1" }],
  ["apiextensions.k8s.io/v1beta1", ["CustomResourceDefinition"], { removed: "1.22", instead: "apiextensions.k8s.io/v1" }],
  ["apiregistration.k8s.io/v1beta1", ["APIService"], { removed: "1.22", instead: "apiregistration.k8s.io/v1" }],
  ["authentication.k8s.io/v1beta1", ["TokenReview"], { removed: "1.22", instead: "authentication.k8s.io/v1" }],
  ["authorization.k8s.io/v1beta1", ["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SubjectAccessReview", "SelfSubjectRulesReview"],
    { removed: "1.22", instead: "authorization.k8s.io/v1" }],
  ["certificates.k8s.io/v1beta1", ["CertificateSigningRequest"], { removed: "1.22", instead: "certificates.k8s.io/v1" }],
  ["coordination.k8s.io/v1beta1", ["Lease"], { removed: "1.22", instead: "coordination.k8s.io/v1" }],
  ["networking.k8s.io/v1beta1", ["Ingress", "IngressClass"], { removed: "1.22", instead: "networking.k8s.io/v1" }],
  ["rbac.authorization.k8s.io/v1beta1", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
    { removed: "1.22", instead: "rbac.authorization.k8s.io/v1" }],
  ["scheduling.k8s.io/v1beta1", ["PriorityClass"], { removed: "1.22", instead: "scheduling.k8s.io/v1" }],
  ["storage.k8s.io/v1beta1", ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"], { removed: "1.22", instead: "storage.k8s.io/v1" }],
  ["batch/v1beta1", ["CronJob"], { removed: "1.25", instead: "batch/v1" }],
  ["discovery.k8s.io/v1beta1", ["EndpointSlice"], { removed: "1.25", instead: "discovery.k8s.io/v1" }],
  ["events.k8s.io/v1beta1", ["Event"], { removed: "1.25", instead: "events.k8s.io/v1" }],
  ["autoscaling/v2beta1", ["HorizontalPodAutoscaler"], { removed: "1.25", instead: "autoscaling/v2" }],
  ["policy/v1beta1", ["PodDisruptionBudget"], { removed: "1.25", instead: "policy/v1" }],
  ["policy/v1beta1", ["PodSecurityPolicy"], { removed: "1.25" }],
  ["node.k8s.io/v1beta1", ["RuntimeClass"], { removed: "1.25", instead: "node.k8s.io/v1" }],
  ["flowcontrol.apiserver.k8s.io/v1beta1", ["FlowSchema", "PriorityLevelConfiguration"],
    { removed: "1.26", instead: "flowcontrol.apiserver.k8s.io/v1, or v1beta3 before Kubernetes 1.29" }],
  ["autoscaling/v2beta2", ["HorizontalPodAutoscaler"], { removed: "1.26", instead: "autoscaling/v2" }],
  ["storage.k8s.io/v1beta1", ["CSIStorageCapacity"], { removed: "1.27", instead: "storage.k8s.io/v1" }],
  ["flowcontrol.apiserver.k8s.io/v1beta2", ["FlowSchema", "PriorityLevelConfiguration"],
    { removed: "1.29", instead: "flowcontrol.apiserver.k8s.io/v1" }],
  ["flowcontrol.apiserver.k8s.io/v1beta3", ["FlowSchema", "PriorityLevelConfiguration"],
    { since: "1.26", removed: "1.32", instead: "flowcontrol.apiserver.k8s.io/v1" }],
  // From here on not in the list, which leaves out betas that are off unless a cluster is told to serve them.
  ["authentication.k8s.io/v1beta1", ["SelfSubjectReview"], { since: "1.27", removed: "1.33", instead: "authentication.k8s.io/v1" }],
  ["admissionregistration.k8s.io/v1beta1", ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
    { since: "1.28", removed: "1.34", instead: "admissionregistration.k8s.io/v1" }],
  ["networking.k8s.io/v1beta1", ["IPAddress", "ServiceCIDR"], { since: "1.31", removed: "1.37", instead: "networking.k8s.io/v1" }],
  ["storage.k8s.io/v1beta1", ["VolumeAttributesClass"], { since: "1.31", removed: "1.37", instead: "storage.k8s.io/v1" }],
];

/** What came in the place of those, where a cluster may still be too old for it. */
const added: readonly Row[] = [
  ["scheduling.k8s.io/v1", ["PriorityClass"], { since: "1.14" }],
  ["coordination.k8s.io/v1", ["Lease"], { since: "1.14" }],
  ["admissionregistration.k8s.io/v1", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], { since: "1.16" }],
  ["apiextensions.k8s.io/v1", ["CustomResourceDefinition"], { since: "1.16" }],
  ["storage.k8s.io/v1", ["CSINode"], { since: "1.17" }],
  ["storage.k8s.io/v1", ["CSIDriver"], { since: "1.18" }],
  ["certificates.k8s.io/v1", ["CertificateSigningRequest"], { since: "1.19" }],
  ["networking.k8s.io/v1", ["Ingress", "IngressClass"], { since: "1.19" }],
  ["events.k8s.io/v1", ["Event"], { since: "1.19" }],
  ["node.k8s.io/v1", ["RuntimeClass"], { since: "1.20" }],
  ["batch/v1", ["CronJob"], { since: "1.21" }],
  ["policy/v1", ["PodDisruptionBudget"], { since: "1.21" }],
  ["discovery.k8s.io/v1", ["EndpointSlice"], { since: "1.21" }],
  ["autoscaling/v2", ["HorizontalPodAutoscaler"], { since: "1.23" }],
  ["storage.k8s.io/v1", ["CSIStorageCapacity"], { since: "1.24" }],
  ["authentication.k8s.io/v1", ["SelfSubjectReview"], { since: "1.28" }],
  ["flowcontrol.apiserver.k8s.io/v1", ["FlowSchema", "PriorityLevelConfiguration"], { since: "1.29" }],
  ["admissionregistration.k8s.io/v1", ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], { since: "1.30" }],
  ["networking.k8s.io/v1", ["IPAddress", "ServiceCIDR"], { since: "1.33" }],
  ["storage.k8s.io/v1", ["VolumeAttributesClass"], { since: "1.34" }],
];

const table: ReadonlyMap<string, Served> = new Map([...removed, ...added].flatMap(([apiVersion, kinds, served]) =>
  kinds.map((kind) => [`${apiVersion} ${kind}`, served] as const)));

/** Whether it depends on a cluster's version if it serves a kind of object. */
export function isListed({ apiVersion, kind }: ObjectKind): boolean {
  return table.has(`${apiVersion} ${kind}`);
}

/**
 * Why a cluster of this Kubernetes version does not serve a kind of object, or undefined where nothing says that it
 * does not. Of custom resources nothing is known.
 */
export function whyNotServed({ apiVersion, kind }: ObjectKind, kubernetes: string): string | undefined {
  const served = table.get(`${apiVersion} ${kind}`);
  if (served?.removed !== undefined && compareVersions(minor(kubernetes), served.removed) >= 0) {
    const { removed: since, instead } = served;
    return `${kind} of ${apiVersion} is not served since Kubernetes ${since}${instead === undefined ? "" : `, expected ${instead}`}`;
  }
  if (served?.since !== undefined && compareVersions(minor(kubernetes), served.since) < 0) {
    return `${kind} of ${apiVersion} is served only since Kubernetes ${served.since}`;
  }
  return undefined;
}

/** What a release serves does not change with its patches or with what a vendor calls its build: `v1.31.4-gke.100`. */
export function minor(kubernetes: string): string {
  return /^v?(\d+\.\d+)/.exec(kubernetes)?.[1] ?? kubernetes;
}
