/** Which permissions a release's Access knows. */
export interface PermissionsShape {
  readonly modelLines: boolean;
  readonly invalidateMetrics: boolean;
  readonly createBasicReports: boolean;
  /** Permissions for model lines in development, and descriptions, which older releases can't parse. */
  readonly devModelLines: boolean;
}

/** Upstream's permissions file, in the order in which upstream has it. */
export function accessPermissions(shape: PermissionsShape): string {
  const sections = Object.entries(permissions).map(([collection, all]) => {
    const known = all.filter(({ needs }) => needs === undefined || shape[needs]);
    return [`# ${collection}`, ...known.map((each) => block(collection, each, shape.devModelLines))].join("\n");
  });
  const used = sections.filter((section) => section.includes("\n"));
  return `${header}\n${used.join("\n\n")}\n`;
}

interface Permission {
  readonly action: string;
  /** What a role with this permission can be given on. */
  readonly on: readonly Resource[];
  readonly description?: string;
  /** Where upstream wrote the description. @default - before the resources */
  readonly describedLast?: true;
  readonly needs?: keyof PermissionsShape;
}

type Resource = keyof typeof resources;

const resources = {
  root: "reporting.halo-cmm.org/Root",
  measurementConsumer: "halo.wfanet.org/MeasurementConsumer",
  eventGroup: "reporting.halo-cmm.org/EventGroup",
  reportingSet: "reporting.halo-cmm.org/ReportingSet",
  metric: "reporting.halo-cmm.org/Metric",
  metricCalculationSpec: "reporting.halo-cmm.org/MetricCalculationSpec",
  report: "reporting.halo-cmm.org/Report",
  reportSchedule: "reporting.halo-cmm.org/ReportSchedule",
  basicReport: "reporting.halo-cmm.org/BasicReport",
  impressionQualificationFilter: "reporting.halo-cmm.org/ImpressionQualificationFilter",
} as const;

const root = (action: string, ...more: readonly Resource[]): Permission => ({ action, on: ["root", ...more] });
/** On a measurement consumer, or on one thing of its own. */
const own = (action: string, thing?: Resource): Permission => ({
  action,
  on: thing === undefined ? ["measurementConsumer"] : ["measurementConsumer", thing],
});

const permissions: Readonly<Record<string, readonly Permission[]>> = {
  dataProviders: [root("get")],
  eventGroupMetadataDescriptors: [root("get")],
  eventGroups: [own("get", "eventGroup"), own("list")],
  reportingSets: [
    own("get", "reportingSet"),
    own("list"),
    { ...own("createPrimitive"), description: "Create a primitive ReportingSet resource" },
    { ...own("createComposite"), description: "Create a composite ReportingSet resource" },
  ],
  metrics: [
    own("get", "metric"),
    own("list"),
    { ...own("create"), description: "Create a Metric resource.", describedLast: true },
    {
      ...own("createWithDevModelLine"),
      description: "When creating a Metric resource, use a ModelLine of type DEV.",
      describedLast: true,
      needs: "devModelLines",
    },
    { ...own("invalidate", "metric"), needs: "invalidateMetrics" },
  ],
  metricCalculationSpecs: [own("get", "metricCalculationSpec"), own("list"), own("create")],
  reports: [own("get", "report"), own("list"), own("create")],
  reportSchedules: [own("get", "reportSchedule"), own("list"), own("create"), own("stop", "reportSchedule")],
  basicReports: [
    { ...own("create"), description: "Create a BasicReport resource", needs: "createBasicReports" },
    {
      ...own("createWithDevModelLine"),
      description: "When creating a BasicReport resource, use a ModelLine of type DEV",
      needs: "devModelLines",
    },
    own("get", "basicReport"),
    own("list"),
  ],
  impressionQualificationFilters: [root("get", "impressionQualificationFilter"), root("list")],
  modelLines: [{ ...root("list"), needs: "modelLines" }],
};

const header = `# proto-file: wfa/measurement/config/access/permissions_config.proto
# proto-message: wfa.measurement.config.access.PermissionsConfig
`;

function block(collection: string, permission: Permission, described: boolean): string {
  const { action, on, description, describedLast = false } = permission;
  const descriptions = described && description !== undefined ? [`    description: "${description}"`] : [];
  return [
    "permissions {",
    `  key: "reporting.${collection}.${action}"`,
    "  value {",
    ...(describedLast ? [] : descriptions),
    ...on.map((resource) => `    protected_resource_types: "${resources[resource]}"`),
    ...(describedLast ? descriptions : []),
    "  }",
    "}",
  ].join("\n");
}
