import { annotations } from "../../../components/core/labels";
import type { ExportedResource, ExportedStack } from "../../../engines/engine";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import type { Properties } from "../../../engines/rehearsal/values";
import type { DeclaredComponent } from "../../../config/components";

/** A stack whose Kingdom has one object of each kind that is looked at in its own way, at 0.5.46. */

const urn = (chain: string, name: string): string => `urn:pulumi:small::stepwise::${chain}::${name}`;
export const kingdomUrn = urn("stepwise:halo:Kingdom", "kingdom");
const baselineUrn = urn("stepwise:halo/namespace:Baseline", "namespace-kingdom");

export const declaredKingdom: DeclaredComponent = {
  id: "halo/kingdom", system: "halo", kind: "kingdom", version: "0.5.46", path: ["kingdom"],
};

export function kingdomResource(outputs: object = { attempted: "0.5.46", deployed: "0.5.46", schema: "0.5.46" }, inputs: object = {}): ExportedResource {
  return {
    urn: kingdomUrn, type: "stepwise:halo:Kingdom", custom: false,
    inputs: { version: "0.5.46", ...inputs }, outputs: { ...outputs },
  };
}

const marks = (phase?: string) => ({
  [annotations.component]: "halo/kingdom", [annotations.version]: "0.5.46", ...(phase !== undefined && { [annotations.phase]: phase }),
});
const metadata = (name: string, more: Properties = {}): Properties => ({ name, namespace: "kingdom", ...more });
const pod = (name: string, image = "example.org/server:0.5.46"): Properties =>
  ({ containers: [{ name, image, args: ["--port=8443", "--verbose"], env: [{ name: "HEAP", value: "64M" }] }] });
const template = (name: string): Properties => ({ metadata: { labels: { app: name } }, spec: pod(name) });

/** What each object is asked to be, by its name. */
export const manifests: Readonly<Record<string, Properties>> = {
  server: { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata("server", { annotations: marks() }), spec: { template: template("server") } },
  pair: { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata("pair", { annotations: marks() }), spec: { replicas: 2, template: template("pair") } },
  store: { apiVersion: "apps/v1", kind: "StatefulSet", metadata: metadata("store", { annotations: marks() }), spec: { replicas: 3, template: template("store") } },
  agent: { apiVersion: "apps/v1", kind: "DaemonSet", metadata: metadata("agent", { annotations: marks() }), spec: { template: template("agent") } },
  cleaner: {
    apiVersion: "batch/v1", kind: "CronJob", metadata: metadata("cleaner", { annotations: marks() }),
    spec: { schedule: "15 * * * *", jobTemplate: { spec: { template: template("cleaner") } } },
  },
  api: { apiVersion: "v1", kind: "Service", metadata: metadata("api"), spec: { ports: [{ port: 8443 }], selector: { app: "server" } } },
  settings: { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("settings"), data: { level: "INFO", empty: "" } },
  credentials: { apiVersion: "v1", kind: "Secret", metadata: metadata("credentials", { annotations: marks() }), stringData: { password: "hunter2" } },
  ...Object.fromEntries((["backup", "migrate", "verify"] as const).map((phase) => [`kingdom-${phase}-0-5-46`, {
    apiVersion: "batch/v1", kind: "Job", metadata: metadata(`kingdom-${phase}-0-5-46`, { annotations: marks(phase), labels: { app: "kingdom-phases-app" } }),
    spec: {
      backoffLimit: 1, activeDeadlineSeconds: 1800,
      template: {
        metadata: { labels: { app: "kingdom-phases-app", [annotations.phase]: phase }, annotations: marks(phase) },
        spec: { ...pod(phase), restartPolicy: "Never" },
      },
    },
  } satisfies Properties])),
};

export const sharedManifest: Properties = {
  apiVersion: "v1", kind: "LimitRange", metadata: metadata("limits"), spec: { limits: [{ type: "Container", default: { memory: "1024Mi" } }] },
};

export function objectResource(inputs: Properties, parent: string, more: Partial<ExportedResource> = {}): ExportedResource {
  const { apiVersion, kind, metadata: { name } } = inputs as { apiVersion: string; kind: string; metadata: { name: string } };
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  return { urn: `${parent.split("::").slice(0, 3).join("::")}$${type}::${name}`, type, custom: true, id: `kingdom/${name}`, parent, inputs, outputs: inputs, ...more };
}

/** The saved state of the stack; what is given takes the place of what is there. */
export function stateWith(
  kingdom: ExportedResource = kingdomResource(), objects: Readonly<Record<string, Properties>> = manifests,
  more: readonly ExportedResource[] = [],
): ExportedStack {
  return { version: 3, deployment: { resources: [
    { urn: urn("pulumi:pulumi:Stack", "stepwise-small"), type: "pulumi:pulumi:Stack", custom: false },
    { urn: baselineUrn, type: "stepwise:halo/namespace:Baseline", custom: false },
    objectResource(sharedManifest, baselineUrn),
    kingdom,
    ...Object.values(objects).map((inputs) => objectResource(inputs, kingdomUrn)),
    ...more,
  ] } };
}

const counts = { observedGeneration: 3 };

/** How an object looks in a cluster where all is well: the API server has filled in, and controllers have counted. */
export function asLive(inputs: Properties): KubernetesObject {
  const object = structuredClone(inputs) as unknown as KubernetesObject & { spec?: Record<string, unknown> };
  const replicas = Number(object.spec?.["replicas"] ?? 1);
  const status = {
    Deployment: { ...counts, replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
    StatefulSet: { ...counts, replicas, readyReplicas: replicas, updatedReplicas: replicas, currentRevision: "a", updateRevision: "a" },
    DaemonSet: { ...counts, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 },
    Job: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
  }[object.kind];
  const generation = status === undefined || object.kind === "Job" ? {} : { generation: 3 };
  return {
    ...object,
    metadata: { ...object.metadata, ...generation, uid: `uid-${object.metadata.name}`, creationTimestamp: "2026-11-20T10:00:00Z" },
    ...(object.spec && { spec: {
      ...object.spec, ...(["Deployment", "StatefulSet"].includes(object.kind) && { replicas }), ...(object.kind === "CronJob" && { suspend: false }),
    } }),
    ...(status && { status }),
  };
}

/** A cluster in which all is well. */
export function healthy(): Record<string, KubernetesObject> {
  return Object.fromEntries([...Object.values(manifests), sharedManifest].map((inputs) => {
    const live = asLive(inputs);
    return [live.metadata.name, live] as const;
  }));
}
