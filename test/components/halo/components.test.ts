import * as assert from "node:assert/strict";
import type { HaloConfig } from "../../../config/halo";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import { collect, type Registered } from "./collect";
import { asList, asObject, podOf } from "./compare";
import { argsOf, container, find, kindOf, nameOf, objectOf } from "./registered";
import { eksDuchy, stackConfig } from "./stacks";

/** What must hold of Halo's objects, in our own words: for readers, and where upstream's manifests are not at hand. */

const comesAfter = (registered: Registered) => new Set(registered.dependencies.map((urn) => urn.split("::").at(-1)!));
const replicasOf = (registered: Registered) => asObject(objectOf(registered)["spec"])["replicas"];

function atStage(stage: "quiesce" | "migrate" | "restore", more: object = {}): HaloConfig {
  const config = stackConfig("staging");
  return { ...config, kingdom: { ...config.kingdom!, stage, ...more } };
}

describe("Halo's components", function () {
  this.timeout(120_000);
  let dev: Registered[];
  let staging: Registered[];
  let prod: Registered[];
  before(async function () {
    // Loading the SDK takes its time.
    this.timeout(120_000);
    dev = await collect(stackConfig("halo-dev"));
    staging = await collect(stackConfig("staging"));
    prod = await collect(stackConfig("prod"));
  });

  it("are the ones that the stack file names, with their version and settings as inputs", () => {
    const components = dev.filter(({ type }) => /^stepwise:halo:(Kingdom|Duchy|Reporting)$/.test(type));
    assert.deepEqual(
      components.map((each) => `${kindOf(each)} ${nameOf(each)}`).sort(),
      [
        "Duchy duchy-aggregator",
        "Duchy duchy-worker1",
        "Duchy duchy-worker2",
        "Kingdom kingdom",
        "Reporting reporting",
      ],
    );
    for (const { inputs } of components) assert.equal(inputs["version"], "0.5.46");
    assert.equal(find(dev, "Reporting", "reporting").inputs["pdpName"], "dataProviders/pdp1");
  });

  it("run upstream's images at their own version, on upstream's port", () => {
    const server = container(find(prod, "Deployment", "kingdom-v2alpha-public-api-server-deployment"));
    assert.equal(server["image"], "ghcr.io/world-federation-of-advertisers/kingdom/v2alpha-public-api:0.5.22");
    assert.deepEqual(server["ports"], [{ containerPort: 8443 }]);
    const herald = container(find(staging, "Deployment", "duchy-worker1-herald-daemon-deployment"));
    assert.equal(herald["image"], "ghcr.io/world-federation-of-advertisers/duchy/herald:0.5.46");
  });

  it("say what they belong to on their workloads, and never in the Pods", () => {
    for (const each of dev.filter((one) => ["Deployment", "CronJob", "PodTemplate"].includes(kindOf(one)))) {
      const { annotations } = asObject(objectOf(each)["metadata"]);
      assert.equal(asObject(annotations)["stepwise.dev/version"], "0.5.46", nameOf(each));
      assert.match(String(asObject(annotations)["stepwise.dev/component"]), /^halo\/(kingdom|reporting|duchy-\w+)$/);
      const template = objectOf(each)["template"] ?? asObject(objectOf(each)["spec"])["template"] ?? null;
      assert.doesNotMatch(JSON.stringify(template), /stepwise\.dev/, nameOf(each));
    }
  });

  it("gain and lose what a release does", () => {
    const publicApi = "kingdom-v2alpha-public-api-server-deployment";
    const rateLimits = "--rate-limit-config-file=/etc/halo-cmms/config-files/rate_limit_config.textproto";
    assert.ok(argsOf(find(staging, "Deployment", publicApi)).includes(rateLimits));
    assert.ok(!argsOf(find(prod, "Deployment", publicApi)).includes(rateLimits));
    assert.ok(staging.some((each) => nameOf(each) === "reporting-mcp-server-deployment"));
    assert.ok(!prod.some((each) => nameOf(each).startsWith("reporting-mcp-server")));
    const internalApi = "duchy-worker1-internal-api-server-deployment";
    const memory = (of: Registered) => asObject(asObject(container(of)["resources"])["limits"])["memory"];
    assert.deepEqual([prod, staging].map((each) => memory(find(each, "Deployment", internalApi))), ["320Mi", "512Mi"]);
  });

  it("have what came and went between the releases that are compared with upstream's manifests", async () => {
    const jobs = async (version: string) => {
      const registered = await collect(stackConfig("halo-dev", { version }));
      return registered.filter((each) => kindOf(each) === "CronJob" && nameOf(each).startsWith("reporting-"));
    };
    const daily = "reporting-basic-reports-reports-cronjob";
    const byRelease: Registered[][] = [];
    for (const version of ["0.5.25", "0.5.26", "0.5.29", "0.5.30"]) byRelease.push(await jobs(version));
    assert.deepEqual(byRelease.map((all) => all.map(nameOf).includes(daily)), [false, true, true, false]);
    const flags = byRelease.map((all) => JSON.stringify(all.find((each) => nameOf(each) === daily)?.inputs ?? ""));
    assert.deepEqual(flags.map((each) => each.includes("--event-message-type-url")), [false, false, true, false]);
  });

  it("expose the MCP server only at releases that can ask who is there", async () => {
    const { reporting, ...config } = stackConfig("staging");
    const mcp = { host: "mcp.reach.example.org", oauthIssuer: "https://login.example.org" };
    const at = (version: string) => collect({ ...config, version, reporting: { ...reporting!, mcp } });
    const exposed = await at("0.5.45");
    const flags = argsOf(find(exposed, "Deployment", "reporting-mcp-server-deployment"));
    assert.deepEqual(flags.filter((flag) => flag.includes("oauth")), [
      "--oauth-protected-resource=https://mcp.reach.example.org",
      "--oauth-authorization-server=https://login.example.org",
      "--oauth-scope=reporting.*",
    ]);
    assert.deepEqual(find(exposed, "ManagedCertificate", "reporting-mcp").inputs["spec"], { domains: [mcp.host] });
    const hidden = await at("0.5.44");
    assert.ok(!hidden.some((each) => ["ManagedCertificate", "Ingress"].includes(kindOf(each))));
    assert.doesNotMatch(JSON.stringify(hidden.map(({ inputs }) => inputs["spec"])), /--oauth/);
  });

  it("come one after the other: Kingdom, Duchies, Reporting", () => {
    assert.ok(comesAfter(find(staging, "Job", "duchy-worker1-backup")).has("kingdom-verify"));
    assert.ok(comesAfter(find(staging, "Job", "reporting-backup")).has("kingdom-verify"));
    assert.ok(comesAfter(find(staging, "Job", "reporting-backup")).has("duchy-worker1-verify"));
    assert.ok(!comesAfter(find(dev, "Job", "duchy-worker1-backup")).has("duchy-aggregator-verify"));
  });

  it("back up, migrate, roll out and verify, in this order", () => {
    assert.ok(comesAfter(find(staging, "Job", "kingdom-migrate")).has("kingdom-backup"));
    const dataServer = find(staging, "Deployment", "kingdom-gcp-kingdom-data-server-deployment");
    assert.ok(comesAfter(dataServer).has("kingdom-migrate"));
    assert.ok(comesAfter(find(staging, "Job", "kingdom-verify")).has(nameOf(dataServer)));
    const gateway = find(staging, "Deployment", "reporting-grpc-gateway-deployment");
    for (const store of ["postgres", "spanner", "access"]) {
      assert.ok(comesAfter(gateway).has(`reporting-migrate-${store}`));
    }
  });

  it("have the Services before the Pods that read their addresses from the environment", () => {
    const services = dev.filter((each) => kindOf(each) === "Service");
    const byName = new Map(services.map((each) => [`${each.urn.split("::")[2]}/${variable(each)}`, nameOf(each)]));
    let checked = 0;
    for (const each of dev.filter((one) => ["Deployment", "CronJob", "PodTemplate"].includes(kindOf(one)))) {
      const component = each.urn.split("::")[2]!.split("$")[0]!;
      for (const [, used] of JSON.stringify(each.inputs).matchAll(/\$\((\w+)_SERVICE_HOST\)/g)) {
        const service = byName.get(`${component}$kubernetes:core/v1:Service/${used}`);
        assert.ok(service !== undefined && comesAfter(each).has(service), `${nameOf(each)} uses ${used}`);
        checked++;
      }
    }
    assert.equal(checked, 43);
  });

  it("leave the number of replicas alone, except while quiesced, when jobs are suspended too", async () => {
    assert.ok(staging.filter((each) => kindOf(each) === "Deployment").every((each) => replicasOf(each) === undefined));
    const quiesced = await collect(atStage("quiesce"));
    const inKingdom = ({ urn }: Registered) => urn.includes("stepwise:halo:Kingdom$");
    const deployments = quiesced.filter((each) => kindOf(each) === "Deployment");
    for (const each of deployments) assert.equal(replicasOf(each), inKingdom(each) ? 0 : undefined, nameOf(each));
    const jobs = quiesced.filter((each) => kindOf(each) === "CronJob");
    for (const each of jobs) {
      assert.equal(asObject(objectOf(each)["spec"])["suspend"], inKingdom(each) ? true : undefined, nameOf(each));
    }
    assert.equal(deployments.filter(inKingdom).length + jobs.filter(inKingdom).length, 7);
  });

  it("restore instead of migrating when gone back, and verify only once there is something to verify", async () => {
    const returnedFrom = { version: "0.5.46", restore: "kingdom-20261121-090000" };
    const jobsOf = (registered: Registered[]) =>
      registered.filter((each) => kindOf(each) === "Job" && nameOf(each).startsWith("kingdom-")).map(nameOf).sort();
    const restored = await collect(atStage("restore", { version: "0.5.30", returnedFrom }));
    assert.deepEqual(jobsOf(restored), ["kingdom-restore"]);
    assert.match(JSON.stringify(container(find(restored, "Job", "kingdom-restore"))), /kingdom-20261121-090000/);
    assert.deepEqual(jobsOf(await collect(atStage("migrate"))), ["kingdom-backup", "kingdom-migrate"]);
  });

  it("have phase Jobs that may talk, in namespaces that deny", () => {
    for (const component of ["kingdom", "duchy-worker1", "reporting"]) {
      const policy = objectOf(find(staging, "NetworkPolicy", `${component}-phases-network-policy`));
      const { matchLabels, matchExpressions } = asObject(asObject(policy["spec"])["podSelector"]);
      const job = asObject(asObject(objectOf(find(staging, "Job", `${component}-backup`))["spec"])["template"]);
      const labels = asObject(asObject(job["metadata"])["labels"]);
      assert.equal(labels["app"], asObject(matchLabels)["app"]);
      assert.deepEqual(matchExpressions, [{ key: "stepwise.dev/phase", operator: "In", values: ["backup", "migrate", "restore"] }]);
      assert.equal(labels["stepwise.dev/phase"], "backup");
    }
  });

  it("share what a shared namespace needs", async () => {
    const config = stackConfig("staging");
    const shared = await collect({ ...config, reporting: { ...config.reporting!, namespace: "halo-kingdom" } });
    assert.equal(shared.filter(({ type }) => type === "stepwise:halo/namespace:Baseline").length, 2);
    assert.equal(shared.filter((each) => nameOf(each) === "halo-kingdom-java").length, 1);
  });

  it("create and protect the namespace only when told to", () => {
    assert.ok(!staging.some((each) => kindOf(each) === "Namespace"));
    assert.equal(dev.filter((each) => kindOf(each) === "Namespace" && each.protect).length, 5);
  });

  it("have Jobs of their own that keep to the profile Restricted; what is upstream's runs as upstream has it", async () => {
    const jobs = [...staging, ...await collect(eksDuchy())].filter((each) => kindOf(each) === "Job");
    const faultsOf = (phase: RegExp) =>
      jobs.filter((each) => phase.test(nameOf(each))).map((each) => restrictedFaults(podOf(objectOf(each))));
    assert.deepEqual(faultsOf(/-(backup|verify)$/), Array.from({ length: 8 }, () => []));
    for (const faults of faultsOf(/-migrate/)) assert.ok(faults.length > 0);
  });
});

describe("a Duchy's PostgreSQL credentials", function () {
  this.timeout(120_000);

  it("are referenced, and reach a Job only through a Secret", async () => {
    const registered = await collect(eksDuchy());
    assert.ok(!registered.some((each) => kindOf(each) === "Secret" || kindOf(each) === "RandomPassword"));
    const env = asList(container(find(registered, "Job", "duchy-worker2-backup"))["env"]).map(asObject);
    const password = env.find(({ name }) => name === "PGPASSWORD");
    assert.deepEqual(password, {
      name: "PGPASSWORD",
      valueFrom: { secretKeyRef: { name: "worker2-database", key: "password" } },
    });
  });

  it("are generated once, whatever the release, and kept", async () => {
    const generated = async (version: string) => {
      const registered = await collect({ ...eksDuchy("generated"), version });
      return ["RandomPassword", "Secret"].map((kind) => find(registered, kind, "duchy-worker2-database-credentials"));
    };
    const [older, newer] = [await generated("0.5.30"), await generated("0.5.46")];
    assert.deepEqual(older.map(({ inputs }) => inputs), newer.map(({ inputs }) => inputs));
    assert.ok(newer.every(({ protect }) => protect));
  });
});

function variable(service: Registered): string {
  const { name } = asObject(objectOf(service)["metadata"]);
  return String(name).toUpperCase().replaceAll("-", "_");
}
