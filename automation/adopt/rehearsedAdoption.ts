import { objectKey } from "../../engines/rehearsal/decide";
import type { Store } from "../../engines/rehearsal/store";
import { isRecord, type Properties, type Value } from "../../engines/rehearsal/values";
import { ClusterError, type KubernetesObject, type ObjectName } from "../cluster/cluster";
import { rehearsedCluster } from "../cluster/rehearsed";
import type { AdoptionCluster, MetadataPatch } from "./adoptionCluster";

/** A rehearsal's cluster, as an adoption asks it. It has no defaults and no admission, and whoever wrote an object wrote all of it. */
export function rehearsedAdoption(store: Store, clock: () => Date): AdoptionCluster {
  const cluster = rehearsedCluster(store, clock);
  return {
    cluster,
    found: (kinds, namespace) => cluster.list({ kinds, namespace }),
    tried: (objects) => Promise.resolve(objects),
    patch: (name, patch) => {
      store.reload();
      const key = Object.keys(store.cluster.objects).find((one) => isCalled(store.cluster.objects[one]!.manifest, name));
      const known = key === undefined ? undefined : store.cluster.objects[key];
      if (key === undefined || !known) return Promise.reject(new ClusterError(`${name.kind} ${name.name} is not there`));
      store.cluster.objects[key] = { ...known, manifest: patched(known.manifest, patch) };
      store.save();
      return Promise.resolve();
    },
  };
}

function isCalled(manifest: Properties, { kind, namespace = "default", name }: ObjectName): boolean {
  const [group, own] = [kind.split(".").slice(1).join("."), kind.split(".")[0]];
  const key = objectKey(manifest)?.toLowerCase();
  return key?.endsWith(`/${own}/${namespace}/${name}`) === true && (group === "" ? !key.split("/v")[0]!.includes("/") : key.startsWith(`${group}/`));
}

function patched(manifest: Properties, patch: MetadataPatch): Properties {
  const metadata = manifest["metadata"] as KubernetesObject["metadata"];
  if ("merge" in patch) return merged(manifest, patch.merge as Properties) as Properties;
  const fields = patch.steps.find(({ path }) => path === "/metadata/managedFields")?.value;
  return { ...manifest, metadata: { ...metadata, managedFields: fields } as unknown as Value };
}

function merged(before: Value | undefined, more: Value): Value {
  if (!isRecord(before) || !isRecord(more)) return more;
  return { ...before, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, merged(before[key], value)])) };
}
