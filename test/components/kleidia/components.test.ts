import * as assert from "node:assert/strict";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import type { PlainRecord } from "../../../policies/reading/plain";
import { Built, config, stackConfig } from "./stacks";

const jobs = (built: Built, component: string) => built.names("Job").filter((name) => name.startsWith(`${component}-`));
const clientsOf = (built: Built, policy: string) => JSON.stringify(built.at(policy, "spec", "ingress"));

describe("Kleidia's components", function () {
  this.timeout(60_000);
  let prod: Built;
  let staging: Built;
  before(async () => {
    prod = await Built.of(stackConfig("kleidia-prod"));
    staging = await Built.of(stackConfig("kleidia-staging"), { installing: ["kleidia/platform", "kleidia/data", "kleidia/services"] });
  });

  it("back up, migrate, roll out and verify, in this order", () => {
    assert.deepEqual(jobs(prod, "services"), ["services-backup", "services-migrate", "services-verify"]);
    assert.ok(prod.after("services-migrate").has("services-backup"));
    assert.ok(prod.after("services-backend").has("services-migrate"));
    assert.ok(prod.after("services-frontend").has("services-backend"));
    for (const each of ["services-backend", "services-frontend"]) assert.ok(prod.after("services-verify").has(each));
    assert.ok(prod.after("data-migrate").has("data-backup") && prod.after("data-postgres").has("data-migrate"));
    assert.ok(prod.after("platform-openbao").has("platform-backup"));
  });

  it("come one after the other: platform, data, services", () => {
    assert.ok(prod.after("data-backup").has("platform-verify"));
    for (const each of ["platform-verify", "data-verify"]) assert.ok(prod.after("services-backup").has(each), each);
    assert.ok(!prod.after("platform-backup").has("data-verify"));
  });

  it("keep their volumes: protected, retained, and never deleted by Kubernetes", () => {
    assert.deepEqual(prod.names("StatefulSet"), ["data-postgres", "platform-openbao"]);
    for (const name of prod.names("StatefulSet")) {
      assert.ok(prod.isKept(name), name);
      assert.deepEqual(prod.at(name, "spec", "persistentVolumeClaimRetentionPolicy"), { whenDeleted: "Retain", whenScaled: "Retain" });
    }
  });

  it("replace OpenBao's Pods in the order that it needs, not in Kubernetes's", async () => {
    assert.deepEqual(prod.at("platform-openbao", "spec", "updateStrategy"), { type: "OnDelete" });
    const pod = ["spec", "template", "spec"] as const;
    assert.deepEqual(prod.at("platform-verify", ...pod, "initContainers", 0, "command"), ["sh", "/scripts/replace-servers.sh"]);
    assert.equal(prod.at("platform-verify", ...pod, "serviceAccountName"), "kleidia-platform-openbao-replacer");
    const mountsOf = (list: string) => JSON.stringify(prod.at("platform-verify", ...pod, list, 0, "volumeMounts"));
    assert.match(mountsOf("initContainers"), /\/cluster/);
    assert.doesNotMatch(mountsOf("containers"), /\/cluster/);
    const env = (built: Built) => JSON.stringify(built.at("platform-verify", ...pod, "initContainers", 0, "env"));
    const before = env(await Built.of(config()));
    assert.equal(env(await Built.of(config())), before);
    // Another configuration has servers replaced, although their image is the same.
    assert.notEqual(env(await Built.of(config({ platform: { unsealKey: { id: "kleidia-2" } } }))), before);
  });

  it("let OpenBao's accounts touch its own Pods only", () => {
    const rules = prod.names("Role").map((name) => prod.at(name, "rules") as readonly { resources: string[]; resourceNames: string[]; verbs: string[] }[]);
    const servers = ["kleidia-platform-openbao-0", "kleidia-platform-openbao-1", "kleidia-platform-openbao-2"];
    assert.deepEqual(rules.flat().map(({ resources, resourceNames, verbs }) => [resources.join(), resourceNames, verbs.join()]), [
      ["pods", servers, "get,delete"], ["statefulsets", ["kleidia-platform-openbao"], "get"], ["pods", servers, "get,update,patch"],
    ]);
  });

  it("ask each of OpenBao's servers for its version", () => {
    const checks = String(prod.env("platform-verify")["CHECKS"]).split("\n");
    assert.equal(checks.length, 3);
    const asked = "http://kleidia-platform-openbao-2.kleidia-platform-openbao-internal:8200/v1/sys/health?standbyok=true";
    assert.equal(checks[2], `${asked} 200 "version":"2.4.4"`);
    assert.equal(String(staging.env("platform-verify")["CHECKS"]).split("\n").length, 1);
  });

  it("have OpenBao on Raft storage, so that snapshots can be taken of it, and find its peers", () => {
    const hcl = String(prod.at("platform-openbao-config", "data", "openbao.hcl"));
    assert.match(hcl, /storage "raft"/);
    assert.equal(hcl.match(/retry_join/g)?.length, 3);
    assert.match(hcl, /current_key {4}= "file:\/\/\/keys\/unseal-kleidia-1\.key"/);
  });

  it("mount PostgreSQL's volume where the image of its major release has it, or where the stack says", async () => {
    const volumeOf = (built: Built) => [built.at("data-postgres", "spec", "template", "spec", "containers", 0, "volumeMounts", 0, "mountPath"), built.env("data-postgres")["PGDATA"]];
    assert.deepEqual(volumeOf(prod), ["/var/lib/postgresql/data", "/var/lib/postgresql/data/pgdata"]);
    assert.deepEqual(volumeOf(staging), ["/var/lib/postgresql", "/var/lib/postgresql/18/docker"]);
    const volume = { mountPath: "/var/lib/postgresql/data", dataDirectory: "/var/lib/postgresql/data/pgdata" };
    assert.deepEqual(volumeOf(await Built.of(config({ data: { volume } }))), Object.values(volume));
  });

  it("look at the volume before the server starts, with the server's own image", () => {
    const check = ["spec", "template", "spec", "initContainers", 0] as const;
    assert.deepEqual(prod.at("data-postgres", ...check, "command"), ["sh", "/scripts/postgres-can-read.sh"]);
    assert.equal(prod.at("data-postgres", ...check, "image"), prod.at("data-postgres", "spec", "template", "spec", "containers", 0, "image"));
  });

  it("keep every Pod within the profile Restricted", async () => {
    let looked = 0;
    const built = [prod, staging, await Built.of(config({ services: { returnedFrom: { version: "2.4.0", restore: "services-20260101-000000" } } }))];
    for (const each of built) {
      for (const name of ["Job", "Deployment", "StatefulSet"].flatMap((kind) => each.names(kind))) {
        assert.deepEqual(restrictedFaults(each.at(name, "spec", "template", "spec") as PlainRecord), [], name);
        looked++;
      }
    }
    assert.ok(looked >= 30);
  });

  it("are quiesced by zero replicas where they are clients, and by closed doors where clients come", async () => {
    assert.equal(prod.at("services-backend", "spec", "replicas"), undefined);
    const quiet = await Built.of(config({ services: { stage: "quiesce", backend: { replicas: 3 } }, data: { stage: "quiesce" }, platform: { stage: "quiesce" } }));
    assert.deepEqual(["services-backend", "services-frontend"].map((name) => quiet.at(name, "spec", "replicas")), [0, 0]);
    assert.deepEqual([quiet.at("data-postgres", "spec", "replicas"), quiet.at("platform-openbao", "spec", "replicas")], [1, 3]);
    for (const policy of ["data-postgres-network-policy", "platform-openbao-network-policy"]) {
      assert.match(clientsOf(prod, policy), /"app":"backend"/);
      assert.doesNotMatch(clientsOf(quiet, policy), /"app":"backend"/);
      assert.match(clientsOf(quiet, policy), /"app":"kleidia-services-phases"/);
    }
    const three = await Built.of(config({ services: { backend: { replicas: 3 } } }));
    assert.deepEqual(["services-backend", "services-frontend"].map((name) => three.at(name, "spec", "replicas")), [3, undefined]);
  });

  it("lose no ready Pod in a roll-out of the services", () => {
    for (const name of prod.names("Deployment")) {
      assert.deepEqual(prod.at(name, "spec", "strategy"), { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
    }
  });

  it("restore instead of migrating when gone back", async () => {
    const back = await Built.of(config({ services: { returnedFrom: { version: "2.4.0", restore: "services-20260101-000000" } } }));
    assert.deepEqual(jobs(back, "services"), ["services-restore", "services-verify"]);
    assert.equal(back.env("services-restore")["BACKUP"], "services-20260101-000000");
    assert.deepEqual(back.command("services-restore"), ["sh", "/scripts/postgres-restore.sh"]);
    const alone = await Built.of(config({ platform: { returnedFrom: { version: "2.4.0" } } }));
    assert.deepEqual(jobs(alone, "platform"), ["platform-verify"]);
  });

  it("can leave the migration to the backend, which then says so", async () => {
    const mark = ["metadata", "annotations", "stepwise.dev/migration"] as const;
    assert.equal(prod.at("services-backend", ...mark), undefined);
    const own = await Built.of(config({ services: { migratesAtStart: true } }));
    assert.deepEqual(jobs(own, "services"), ["services-backup", "services-verify"]);
    assert.deepEqual([own.at("services-backend", ...mark), own.at("services-frontend", ...mark)], ["application", undefined]);
  });

  it("say in a ConfigMap whether there is anything to back up yet, so that it changes no Job", async () => {
    const settings = stackConfig("kleidia-staging");
    const later = await Built.of(settings);
    assert.deepEqual([staging, later].map((built) => built.at("data-scripts", "data", "first-install")), ["true", "false"]);
    for (const name of later.names("Job")) assert.deepEqual(later.at(name), staging.at(name), name);
    for (const name of ["platform-backup", "data-backup", "data-migrate", "services-backup"]) {
      assert.equal(later.command(name)[1], "/scripts/unless-first-install.sh", name);
    }
  });

  it("carry the scripts that their Jobs run, with what these source, as files and not as text in a command", () => {
    for (const component of ["platform", "data", "services"]) {
      const data = prod.at(`${component}-scripts`, "data") as Readonly<Record<string, string>>;
      for (const job of jobs(prod, component).filter((name) => name !== "services-migrate")) {
        for (const word of prod.command(job).filter((one) => one.startsWith("/scripts/"))) assert.match(data[word.slice("/scripts/".length)] ?? "", /^#!\/bin\/sh\n/, word);
      }
      for (const [, sourced] of Object.values(data).join("\n").matchAll(/^\. "\$here\/([\w.-]+)"$/gm)) assert.ok(data[sourced!] !== undefined, sourced);
    }
  });

  it("mark a Job with the sum of its scripts, but never one that restores", async () => {
    const back = await Built.of(config({ data: { returnedFrom: { version: "2.4.0", restore: "data-20260101-000000" } } }));
    assert.match(String(prod.env("data-backup")["SCRIPTS_SHA256"]), /^[0-9a-f]{64}$/);
    assert.equal(prod.env("data-backup")["SCRIPTS_SHA256"], prod.env("services-backup")["SCRIPTS_SHA256"]);
    assert.notEqual(prod.env("data-backup")["SCRIPTS_SHA256"], prod.env("data-migrate")["SCRIPTS_SHA256"]);
    assert.equal(back.env("data-restore")["SCRIPTS_SHA256"], undefined);
  });

  it("keep backups as the stack says, encrypted where it names a key", () => {
    const { KEEP_COUNT, KEEP_DAYS, ENCRYPTION_KEY_FILE, COMPONENT, BACKUPS } = prod.env("platform-backup");
    assert.deepEqual([KEEP_COUNT, KEEP_DAYS, ENCRYPTION_KEY_FILE, COMPONENT, BACKUPS], ["10", "90", "/encryption/key", "platform", "/backups"]);
    assert.equal(staging.env("platform-backup")["ENCRYPTION_KEY_FILE"], undefined);
  });

  it("take secrets by reference only", () => {
    for (const name of ["PGPASSWORD", "POSTGRES_PASSWORD", "DB_PASSWORD", "VAULT_SECRET_ID"]) {
      assert.match(prod.everything, new RegExp(`"name":"${name}","valueFrom":\\{"secretKeyRef"|"valueFrom":\\{"secretKeyRef":[^}]*\\},"name":"${name}"`), name);
      assert.doesNotMatch(prod.everything, new RegExp(`"name":"${name}","value":"|"value":"[^"]*","name":"${name}"`), name);
    }
    assert.deepEqual(prod.names("Secret"), []);
  });

  it("run the release that they are at", async () => {
    const image = (built: Built, name: string) => built.at(name, "spec", "template", "spec", "containers", 0, "image");
    assert.equal(image(prod, "services-backend"), "docker.io/therinn/kleidia-backend:v2.2.0");
    assert.equal(image(prod, "services-migrate"), image(prod, "services-backend"));
    const own = await Built.of(config({ services: { version: "2.2.0", frontend: { repository: "mirror.example.org/kleidia/web" } } }));
    assert.deepEqual([image(own, "services-frontend"), own.at("services", "version"), own.at("data", "version")], ["mirror.example.org/kleidia/web:v2.2.0", "2.2.0", "2.3.0"]);
    assert.match(String(own.env("services-verify")["CHECKS"]), /"version":"2\.2\.0"/);
  });

  it("wait for no Service and no Ingress, which have to be there before their Pods or may never have an address", () => {
    for (const name of [...prod.names("Service"), ...prod.names("Ingress")]) {
      assert.equal(prod.at(name, "metadata", "annotations", "pulumi.com/skipAwait"), "true", name);
    }
    assert.equal(prod.names("Service").length, 6);
  });
});
