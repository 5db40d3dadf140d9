import * as assert from "node:assert/strict";
import { haloProblems } from "../../../components/halo/problems";
import type { DuchyConfig, HaloConfig, KingdomConfig, ReportingConfig } from "../../../config/halo";
import { eksDuchy, stackConfig } from "./stacks";

const good = stackConfig("staging");

function withKingdom(changes: Partial<KingdomConfig>): HaloConfig {
  return { ...good, kingdom: { ...good.kingdom!, ...changes } };
}
function withDuchy(changes: Partial<DuchyConfig>): HaloConfig {
  return { ...good, duchies: { worker1: { ...good.duchies!["worker1"]!, ...changes } } };
}
function withReporting(changes: Partial<ReportingConfig>): HaloConfig {
  return { ...good, reporting: { ...good.reporting!, ...changes } };
}

function only(config: HaloConfig): { path: string; message: string } {
  const problems = haloProblems(config);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0]!;
}

describe("problems of Halo's settings", () => {
  it("are none in the project's own stacks", () => {
    for (const stack of ["staging", "prod", "halo-dev"]) assert.deepEqual(haloProblems(stackConfig(stack)), []);
    assert.deepEqual(haloProblems(eksDuchy()), []);
  });

  it("name a release before the oldest that is described, where it was asked for", () => {
    const message = "found release 0.5.17 for kingdom, expected 0.5.18 or newer: older objects are not described";
    assert.deepEqual(only(withKingdom({ version: "0.5.17" })), { path: "kingdom.version", message });
    const paths = haloProblems({ ...good, version: "0.5.17" }).map(({ path }) => path);
    assert.deepEqual(paths, ["version", "version", "version"]);
  });

  it("do not include a setting that an older release has no use for, or going back would be refused", () => {
    assert.deepEqual(haloProblems({ ...stackConfig("halo-dev"), version: "0.5.18" }), []);
  });

  it("name what Reporting does not start without, and since when", () => {
    assert.match(only(withReporting({ eventMessageTypeUrl: undefined })).message, /since 0\.5\.29/);
    assert.deepEqual(only(withReporting({ pdpName: undefined })), {
      path: "reporting.pdpName",
      message:
        "found none, expected the population data provider's name, which Reporting does not start without since 0.5.30",
    });
  });

  it("name a Duchy with both databases, the wrong one, or none", () => {
    const postgres = eksDuchy().duchies!["worker2"]!.database.postgres!;
    assert.deepEqual(only(withDuchy({ database: {} })), {
      path: "duchies.worker1.database",
      message: "found none, expected only spanner on gke",
    });
    const both = haloProblems(withDuchy({ database: { spanner: {}, postgres } }));
    assert.deepEqual(both.map(({ path }) => path), ["duchies.worker1.database", "backups.volumeClaimName"]);
    assert.equal(both[0]?.message, "found spanner and postgres, expected only spanner on gke");
  });

  it("name a Duchy whose bucket is of another cloud", () => {
    const message = "found s3, expected only gcs on gke";
    assert.equal(only(withDuchy({ storage: { s3: { bucket: "b", region: "r" } } })).message, message);
  });

  it("name what a Duchy's role has no use for", () => {
    assert.equal(
      only(withDuchy({ role: "aggregator", keyEncryptionKeyFile: "k.tink" })).path,
      "duchies.worker1.keyEncryptionKeyFile",
    );
    assert.equal(
      only(withDuchy({ trusteeMillSubnetworkCidrRange: "10.0.0.0/24" })).path,
      "duchies.worker1.trusteeMillSubnetworkCidrRange",
    );
  });

  it("name addresses that a Duchy needs", () => {
    assert.match(only(withDuchy({ internalApiAddress: undefined })).message, /since 0\.5\.30/);
    const targets = { ...good.targets, duchySystemApis: {} };
    assert.equal(only({ ...good, targets }).path, "targets.duchySystemApis.worker1");
  });

  it("name components whose accounts would be one in a shared namespace", () => {
    assert.deepEqual(only(withDuchy({ namespace: "halo-kingdom" })), {
      path: "duchies.worker1.namespace",
      message: "found halo-kingdom, where kingdom is, expected another: both have an account internal-server",
    });
    assert.deepEqual(haloProblems(withReporting({ namespace: "halo-kingdom" })), []);
  });

  it("name what upstream has only on Google Cloud", () => {
    const paths = haloProblems({ ...good, platform: "eks" }).map(({ path }) => path);
    assert.deepEqual(paths.slice(0, 2), ["kingdom", "reporting"]);
    assert.ok(haloProblems({ ...good, spannerInstance: undefined }).some(({ path }) => path === "spannerInstance"));
  });
});
