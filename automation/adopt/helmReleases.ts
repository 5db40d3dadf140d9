import type { KubernetesObject } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import type { HelmRelease } from "./model";

/**
 * The Helm releases that objects say they belong to. Helm writes so on everything that it makes.
 * https://github.com/helm/helm/blob/main/pkg/action/validate.go
 */
export function helmReleases(objects: readonly KubernetesObject[]): HelmRelease[] {
  const found = new Map<string, HelmRelease>();
  for (const { metadata: { annotations = {}, labels = {} } } of objects) {
    const [name, namespace] = ["meta.helm.sh/release-name", "meta.helm.sh/release-namespace"].map((key) => annotations[key]);
    if (name === undefined || namespace === undefined) continue;
    const key = `${namespace}/${name}`;
    const chart = found.get(key)?.chart ?? labels["helm.sh/chart"];
    found.set(key, {
      name: safeLine(name), namespace: safeLine(namespace), chart: chart === undefined ? undefined : safeLine(chart),
      objects: (found.get(key)?.objects ?? 0) + 1,
    });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, release]) => release);
}

/** The Secrets in which Helm keeps what it knows of a release, as kubectl finds them. */
export function helmRecords({ name, namespace }: HelmRelease): string {
  return `kubectl get secrets --namespace ${namespace} --selector owner=helm,name=${name}`;
}
