import type { input } from "@pulumi/kubernetes/types";
import { appLabel, configDir, grpcPort, healthPort, partOf, secretsDir } from "./conventions";
import type { ConventionsShape } from "./conventions.shape";
import type { Platform } from "./platform";

/** Upstream's conventions (`base.cue`) for Pods. */

export interface Resources {
  readonly cpu?: string;
  /** Requested and never exceeded. */
  readonly memory: string;
}

/** A container: upstream's image with its flags. */
export interface Program {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  /** The JVM's heap, which does not grow. @default - 64M */
  readonly heap?: string;
  /** @default - for a gRPC server 320Mi, for everything else what the namespace's LimitRange says */
  readonly resources?: Resources;
  /** How it is called. @default - it is not */
  readonly serves?: "grpc" | { readonly port: number; readonly probe?: "HTTP" | "HTTPS" };
}

export interface Mount {
  readonly name: string;
  readonly path: string;
  readonly volume: Omit<input.core.v1.Volume, "name">;
}

/** A Pod: one container, whose name is derived from the workload's stem, with the files it reads. */
export interface Workload extends Program {
  /** The Secret whose files it reads. */
  readonly secretName: string;
  /** More files than those. */
  readonly mounts?: readonly Mount[];
  /** An account that stands for one of the cloud's, which only some nodes can hand out. */
  readonly serviceAccount?: string;
  /** An account that only the cluster knows. */
  readonly clusterAccount?: string;
  /** Whether it may run on nodes that can vanish. */
  readonly spot?: boolean;
  /** What the same Pod runs to its end before. */
  readonly before?: readonly Program[];
}

/** What kind of object makes the Pods. Only those that stay leave heap dumps behind. */
export type PodKind = "deployment" | "cronJob" | "podTemplate";

export function configFiles(configMapName: string): Mount {
  return { name: "config-files", path: configDir, volume: { configMap: { name: configMapName } } };
}

function mountsOf(workload: Workload, kind: PodKind, platform: Platform): readonly Mount[] {
  return [
    ...(platform.javaConfig
      ? [{ name: "java-config", path: "/etc/java", volume: { configMap: { name: "java" } } }]
      : []),
    ...(kind === "cronJob" ? [] : [{ name: "heap-dumps", path: "/run/heap-dumps", volume: { emptyDir: {} } }]),
    ...(workload.mounts ?? []),
    { name: `${workload.name}-files`, path: secretsDir, volume: { secret: { secretName: workload.secretName } } },
  ];
}

function javaToolOptions(program: Program, dumps: boolean, platform: Platform): string {
  const heap = program.heap ?? "64M";
  return [
    `-Xmx${heap} -Xms${heap}`,
    ...(program.serves === "grpc" ? ["-Dio.netty.maxDirectMemory=0"] : []),
    "-Djdk.nio.maxCachedBufferSize=262144",
    ...(platform.javaConfig ? ["-Djava.util.logging.config.file=/etc/java/logging.properties"] : []),
    ...(dumps
      ? ["-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=/run/heap-dumps", "-XX:+ExitOnOutOfMemoryError"]
      : []),
  ].join(" ");
}

function readiness(serves: Program["serves"]): input.core.v1.Probe | undefined {
  if (serves === "grpc") return { grpc: { port: healthPort }, timeoutSeconds: 2, failureThreshold: 12 };
  if (serves?.probe === undefined) return undefined;
  return {
    httpGet: { path: "/healthz", port: serves.port, scheme: serves.probe },
    failureThreshold: 12,
    timeoutSeconds: 2,
    initialDelaySeconds: 10,
  };
}

function container(
  program: Program,
  name: string,
  mounts: readonly Mount[],
  dumps: boolean,
  platform: Platform,
): input.core.v1.Container {
  const { serves } = program;
  const resources = program.resources ?? (serves === "grpc" ? { memory: "320Mi" } : undefined);
  const probe = readiness(serves);
  return {
    name,
    image: program.image,
    args: [...program.args],
    ...(serves !== undefined && { ports: [{ containerPort: serves === "grpc" ? grpcPort : serves.port }] }),
    ...(resources !== undefined && { resources: { requests: { ...resources }, limits: { memory: resources.memory } } }),
    ...(probe !== undefined && { readinessProbe: probe }),
    volumeMounts: mounts.map((mount) => ({
      name: mount.name,
      mountPath: mount.path,
      ...(mount.name !== "heap-dumps" && { readOnly: true }),
    })),
    env: [
      { name: "JAVA_TOOL_OPTIONS", value: javaToolOptions(program, dumps, platform) },
      { name: "MALLOC_ARENA_MAX", value: "2" },
    ],
  };
}

/** Where a Pod runs and as whom. */
export function placement(
  workload: Pick<Workload, "serviceAccount" | "clusterAccount" | "spot">,
  platform: Platform,
) {
  return {
    ...(workload.clusterAccount !== undefined && { serviceAccountName: workload.clusterAccount }),
    ...(workload.serviceAccount !== undefined && {
      serviceAccountName: workload.serviceAccount,
      ...(platform.identityNodes && { nodeSelector: { ...platform.identityNodes } }),
    }),
    ...(workload.spot && {
      tolerations: [{ key: platform.spotTaint, operator: "Equal", value: "true", effect: "NoSchedule" }],
    }),
  };
}

function volumesOf(mounts: readonly Mount[]): input.core.v1.Volume[] {
  return mounts.map((mount) => ({ name: mount.name, ...mount.volume }));
}

/** The template of a workload's Pods. */
export function podTemplate(workload: Workload, kind: PodKind, platform: Platform, shape: ConventionsShape) {
  const mounts = mountsOf(workload, kind, platform);
  const main = `${workload.name}-container`;
  return {
    metadata: {
      labels: { ...partOf, ...appLabel(workload.name) },
      annotations: {
        "instrumentation.opentelemetry.io/inject-java": "true",
        ...(shape.namesInstrumentedContainer &&
          kind !== "cronJob" && { "instrumentation.opentelemetry.io/container-names": main }),
      },
    },
    spec: {
      ...placement(workload, platform),
      restartPolicy: kind === "deployment" ? "Always" : "Never",
      ...(workload.before && {
        initContainers: workload.before.map((step) => container(step, step.name, mounts, false, platform)),
      }),
      containers: [container(workload, main, mounts, kind !== "cronJob", platform)],
      volumes: volumesOf(mounts),
    },
  };
}

/**
 * The Pod that updates a schema: upstream's init container of the server that owns the database, with the files, the
 * account and the nodes it has there.
 */
export function schemaPod(server: Workload, tool: Program, platform: Platform) {
  const mounts = mountsOf(server, "deployment", platform);
  return {
    ...placement(server, platform),
    containers: [container(tool, tool.name, mounts, false, platform)],
    volumes: volumesOf(mounts),
  };
}
