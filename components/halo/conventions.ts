import type { input } from "@pulumi/kubernetes/types";

/** Upstream's conventions (`base.cue`) for everything that is not a Pod: names, labels, Services, flags. */

export const grpcPort = 8443;
export const healthPort = 8080;
/** The name that every client of a system expects in a certificate of its servers, wherever they are. */
export const certificateHost = "localhost";
export const secretsDir = "/var/run/secrets/files";
export const configDir = "/etc/halo-cmms/config-files";

export const partOf = { "app.kubernetes.io/part-of": "halo-cmms" } as const;

/** The label by which Services and NetworkPolicies find a workload's Pods. */
export function appLabel(stem: string): { readonly app: string } {
  return { app: `${stem}-app` };
}

/** The metadata that every object has; only Deployments and Services name their `system`. */
export function metadata(
  name: string,
  namespace: string,
  more: {
    readonly system?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  } = {},
) {
  return {
    name,
    namespace,
    labels: {
      ...partOf,
      "app.kubernetes.io/name": name,
      ...(more.system !== undefined && { "app.kubernetes.io/component": more.system }),
      ...more.labels,
    },
    annotations: { ...(more.system !== undefined && { system: more.system }), ...more.annotations },
  };
}

/** A Service; its name is the stem that its workload's name and label are made of. */
export interface ServiceSpec {
  readonly name: string;
  /** @default - gRPC on 8443 */
  readonly port?: input.core.v1.ServicePort;
  /** More annotations than the ones that gRPC Services have. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly type?: "LoadBalancer";
  /** Who may reach the load balancer. @default - anyone */
  readonly sourceRanges?: readonly string[];
}

const grpcAnnotations = {
  "cloud.google.com/app-protocols": '{"grpc-port": "HTTP2"}',
  "kubernetes.io/ingress.allow-http": "false",
};

export function serviceArgs(spec: ServiceSpec, system: string, namespace: string) {
  return {
    metadata: metadata(spec.name, namespace, {
      system,
      annotations: { ...(spec.port === undefined && grpcAnnotations), ...spec.annotations },
    }),
    spec: {
      selector: appLabel(spec.name),
      ports: [spec.port ?? { port: grpcPort, name: "grpc-port" }],
      ...(spec.type !== undefined && { type: spec.type }),
      ...(spec.sourceRanges !== undefined && { loadBalancerSourceRanges: [...spec.sourceRanges] }),
    },
  };
}

/**
 * The address of a Service of the same namespace, from the variables that Kubernetes sets in a Pod. They are set when
 * the Pod is created, so the Service has to be there before it.
 */
export function serviceTarget(service: string): string {
  const variable = service.toUpperCase().replaceAll("-", "_");
  return `$(${variable}_SERVICE_HOST):$(${variable}_SERVICE_PORT)`;
}

/** How a binary finds a Service of its own system: `--<option>-target` and `--<option>-cert-host`. */
export function grpcTarget(option: string, service: string): readonly string[] {
  return [`--${option}-target=${serviceTarget(service)}`, `--${option}-cert-host=${certificateHost}`];
}

/** The certificates of a binary: its own, and the roots that it trusts. */
export function tlsFlags(owner: string, roots?: string): readonly string[] {
  return [
    `--tls-cert-file=${secretsDir}/${owner}_tls.pem`,
    `--tls-key-file=${secretsDir}/${owner}_tls.key`,
    ...(roots === undefined ? [] : [rootsFlag(roots)]),
  ];
}

export function rootsFlag(roots: string): string {
  return `--cert-collection-file=${secretsDir}/${roots}.pem`;
}

export const listenFlags = [`--port=${grpcPort}`, `--health-port=${healthPort}`] as const;

export const principalMapFlag =
  `--authority-key-identifier-to-principal-map-file=${configDir}/authority_key_identifier_to_principal_map.textproto`;

export const verboseServer = (on: boolean) => `--debug-verbose-grpc-server-logging=${on}`;
/** Upstream never logs what its clients send. */
export const quietClient = "--debug-verbose-grpc-client-logging=false";

/** The flags of a Spanner database, the same for the server that uses it and the tool that updates its schema. */
export function spannerFlags(project: string, instance: string, database: string): readonly string[] {
  return [
    `--spanner-project=${project}`,
    `--spanner-instance=${instance}`,
    `--spanner-database=${database}`,
    "--spanner-ready-timeout=30s",
  ];
}

/** Flags that are there on a condition. */
export function when(condition: boolean, ...flags: readonly string[]): readonly string[] {
  return condition ? flags : [];
}
