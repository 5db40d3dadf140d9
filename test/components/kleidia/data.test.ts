import * as assert from "node:assert/strict";
import { kleidiaProblems, type StatedVersions } from "../../../components/kleidia/problems";
import { kleidiaSchema } from "../../../config/kleidia";
import { readStackFile } from "../../../config/stack";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import type { PlainRecord } from "../../../policies/reading/plain";
import { projectRoot } from "../../../releases/projectRoot";
import { Built, config, stackConfig } from "./stacks";

const pod = ["spec", "template", "spec"] as const;

describe("Kleidia's PostgreSQL", function () {
  this.timeout(60_000);

  it("is not restarted by what is stated of a first install, and looks that up in the ConfigMap", async () => {
    const settings = stackConfig("kleidia-staging");
    const [first, later] = [await Built.of(settings, { installing: ["kleidia/data"] }), await Built.of(settings)];
    assert.deepEqual(later.at("data-postgres"), first.at("data-postgres"));
    assert.deepEqual([first, later].map((built) => built.at("data-scripts", "data", "first-install")), ["true", "false"]);
    const mounts = JSON.stringify(later.at("data-postgres", ...pod, "initContainers", 0, "volumeMounts"));
    assert.match(mounts, /"name":"scripts"/);
    assert.match(String(later.at("data-scripts", "data", "postgres-can-read.sh")), /first-install/);
  });

  it("has time to recover before it is asked whether it lives", async () => {
    const server = (await Built.of(stackConfig("kleidia-prod"))).at("data-postgres", ...pod, "containers", 0) as Record<string, Record<string, number>>;
    const { startupProbe, livenessProbe } = server;
    assert.ok(startupProbe!["periodSeconds"]! * startupProbe!["failureThreshold"]! >= 3600);
    assert.ok(livenessProbe!["periodSeconds"]! * livenessProbe!["failureThreshold"]! <= 120);
  });

  it("says before which release a backup is taken, without another Job for it", async () => {
    const built = await Built.of(config());
    const env = built.at("data-backup", ...pod, "containers", 0, "env") as readonly PlainRecord[];
    assert.deepEqual(env.find(({ name }) => name === "RELEASE"),
      { name: "RELEASE", valueFrom: { fieldRef: { fieldPath: "metadata.annotations['stepwise.dev/version']" } } });
    assert.equal(built.at("data-backup", "spec", "template", "metadata", "annotations", "stepwise.dev/version"), "2.3.0");
  });
});

describe("a rehearsed restore of Kleidia's database", function () {
  this.timeout(60_000);
  const rehearsing = (backup: string, version = "2.3.0") => Built.of(config({ data: { rehearseRestore: backup, version } }));

  it("runs in a server of its own: it is told no password, and not where the real one is", async () => {
    const built = await rehearsing("data-20260101-120000");
    assert.deepEqual(built.command("data-rehearse"), ["sh", "/scripts/postgres-restore.sh"]);
    const env = built.env("data-rehearse");
    assert.deepEqual([env["CHECK_ONLY"], env["BACKUP"], env["COMPONENT"], env["PGUSER"]], ["1", "data-20260101-120000", "data", "kleidiauser"]);
    assert.ok(!Object.keys(env).some((name) => ["PGHOST", "PGPASSWORD"].includes(name)));
    assert.deepEqual(restrictedFaults(built.at("data-rehearse", ...pod) as PlainRecord), []);
    assert.match(String(built.at("data-scripts", "data", "postgres-restore.sh")), /CHECK_ONLY/);
    assert.equal((await rehearsing("services-20260101-120000")).env("data-rehearse")["COMPONENT"], "services");
  });

  it("is held by the network policy of the component's Jobs", async () => {
    const built = await rehearsing("data-20260101-120000");
    const labels = built.at("data-rehearse", "spec", "template", "metadata", "labels") as PlainRecord;
    const selector = built.at("data-phases-network-policy", "spec", "podSelector") as {
      matchLabels: PlainRecord; matchExpressions: readonly { key: string }[];
    };
    for (const [key, value] of Object.entries(selector.matchLabels)) assert.equal(labels[key], value);
    for (const { key } of selector.matchExpressions) assert.ok(Object.hasOwn(labels, key), key);
  });

  it("is waited for by nobody and is part of no phase and no version, so that it stops no roll-out and no hop runs it again", async () => {
    const built = await rehearsing("data-20260101-120000");
    assert.deepEqual(built.at("data-rehearse", "metadata", "annotations"), { "pulumi.com/skipAwait": "true", "stepwise.dev/component": "kleidia/data" });
    for (const name of ["data-backup", "data-migrate", "data-postgres"]) assert.ok(!built.after(name).has("data-rehearse"), name);
    const older = await rehearsing("data-20260101-120000", "2.2.0");
    assert.deepEqual(older.at("data-rehearse"), built.at("data-rehearse"));
  });

  it("is a Job for each backup, and none where no backup is named", async () => {
    const name = async (backup: string) => (await rehearsing(backup)).at("data-rehearse", "metadata", "name");
    assert.equal(await name("data-20260101-120000"), "data-rehearse-data-20260101-120000");
    assert.notEqual(await name("data-20260101-120001"), await name("data-20260101-120000"));
    assert.ok(!(await Built.of(config())).names("Job").includes("data-rehearse"));
  });

  it("takes the ids of backups only", () => {
    const taken = (rehearseRestore: string) => kleidiaSchema.safeParse({ version: "2.3.0", data: { rehearseRestore } }).success;
    assert.deepEqual(["data-20260101-120000", "services-20260101-120000"].map(taken), [true, true]);
    assert.deepEqual(["platform-20260101-120000", "data", "../data-20260101-120000", "data-20260101-120000.partial", ""].map(taken), Array(5).fill(false));
  });
});

describe("a move of Kleidia's database to another major release", function () {
  this.timeout(60_000);
  const [old, newer] = ["docker.io/library/postgres:16.11", "docker.io/library/postgres:18.1"];
  const moving = { image: newer, server: "postgres-18", previous: { image: old } };
  const image = (built: Built, server: string) => built.at(server, ...pod, "containers", 0, "image");
  const leadsTo = (built: Built, service: string) => built.at(service, "spec", "selector", "app");
  let built: Built;
  before(async () => { built = await Built.of(config({ data: moving })); });

  it("has a server with a new volume before the move, and the old one as it was", async () => {
    const plain = await Built.of(config({ data: { image: old } }));
    assert.deepEqual([image(built, "data-postgres-18"), image(built, "data-postgres")], [newer, old]);
    assert.deepEqual(built.at("data-postgres", "spec", "template"), plain.at("data-postgres", "spec", "template"));
    assert.deepEqual(built.at("data-postgres", "spec", "volumeClaimTemplates"), plain.at("data-postgres", "spec", "volumeClaimTemplates"));
    assert.ok(built.after("data-postgres-18").has("data-migrate") && built.after("data-move").has("data-postgres-18"));
    assert.deepEqual(built.command("data-migrate").slice(-2), ["/scripts/postgres-version.sh", "not-newer"]);
    for (const name of ["data-postgres", "data-postgres-18"]) assert.ok(built.isKept(name), name);
    assert.deepEqual(built.at("data-postgres-18", ...pod, "containers", 0, "volumeMounts", 0, "mountPath"), "/var/lib/postgresql");
  });

  it("moves with the new server's tools, leads clients there only then, and stops the old server last", () => {
    const env = built.env("data-move");
    assert.deepEqual([built.command("data-move"), env["PGHOST"], env["OLD_HOST"]], [["sh", "/scripts/postgres-move.sh"], "postgres-18", "postgres"]);
    assert.equal(image(built, "data-move"), newer);
    assert.deepEqual([leadsTo(built, "data-postgres-service"), leadsTo(built, "data-postgres-18-service")], ["postgres-18", "postgres-18"]);
    assert.ok(built.after("data-postgres-service").has("data-move"));
    assert.ok(!built.after("data-postgres-18-service").has("data-move"));
    assert.deepEqual([built.at("data-postgres", "spec", "replicas"), built.at("data-postgres-18", "spec", "replicas")], [0, 1]);
    assert.ok(built.after("data-postgres").has("data-postgres-service"));
    for (const each of ["data-postgres", "data-postgres-service"]) assert.ok(built.after("data-verify").has(each), each);
  });

  it("lets the new server's volume be empty, and no other's, without a word of it in the Pod", async () => {
    assert.equal(built.at("data-scripts", "data", "may-be-empty"), "postgres-18");
    const later = await Built.of(config({ data: { ...moving, previous: undefined } }));
    assert.equal(later.at("data-scripts", "data", "may-be-empty"), undefined);
    assert.deepEqual(later.at("data-postgres-18"), built.at("data-postgres-18"));
    assert.deepEqual(later.at("data-postgres-service"), built.at("data-postgres-service"));
    assert.deepEqual(later.names("StatefulSet"), ["data-postgres-18", "platform-openbao"]);
    assert.deepEqual(later.command("data-migrate").slice(-2), ["/scripts/postgres-version.sh", "same-major"]);
    assert.ok(!later.names("Job").includes("data-move"));
  });

  it("lets clients and Jobs reach both servers, and nobody else", () => {
    for (const policy of ["data-postgres-network-policy", "data-postgres-18-network-policy"]) {
      assert.match(JSON.stringify(built.at(policy, "spec", "ingress")), /"app":"backend".*|"app":"kleidia-data-phases"/);
    }
    assert.match(JSON.stringify(built.at("data-phases-network-policy", "spec", "egress")), /"app":"postgres-18".*"app":"postgres"/);
  });

  it("carries the scripts that the move runs", () => {
    const scripts = built.at("data-scripts", "data") as PlainRecord;
    for (const name of ["postgres-move.sh", "postgres-backup.sh", "postgres-restore.sh"]) assert.ok(Object.hasOwn(scripts, name), name);
  });

  it("keeps its Pods within the profile Restricted", () => {
    for (const name of ["data-move", "data-postgres-18", "data-postgres"]) assert.deepEqual(restrictedFaults(built.at(name, ...pod) as PlainRecord), [], name);
  });

  it("is refused onto the same server, to an older release, and from outside of the volume", () => {
    const said = (data: object) => kleidiaProblems(config({ data })).map(({ path, message }) => `${path}: ${message}`);
    assert.deepEqual(said(moving), []);
    assert.deepEqual(said({ ...moving, server: undefined }), [
      "data.server: found postgres, expected another name than that of the server before, such as postgres-18",
    ]);
    assert.deepEqual(said({ ...moving, image: old, server: "other", previous: { image: newer } }), [
      "data.previous.image: found PostgreSQL 18, expected 16 or older: an older one can't take what it has",
    ]);
    const volume = { mountPath: "/data", dataDirectory: "/other" };
    assert.match(said({ ...moving, previous: { image: old, volume } }).join(), /^data\.previous\.volume\.dataDirectory: /);
  });
});

describe("problems of Kleidia's images", () => {
  const said = (changes: Parameters<typeof config>[0], stated?: StatedVersions) =>
    kleidiaProblems(config(changes), stated).map(({ path, message }) => `${path}: ${message}`);
  const postgres = (tag: string) => ({ data: { image: `mirror.example.org:5000/library/postgres:${tag}` } });
  const encrypted = { backups: { encryptionSecretName: "backup-key" } };

  it("are none in the project's own stacks", () => {
    for (const stack of ["kleidia-staging", "kleidia-prod"]) {
      const { kleidia, cluster } = readStackFile(projectRoot, stack).settings;
      assert.deepEqual(kleidiaProblems(kleidia!, cluster), []);
    }
  });

  it("name one that can't encrypt backups, only where they are to be encrypted", () => {
    assert.deepEqual(said(postgres("18.1-alpine")), []);
    assert.deepEqual(said({ ...postgres("18.1"), ...encrypted }), []);
    for (const tag of ["18.1-alpine", "18.1-alpine3.22", `18.1-alpine@sha256:${"a".repeat(64)}`]) {
      assert.match(said({ ...postgres(tag), ...encrypted }).join(), /^data\.image: found an Alpine image, expected a Debian one/, tag);
    }
  });

  it("name one that has another version than the stack says it runs on", () => {
    const images = { ...postgres("16.11"), platform: { image: "quay.io/openbao/openbao:2.4.4" } };
    assert.deepEqual(said(images, { postgresql: "16.11", openbao: "2.4.4" }), []);
    assert.deepEqual(said(images), []);
    assert.deepEqual(said(images, { postgresql: "18.1", openbao: "2.4.1" }), [
      "platform.image: found OpenBao 2.4.4, expected 2.4.1 as stepwise:cluster.openbao states: change one of them",
      "data.image: found PostgreSQL 16.11, expected 18.1 as stepwise:cluster.postgresql states: change one of them",
    ]);
  });
});
