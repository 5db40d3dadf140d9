import type { DxApp, DxSwitch, ScaledApp } from "../../../config/dxValues";
import { shapeTable } from "../../core/shapeTable";
import { resourcesBeforeCf210, resourcesSinceCf210, type SizedApp } from "./resources";
import type { Autoscaler, Claim, DxDefaults, Probe, Resources } from "./shape";

/**
 * What HCL's releases ship as values, as far as HCL documents it; the chart itself is not public. Files that are named
 * below without a link are in
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience/tree/main/docs/deployment/install/container/helm_deployment/preparation
 */
interface ReleaseValues {
  readonly repository: string;
  readonly applications: Readonly<Record<DxSwitch, boolean>>;
  readonly persistenceNodes: number;
  readonly resources: Readonly<Record<SizedApp, Resources>>;
  /** How often, and how long apart, Remote Search is asked before it counts as not ready. */
  readonly remoteSearchReadiness: Pick<Probe, "failureThreshold" | "periodSeconds">;
}

const applications = {
  core: true, digitalAssetManagement: true, persistence: true, ringApi: true, contentComposer: true, imageProcessor: true,
  ambassador: true, haproxy: false,
} as const satisfies Record<DxSwitch, boolean>;

const dxValues = shapeTable<ReleaseValues>(
  {
    since: "CF196",
    shape: {
      repository: "",
      applications,
      // One to write to and one to read from.
      persistenceNodes: 2,
      resources: resourcesBeforeCf210,
      remoteSearchReadiness: { failureThreshold: 120, periodSeconds: 60 },
    },
  },
  // docs/get_started/plan_deployment/container_deployment/dam_persistence_architecture.md
  { since: "CF198", change: { persistenceNodes: 3 } },
  // Side by side with Ambassador, until that goes: https://help.hcl-software.com/digital-experience/dx-95-doc-archive/CF203
  { since: "CF203", change: { applications: { ...applications, haproxy: true } } },
  { since: "CF204", change: { applications: { ...applications, haproxy: true, ambassador: false } } },
  // optional_tasks/optional_configure_harbor_helm_repo.md
  { since: "CF205", change: { repository: "hclcr.io" } },
  { since: "CF210", change: { resources: resourcesSinceCf210 } },
  // docs/whatsnew/dx_helm_values_updates.md, which begins with CF224 and names no other change of what is listed here
  { since: "CF228", change: { remoteSearchReadiness: { failureThreshold: 2, periodSeconds: 30 } } },
);

/** optional_tasks/optional_configure_scaling.md: off, and these where it is switched on. */
const autoscaler: Autoscaler = {
  enabled: false, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 75, targetMemoryUtilizationPercentage: 80,
};

/** mandatory_tasks/prepare_persistent_volume_claims.md; sizes that it has not are those of published copies of the chart's values. */
const claim = (storage: string): Claim => ({ storageClassName: "manual", requests: { storage } });

const probe = (failureThreshold: number, initialDelaySeconds: number, periodSeconds: number, timeoutSeconds: number): Probe =>
  ({ failureThreshold, initialDelaySeconds, periodSeconds, successThreshold: 1, timeoutSeconds });

/** mandatory_tasks/probes_configuration.md, of every application but Core. */
const probes = { livenessProbe: probe(4, 30, 30, 30), readinessProbe: probe(2, 30, 30, 30) };

const everyApp = <Value>(value: Value): Record<ScaledApp, Value> => ({
  core: value, digitalAssetManagement: value, ringApi: value, contentComposer: value, imageProcessor: value,
  ambassadorIngress: value, ambassadorRedis: value, haproxy: value,
});

/**
 * What a release ships, or undefined for releases before CF196, the first with a Helm chart. An application that a release
 * does not have is in it too, and switched off where `applications` has it; one of the chart's that is not described here
 * is in it only with what is known to have changed.
 */
export function dxDefaults(version: string): DxDefaults | undefined {
  const values = dxValues.at(version);
  if (values === undefined) return undefined;
  const { repository, applications: switches, persistenceNodes, resources, remoteSearchReadiness } = values;
  const replicas: Record<DxApp, number> = {
    ...everyApp(1), ambassadorIngress: 3, ambassadorRedis: 3, haproxy: 3, persistenceNode: persistenceNodes,
  };
  const unread = { remoteSearch: { readinessProbe: remoteSearchReadiness } };
  return {
    images: { repository },
    applications: switches,
    scaling: { replicas, horizontalPodAutoScaler: everyApp(autoscaler) },
    volumes: {
      core: { profile: claim("10Gi"), tranlog: claim("50Mi"), log: claim("250Mi") },
      digitalAssetManagement: { binaries: claim("2Gi") },
      persistenceNode: { database: claim("2Gi") },
    },
    resources,
    probes: {
      // Twelve hours to start in: that is when a cumulative fix is applied to the profile.
      core: { livenessProbe: probe(6, 0, 30, 10), readinessProbe: probe(1, 0, 30, 10), startupProbe: probe(4320, 0, 10, 10) },
      digitalAssetManagement: probes, ringApi: probes, contentComposer: probes, imageProcessor: probes,
      ...unread,
    },
    networking: {
      core: { contextRoot: "wps", home: "portal", personalizedHome: "myportal" },
      haproxy: { ssl: true, serviceType: "LoadBalancer" },
    },
    migration: { damDB: { enabled: false } },
  };
}
