import * as assert from "node:assert/strict";
import { podSecurityBaseline } from "../../policies/podSecurityBaseline";
import { changed, containerPath, deployment, deploymentType, podPath, said, unknownValue, useStack } from "./asking";
import { withPodSecurity } from "./podSecurityReason";

describe("the policy pod-security-baseline", () => {
  before(() => useStack({ version: "0.5.46" }));
  const ask = (path: readonly (string | number)[], value: unknown) =>
    said(podSecurityBaseline, { type: deploymentType, props: changed(deployment, path, value) });

  it("says nothing of a Pod that keeps to it", () => {
    assert.deepEqual(said(podSecurityBaseline, { type: deploymentType, props: deployment }), []);
    assert.deepEqual(ask([...podPath, "securityContext"], undefined), []);
  });

  for (const [field, path, value] of [
    ["hostNetwork", [...podPath, "hostNetwork"], true],
    ["hostPID", [...podPath, "hostPID"], true],
    ["hostIPC", [...podPath, "hostIPC"], true],
    ["volumes.hostPath", [...podPath, "volumes", 0], { name: "files", hostPath: { path: "/" } }],
    ["securityContext.sysctls", [...podPath, "securityContext", "sysctls"], [{ name: "kernel.msgmax", value: "1" }]],
    ["securityContext.seccompProfile.type", [...podPath, "securityContext", "seccompProfile", "type"], "Unconfined"],
    ["securityContext.appArmorProfile.type", [...containerPath, "securityContext", "appArmorProfile"], { type: "Unconfined" }],
    ["securityContext.seLinuxOptions.type", [...podPath, "securityContext", "seLinuxOptions"], { type: "spc_t" }],
    ["securityContext.seLinuxOptions.user", [...podPath, "securityContext", "seLinuxOptions"], { user: "system_u" }],
    ["securityContext.windowsOptions.hostProcess", [...podPath, "securityContext", "windowsOptions"], { hostProcess: true }],
    ["securityContext.privileged", [...containerPath, "securityContext", "privileged"], true],
    ["securityContext.procMount", [...containerPath, "securityContext", "procMount"], "Unmasked"],
    ["securityContext.capabilities.add", [...containerPath, "securityContext", "capabilities", "add"], ["SYS_ADMIN"]],
    ["hostPort", [...containerPath, "ports", 0, "hostPort"], 80],
  ] as const) {
    it(`refuses ${field}, and the same not known yet`, () => {
      const message = `its Pods are outside of the profile Baseline by ${field}`;
      assert.deepEqual(ask(path, value), [message]);
      const last = typeof value === "object" ? Object.keys(value) : [];
      const leaf = typeof value === "object" && !Array.isArray(value) ? [...path, last.at(-1)!] : path;
      assert.deepEqual(ask(leaf, unknownValue), [message]);
    });
  }

  it("refuses Pods that are not known yet", () => {
    assert.deepEqual(ask(podPath, unknownValue), ["its Pods are outside of the profile Baseline by the Pods, which are not known yet"]);
  });

  it("lets be what the catalog gives a reason for", () => {
    const privileged = [...containerPath, "securityContext", "privileged"];
    withPodSecurity("kingdom", "privileged", () => assert.deepEqual(ask(privileged, true), []));
    withPodSecurity("kingdom", "baseline", () => assert.equal(ask(privileged, true).length, 1));
    assert.equal(ask(privileged, true).length, 1);
  });
});
