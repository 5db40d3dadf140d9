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
const blocks = { core: {}, persistence: {}, imageProcessor: {}, ringApi: {}, dam: {}, contentComposer: {}, haproxy: {} };
const order = ["core", "persistence", "image-processor", "ring-api", "dam", "content-composer", "haproxy"].map((name) => `dx/${name}`);
const confirmed = { by: "operations", date: "2026-01-01" };

interface Asked {
  readonly kubernetes?: string;
  readonly permits?: object;
  readonly facts?: object;
  readonly dx?: object;
}

/** A stack file with all of DX. JSON is YAML. */
function requested(
  { kubernetes = "1.28", permits = {}, facts = {}, dx = {} }: Asked, set: readonly string[], state?: (component: string) => InstallationState,
) {
  const text = JSON.stringify({
    config: {
      "stepwise:cluster": { kubernetes, helm: "3.14" },
      "stepwise:permits": permits,
      "stepwise:facts": facts,
      "stepwise:dx": { version: "CF216", ...blocks, ...dx },
    },
  });
  const request = planRequest(parseStackFile("Pulumi.dx.yaml", text), catalogs, { set });
  return state === undefined ? request
    : { ...request, travellers: request.travellers.map((one) => ({ ...one, state: state(one.component) })) };
}

async function rehearsed(
  asked: Asked, set: readonly string[], more: Partial<RehearsalRun> = {}, state?: (component: string) => InstallationState,
) {
  const store = memoryStore();
  const result = await rehearseUpgrade({
    request: requested(asked, set, state), catalogs, store, faults: [], onFailure: "stop", policyPack: false, ...more,
  });
  return { result, store };
}

/** The Jobs that each `up` ran, with those that failed marked. */
const jobsOf = ({ ups }: UpgradeResult) => ups.map(({ outcome }) => outcome.steps
  .filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && (op === "create" || op === "replace"))
  .map(({ name, result }) => `${name}${result === "failed" ? " failed" : ""}`).join());
const complete = (deployed: string): InstallationState => ({ kind: "complete", deployed, schema: deployed });

describe("DX on the rehearsal engine", function () {
  this.timeout(180_000);

  it("is installed Core first, each when what it needs is verified", async () => {
    const { result } = await rehearsed({ permits: { install: order } }, [], {}, () => ({ kind: "absent" }));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual([...result.states].filter(([, state]) => state.kind === "complete").map(([component]) => component).sort(), [...order].sort());
  });

  it("waits until whoever runs Core's database has confirmed it, or the stack says that Core sees to it", async () => {
    const open = (asked: Asked): string[] => {
      const { travellers, surroundings } = requested(asked, ["dx=CF217"]);
      return planUpgrade("dx", catalogs, travellers, surroundings).hops.flatMap(({ open: all }) => all.map(({ id }) => id));
    };
    assert.deepEqual(open({}), ["core-database-cf217"]);
    assert.deepEqual(open({ permits: { confirmed: { "core-database-cf217": confirmed } } }), []);
    assert.deepEqual(open({ facts: { dxCoreMigratesItsDatabase: true } }), []);
    assert.deepEqual(open({ facts: { dxCoreMigratesItsDatabase: false } }), ["core-database-cf217"]);
    const { result } = await rehearsed({}, ["dx=CF217"]);
    assert.equal(result.result, "blocked");
    assert.deepEqual(jobsOf(result), []);
  });

  it("goes up one component at a time, those that keep data with their backup first", async () => {
    const permits = { confirmed: { "core-database-cf217": confirmed } };
    const { result } = await rehearsed({ permits }, ["dx/core=CF217", "dx/persistence=CF217", "dx/dam=CF217"]);
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(jobsOf(result), [
      "core-backup,core-verify", "persistence-backup,persistence-migrate,persistence-verify", "dam-backup,dam-verify",
    ]);
  });

  it("stops at a backup that fails, with the old servers untouched", async () => {
    const { result, store } = await rehearsed({}, ["dx/dam=CF217"], { faults: [{ component: "dx/dam", phase: "backup" }] });
    assert.deepEqual(jobsOf(result), ["dam-backup failed"]);
    const servers = store.resources.find(({ urn }) => urn.endsWith("StatefulSet::dam-digital-asset-management"))!;
    assert.match(JSON.stringify(servers.inputs), /digital-asset-manager:v1\.28/);
  });

  it("brings DAM back with its backup, stopped meanwhile", async () => {
    const returnedFrom = { version: "CF217", restore: "dam-20260101-000000" };
    const asked = { dx: { version: "CF217", dam: { version: "CF216", returnedFrom } }, permits: { confirmed: { "maintenance-window": confirmed } } };
    const { result } = await rehearsed(asked, [], {}, () => complete("CF217"));
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(jobsOf(result), ["", "dam-restore", "dam-verify"]);
  });
});
