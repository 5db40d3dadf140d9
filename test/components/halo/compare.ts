import { annotations } from "../../../components/core/labels";
import type { Registered } from "./collect";

/**
 * What the tests compare: upstream's objects and ours, with exactly the differences that are meant taken away.
 *
 * 1. Schema updates are Jobs of their own; as init containers they would run again with every Pod.
 * 2. Waiting for another server is `dependsOn`; as an init container it would only wait for its name.
 * 3. Objects have a namespace, and workloads say which component and version they belong to.
 * 4. What a namespace needs is made once for all in it, and does not change with a release.
 * 5. Phase Jobs have network policies.
 * 6. What is empty need not be written, and the order of volumes and variables says nothing, nor do
 *    comments on an entry of a file.
 */

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };
export type KubernetesObject = Readonly<Record<string, Plain>>;

/** What identifies an object in a namespace: `Deployment/system-api-server-deployment`. */
export function keyOf(object: KubernetesObject): string {
  const { name } = asObject(object["metadata"]);
  return `${String(object["kind"])}/${String(name)}`;
}

/** The Kubernetes objects of a namespace, as the program registers them. */
export function objectsIn(namespace: string, registered: readonly Registered[]): KubernetesObject[] {
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as KubernetesObject)
    .filter((object) => asObject(object["metadata"])["namespace"] === namespace);
}

/** Difference 6: no empty lists, maps and nulls (an empty directory is not nothing), and one order for named things. */
export function tidy(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const tidied = key === "emptyDir" ? inner : tidy(inner);
      if (tidied === null || (key !== "emptyDir" && isEmpty(tidied))) return [];
      return [[key, unordered.has(key) && Array.isArray(tidied) ? sortedByName(tidied) : tidied]];
    }),
  );
}

/** Difference 6, in files: a comment on a single entry. */
export function withoutComments(object: KubernetesObject): KubernetesObject {
  if (object["kind"] !== "ConfigMap") return object;
  const data = asObject(object["data"]);
  const files = Object.entries(data).map(([name, text]) => [name, String(text).replace(/^ +#.*\n/gm, "")] as const);
  return { ...object, data: Object.fromEntries(files) };
}

/** Differences 1 and 2: a workload of upstream's, as it is without the init containers that ours do not have. */
export function withoutInitContainers(object: KubernetesObject): KubernetesObject {
  if (object["kind"] !== "Deployment") return object;
  const spec = asObject(object["spec"]);
  const template = asObject(spec["template"]);
  const pod = without("initContainers", asObject(template["spec"]));
  return { ...object, spec: { ...spec, template: { ...template, spec: pod } } };
}

export interface InitContainer {
  readonly container: KubernetesObject;
  /** The Pod that it runs in. */
  readonly pod: KubernetesObject;
}

/** The init containers of upstream's Deployments, by name: `wait-for-…`, or a schema update. */
export function initContainersOf(objects: readonly KubernetesObject[]): Map<string, InitContainer> {
  const pods = objects.filter(({ kind }) => kind === "Deployment").map(podOf);
  return new Map(
    pods.flatMap((pod) =>
      asList(pod["initContainers"])
        .map(asObject)
        .map((container): [string, InitContainer] => [String(container["name"]), { container, pod }]),
    ),
  );
}

/** The Pod of a Deployment or a Job. */
export function podOf(object: KubernetesObject): KubernetesObject {
  return asObject(asObject(asObject(object["spec"])["template"])["spec"]);
}

/** Difference 3: an object of ours as upstream would write it. */
export function withoutOurMarks(object: KubernetesObject): KubernetesObject {
  const metadata = without("namespace", asObject(object["metadata"]));
  const marked = asObject(metadata["annotations"] ?? {});
  const kept = without(annotations.version, without(annotations.component, marked));
  return { ...object, metadata: { ...metadata, annotations: kept } };
}

/** The objects by their keys; a key that is there twice is an error. */
export function byKey(objects: readonly KubernetesObject[]): Map<string, KubernetesObject> {
  const found = new Map(objects.map((object) => [keyOf(object), object]));
  if (found.size !== objects.length) throw new Error("two objects of the same kind and name");
  return found;
}

function without(key: string, object: KubernetesObject): KubernetesObject {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));
}

const unordered = new Set(["volumes", "volumeMounts", "env"]);

function sortedByName(list: readonly Plain[]): Plain {
  return [...list].sort((a, b) => (String(asObject(a)["name"]) < String(asObject(b)["name"]) ? -1 : 1));
}

function isEmpty(value: Plain): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function isObject(value: Plain | undefined): value is KubernetesObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: Plain | undefined): KubernetesObject {
  if (!isObject(value)) throw new Error(`found ${JSON.stringify(value)}, expected an object`);
  return value;
}

export function asList(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? (value as readonly Plain[]) : [];
}
