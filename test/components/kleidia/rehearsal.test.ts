import * as assert from "node:assert/strict";
import { planRequest } from "../../../automation/request";
import { rehearseUpgrade, type RehearsalRun } from "../../../automation/rehearseUpgrade";
import type { UpgradeResult } from "../../../automation/deploy/run";
import { parseStackFile } from "../../../config/stack";
import { memoryStore } from "../../../engines/rehearsal/store";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import type { InstallationState } from "../../../upgrades/installationState";
import { planUpgrade } from "../../../upgrades/plan";

const catalogs = loadCatalogs(catalogFolder);
const components = ["kleidia/platform", "kleidia/data", "kleidia/services"];
const confirmed = { by: "operations", date: "2026-01-01" };

interface Asked {
  readonly version?: string;
  readonly platform?: object;
  readonly data?: object;
  readonly services?: object;
  readonly postgresql?: string;
  readonly permits?: object;
}

/** A stack file with all components. JSON is YAML. */
function stackText({ version = "2.2.0", platform = {}, data = {}, services, postgresql = "18.1", permits = {} }: Asked): string {
  return JSON.stringify({
    config: {
      "stepwise:cluster": { kubernetes: "1.31", postgresql, openbao: "2.4.1" },
      "stepwise:permits": permits,
      "stepwise:kleidia": { version, platform, data, services: { host: "kleidia.example.org", ...services } },
    },
  });
}

function requested(asked: Asked, set: readonly string[], state?: (component: string) => InstallationState) {
  const request = planRequest(parseStackFile("Pulumi.kleidia.yaml", stackText(asked)), catalogs, { set });
  return state === undefined ? request
    : { ...request, travellers: request.travellers.map((one) => ({ ...one, state: state(one.component) })) };
}

async function rehearsed(
  asked: Asked, set: readonly string[], more: Partial<RehearsalRun> = {}, state?: (component: string) => InstallationState,
) {
  const store = memoryStore();
  const request = requested(asked, set, state);
  const result = await rehearseUpgrade({ request, catalogs, store, faults: [], onFailure: "stop", policyPack: false, ...more });
  return { result, store };
}

/** The Jobs that each `up` ran, with those that failed marked. */
const jobsOf = ({ ups }: UpgradeResult) => ups.map(({ outcome }) => outcome.steps
  .filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && (op === "create" || op === "replace"))
  .map(({ name, result }) => `${name}${result === "failed" ? " failed" : ""}`).join());

const statesOf = ({ states }: UpgradeResult) => components.map((component) => states.get(component));
const complete = (deployed: string, schema = deployed): InstallationState => ({ kind: "complete", deployed, schema });

describe("Kleidia on the rehearsal engine", function () {
  this.timeout(120_000);

  it("is installed platform first, services last", async () => {
    const { result, store } = await rehearsed({ permits: { install: components } }, [], {}, () => ({ kind: "absent" }));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(jobsOf(result), [
      "platform-backup,platform-verify", "data-backup,data-migrate,data-verify", "services-backup,services-migrate,services-verify",
    ]);
    assert.deepEqual(statesOf(result), components.map(() => complete("2.2.0")));
    const scripts = store.resources.find(({ urn }) => urn.endsWith("::data-scripts"))!.inputs as { data: Record<string, string> };
    assert.equal(scripts.data["first-install"], "true");
  });

  it("goes up one component at a time, in the same order, each with its backup first", async () => {
    const { result } = await rehearsed({}, ["kleidia=2.3.0"]);
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(result.ups.map(({ message }) => message), [
      "kleidia/platform 2.2.0 → 2.3.0, hop 1 of 3", "kleidia/data 2.2.0 → 2.3.0, hop 2 of 3", "kleidia/services 2.2.0 → 2.3.0, hop 3 of 3",
    ]);
    assert.deepEqual(jobsOf(result)[2], "services-backup,services-migrate,services-verify");
    assert.deepEqual(statesOf(result), components.map(() => complete("2.3.0")));
  });

  it("stops at a migration that fails, before a server of the new release has started", async () => {
    const { result, store } = await rehearsed({}, ["kleidia=2.3.0"], { faults: [{ component: "kleidia/services", phase: "migrate" }] });
    assert.equal(jobsOf(result)[2], "services-backup,services-migrate failed");
    assert.deepEqual(statesOf(result), [complete("2.3.0"), complete("2.3.0"), { kind: "incomplete", attempted: "2.3.0" }]);
    const backend = store.resources.find(({ urn }) => urn.endsWith("Deployment::services-backend"))!;
    assert.match(JSON.stringify(backend.inputs), /kleidia-backend:v2\.2\.0/);
  });

  it("stops at a database that the new image can't read, with the old server untouched", async () => {
    const { result, store } = await rehearsed({}, ["kleidia/platform=2.3.0", "kleidia/data=2.3.0"], { faults: [{ component: "kleidia/data", phase: "migrate" }] });
    assert.equal(jobsOf(result)[1], "data-backup,data-migrate failed");
    const database = store.resources.find(({ urn }) => urn.endsWith("StatefulSet::data-postgres"))!.inputs as { metadata: { annotations: Record<string, string> } };
    assert.equal(database.metadata.annotations["stepwise.dev/version"], "2.2.0");
  });

  it("brings services back with their backup, stopped meanwhile, and leaves the others where they are", async () => {
    const returnedFrom = { version: "2.3.0", restore: "services-20260101-000000" };
    const asked = { version: "2.3.0", services: { version: "2.2.0", returnedFrom }, permits: { confirmed: { "maintenance-window": confirmed } } };
    const { result } = await rehearsed(asked, [], {}, () => complete("2.3.0"));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(jobsOf(result), ["", "services-restore", "services-verify"]);
    assert.deepEqual(statesOf(result), [complete("2.3.0"), complete("2.3.0"), { ...complete("2.2.0"), returnedFrom }]);
  });

  it("brings platform and data back by their version alone, without a restore", async () => {
    const returnedFrom = { version: "2.3.0" };
    const asked = { platform: { returnedFrom }, data: { returnedFrom } };
    const { result } = await rehearsed(asked, [], {}, (component) => complete(component === "kleidia/services" ? "2.2.0" : "2.3.0"));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual([...jobsOf(result)].sort(), ["data-verify", "platform-verify"]);
  });

  it("brings OpenBao's files back while the server is stopped, and has it running in the end", async () => {
    const returnedFrom = { version: "2.3.0", restore: "platform-20260101-000000" };
    const platform = { storageBackend: "file", servers: 1, returnedFrom };
    const asked = { platform, permits: { confirmed: { "maintenance-window": confirmed } } };
    const { result, store } = await rehearsed(asked, [], {}, (component) => complete(component === "kleidia/platform" ? "2.3.0" : "2.2.0"));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(jobsOf(result), ["", "platform-restore", "platform-verify"]);
    const scaled = result.ups.map(({ outcome }) => outcome.steps.filter(({ name, op }) => name === "platform-openbao" && op !== "same").map(({ op }) => op).join());
    assert.deepEqual(scaled, ["update", "update", "update"]);
    const server = store.resources.find(({ urn }) => urn.endsWith("StatefulSet::platform-openbao"))!.inputs as { spec: { replicas: number } };
    assert.equal(server.spec.replicas, 1);
  });

  it("is planned only onto a PostgreSQL that the release runs on", () => {
    const verdictOn = (postgresql: string) => {
      const { travellers, surroundings } = requested({ postgresql }, ["kleidia=2.3.0"]);
      const plan = planUpgrade("kleidia", catalogs, travellers, surroundings);
      return [plan.verdict, ...plan.hops.flatMap(({ open }) => open), ...plan.components.flatMap(({ reasons }) => reasons)]
        .map((one) => typeof one === "string" ? one : one.id);
    };
    assert.deepEqual(verdictOn("15.15")[0], "allowed");
    assert.match(verdictOn("14.20").join(), /postgresql-2\.3/);
    assert.doesNotMatch(verdictOn("15.15").join(), /postgresql-2\.3/);
  });
});
