import * as assert from "node:assert/strict";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import type { PlainRecord } from "../../../policies/reading/plain";
import { config, stackConfig, World } from "./stacks";

const jobs = (world: World, component: string) => world.of("Job").map(({ name }) => name).filter((name) => name.startsWith(`${component}-`));
const clientsOf = (world: World, policy: string) => JSON.stringify(world.get("NetworkPolicy", policy).at("spec", "ingress"));
const marks = (world: World) => new Map(world.workloads.map(({ name, mark }) => [name, mark]));

/** The workloads whose Pods would be replaced between two sets of settings of one release. */
async function restarted(before: object, after: object): Promise<string[]> {
  const [old, now] = [marks(await World.of(config({ ...before }))), marks(await World.of(config({ ...after })))];
  return [...now].filter(([name, mark]) => old.get(name) !== mark).map(([name]) => name).sort();
}

describe("DX's components", function () {
  this.timeout(60_000);
  let prod: World;
  before(async () => { prod = await World.of(stackConfig("dx-prod")); });

  it("come one after the other, each when the one before is verified", () => {
    assert.deepEqual(prod.all.filter(({ type }) => type.startsWith("stepwise:")).map(({ name }) => name), [
      "core", "persistence", "image-processor", "ring-api", "dam", "content-composer", "haproxy",
    ]);
    assert.ok(prod.get("Job", "dam-backup").after.has("Job persistence-verify"));
    assert.ok(prod.get("Deployment", "ring-api").after.has("Job core-verify"));
  });

  it("back up what keeps data before anything of it moves, and nothing else", () => {
    assert.deepEqual(jobs(prod, "core"), ["core-backup", "core-verify"]);
    assert.deepEqual(jobs(prod, "persistence"), ["persistence-backup", "persistence-migrate", "persistence-verify"]);
    assert.deepEqual(jobs(prod, "dam"), ["dam-backup", "dam-verify"]);
    for (const stateless of ["image-processor", "ring-api", "content-composer", "haproxy"]) assert.deepEqual(jobs(prod, stateless), [`${stateless}-verify`]);
    assert.ok(prod.get("StatefulSet", "core").after.has("Job core-backup"));
    assert.ok(prod.get("StatefulSet", "dam-digital-asset-management").after.has("Job dam-backup"));
  });

  it("back up DAM's database and its binaries as one, as the user to whom the files belong", () => {
    const backup = prod.get("Job", "dam-backup");
    assert.match(JSON.stringify(backup.pod("containers", 0, "command")), /postgres-backup\.sh/);
    assert.equal(backup.env("FOLDERS"), "binaries=/opt/app/upload");
    assert.equal(backup.env("PGHOST"), "dx-deployment-persistence");
    assert.equal(backup.pod("securityContext", "runAsUser"), 1000);
    assert.equal(backup.pod("securityContext", "fsGroup"), 1000, "its volume stays its own");
    assert.deepEqual(backup.pod("securityContext", "supplementalGroups"), [65_532]);
    assert.equal(prod.get("Job", "persistence-backup").pod("securityContext", "fsGroup"), 65_532);
    const mounts = backup.pod("containers", 0, "volumeMounts") as readonly { mountPath: string; readOnly?: boolean }[];
    assert.deepEqual(mounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath).sort(), ["/backups", "/tmp"]);
  });

  it("bring both back together, with the volume to write to, where a backup is named", async () => {
    const returnedFrom = { version: "CF217", restore: "dam-20260101-000000" };
    const world = await World.of(config({ dam: { version: "CF216", returnedFrom, stage: "restore" } }));
    const restore = world.get("Job", "dam-restore");
    assert.equal(restore.env("BACKUP"), "dam-20260101-000000");
    assert.equal(restore.env("FOLDERS"), "binaries=/opt/app/upload");
    const mounts = restore.pod("containers", 0, "volumeMounts") as readonly { mountPath: string; readOnly?: boolean }[];
    assert.ok(mounts.some(({ mountPath, readOnly }) => mountPath === "/opt/app/upload" && readOnly !== true));
    assert.equal(world.get("StatefulSet", "dam-digital-asset-management").at("spec", "replicas"), 0);
    assert.ok(!jobs(world, "dam").includes("dam-backup"));
  });

  it("give Core as long as its start-up probe allows, for each server", () => {
    const core = prod.get("StatefulSet", "core");
    assert.equal(core.at("spec", "replicas"), 2);
    assert.deepEqual(core.timeouts, ["86400s", "86400s"], "two servers, twelve hours each");
    assert.deepEqual(core.pod("containers", 0, "startupProbe", "failureThreshold"), 4320);
  });

  it("say who brings Core's database to a new release", async () => {
    const mode = (world: World) => world.get("StatefulSet", "core").at("metadata", "annotations", "stepwise.dev/migration");
    assert.equal(mode(prod), "operator");
    assert.equal(mode(await World.of(config(), { coreMigratesItsDatabase: true })), "application");
  });

  it("have DAM migrate as it starts, in an init container, or in a Job before the roll-out", async () => {
    const dam = (world: World) => world.get("StatefulSet", "dam-digital-asset-management");
    const mode = (world: World) => dam(world).at("metadata", "annotations", "stepwise.dev/migration");
    const command = ["node", "migrate.js"];
    assert.equal(mode(prod), "application");
    const before = await World.of(config({ dam: { preflight: { as: "init-container", command } } }));
    assert.equal(mode(before), "init-container");
    assert.deepEqual(dam(before).pod("initContainers", 0, "command"), command);
    assert.equal(dam(before).pod("initContainers", 0, "image"), dam(before).pod("containers", 0, "image"));
    const job = await World.of(config({ dam: { preflight: { as: "job", command } } }));
    assert.equal(mode(job), undefined);
    assert.deepEqual(job.get("Job", "dam-migrate").pod("containers", 0, "command"), command);
    assert.ok(job.get("Job", "dam-migrate").after.has("Job dam-backup"));
    assert.ok(dam(job).after.has("Job dam-migrate"));
  });

  it("keep their volumes: protected, retained, and never deleted by Kubernetes", () => {
    for (const claim of prod.of("PersistentVolumeClaim")) assert.ok(claim.isKept, claim.name);
    assert.deepEqual(prod.of("PersistentVolumeClaim").map((claim) => [claim.at("metadata", "name"), claim.at("spec", "accessModes", 0)]), [
      ["dx-deployment-core-profile", "ReadWriteMany"], ["dx-deployment-digital-asset-management", "ReadWriteMany"],
    ]);
    for (const set of prod.of("StatefulSet")) assert.ok(set.isKept, set.name);
    assert.equal(prod.get("PersistentVolumeClaim", "core-profile").at("spec", "resources", "requests", "storage"), "100Gi", "the customer's own");
  });

  it("leave an autoscaler its number, and write all others, at nought while nothing may run", async () => {
    const replicas = (world: World, name: string) => world.get("Deployment", name).at("spec", "replicas");
    assert.deepEqual(prod.of("HorizontalPodAutoscaler").map((one) => one.at("spec", "scaleTargetRef", "name")), [
      "dx-deployment-ring-api", "dx-deployment-content-composer",
    ]);
    assert.deepEqual([replicas(prod, "ring-api"), replicas(prod, "image-processor")], [undefined, 1]);
    const scaled = { enabled: true };
    const stopped = await World.of(config({ ringApi: { stage: "quiesce" }, values: { scaling: { horizontalPodAutoScaler: { ringApi: scaled } } } }));
    assert.equal(replicas(stopped, "ring-api"), 0);
  });

  it("restart exactly what reads a ConfigMap that has changed", async () => {
    const all = ["content-composer", "core", "dam-digital-asset-management", "haproxy", "image-processor", "ring-api"];
    const host = (name: string) => ({ values: { networking: { core: { host: name } } } });
    assert.deepEqual(await restarted(host("a.example.org"), host("b.example.org")), all, "all of DX reads the global one");
    const database = (name: string) => ({ persistence: { database: name } });
    assert.deepEqual(await restarted(database("dxmediadb"), database("dxother")), ["dam-digital-asset-management"], "only DAM reads its own");
    assert.deepEqual(await restarted({}, {}), []);
    assert.deepEqual(await restarted({}, { backups: { keepDays: 7 } }), [], "a script's setting is no server's");
  });

  it("restart exactly what reads a Secret that the stack says has changed", async () => {
    const now = (name: string) => ({ secretRevisions: { [name]: "2026-11" } });
    assert.deepEqual(await restarted({}, now("dx-core-credentials")), ["core"]);
    assert.deepEqual(await restarted({}, now("dx-persistence-credentials")), ["dam-digital-asset-management", "persistence-node"]);
    assert.deepEqual(await restarted({}, now("somebody-elses")), []);
  });

  it("restart only what has another image in the bundle", async () => {
    const images = async (version: string) => new Map((await World.of(config({ version })))
      .workloads.map((one) => [one.name, one.pod("containers", 0, "image")]));
    const [old, now] = [await images("CF216"), await images("CF217")];
    assert.deepEqual([...now].filter(([name, image]) => old.get(name) === image).map(([name]) => name), ["persistence-node"]);
  });

  it("lose no stateless Pod that is ready before another is", () => {
    for (const deployment of prod.of("Deployment")) {
      assert.deepEqual(deployment.at("spec", "strategy"), { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, deployment.name);
      assert.ok(deployment.pod("containers", 0, "lifecycle", "preStop") !== undefined, deployment.name);
    }
  });

  it("restore a backup where it harms nothing, when that is asked for, and let nobody wait for it", async () => {
    const id = (component: string) => ({ rehearseRestore: `${component}-20260131-120000` });
    const world = await World.of(config({ core: id("core"), persistence: id("persistence"), dam: id("dam") }));
    for (const [component, user] of [["core", 1000], ["persistence", 999], ["dam", 1000]] as const) {
      const job = world.get("Job", `${component}-rehearse`);
      assert.equal(job.env("CHECK_ONLY"), "1", component);
      assert.equal(job.env("BACKUP"), `${component}-20260131-120000`);
      assert.equal(job.pod("securityContext", "runAsUser"), user);
      assert.equal(job.at("metadata", "annotations", "pulumi.com/skipAwait"), "true");
      assert.doesNotMatch(JSON.stringify(job.pod("volumes")), /upload|profile|folder-/, "the real ones are not even there");
    }
    assert.match(JSON.stringify(world.get("Job", "core-rehearse").pod("containers", 0, "command")), /folders-restore\.sh/);
    assert.ok(prod.all.every(({ name }) => !name.endsWith("-rehearse")));
  });

  it("let DAM and its Jobs reach its database, whatever its servers are called", async () => {
    const moved = await World.of(config({ persistence: { image: "docker.io/library/postgres:16.11", server: "dx-persistence-16" } }));
    for (const [world, app] of [[prod, "dx-deployment-persistence-node"], [moved, "dx-persistence-16"]] as const) {
      for (const policy of ["dam-digital-asset-management-network-policy", "dam-phases-network-policy"]) {
        const rules = (world.get("NetworkPolicy", policy).at("spec", "egress") as readonly unknown[]).map((rule) => JSON.stringify(rule));
        assert.ok(rules.some((rule) => rule.includes(`"app":"${app}"`) && rule.includes("5432")), policy);
      }
    }
  });

  it("let in only who calls them, and nobody but Jobs while data is brought back", async () => {
    assert.match(clientsOf(prod, "persistence-node-network-policy"), /dx-deployment-digital-asset-management/);
    assert.doesNotMatch(clientsOf(prod, "persistence-node-network-policy"), /ring-api|content-composer/);
    const returnedFrom = { version: "CF217", restore: "persistence-20260101-000000" };
    const closed = await World.of(config({ persistence: { version: "CF216", returnedFrom, stage: "restore" } }));
    assert.doesNotMatch(clientsOf(closed, "persistence-node-network-policy"), /digital-asset-management/);
    assert.match(clientsOf(closed, "persistence-node-network-policy"), /dx-persistence-phases/);
  });

  it("move DAM's data to another major release: new servers, then all of it, then DAM, and only then are the old ones stopped", async () => {
    const moving = { image: "docker.io/library/postgres:16.11", server: "dx-persistence-16", previous: { image: "docker.io/library/postgres:13.23" } };
    const world = await World.of(config({ persistence: moving }));
    const set = (name: string) => world.get("StatefulSet", name);
    const [now, before] = [set("persistence-16"), set("persistence-node")];
    assert.deepEqual([now.at("spec", "replicas"), before.at("spec", "replicas")], [2, 0]);
    assert.deepEqual([now.isKept, before.isKept], [true, true], "both keep their volumes");
    assert.match(String(now.pod("containers", 0, "image")), /:16\.11$/);
    assert.match(String(before.pod("containers", 0, "image")), /:13\.23$/);
    const move = world.of("Job").find(({ name }) => name === "persistence-move")!;
    assert.deepEqual([move.env("PGHOST"), move.env("OLD_HOST")], ["dx-persistence-16", "dx-deployment-persistence"]);
    assert.ok(move.after.has("StatefulSet persistence-16"));
    const led = world.get("Service", "persistence-service");
    assert.equal(led.at("spec", "selector", "app"), "dx-persistence-16");
    assert.ok(led.after.has("Job persistence-move"));
    assert.ok(before.after.has("Service persistence-service"));
    assert.ok(world.get("Job", "persistence-verify").after.has("StatefulSet persistence-node"));
    // Afterwards nothing of the new servers changes.
    const done = await World.of(config({ persistence: { ...moving, previous: undefined } }));
    assert.deepEqual(done.get("StatefulSet", "persistence-16").at("spec", "template"), now.at("spec", "template"));
    assert.deepEqual(done.of("StatefulSet").map(({ name }) => name).filter((name) => name.startsWith("persistence")), ["persistence-16"]);
  });

  it("have Ambassador before CF204, with Mappings that are replaced and never patched", async () => {
    const world = await World.of(config({ version: "CF202", haproxy: undefined, ambassador: { host: "dx.example.org" } }));
    assert.deepEqual(world.of("Deployment").map(({ name }) => name).filter((name) => name.startsWith("ambassador")), ["ambassador-redis", "ambassador"]);
    const mappings = world.of("Mapping");
    assert.equal(mappings.length, 5);
    for (const mapping of mappings) {
      assert.equal(mapping.type, "kubernetes:getambassador.io/v2:Mapping");
      assert.ok(mapping.isReplacedAsAWhole, mapping.name);
      assert.equal(mapping.at("spec", "host"), "dx.example.org");
    }
  });

  it("state no secret, and hold every Pod to Kubernetes's profile Restricted", () => {
    for (const one of [...prod.workloads, ...prod.of("Job")]) {
      assert.deepEqual(restrictedFaults(one.pod() as PlainRecord), [], one.name);
      const variables = JSON.stringify(one.pod());
      assert.doesNotMatch(variables, /PASSWORD","value"/, one.name);
    }
  });
});
