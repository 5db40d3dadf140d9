import * as assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { pairProblem, pairScripts, pairServices, pairSettings, pairSpec, pairVerify, type PostgresPair } from "../../../components/core/postgres/pair";
import { postgresVolume } from "../../../components/core/postgres/volume";
import { scriptFiles } from "../../../components/core/scriptFiles";
import { backupsFields, replicationFields } from "../../../config/fields";
import type { PlainRecord } from "../../../policies/reading/plain";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import { PostgresServer, postgresBin } from "../../support/postgresServer";

const image = "docker.io/library/postgres:16.11";
const pair: PostgresPair = {
  name: "dx-persistence-node", host: "dx-persistence", image, runAsUser: 999, database: "dxmediadb", user: "dxuser", secret: "credentials",
  primary: 0, replication: { secret: "credentials", key: "replication" }, claim: "database", volume: postgresVolume({ image }), storage: { size: "2Gi" },
};
const place = {
  component: "persistence", scriptsConfigMap: "dx-persistence-scripts", scripts: scriptFiles(pairScripts),
  backups: z.strictObject(backupsFields("dx-backups")).parse({}),
};
const spec = (changes: Partial<PostgresPair> = {}) => pairSpec({ ...pair, ...changes }, {}, place);

/** What a container is told, by name. */
function envOf(container: object | undefined): ReadonlyMap<string, { readonly value?: string }> {
  const { env } = container as { readonly env: readonly { readonly name: string; readonly value?: string }[] };
  return new Map(env.map((one) => [one.name, one]));
}

describe("a pair of PostgreSQL servers", () => {
  it("is a StatefulSet whose last Pod, the secondary, Kubernetes replaces first", () => {
    const { replicas, podManagementPolicy, updateStrategy, template } = spec();
    assert.deepEqual([replicas, podManagementPolicy, updateStrategy.type], [2, "Parallel", "RollingUpdate"]);
    const env = envOf(template.spec.initContainers[0]);
    assert.deepEqual(env.get("PRIMARY"), { name: "PRIMARY", value: "dx-persistence-node-0" });
    assert.deepEqual(env.get("POD"), { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } });
  });

  it("can be made of every release whose settings these are", () => {
    assert.deepEqual(["13.22", "16.11", "18.1"].map((version) => pairProblem(`docker.io/library/postgres:${version}`)), [undefined, undefined, undefined]);
    assert.match(pairProblem("docker.io/library/postgres:12.22") ?? "", /found PostgreSQL 12, expected 13 or newer/);
  });

  it("has a volume for each server, which Kubernetes never deletes", () => {
    assert.deepEqual(spec().volumeClaimTemplates.map(({ metadata }) => metadata.name), ["database"]);
    assert.deepEqual(spec().persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
    assert.ok(spec().template.spec.containers[0]!.volumeMounts.some(({ name }) => name === "database"));
  });

  it("is written to at one name and read from at another, each of one Pod", () => {
    const pods = (one: PostgresPair) => pairServices(one).map(({ name, app, also }) => [name, app, also?.["statefulset.kubernetes.io/pod-name"]]);
    assert.deepEqual(pods(pair), [
      ["dx-persistence", "dx-persistence-node", "dx-persistence-node-0"], ["dx-persistence-ro", "dx-persistence-node", "dx-persistence-node-1"],
    ]);
    assert.deepEqual(pods({ ...pair, primary: 1 }).map(([, , pod]) => pod), ["dx-persistence-node-1", "dx-persistence-node-0"]);
  });

  it("fills the secondary before it looks at volumes, and both before the server starts", () => {
    const scripts = spec().template.spec.initContainers.map(({ command }) => command[1]);
    assert.deepEqual(scripts, ["/scripts/postgres-secondary.sh", "/scripts/postgres-can-read.sh"]);
    for (const { command } of spec().template.spec.initContainers) assert.ok(place.scripts.has(command[1]!.slice("/scripts/".length)));
  });

  it("finds what it mounts, and mounts where its scripts look", () => {
    const { containers, initContainers, volumes } = spec().template.spec;
    const there = new Set([...volumes.map(({ name }) => name), "database"]);
    const mounts = [...containers, ...initContainers].flatMap(({ volumeMounts }) => volumeMounts);
    for (const { name } of mounts) assert.ok(there.has(name), name);
    const [follow] = initContainers;
    const below = (file: unknown) => follow!.volumeMounts.some(({ mountPath }) => String(file).startsWith(`${mountPath}/`));
    const env = envOf(follow);
    for (const name of ["PASSFILE", "RESEED_FILE", "PGDATA"]) assert.ok(below(env.get(name)?.value), name);
    const passfile = env.get("PASSFILE")!.value!;
    assert.ok(containers[0]!.args.some((arg) => arg.startsWith("primary_conninfo=") && arg.includes(`passfile=${passfile}`)));
  });

  it("names passwords by their Secrets only, and none in what runs", () => {
    const text = JSON.stringify([spec(), pairVerify(place, pair)]);
    assert.doesNotMatch(text, /"name":"[A-Z_]*PASSWORD","value":/);
    assert.match(text, /"name":"REPLICATION_PASSWORD","valueFrom":\{"secretKeyRef":\{"name":"credentials","key":"replication"\}\}/);
    assert.doesNotMatch(spec().template.spec.containers[0]!.args.join(" "), /password=/);
  });

  it("keeps its Pods and Jobs within the profile Restricted", () => {
    assert.deepEqual(restrictedFaults(spec().template.spec as unknown as PlainRecord), []);
    assert.deepEqual(restrictedFaults(pairVerify(place, pair).pod as unknown as PlainRecord), []);
  });

  it("says in a file, and not in the Pods, which one is copied anew: no server restarts for it", () => {
    const reseed = { server: 1, word: "2026-01-31" } as const;
    assert.equal(pairSettings({ ...pair, reseed }).data["reseed"], "dx-persistence-node-1 2026-01-31");
    assert.equal(pairSettings(pair).data["reseed"], "");
    assert.deepEqual(spec({ reseed }), spec());
    assert.deepEqual(pairVerify(place, { ...pair, reseed }), pairVerify(place, pair));
    const parse = (settings: object) => z.strictObject(replicationFields).safeParse(settings).success;
    assert.deepEqual([{}, { primary: 1, reseed }, { primary: 2 }, { reseed: { server: 1, word: "" } }, { reseed: { server: 1, word: "a b" } }].map(parse),
      [true, true, false, false, false]);
  });

  it(`lets the role stream, and only with a password${postgresBin === undefined ? " (skipped: found no PostgreSQL server)" : ""}`, function () {
    if (postgresBin === undefined) this.skip();
    this.timeout(60_000);
    const server = new PostgresServer();
    try {
      const file = path.join(server.folder, "pg_hba.conf");
      writeFileSync(file, pairSettings(pair).data["pg_hba.conf"]!);
      chmodSync(file, 0o644);
      server.sql(`ALTER SYSTEM SET hba_file = '${file}'`);
      server.halt();
      server.start();
      assert.deepEqual(server.sql("SELECT type, array_to_string(database, ','), array_to_string(user_name, ','), auth_method, error FROM pg_hba_file_rules").split("\n"), [
        "local|all|all|trust|", "host|all|all|scram-sha-256|", "host|replication|replicator|scram-sha-256|",
      ]);
    } finally {
      server.stop();
    }
  });
});
