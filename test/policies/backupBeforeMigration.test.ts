import * as assert from "node:assert/strict";
import { backupBeforeMigration } from "../../policies/backupBeforeMigration";
import { changed, deployment, deploymentType, kingdom, phaseJob, saidOfStack, useStack, type Part } from "./asking";

const ask = (parts: Readonly<Record<string, Part>>) => saidOfStack(backupBeforeMigration, parts);
const without = (...names: readonly string[]) => Object.fromEntries(Object.entries(kingdom).filter(([name]) => !names.includes(name)));

describe("the policy backup-before-migration", () => {
  beforeEach(() => useStack({ version: "0.5.46" }));

  it("says nothing where the migration waits for the backup", () => assert.deepEqual(ask(kingdom), []));

  it("refuses a migration that does not wait", () => {
    assert.deepEqual(ask({ ...kingdom, migrate: phaseJob("migrate", ["service"]) }), ["migrate of halo/kingdom does not wait for backup"]);
  });

  it("refuses one that does not wait for one of several backups", () => {
    assert.deepEqual(ask({ ...kingdom, other: phaseJob("backup") }), ["migrate of halo/kingdom does not wait for other"]);
  });

  it("refuses a component that keeps data and backs nothing up", () => {
    const parts = { ...without("backup"), migrate: phaseJob("migrate") };
    assert.deepEqual(ask(parts), ["halo/kingdom keeps data that nothing backs up: found no backup Job"]);
  });

  it("asks the same of a workload that migrates by itself", () => {
    for (const mode of ["init-container", "application"]) {
      const props = changed(deployment, ["metadata", "annotations", "stepwise.dev/migration"], mode);
      const server = (...after: readonly string[]): Part => ({ type: deploymentType, props, after });
      assert.deepEqual(ask({ ...without("migrate"), server: server("backup") }), []);
      assert.deepEqual(ask({ ...without("migrate"), server: server("service") }), ["server of halo/kingdom does not wait for backup"]);
    }
  });

  it("asks for no backup on the way back", () => {
    useStack({ version: "0.5.45", returnedFrom: { version: "0.5.46" } });
    assert.deepEqual(ask({ ...without("backup", "migrate"), server: { ...kingdom["server"]!, after: [] } }), []);
  });
});
