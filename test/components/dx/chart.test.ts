import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { chartObjects, componentOf } from "../../../components/dx/chart";
import { projectRoot } from "../../../releases/projectRoot";
import { config, World } from "./stacks";

const release = "dx-deployment";
const kinds: Readonly<Record<string, string>> = { core: "StatefulSet", "digital-asset-management": "StatefulSet", "persistence-node": "StatefulSet" };
const apps = [
  "core", "digital-asset-management", "persistence-node", "persistence-connection-pool", "ring-api", "content-composer", "image-processor",
  "haproxy", "runtime-controller",
];

/** What a chart of HCL's would be rendered to, as far as it matters here. */
const chartOf = (version: string): string => apps.map((app) => `apiVersion: apps/v1
kind: ${kinds[app] ?? "Deployment"}
metadata: {name: ${release}-${app}}
spec: {replicas: 2, template: {spec: {containers: [{name: ${app}, image: "hclcr.io/dx/${app}:${version}"}]}}}
`).join("---\n");

describe("DX's objects from a chart", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-chart-"));
  const chart = { rendered: path.relative(projectRoot, path.join(folder, "{version}.yaml")) };
  before(() => { for (const version of ["CF216", "CF217"]) writeFileSync(path.join(folder, `${version}.yaml`), chartOf(version)); });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("belong to a component by their names, and to Core where they are nobody's in particular", () => {
    const of = (name: string) => componentOf({ metadata: { name } }, release);
    assert.equal(of("dx-deployment-ring-api"), "ring-api");
    assert.equal(of("dx-deployment-persistence-connection-pool"), "persistence");
    assert.equal(of("dx-deployment-digital-asset-management"), "dam");
    assert.equal(of("dx-deployment-haproxy-headless"), "haproxy");
    for (const name of ["dx-deployment-runtime-controller", "dx-deployment-global", "dx-deployment-corelike", "other"]) assert.equal(of(name), "core", name);
  });

  it("are those of the component's own release", () => {
    const images = (version: string) => JSON.stringify(chartObjects(chart, version, "dam", release));
    assert.match(images("CF216"), /digital-asset-management:CF216/);
    assert.match(images("CF217"), /digital-asset-management:CF217/);
  });

  it("take the place of the described ones, each once, with the phases around them", async () => {
    const world = await World.of(config({ chart, ringApi: { version: "CF216" } }));
    assert.deepEqual(world.workloads.map((one) => one.at("metadata", "name")).sort(), apps.map((app) => `${release}-${app}`).sort());
    const image = (name: string) => world.workloads.find((one) => one.at("metadata", "name") === `${release}-${name}`)!.pod("containers", 0, "image");
    assert.equal(image("ring-api"), "hclcr.io/dx/ring-api:CF216");
    assert.equal(image("core"), "hclcr.io/dx/core:CF217");
    const dam = world.workloads.find((one) => one.at("metadata", "name") === `${release}-digital-asset-management`)!;
    assert.ok(dam.after.has("Job dam-backup"));
    assert.equal(dam.at("metadata", "annotations", "stepwise.dev/component"), "dx/dam");
    assert.ok(dam.isKept);
    assert.ok(world.get("Job", "dam-verify").after.has(`StatefulSet ${dam.name}`));
  });

  it("say how they migrate, since no Job does, and are held to their own release of PostgreSQL", async () => {
    const world = await World.of(config({ chart }));
    const mode = (app: string) => world.workloads.find((one) => one.at("metadata", "name") === `${release}-${app}`)!
      .at("metadata", "annotations", "stepwise.dev/migration");
    assert.deepEqual(["core", "digital-asset-management", "persistence-node", "ring-api"].map(mode), ["operator", "application", "application", undefined]);
    assert.deepEqual(world.of("Job").map(({ name }) => name).filter((name) => name.endsWith("-migrate")), []);
    const image = (name: string) => world.get("Job", name).pod("containers", 0, "image");
    assert.deepEqual([image("dam-backup"), image("persistence-verify")], ["docker.io/library/postgres:11.22", "docker.io/library/postgres:11.22"]);
    assert.match(JSON.stringify(world.get("Job", "persistence-verify").pod("containers", 0, "command")), /same-major/);
    const named = await World.of(config({ chart, core: { profileClaimName: "theirs" }, dam: { binariesClaimName: "theirs-too" } }));
    for (const [job, claim] of [["core-backup", "theirs"], ["dam-backup", "theirs-too"]] as const) {
      assert.match(JSON.stringify(named.get("Job", job).pod("volumes")), new RegExp(`"claimName":"${claim}"`));
    }
  });

  it("are stopped where the component's hop stops it", async () => {
    const returnedFrom = { version: "CF217", restore: "dam-20260101-000000" };
    const world = await World.of(config({ chart, dam: { version: "CF216", returnedFrom, stage: "restore" } }));
    const replicas = (name: string) => world.workloads.find((one) => one.at("metadata", "name") === `${release}-${name}`)!.at("spec", "replicas");
    assert.deepEqual([replicas("digital-asset-management"), replicas("core")], [0, 2]);
  });
});
