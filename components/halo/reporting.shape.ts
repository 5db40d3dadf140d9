import { shapeTable } from "../core/shapeTable";
import type { PermissionsShape } from "./accessPermissions";

/** What varies by release in the objects of Reporting and Access. */
export interface ReportingShape {
  /** The memory of the internal server and of the public API. */
  readonly memory: { readonly internalServer: string; readonly publicApi: string };
  /** Flags of the internal server and of the tool that updates its PostgreSQL schema. */
  readonly postgresFlags: readonly string[];
  /** Whether the internal server has the switch for the reuse of metrics. */
  readonly metricsReuseSwitch: boolean;
  /** Whether the public API reads the metric specs of basic reports. */
  readonly basicReportMetricSpecs: boolean;
  /** Whether the public API is told the types of event group metadata. */
  readonly knownEventGroupTypes: boolean;
  /** What is told the event message's type and descriptors. */
  readonly eventMessageReaders: readonly ("publicApi" | "basicReports" | "internalServer")[];
  /** The event message's type, while it was not a setting. */
  readonly fixedEventMessageType?: string | undefined;
  /** Whether the population data provider is known, and impressions are filtered. */
  readonly population: boolean;
  /** The flags that say when a report starts that does not say so itself. */
  readonly defaultReportStart: readonly string[];
  /** Whether the public API has the switch for reporting units inside reporting sets. */
  readonly reportingUnitComponents: boolean;
  /** Whether the scheduling job asks Access. */
  readonly schedulingAsksAccess: boolean;
  /** What finishes basic reports: nothing, a daily job, or a frequent one that also processes their results. */
  readonly basicReportsJob: "none" | "daily" | "frequent";
  /** Whether a job's run is left out while the one before is still going. */
  readonly jobsRunAlone: boolean;
  /** Whether the gateway has a health check. */
  readonly gatewayProbe: boolean;
  /** Whether there is an MCP server. */
  readonly mcpServer: boolean;
  /** Whether the MCP server can be exposed, with OAuth. */
  readonly mcpOauth: boolean;
  readonly permissions: PermissionsShape;
}

const oldestPermissions: PermissionsShape = {
  modelLines: false,
  invalidateMetrics: false,
  createBasicReports: false,
  devModelLines: false,
};

export const reportingShapes = shapeTable<ReportingShape>(
  {
    since: "0.5.18",
    shape: {
      memory: { internalServer: "320Mi", publicApi: "288Mi" },
      postgresFlags: [],
      metricsReuseSwitch: false,
      basicReportMetricSpecs: false,
      knownEventGroupTypes: true,
      eventMessageReaders: [],
      population: false,
      defaultReportStart: [],
      reportingUnitComponents: false,
      schedulingAsksAccess: false,
      basicReportsJob: "none",
      jobsRunAlone: false,
      gatewayProbe: false,
      mcpServer: false,
      mcpOauth: false,
      permissions: oldestPermissions,
    },
  },
  { since: "0.5.19", change: { permissions: { ...oldestPermissions, modelLines: true } } },
  {
    since: "0.5.20",
    change: {
      metricsReuseSwitch: true,
      permissions: { ...oldestPermissions, modelLines: true, invalidateMetrics: true },
    },
  },
  {
    since: "0.5.22",
    change: {
      permissions: { modelLines: true, invalidateMetrics: true, createBasicReports: true, devModelLines: false },
    },
  },
  { since: "0.5.23", change: { basicReportMetricSpecs: true } },
  { since: "0.5.24", change: { postgresFlags: ["--statement-timeout=60s"] } },
  {
    since: "0.5.26",
    change: {
      schedulingAsksAccess: true,
      basicReportsJob: "daily",
      eventMessageReaders: ["publicApi"],
      fixedEventMessageType: "type.googleapis.com/wfa.measurement.api.v2alpha.event_templates.testing.TestEvent",
    },
  },
  { since: "0.5.27", change: { eventMessageReaders: ["publicApi", "basicReports"] } },
  { since: "0.5.28", change: { memory: { internalServer: "384Mi", publicApi: "320Mi" } } },
  {
    since: "0.5.29",
    change: {
      eventMessageReaders: ["publicApi", "basicReports", "internalServer"],
      fixedEventMessageType: undefined,
    },
  },
  {
    since: "0.5.30",
    change: {
      population: true,
      basicReportsJob: "frequent",
      jobsRunAlone: true,
      permissions: { modelLines: true, invalidateMetrics: true, createBasicReports: true, devModelLines: true },
    },
  },
  {
    since: "0.5.31",
    change: {
      defaultReportStart: ["--default-report-start-time-zone=America/New_York", "--default-report-start-hour=6"],
      gatewayProbe: true,
    },
  },
  { since: "0.5.34", change: { knownEventGroupTypes: false } },
  { since: "0.5.44", change: { mcpServer: true } },
  { since: "0.5.45", change: { mcpOauth: true, reportingUnitComponents: true } },
);
