import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { databaseClue, databaseTrouble } from "../../../automation/cluster/databaseClues";
import { diagnose } from "../../../automation/cluster/diagnose";
import { databaseProblems, type DatabaseProblem, type DatabaseTrouble } from "../../../automation/cluster/diagnosis";
import { FakeCluster } from "../../support/fakeCluster";
import { ended, job, migrate, podOf } from "./failures";

/** What clients of databases say, each with what it means. */
const said: readonly (readonly [string, DatabaseTrouble["database"], DatabaseProblem])[] = [
  ['psql: error: connection to server at "db.kingdom.svc" (10.0.0.5), port 5432 failed: Connection refused', "PostgreSQL", "refused"],
  ['pg_dump: error: connection to server at "db" (10.0.0.5), port 5432 failed: FATAL:  password authentication failed for user "kingdom"', "PostgreSQL", "login refused"],
  ['psql: error: could not translate host name "db.none" to address: Name or service not known', "PostgreSQL", "no such host"],
  ['psql: error: connection to server at "10.0.0.5", port 5432 failed: timeout expired', "PostgreSQL", "timeout"],
  ['FATAL:  database "kingdom" does not exist', "PostgreSQL", "not found"],
  ['FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "kingdom", database "kingdom", no encryption', "PostgreSQL", "login refused"],
  ["FATAL:  sorry, too many clients already", "PostgreSQL", "no connection free"],
  ["FATAL:  the database system is starting up", "PostgreSQL", "starting"],
  ["psql: error: server does not support SSL, but SSL was required", "PostgreSQL", "encryption"],
  ["ERROR:  permission denied for schema public", "PostgreSQL", "not allowed"],
  ["org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct", "PostgreSQL", "refused"],
  ["Caused by: java.net.UnknownHostException: db.none while jdbc:postgresql connects", "PostgreSQL", "no such host"],
  ["HikariPool-1 - Connection is not available, request timed out after 30000ms.", "a database", "no connection free"],
  ["liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by p (10.0.0.7) since 11/21/26", "a database", "locked"],
  ["com.google.cloud.spanner.SpannerException: NOT_FOUND: io.grpc.StatusRuntimeException: Database not found: projects/p/instances/i/databases/d", "Spanner", "not found"],
  ["com.google.cloud.spanner.SpannerException: PERMISSION_DENIED: caller is missing IAM permission", "Spanner", "not allowed"],
  ["ERROR: (gcloud.spanner.backups.create) PERMISSION_DENIED: The caller does not have permission", "Spanner", "not allowed"],
  ["ERROR: (gcloud.sql.backups.create) HTTPError 404: The Cloud SQL instance does not exist.", "Cloud SQL", "not found"],
  ["ERROR: (gcloud.sql.backups.create) There was a problem refreshing your current auth tokens", "Cloud SQL", "login refused"],
  ["Error: connect ECONNREFUSED 10.0.0.5:5432", "PostgreSQL", "refused"],
  ["dial tcp 10.0.0.5:5432: i/o timeout", "PostgreSQL", "timeout"],
];

describe("databases that could not be used", () => {
  for (const [line, database, problem] of said) {
    it(`are told from a log: ${line.slice(0, 70)}`, () => {
      assert.deepEqual(databaseTrouble("p", "main", ["starting", "", line]), { database, problem, pod: "p", container: "main", evidence: line });
    });
  }

  it("are none where the line is about something else", () => {
    for (const line of [
      "grpc: connection refused by duchy-system-api:8443", "UNAVAILABLE: io exception: Connection refused: kingdom/10.0.0.1:8443", "NOT_FOUND: Measurement m1",
      "finished with 0 errors", "",
    ]) assert.equal(databaseTrouble("p", "main", [line]), undefined, line);
    // One that is named far away has nothing to do with it.
    assert.equal(databaseTrouble("p", "main", ["connected to postgres", ...Array.from({ length: 10 }, () => "working"), "Connection refused"]), undefined);
    assert.equal(databaseTrouble("p", "main", ["migrating with Liquibase", "Connection refused"])?.database, "a database");
  });

  it("are judged by what was said last", () => {
    const lines = ["FATAL:  the database system is starting up", "retrying", 'FATAL:  password authentication failed for user "k"', "giving up"];
    assert.equal(databaseTrouble("p", "main", lines)?.problem, "login refused");
  });

  it("each come with what to do", () => {
    const nexts = databaseProblems.map((problem) =>
      databaseClue({ database: "PostgreSQL", problem, pod: "p", container: "c", evidence: "it" }).next);
    assert.equal(new Set(nexts).size, databaseProblems.length);
    assert.doesNotMatch(nexts.join(), /delete|drop/i);
  });

  it("are nearer to the cause than the exit code", async () => {
    const failed = job("BackoffLimitExceeded");
    const pod = podOf(failed, "p", ended(2));
    const cluster = new FakeCluster([failed, pod], { logs: { "p/main": `starting\n${said[1]![0]}\n` } });
    const { summary, findings, databases } = await diagnose(cluster, {
      component: "halo/kingdom", phase: "migrate", objects: [{ kind: "Job", namespace: "kingdom", name: migrate }],
    });
    assert.deepEqual(findings.map(({ what }) => what), ["PostgreSQL: login refused", "exit code 2", "BackoffLimitExceeded"]);
    assert.match(summary, /PostgreSQL refuses the login \(it said: .*password authentication failed/);
    assert.equal(databases.length, 1);
  });

  it("are told from the last message too, where there is no log", async () => {
    const failed = job("BackoffLimitExceeded");
    const pod = podOf(failed, "p", ended(2, "Error", said[0]![0]));
    const { databases } = await diagnose(new FakeCluster([failed, pod]), {
      component: "halo/kingdom", phase: "migrate", objects: [{ kind: "Job", namespace: "kingdom", name: migrate }],
    });
    assert.deepEqual(databases.map(({ problem }) => problem), ["refused"]);
  });

  it("are told once of each container, and of each container that says it", async () => {
    const failed = job("BackoffLimitExceeded");
    const again = { ...ended(2), lastState: { terminated: { exitCode: 2 } } };
    const logs = Object.fromEntries(["p/main", "p/main (previous)", "q/main"].map((log) => [log, said[0]![0]]));
    const { databases } = await diagnose(new FakeCluster([failed, podOf(failed, "p", again), podOf(failed, "q", ended(2))], { logs }), {
      component: "halo/kingdom", phase: "migrate", objects: [{ kind: "Job", namespace: "kingdom", name: migrate }],
    });
    assert.deepEqual(databases.map(({ pod }) => pod), ["p", "q"]);
  });

  it("can be looked for in any log", () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 20 }), (lines) => {
      const found = databaseTrouble("p", "main", lines);
      assert.ok(found === undefined || lines.some((line) => line.trim() === found.evidence));
    }));
  });
});
