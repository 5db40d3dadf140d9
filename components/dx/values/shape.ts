import type { ChartApp, DxApp, DxSwitch, ScaledApp } from "../../../config/dxValues";

/** Values as the components read them: what a release ships, with the customer's own over it. */

/** Numbers of Kubernetes's with their units, by the name of the resource. */
export type Quantities = Readonly<Partial<Record<"cpu" | "memory" | "ephemeral-storage", string>>>;

/** Absent parts are not limited: the customer may have taken them out. */
export interface Resources {
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

export interface Autoscaler {
  readonly enabled: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetCPUUtilizationPercentage: number;
  readonly targetMemoryUtilizationPercentage: number;
}

/** One PersistentVolumeClaim. */
export interface Claim {
  /** An empty one is the cluster's default class. */
  readonly storageClassName: string;
  readonly requests: { readonly storage: string };
  readonly volumeName?: string;
  readonly selector?: Readonly<Record<string, unknown>>;
}

/** Times are in seconds. */
export interface Probe {
  readonly failureThreshold: number;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly successThreshold: number;
  readonly timeoutSeconds: number;
  /** Only of Core: a path on the server. An empty one is the application's own. */
  readonly customProbeURL?: string;
}

export interface Probes {
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

/** The applications of HCL's that answer probes over HTTP in one way. */
export type ProbedApp = "digitalAssetManagement" | "ringApi" | "contentComposer" | "imageProcessor";

export interface DxDefaults {
  /** The registry. An empty one is none: HCL's was not filled in before CF205. Tags and names are the bundle's. */
  readonly images: { readonly repository: string };
  readonly applications: Readonly<Record<DxSwitch, boolean>>;
  readonly scaling: {
    readonly replicas: Readonly<Record<DxApp, number>>;
    readonly horizontalPodAutoScaler: Readonly<Record<ScaledApp, Autoscaler>>;
  };
  readonly volumes: {
    readonly core: { readonly profile: Claim; readonly tranlog: Claim; readonly log: Claim };
    readonly digitalAssetManagement: { readonly binaries: Claim };
    readonly persistenceNode: { readonly database: Claim };
  };
  readonly resources: Readonly<Record<DxApp, Resources>>;
  readonly probes: Readonly<Record<ProbedApp, Probes>> & {
    readonly core: Probes & { readonly startupProbe: Probe };
  };
  readonly networking: {
    readonly core: { readonly contextRoot: string; readonly home: string; readonly personalizedHome: string };
    readonly haproxy: { readonly ssl: boolean; readonly serviceType: "LoadBalancer" | "ClusterIP" | "NodePort" };
  };
  readonly migration: { readonly damDB: { readonly enabled: boolean } };
}

/** The defaults with the customer's values over them. The rest of what the customer set is in it too, as it is written. */
export interface MergedValues extends Omit<DxDefaults, "images" | "resources" | "networking"> {
  readonly images: DxDefaults["images"] & {
    readonly tags?: Readonly<Partial<Record<ChartApp, string>>>;
    readonly names?: Readonly<Partial<Record<ChartApp, string>>>;
  };
  /** An application's are absent where the customer took them out. */
  readonly resources: Readonly<Partial<Record<DxApp, Resources>>>;
  readonly networking: {
    readonly core: DxDefaults["networking"]["core"] & { readonly host?: string; readonly port?: number | string; readonly ssl?: boolean };
    readonly haproxy: DxDefaults["networking"]["haproxy"] & {
      readonly servicePort?: number | string;
      readonly serviceNodePort?: number | string;
    };
    readonly tlsCertSecret?: string;
  };
  readonly maintenanceMode?: Readonly<Partial<Record<ChartApp, boolean>>>;
  readonly [section: string]: unknown;
}
