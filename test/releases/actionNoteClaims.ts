import type { Plain } from "../components/halo/compare";
import {
  argsOf, busyboxes, containerOf, flags, initContainerOf, jobPod, letsIn, podAt, present, sizes, type Objects,
} from "../components/halo/objects";

export interface Claim {
  readonly note: string;
  /** What the note asks for, as the objects have it. */
  readonly shown: (objects: Objects) => Plain;
  readonly is: Plain;
  /** The same in the release before, where the objects changed with the note. */
  readonly was?: Plain;
}

const cleaning = ["completed-measurements-deletion", "pending-measurements-cancellation", "exchanges-deletion"];
const herald = "Deployment/worker1-herald-daemon-deployment";
const control = "Deployment/worker1-computation-control-server-deployment";
const scheduler = "Deployment/worker1-mill-job-scheduler-deployment";
const duchyInternal = "Deployment/worker1-internal-api-server-deployment";
const fulfillment = "Deployment/worker1-requisition-fulfillment-server-deployment";
const reports = "Deployment/reporting-v2alpha-public-api-server-deployment";
const reportingInternal = "Deployment/postgres-internal-reporting-server-deployment";
const postProcessor = "CronJob/report-result-post-processor-cronjob";

export const claims: readonly Claim[] = [
  {
    note: "C11-otel-flags-kingdom",
    shown: (objects) => cleaning.flatMap((name) => flags(objects, `CronJob/${name}-cronjob`, "--otel")),
    is: [],
  },
  { note: "C11-otel-flags-duchy", shown: (objects) => flags(objects, "PodTemplate/worker1-llv2-mill", "--otel"), is: [] },
  {
    note: "PR-1697",
    shown: (objects) => [
      ...flags(objects, scheduler, "--llv2-pod-template-name"),
      ...present(objects, /^(PodTemplate\/worker1-llv2-mill|ServiceAccount\/.*scheduler|Role(Binding)?\/.*)$/),
    ],
    is: [
      "--llv2-pod-template-name=worker1-llv2-mill",
      "PodTemplate/worker1-llv2-mill",
      "Role/worker1-mill-job-scheduler",
      "RoleBinding/worker1-mill-job-scheduler-binding",
      "ServiceAccount/worker1-mill-job-scheduler",
    ],
  },
  { note: "PR-1692", shown: (objects) => present(objects, /^Deployment\/.*-mill-(?!job-scheduler)/), is: [] },
  {
    note: "PR-1707",
    shown: (objects) => [...flags(objects, scheduler, "--hmss-pod-template-name"), ...present(objects, /^PodTemplate\/worker1-hmss/)],
    is: ["--hmss-pod-template-name=worker1-hmss-mill", "PodTemplate/worker1-hmss-mill"],
  },
  {
    note: "PR-1632",
    shown: (objects) => [...flags(objects, herald, "--google-cloud-storage-bucket"), podAt(objects, herald)["serviceAccountName"] ?? null],
    is: ["--google-cloud-storage-bucket=example-reach-staging-worker1", "storage"],
  },
  {
    note: "PR-1755",
    shown: (objects) => [
      ...flags(objects, control, "--computations-service-"),
      letsIn(objects, "worker1-internal-api-server", "worker1-computation-control-server-app"),
    ],
    is: [
      "--computations-service-target=$(WORKER1_INTERNAL_API_SERVER_SERVICE_HOST):$(WORKER1_INTERNAL_API_SERVER_SERVICE_PORT)",
      "--computations-service-cert-host=localhost",
      true,
    ],
  },
  {
    note: "PR-1769",
    shown: (objects) => present(objects, /^NetworkPolicy\/worker1-mill-job-scheduler/),
    is: ["NetworkPolicy/worker1-mill-job-scheduler-network-policy"],
  },
  {
    note: "C16-images-renamed",
    shown: (objects) => [podAt(objects, reportingInternal), jobPod(objects, "reporting-migrate-postgres")].map(containerOf)
      .map(({ image }) => String(image).replace(/^.*?\/(reporting.*):.*$/, "$1")),
    is: ["reporting/v2/gcloud-internal-server", "reporting/v2/gcloud-postgres-update-schema"],
  },
  {
    note: "PR-2430",
    shown: (objects) => flags(objects, reportingInternal, "--disable-metrics-reuse"),
    is: ["--disable-metrics-reuse=false"],
    was: [],
  },
  {
    note: "PR-2954",
    shown: (objects) => flags(objects, duchyInternal, "--duchy-info-config"),
    is: [],
    was: ["--duchy-info-config=/var/run/secrets/files/duchy_cert_config.textproto"],
  },
  { note: "PR-3068", shown: busyboxes, is: [] },
  { note: "PR-3177", shown: (objects) => sizes(objects, fulfillment), is: ["1Gi", "-Xmx640M"], was: ["512Mi", "-Xmx128M"] },
  {
    note: "PR-3157",
    shown: (objects) => [...sizes(objects, reportingInternal), ...sizes(objects, reports)],
    is: ["384Mi", "-Xmx64M", "320Mi", "-Xmx64M"],
    was: ["320Mi", "-Xmx64M", "288Mi", "-Xmx64M"],
  },
  {
    note: "C11b-prune-basic-reports-cronjob",
    shown: (objects) => present(objects, /^(CronJob|NetworkPolicy)\/(basic-reports|report-result)/),
    is: [postProcessor, "NetworkPolicy/report-result-post-processor-network-policy"],
    was: ["CronJob/basic-reports-reports-cronjob", "NetworkPolicy/basic-reports-reports-network-policy"],
  },
  {
    note: "C22-known-event-group-metadata-type",
    shown: (objects) => flags(objects, reports, "--known-event-group-metadata-type"),
    is: [],
    was: ["--known-event-group-metadata-type=/etc/halo-cmms/config-files/known_event_group_metadata_type_set.pb"],
  },
  {
    note: "PR-4150",
    shown: (objects) => [containerOf(podAt(objects, reports)), initContainerOf(podAt(objects, postProcessor))].map((container) =>
      argsOf(container).filter((arg) => arg.startsWith("--event-message-")).map((arg) => arg.split("=")[0]!)),
    is: Array.from({ length: 2 }, () => ["--event-message-type-url", "--event-message-descriptor-set"]),
  },
  {
    note: "PR-4224",
    shown: (objects) => [duchyInternal, scheduler].map((each) => sizes(objects, each)[0]!),
    is: ["512Mi", "512Mi"],
    was: ["320Mi", "224Mi"],
  },
];
