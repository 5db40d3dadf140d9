import * as assert from "node:assert/strict";
import { deployedVersionVerified } from "../../policies/deployedVersionVerified";
import { changed, deployment, deploymentType, kingdom, phaseJob, saidOfStack, unknownValue, useStack, type Part } from "./asking";

const ask = (parts: Readonly<Record<string, Part>>) => saidOfStack(deployedVersionVerified, parts);
const saying = (props: object): Readonly<Record<string, Part>> => ({ ...kingdom, kingdom: { ...kingdom["kingdom"]!, props } });

describe("the policy deployed-version-verified", () => {
  beforeEach(() => useStack({ version: "0.5.46" }));

  it("says nothing where the verification comes last, before and after it has run", () => {
    assert.deepEqual(ask(kingdom), []);
    assert.deepEqual(ask(saying({ deployed: "0.5.46" })), []);
  });

  it("refuses a verification that does not wait for every workload", () => {
    assert.deepEqual(ask({ ...kingdom, verify: phaseJob("verify", ["server"]) }), ["halo/kingdom is verified by verify, which does not wait for cleaner"]);
  });

  it("refuses one that does not wait for a workload that migrates by itself", () => {
    const props = changed(deployment, ["metadata", "annotations", "stepwise.dev/migration"], "application");
    assert.deepEqual(ask({ ...kingdom, migrating: { type: deploymentType, props, after: ["backup"] } }),
      ["halo/kingdom is verified by verify, which does not wait for migrating"]);
  });

  it("refuses a component that nothing verifies", () => {
    const { verify, ...rest } = kingdom;
    assert.ok(verify);
    assert.deepEqual(ask(rest), ["halo/kingdom is verified by no Job"]);
  });

  it("refuses one that does not say what is deployed", () => {
    assert.deepEqual(ask(saying({ attempted: "0.5.46" })), ["halo/kingdom does not say what is deployed; expected the output `deployed`, from the verification"]);
  });

  it("refuses one that says what it was not asked for", () => {
    assert.deepEqual(ask(saying({ deployed: "0.5.45" })), ["halo/kingdom says that another version than 0.5.46 is deployed"]);
  });

  it("refuses one that says what is deployed while its servers are stopped", () => {
    useStack({ version: "0.5.46", stage: "migrate" });
    const { verify, ...rest } = saying({ attempted: "0.5.46" });
    assert.ok(verify);
    assert.deepEqual(ask(rest), []);
    for (const deployed of ["0.5.46", unknownValue]) {
      assert.deepEqual(ask({ ...rest, kingdom: { ...rest["kingdom"]!, props: { deployed } } }), ["halo/kingdom says what is deployed in a goal state that nothing verifies"]);
    }
  });
});
