import { createHash } from "node:crypto";
import type { PodSpec } from "./phaseJob";

/** What a Pod may read that can change without its template changing. */
export interface Readable {
  /** The ConfigMaps that the component writes, by name. */
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What the stack calls the present content of Secrets, by the Secret's name: their content is not the stack's to read. */
  readonly secretRevisions: Readonly<Record<string, string>>;
}

/**
 * The annotation by which Pods are replaced when something they read as they start has changed, and by nothing else. A
 * rolling Deployment looks at its template only: https://github.com/kubernetes/kubernetes/issues/22368
 * @returns no annotation for a Pod that reads nothing of it
 */
export function restartMark(pod: Omit<PodSpec, "restartPolicy">, readable: Readable): Readonly<Record<string, string>> {
  const { configMaps, secrets } = readBy(pod);
  const read = [
    ...[...readable.configMaps].filter(([name]) => configMaps.has(name)).map(([name, data]) => ["ConfigMap", name, sorted(data)]),
    ...Object.entries(readable.secretRevisions).filter(([name]) => secrets.has(name)).map(([name, revision]) => ["Secret", name, revision]),
  ].sort((a, b) => (`${a[0]}/${a[1]}` < `${b[0]}/${b[1]}` ? -1 : 1));
  return read.length === 0 ? {} : { "stepwise.dev/config-sha256": createHash("sha256").update(JSON.stringify(read)).digest("hex") };
}

function sorted(data: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The names of the ConfigMaps and Secrets that a Pod's containers read: mounted, as single variables or as all of them. */
function readBy(pod: object): { readonly configMaps: ReadonlySet<string>; readonly secrets: ReadonlySet<string> } {
  const [configMaps, secrets] = [new Set<string>(), new Set<string>()];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const into = reference.get(key);
      if (into !== undefined && typeof inner === "object" && inner !== null) {
        const { name, secretName } = inner as { readonly name?: unknown; readonly secretName?: unknown };
        for (const one of [name, secretName]) if (typeof one === "string") (into === "ConfigMap" ? configMaps : secrets).add(one);
      }
      look(inner);
    }
  };
  look(pod);
  return { configMaps, secrets };
}

/** The fields of a Pod spec that name one: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
const reference: ReadonlyMap<string, "ConfigMap" | "Secret"> = new Map([
  ["configMap", "ConfigMap"],
  ["configMapRef", "ConfigMap"],
  ["configMapKeyRef", "ConfigMap"],
  ["secret", "Secret"],
  ["secretRef", "Secret"],
  ["secretKeyRef", "Secret"],
]);
