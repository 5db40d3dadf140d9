import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { unknownCheckingProxy, type ResourceValidationArgs } from "@pulumi/policy";
import { configText } from "../../engines/rehearsal/configuration";
import { unknownValue } from "../../engines/rehearsal/values";
import { stateFileVariable } from "../../config/environment";
import { upgradePath } from "../../policies/upgradePath";
import type { InstallationState } from "../../upgrades/installationState";
import { StackFolder, type SmallStack } from "../support/kingdomStack";

/** What the policy says of the Kingdom, given a stack and what is installed. */
function violations(stack: SmallStack, installed: Record<string, InstallationState> | undefined, props: object): string[] {
  const files = new StackFolder("policies");
  pulumi.runtime.setAllConfig(configText(files.write(stack)));
  files.remove();
  const found: string[] = [];
  const args = { type: "stepwise:halo:Kingdom", name: "kingdom", props, getConfig: () => ({ installed }) };
  const { validateResource } = upgradePath;
  assert.ok(typeof validateResource === "function");
  void validateResource(args as unknown as ResourceValidationArgs, (message) => { found.push(message); });
  return found;
}

describe("the policy upgrade-path", () => {
  // One allowed step; each test changes one thing about it.
  const stack: SmallStack = { version: "0.5.46" };
  const installed = { "halo/kingdom": { kind: "complete", deployed: "0.5.45" } } as const;
  const props = { version: "0.5.46", namespace: "kingdom" };

  it("is mandatory, critical, and says what it checks and what to do", () => {
    assert.equal(upgradePath.enforcementLevel, "mandatory");
    assert.equal(upgradePath.severity, "critical");
    assert.match(upgradePath.description, /^Checks that /);
    assert.ok((upgradePath.remediationSteps ?? "").length > 0);
  });

  it("says nothing of an allowed step", () => assert.deepEqual(violations(stack, installed, props), []));

  it("refuses a jump over a required stop, and names the stop and the route", () => {
    const found = violations({ version: "0.5.30" }, { "halo/kingdom": { kind: "complete", deployed: "0.5.6" } }, { version: "0.5.30" });
    assert.equal(found.length, 2);
    assert.match(found[0]!, /required stop 0\.5\.18.*\[required-stop:C1-stop\]/);
    assert.match(found[1]!, /0\.5\.6 → 0\.5\.18 → 0\.5\.30.*\[next-release\]/);
  });

  it("refuses a lower version that is not said to be a return", () => {
    const found = violations(stack, { "halo/kingdom": { kind: "complete", deployed: "0.5.46" } }, { version: "0.5.45" });
    assert.equal(found.length, 1);
    assert.match(found[0]!, /\[downgrade-not-stated\]/);
  });

  it("refuses a release that is not in the channel that the stack follows", () => {
    const found = violations({ ...stack, channel: { halo: "stable" } }, installed, props);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /follows the channel stable of Halo .*\[channel:stable@0\.5\.46\]/);
    assert.deepEqual(violations({ ...stack, channel: { kleidia: "stable" } }, installed, props), []);
  });

  it("refuses another version over an update that did not finish", () => {
    const found = violations(stack, { "halo/kingdom": { kind: "incomplete", attempted: "0.5.44" } }, props);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /\[unfinished\]/);
  });

  it("refuses what is not installed and not said to be", () => {
    const found = violations(stack, {}, props);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /\[install-not-stated\]/);
  });

  it("refuses a version that can't be read, such as one that is known only later", () => {
    const found = violations(stack, installed, { version: { unknown: true } });
    assert.equal(found.length, 1);
    assert.match(found[0]!, /no version that can be read/);
  });

  it("refuses a version that an engine says is not known yet, and does not leave it at advice", () => {
    const found = violations(stack, installed, unknownCheckingProxy({ version: unknownValue, namespace: "kingdom" }) as object);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /no version that can be read/);
    assert.deepEqual(violations(stack, installed, unknownCheckingProxy({ ...props, namespace: unknownValue }) as object), []);
  });

  it("refuses states that it can't read", () => {
    const misread = { "halo/kingdom": "0.5.45" } as unknown as Record<string, InstallationState>;
    const message = /policy pack's configuration: upgrade-path\.installed\.halo\/kingdom: found "0\.5\.45"/;
    assert.throws(() => violations(stack, misread, props), message);
  });

  it("refuses a component that the stack does not declare", () => {
    const found = violations({ version: "0.5.46", withoutKingdom: true }, installed, props);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /not in this stack's configuration/);
  });

  it("fails closed where what is installed can't be learnt", () => {
    process.env[stateFileVariable] = "/nowhere/state.json";
    try {
      const found = violations(stack, undefined, props);
      assert.equal(found.length, 1);
      assert.match(found[0]!, /what is deployed of halo\/kingdom is not known/);
    } finally {
      Reflect.deleteProperty(process.env, stateFileVariable);
    }
  });

  it("says nothing of other resources", () => {
    const found: string[] = [];
    const args = { type: "kubernetes:apps/v1:Deployment", name: "kingdom", props: {}, getConfig: () => ({}) };
    const { validateResource } = upgradePath;
    assert.ok(typeof validateResource === "function");
    void validateResource(args as unknown as ResourceValidationArgs, (message) => { found.push(message); });
    assert.deepEqual(found, []);
  });
});
