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

  it("restart exactly what reads a Secret that the stack says has changed", async () => {
    const workloads = ["platform-openbao", "data-postgres", "services-backend", "services-frontend"];
    const marks = async (secretRevisions: Readonly<Record<string, string>>) => {
      const built = await Built.of(config({ secretRevisions }));
      return workloads.map((name) => JSON.stringify(built.at(name, "spec", "template", "metadata")));
    };
    const plain = await marks({});
    const changed = async (secret: string) => (await marks({ [secret]: "2026-11" })).flatMap((mark, i) => mark === plain[i] ? [] : [workloads[i]]);
    assert.deepEqual(await changed("openbao-unseal-key"), ["platform-openbao"]);
    assert.deepEqual(await changed("postgres-secret"), ["data-postgres", "services-backend"]);
    assert.deepEqual(await changed("openbao-backend-approle"), ["services-backend"]);
    assert.deepEqual(await changed("somebody-elses"), []);
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

  it("have OpenBao on files where upstream's charts have left them, with one server that is stopped for its backups", async () => {
    const files = await Built.of(config({ platform: { storageBackend: "file", servers: 1, image: "quay.io/openbao/openbao:2.6.2" } }));
    const hcl = String(files.at("platform-openbao-config", "data", "openbao.hcl"));
    assert.match(hcl, /storage "file" \{\n {2}path = "\/openbao\/data"\n\}/);
    assert.doesNotMatch(hcl, /retry_join|raft/);
    const pod = ["spec", "template", "spec"] as const;
    assert.deepEqual(files.command("platform-backup"), ["sh", "/scripts/openbao-file-copy.sh"]);
    assert.equal(files.at("platform-backup", ...pod, "serviceAccountName"), "kleidia-platform-openbao-stopper");
    const { FOLDERS, STATEFUL_SET, POD, TOKEN_FILE, BAO_TOKEN_FILE } = files.env("platform-backup");
    assert.deepEqual([FOLDERS, STATEFUL_SET, POD], ["store=/store", "kleidia-platform-openbao", "kleidia-platform-openbao-0"]);
    assert.deepEqual([TOKEN_FILE, BAO_TOKEN_FILE], ["/cluster/token", undefined]);
    // What the server has written can be read by nobody else.
    assert.equal(files.at("platform-backup", ...pod, "securityContext", "runAsUser"), files.at("platform-openbao", ...pod, "securityContext", "runAsUser"));
    assert.match(JSON.stringify(files.at("platform-backup", ...pod, "volumes")), /"claimName":"data-kleidia-platform-openbao-0"/);
    assert.match(JSON.stringify(files.at("platform-backup", ...pod, "containers", 0, "volumeMounts")), /"mountPath":"\/store","name":"folder-store","readOnly":true|"readOnly":true,"mountPath":"\/store"|"name":"folder-store","mountPath":"\/store","readOnly":true/);
    const rules = files.names("Role").flatMap((name) => files.at(name, "rules") as readonly { resources: string[]; verbs: string[] }[]);
    assert.ok(rules.some(({ resources, verbs }) => resources.join() === "statefulsets/scale" && verbs.join() === "get,patch"));
    assert.ok(!files.names("Service").includes("platform-openbao-active-service"));
    assert.deepEqual(restrictedFaults(files.at("platform-backup", ...pod) as PlainRecord), []);
    assert.equal(files.at("platform-openbao", "spec", "replicas"), 1);
    assert.equal(files.at("platform-backup", "spec", "activeDeadlineSeconds"), 3600);
  });

  it("set OpenBao up once, where the stack says so, before it is verified and in no later release again", async () => {
    assert.ok(!prod.names("Job").includes("platform-setup"));
    const asked = (more: object) => Built.of(config({ platform: { setup: { tokenSecretName: "openbao-root" }, ...more } }));
    const [built, older, again] = [await asked({}), await asked({ version: "2.2.0" }), await asked({ setup: { tokenSecretName: "openbao-root-2" } })];
    assert.deepEqual(built.command("platform-setup"), ["sh", "/scripts/openbao-setup.sh"]);
    assert.ok(built.after("platform-setup").has("platform-openbao") && built.after("platform-verify").has("platform-setup"));
    assert.deepEqual(older.at("platform-setup"), built.at("platform-setup"));
    assert.notDeepEqual(again.at("platform-setup"), built.at("platform-setup"));
    assert.equal(built.env("platform-setup")["SCRIPTS_SHA256"], undefined);
    const { volumes } = built.at("platform-setup", "spec", "template", "spec") as { volumes: readonly object[] };
    assert.match(JSON.stringify(volumes), /"secretName":"openbao-root"/);
    assert.match(String(built.at("platform-scripts", "data", "kleidia-backend.hcl")), /path "yubikeys\/data\/jwt-secret"/);
    const files = await asked({ storageBackend: "file", servers: 1 });
    assert.deepEqual([built, files].map((one) => one.env("platform-setup")["BAO_ADDR"]),
      ["http://kleidia-platform-openbao-active:8200", "http://kleidia-platform-openbao:8200"]);
    assert.deepEqual(restrictedFaults(built.at("platform-setup", "spec", "template", "spec") as PlainRecord), []);
  });

  it("put files back while the server is stopped, by its stages", async () => {
    const returnedFrom = { version: "2.4.0", restore: "platform-20260101-000000" };
    const stage = (more: object) => Built.of(config({ platform: { storageBackend: "file", servers: 1, ...more } }));
    const restoring = await stage({ stage: "restore", returnedFrom });
    assert.deepEqual([restoring.command("platform-restore"), restoring.env("platform-restore")["BACKUP"]], [["sh", "/scripts/folders-restore.sh"], "platform-20260101-000000"]);
    assert.equal(restoring.at("platform-restore", "spec", "template", "spec", "serviceAccountName"), undefined);
    for (const built of [restoring, await stage({ stage: "quiesce" })]) assert.equal(built.at("platform-openbao", "spec", "replicas"), 0);
    const back = await stage({ returnedFrom });
    assert.equal(back.at("platform-openbao", "spec", "replicas"), 1);
    const mayBeOlder = (built: Built) => JSON.stringify(built.at("platform-verify", "spec", "template", "spec", "initContainers", 0, "env")).includes("MAY_BE_OLDER");
    assert.deepEqual([mayBeOlder(back), mayBeOlder(await stage({ returnedFrom: { version: "2.4.0" } })), mayBeOlder(prod)], [true, false, false]);
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

  it("have the settings in force beside the scripts, for backups: without release and secrets, and changing no Job", async () => {
    const settingsOf = (built: Built, component: string) =>
      JSON.parse(String(built.at(`${component}-scripts`, "data", "settings.json"))) as Readonly<Record<string, unknown>>;
    const before = await Built.of(config());
    const after = await Built.of(config({ platform: { storage: { size: "20Gi" } } }));
    assert.deepEqual([before, after].map((built) => settingsOf(built, "platform")["storage"]), [{ size: "10Gi" }, { size: "20Gi" }]);
    assert.deepEqual(after.at("platform-backup"), before.at("platform-backup"));
    const back = await Built.of(config({ services: { version: "2.2.0", returnedFrom: { version: "2.3.0" }, stage: "quiesce" } }));
    assert.deepEqual(settingsOf(back, "services"), settingsOf(before, "services"));
    for (const component of ["platform", "data", "services"]) {
      for (const left of ["version", "returnedFrom", "stage", "installing"]) assert.ok(!(left in settingsOf(before, component)), left);
    }
    assert.deepEqual(settingsOf(before, "services")["host"], "kleidia.example.org");
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
