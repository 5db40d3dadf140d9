import type { ChartApp } from "../../../config/dxValues";
import type { Resources } from "./shape";

/** The applications whose resources HCL documents. Ambassador's it never did, beyond the least that they need. */
export type SizedApp = Exclude<
  ChartApp, "designStudio" | "dxPicker" | "peopleservice" | "webEngine" | "prereqsChecker" | "loggingSidecar" | "persistenceMetricsExporter"
>;

function of(cpu: string, memory: string): Resources {
  const [[leastCpu = "", mostCpu = leastCpu], [leastMemory = "", mostMemory = leastMemory]] = [cpu.split("/"), memory.split("/")];
  return { requests: { cpu: leastCpu, memory: leastMemory }, limits: { cpu: mostCpu, memory: mostMemory } };
}

const ambassador = {
  ambassadorIngress: { requests: { cpu: "200m", memory: "300Mi" } },
  ambassadorRedis: { requests: { cpu: "100m", memory: "256Mi" } },
} as const satisfies Partial<Record<ChartApp, Resources>>;

/**
 * Requests and limits before CF210, `request/limit`. Ambassador's are the least that HCL asks for.
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience/blob/main/docs/whatsnew/cf20/newcf210-old-resources-detail.md
 */
export const resourcesBeforeCf210: Readonly<Record<SizedApp, Resources>> = {
  ...ambassador,
  core: of("2000m/5000m", "6G/8G"),
  contentComposer: of("500m/1000m", "1G/2G"),
  damPluginGoogleVision: of("1000m/2000m", "2G"),
  damPluginKaltura: of("1000m/2000m", "2G"),
  digitalAssetManagement: of("500m/2000m", "1G/2G"),
  haproxy: of("1000m/2000m", "1G/4G"),
  imageProcessor: of("1000m/2000m", "2G"),
  licenseManager: of("1000m/2000m", "1G/4G"),
  openLdap: of("500m/2000m", "512Mi/2G"),
  persistenceConnectionPool: of("500m/2000m", "512Mi/4G"),
  persistenceNode: of("1000m/2000m", "1G/4G"),
  remoteSearch: of("1000m/2000m", "2G/4G"),
  ringApi: of("500m/1000m", "1G/2G"),
  runtimeController: of("100m/500m", "256Mi/500Mi"),
};

/**
 * Since CF210 the least that HCL asks for is the default, and most limits are what is requested. Content Composer has 128Mi
 * on some of HCL's pages.
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience/blob/main/docs/whatsnew/cf20/newcf210.md,
 * optional_container_resources.md in the preparation of a Helm deployment
 */
export const resourcesSinceCf210: Readonly<Record<SizedApp, Resources>> = {
  ...ambassador,
  core: of("2000m/4000m", "4096Mi/6144Mi"),
  contentComposer: of("100m", "192Mi"),
  damPluginGoogleVision: of("100m", "384Mi"),
  damPluginKaltura: of("100m", "128Mi"),
  digitalAssetManagement: of("500m", "1536Mi"),
  haproxy: of("200m", "300Mi"),
  imageProcessor: of("200m", "2048Mi"),
  licenseManager: of("100m", "300Mi"),
  openLdap: of("200m", "768Mi"),
  persistenceConnectionPool: of("500m", "512Mi"),
  persistenceNode: of("500m", "1024Mi"),
  remoteSearch: of("500m", "2048Mi"),
  ringApi: of("100m", "256Mi"),
  runtimeController: of("100m", "256Mi"),
};
