import * as assert from "node:assert/strict";
import { migrationBeforeWorkload } from "../../policies/migrationBeforeWorkload";
import { changed, deployment, deploymentType, kingdom, phaseJob, podPath, saidOfStack, unknownValue, useStack, type Part } from "./asking";

/** A workload that migrates the Kingdom's data itself. */
const migrating = (mode: unknown, after: readonly string[] = ["backup"]): Part =>
  ({ type: deploymentType, props: changed(deployment, ["metadata", "annotations", "stepwise.dev/migration"], mode), after });

const ask = (parts: Readonly<Record<string, Part>>) => saidOfStack(migrationBeforeWorkload, parts);
const without = (...names: readonly string[]) => Object.fromEntries(Object.entries(kingdom).filter(([name]) => !names.includes(name)));

describe("the policy migration-before-workload", () => {
  beforeEach(() => useStack({ version: "0.5.46" }));

  it("says nothing where all workloads wait, if by way of others", () => assert.deepEqual(ask(kingdom), []));

  it("refuses a workload that does not wait for the migration", () => {
    assert.deepEqual(ask({ ...kingdom, cleaner: { ...kingdom["cleaner"]!, after: ["service"] } }), ["cleaner of halo/kingdom does not wait for migrate"]);
  });

  it("refuses one that does not wait for one of several", () => {
    assert.deepEqual(ask({ ...kingdom, other: phaseJob("migrate", ["backup"]), server: { ...kingdom["server"]!, after: ["migrate"] }, cleaner: { ...kingdom["cleaner"]!, after: ["migrate", "other"] } }),
      ["server of halo/kingdom does not wait for other"]);
  });

  it("takes a Job whose phase is not known yet for a workload, and refuses it", () => {
    assert.deepEqual(ask({ ...kingdom, other: phaseJob(unknownValue) }), ["other of halo/kingdom does not wait for migrate"]);
  });

  it("refuses a component that keeps data and migrates nothing", () => {
    const found = ask({ ...without("migrate"), server: { ...kingdom["server"]!, after: ["backup"] } });
    assert.deepEqual(found, ["halo/kingdom keeps data that nothing migrates: found neither a migration Job nor a workload that migrates by itself"]);
  });

  it("takes a workload that migrates by itself for the migration", () => {
    for (const mode of ["init-container", "application"]) {
      assert.deepEqual(ask({ ...without("migrate"), server: migrating(mode) }), []);
    }
  });

  it("refuses one that names an init container and has none", () => {
    const server: Part = { ...migrating("init-container"), props: changed(migrating("init-container").props, [...podPath, "initContainers"], []) };
    assert.deepEqual(ask({ ...without("migrate"), server }), ["server of halo/kingdom says that an init container migrates, and has none"]);
  });

  for (const mode of ["job", "by hand", unknownValue]) {
    it(`refuses one that says ${mode === unknownValue ? "what is not known yet" : `"${mode}"`}`, () => {
      assert.deepEqual(ask({ ...without("migrate"), server: migrating(mode) }),
        ["server of halo/kingdom does not say how it migrates: expected one of init-container, application, operator"]);
    });
  }

  it("asks of a return that workloads wait for what is restored, and for no migration", () => {
    useStack({ version: "0.5.45", returnedFrom: { version: "0.5.46", restore: "kingdom-1" } });
    const restored = { ...without("backup", "migrate"), restore: phaseJob("restore"), server: { ...kingdom["server"]!, after: ["restore"] } };
    assert.deepEqual(ask(restored), []);
    assert.deepEqual(ask({ ...restored, cleaner: { ...kingdom["cleaner"]!, after: [] } }), ["cleaner of halo/kingdom does not wait for restore"]);
    useStack({ version: "0.5.45", returnedFrom: { version: "0.5.46" } });
    assert.deepEqual(ask({ ...without("backup", "migrate"), server: { ...kingdom["server"]!, after: [] } }), []);
  });

  it("asks the same while servers are stopped", () => {
    for (const stage of ["quiesce", "migrate"]) {
      useStack({ version: "0.5.46", stage });
      assert.deepEqual(ask(kingdom), []);
      assert.equal(ask({ ...kingdom, cleaner: { ...kingdom["cleaner"]!, after: [] } }).length, 1);
    }
  });

  it("leaves components alone that the stack file does not declare: the policy upgrade-path refuses them", () => {
    useStack({ version: "0.5.46", withoutKingdom: true, duchies: { worker1: "0.5.46" } });
    assert.deepEqual(ask({ ...kingdom, server: { ...kingdom["server"]!, after: [] } }), []);
  });
});
