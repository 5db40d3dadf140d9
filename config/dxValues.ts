import { z } from "zod";
import { secretValues } from "./dxSecretValues";

/**
 * What a customer may set of HCL DX, in the structure of HCL's Helm chart and under its keys, so that a custom-values.yaml
 * fits in. Nothing has a default here: what a release ships lies below (components/dx/values), and the customer's own
 * stays as it is written. What the components read is checked; the rest of the chart's keys are taken as they are.
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience/tree/main/docs/deployment/install/container/helm_deployment/preparation
 */

/** The applications whose objects are described here, under the chart's keys. */
export const dxApps = [
  "core", "digitalAssetManagement", "persistenceNode", "ringApi", "contentComposer", "imageProcessor",
  "ambassadorIngress", "ambassadorRedis", "haproxy",
] as const;
export type DxApp = (typeof dxApps)[number];

/** The chart's other applications and side containers, and what it called some of them once. */
const otherApps = [
  "damPluginGoogleVision", "damPluginKaltura", "designStudio", "dxPicker", "licenseManager", "loggingSidecar", "openLdap", "peopleservice",
  "persistenceConnectionPool", "persistenceMetricsExporter", "prereqsChecker", "remoteSearch", "runtimeController", "webEngine",
] as const;
export const chartApps = [...dxApps, ...otherApps] as const;
export type ChartApp = (typeof chartApps)[number];

/** What `applications` switches on and off: two of the names there stand for several Pods. */
export const dxSwitches = [
  "core", "digitalAssetManagement", "persistence", "ringApi", "contentComposer", "imageProcessor", "ambassador", "haproxy",
] as const;
export type DxSwitch = (typeof dxSwitches)[number];

/** HCL's chart has an autoscaler for these: https://github.com/HCL-TECH-SOFTWARE/digital-experience, "Scaling". */
const scaledApps = [
  "core", "digitalAssetManagement", "ringApi", "contentComposer", "imageProcessor", "ambassadorIngress", "ambassadorRedis", "haproxy",
] as const satisfies readonly DxApp[];
export type ScaledApp = (typeof scaledApps)[number];

const anything = z.unknown().optional();
const byApp = <Schema extends z.ZodType>(schema: Schema) => z.partialRecord(z.enum(chartApps), schema).optional();
const count = z.int("expected a whole number").min(0, "expected 0 or more");
const percentage = z.int("expected a whole number").min(1, "expected a percentage above 0");

/** A number of Kubernetes's with its unit; a bare one is taken too, as Kubernetes does. */
const quantityExpected = "expected a quantity such as 500m or 1536Mi";
const quantity = z.union([
  z.string().regex(/^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/, quantityExpected), z.number().positive(quantityExpected),
], quantityExpected).transform(String);
const quantities = z.strictObject({ "cpu": quantity.nullish(), "memory": quantity.nullish(), "ephemeral-storage": quantity.nullish() });
/** Null takes a limit out, or all of them; so HCL's chart has it. */
const resources = z.strictObject({ requests: quantities.nullish(), limits: quantities.nullish() });

const autoscaler = z.strictObject({
  enabled: z.boolean().optional(),
  minReplicas: count.min(1, "expected 1 or more").optional(),
  maxReplicas: count.min(1, "expected 1 or more").optional(),
  targetCPUUtilizationPercentage: percentage.optional(),
  targetMemoryUtilizationPercentage: percentage.optional(),
});

const claim = z.strictObject({
  /** An empty one is the cluster's default class. */
  storageClassName: z.string().optional(),
  requests: z.strictObject({ storage: quantity.optional() }).optional(),
  volumeName: z.string().nullish(),
  selector: z.record(z.string(), z.unknown()).nullish(),
});

const probe = z.strictObject({
  failureThreshold: count.optional(), initialDelaySeconds: count.optional(), periodSeconds: count.optional(),
  successThreshold: count.optional(), timeoutSeconds: count.optional(),
  /** Only of Core: a path on the server. An empty one is the application's own. */
  customProbeURL: z.string().regex(/^(\/\S*)?$/, "expected a path that begins with a slash").optional(),
});

/** Some apps' volumes are read here; of others the chart knows more than its documents say. */
const volumes = z.strictObject({
  core: z.looseObject({ profile: claim.optional(), tranlog: claim.optional(), log: claim.optional() }).optional(),
  digitalAssetManagement: z.looseObject({ binaries: claim.optional() }).optional(),
  persistenceNode: z.looseObject({ database: claim.optional() }).optional(),
  openLdap: anything, remoteSearch: anything, licenseManager: anything, webEngine: anything, peopleservice: anything,
});

/** An empty one is the default of its scheme. */
const portExpected = "expected a port";
const port = z.union([
  z.int(portExpected).min(1, portExpected).max(65535, portExpected), z.string().regex(/^\d{0,5}$/, portExpected),
], portExpected);

const networking = z.looseObject({
  core: z.looseObject({
    host: z.string().optional(), port: port.nullish(), ssl: z.boolean().optional(),
    contextRoot: z.string().optional(), home: z.string().optional(), personalizedHome: z.string().optional(),
  }).optional(),
  haproxy: z.looseObject({
    ssl: z.boolean().optional(), serviceType: z.enum(["LoadBalancer", "ClusterIP", "NodePort"]).optional(),
    servicePort: port.nullish(), serviceNodePort: port.nullish(),
  }).optional(),
  tlsCertSecret: z.string().optional(),
});

export const dxValuesSchema = z.strictObject({
  images: z.looseObject({
    /** The registry, and the path in it. */
    repository: z.string().regex(/^[^\s@]*[^\s@/]$|^$/, "expected a registry such as hclcr.io/dx").optional(),
    tags: byApp(z.string().regex(/^\w[\w.-]{0,127}$/, "expected an image's tag")),
    names: byApp(z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, "expected an image's name such as dx/core")),
  }).optional(),
  applications: z.partialRecord(z.enum([...dxSwitches, ...otherApps]), z.boolean()).optional(),
  scaling: z.strictObject({
    replicas: byApp(count),
    horizontalPodAutoScaler: z.partialRecord(z.enum([...scaledApps, "designStudio", "webEngine"]), autoscaler).optional(),
  }).optional(),
  volumes: volumes.optional(),
  resources: byApp(resources.nullable()),
  probes: byApp(z.strictObject({ livenessProbe: probe.optional(), readinessProbe: probe.optional(), startupProbe: probe.optional() })),
  networking: networking.optional(),
  maintenanceMode: byApp(z.boolean()),
  migration: z.looseObject({ damDB: z.looseObject({ enabled: z.boolean().optional() }).optional() }).optional(),
  incubator: anything, configuration: anything, security: anything, logging: anything, metrics: anything, environment: anything,
  labels: anything, annotations: anything, nodeSelector: anything, nodeName: anything, affinity: anything, tolerations: anything,
  topologySpreadConstraints: anything, hostAliases: anything, automountServiceAccountToken: anything, peopleservice: anything,
  global: anything, hclFlexnetID: anything, hclFlexnetURL: anything,
}).superRefine((values, context) => {
  for (const { path, insteadAt } of secretValues(values)) {
    const remedy = insteadAt === undefined ? "keep it in a Secret" : `name a Secret in ${insteadAt} and leave this out`;
    context.addIssue({ code: "custom", path: [...path], message: `found a secret, expected none in a stack file: ${remedy}` });
  }
});

/** The customer's values, as they are written. */
export type DxValues = z.infer<typeof dxValuesSchema>;
