import { z } from "zod";
import { InputError } from "../../releases/problem";
import { compareVersions } from "../../releases/version";
import type { GraphDocument, StatedEdge, StatedNode } from "../graph/model";
import { metadata, readObjects, storedObject, writeObjects, type KubernetesObject, type StoredObject } from "./kubernetesObjects";
import { kubernetesVersion, mayFollow } from "./kubernetesVersion";
import { otherFields } from "./otherFields";

const version = z.string().refine((text) => kubernetesVersion(text) !== undefined, "expected a version of Kubernetes such as v1.33.4");
const apiVersion = z.enum(["cluster.x-k8s.io/v1beta1", "cluster.x-k8s.io/v1beta2"]);

const classSchema = z.looseObject({
  apiVersion,
  metadata,
  spec: z.looseObject({
    // As in the CRD.
    kubernetesVersions: z.array(version).min(1, "expected at least one version").max(100, "expected at most 100 versions").nullish(),
  }),
});

const clusterSchema = z.looseObject({
  apiVersion,
  metadata,
  spec: z.looseObject({
    topology: z.looseObject({
      version,
      // v1beta2 refers to the class by classRef, v1beta1 by class and classNamespace.
      classRef: z.looseObject({ name: z.string(), namespace: z.string().nullish() }).nullish(),
      class: z.string().nullish(),
      classNamespace: z.string().nullish(),
    }).nullish(),
  }),
});

const detailsSchema = z.object({
  /** The ClusterClass without its versions. */
  class: storedObject,
  /** Everything in the file that is no ClusterClass; with the first of its documents. */
  objects: z.array(storedObject).optional(),
});

type Details = z.infer<typeof detailsSchema>;

/** A version that a Cluster asks for. */
interface UsedVersion {
  readonly cluster: string;
  /** The class that it follows, as a graph is called. */
  readonly follows: string;
  readonly version: string;
  readonly path: string;
}

/** The most versions that a class and its clusters may have together; edges grow with their square. */
const maximumVersions = 1_000;

/**
 * Reads a YAML stream of Cluster API's objects. Every ClusterClass is a graph of the versions that a control plane may have:
 * its `spec.kubernetesVersions`, and those of the Clusters that follow it. An edge leads to every newer patch of the same
 * minor and to every patch of the next minor; none skips a minor, none leads down. A Cluster's version that its class does
 * not list can only be left, and so can an asked one that is older than the newest listed: upstream's planner goes from
 * whatever the current version is through the listed ones above it. All other objects are kept, with the first graph.
 * https://github.com/kubernetes-sigs/cluster-api/blob/main/docs/proposals/20250513-chained-and-efficient-upgrades-for-clusters-with-managed-topologies.md,
 * https://github.com/kubernetes-sigs/cluster-api/blob/main/exp/topology/desiredstate/upgrade_plan.go,
 * https://kubernetes.io/releases/version-skew-policy/
 * @param asked versions that somebody is at or wants to get to; what is no version of Kubernetes is passed over
 * @throws InputError
 */
export function readClusterApi(file: string, text: string, asked: readonly string[] = []): GraphDocument[] {
  const objects = readObjects(file, text);
  const used = objects.flatMap(usedVersions);
  const [first, ...others] = objects.flatMap((object, position) =>
    isKind(object, "ClusterClass") ? [classGraph(file, object, position, { used, asked })] : []);
  if (!first) {
    const message = "found no ClusterClass, expected at least one, with the versions in spec.kubernetesVersions";
    throw new InputError([{ file, path: "", message }]);
  }
  const rest = objects.flatMap((object, position): StoredObject[] =>
    isKind(object, "ClusterClass") ? [] : [{ position, content: object.content }]);
  return [rest.length === 0 ? first : { ...first, details: { ...first.details, objects: rest } }, ...others];
}

function isKind(object: KubernetesObject, kind: string): boolean {
  return object.apiVersion.startsWith("cluster.x-k8s.io/") && object.kind === kind;
}

function usedVersions(object: KubernetesObject): UsedVersion[] {
  if (!isKind(object, "Cluster")) return [];
  const { metadata: { name, namespace }, spec: { topology } } = object.check(clusterSchema);
  const className = topology?.classRef?.name ?? topology?.class;
  if (!topology || !className) return [];
  const classNamespace = topology.classRef?.namespace ?? topology.classNamespace ?? namespace;
  return [{
    cluster: qualified(namespace, name),
    follows: qualified(classNamespace, className),
    version: topology.version,
    path: object.pathOf(["spec", "topology", "version"]),
  }];
}

/** Where versions come from that a class need not list. */
interface OtherVersions {
  readonly used: readonly UsedVersion[];
  readonly asked: readonly string[];
}

function classGraph(file: string, object: KubernetesObject, position: number, { used, asked }: OtherVersions): GraphDocument {
  const { metadata: { name, namespace }, spec: { kubernetesVersions } } = object.check(classSchema);
  const called = qualified(namespace, name);
  const title = `ClusterClass ${called}`;
  const listed = (kubernetesVersions ?? []).map((one, i): StatedNode =>
    ({ name: one, version: one, path: object.pathOf(["spec", "kubernetesVersions", i]) }));
  const withdrawn = listed.length === 0 ? {} : { withdrawn: `it is not among the kubernetesVersions of ${title}` };
  const names = new Set(kubernetesVersions);
  const nodes = [...listed];
  for (const { cluster, version: one, path } of used.filter(({ follows }) => follows === called)) {
    if (!names.has(one)) nodes.push({ name: one, version: one, path, ...withdrawn, details: { usedBy: cluster } });
    names.add(one);
  }
  for (const one of new Set(asked)) {
    if (canBeLeft(one, listed, nodes)) nodes.push({ name: one, version: one, path: "", ...withdrawn, details: { asked: true } });
  }
  if (nodes.length > maximumVersions) {
    const message = `found ${nodes.length} versions of ${title} and its clusters, expected at most ${maximumVersions}`;
    throw new InputError([{ file, path: object.pathOf(["spec", "kubernetesVersions"]), message }]);
  }
  const spec = otherFields(object.content["spec"] as Record<string, unknown>, ["kubernetesVersions"]).details ?? {};
  const details: Details = { class: { position, content: { ...object.content, spec } } };
  return { format: "cluster-api", name: called, title, nodes, edges: edgesBetween(nodes), stops: [], rollback: false, details };
}

/** Whether a text is a version that is older than the newest listed one, and none of the known ones, with or without a `v`. */
function canBeLeft(text: string, listed: readonly StatedNode[], known: readonly StatedNode[]): boolean {
  const version = kubernetesVersion(text);
  if (!version) return false;
  const cores = known.map((node) => kubernetesVersion(node.version)!);
  return cores.every(({ core, build }) => core !== version.core || build !== version.build)
    && listed.some((node) => compareVersions(version.core, kubernetesVersion(node.version)!.core) < 0);
}

function edgesBetween(nodes: readonly StatedNode[]): readonly StatedEdge[] {
  const versions = [...new Map([...nodes].reverse().map((node) => [node.name, node])).values()].reverse()
    .map((node) => ({ node, version: kubernetesVersion(node.version)! }));
  return versions.flatMap((from, i) => versions
    .filter((to, j) => to.node.withdrawn === undefined && mayFollow(from.version, to.version, j > i))
    .map(({ node }): StatedEdge => ({ from: from.node.name, to: node.name, risks: [], path: node.path })));
}

function qualified(namespace: string | null | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * Writes the objects that graphs were read from, in their order, each class with the versions of its graph.
 * @throws TypeError for a graph that was not read from Cluster API's objects
 */
export function writeClusterApi(documents: readonly GraphDocument[]): string {
  return writeObjects(documents.flatMap(({ format, title, nodes, details }) => {
    const read = detailsSchema.safeParse(details);
    if (format !== "cluster-api" || !read.success) throw new TypeError(`${title} was not read from Cluster API's objects`);
    const { class: { position, content }, objects = [] } = read.data;
    const listed = nodes.filter((node) => node.details === undefined).map(({ name }) => name);
    const spec = { ...content["spec"] as Record<string, unknown>, ...(listed.length === 0 ? {} : { kubernetesVersions: listed }) };
    return [...objects, { position, content: { ...content, spec } }];
  }));
}
