import * as assert from "node:assert/strict";
import { podSecurityRestricted } from "../../policies/podSecurityRestricted";
import { changed, containerPath, deployment, deploymentType, podPath, saidOfStack, unknownValue, useStack, type Part } from "./asking";
import { withPodSecurity } from "./podSecurityReason";

const kingdom: Part = { type: "stepwise:halo:Kingdom", props: {}, parent: null };
const server = (path: readonly (string | number)[], value: unknown): Part =>
  ({ type: deploymentType, props: changed(deployment, path, value) });
const ask = (path: readonly (string | number)[], value: unknown) =>
  saidOfStack(podSecurityRestricted, { kingdom, server: server(path, value) });

describe("the policy pod-security-restricted", () => {
  before(() => useStack({ version: "0.5.46" }));

  it("is advice", () => assert.equal(podSecurityRestricted.enforcementLevel, "advisory"));

  it("says nothing of Pods that keep to it, whether they say it of each container or of all", () => {
    assert.deepEqual(saidOfStack(podSecurityRestricted, { kingdom, server: { type: deploymentType, props: deployment } }), []);
  });

  for (const [field, path, value] of [
    ["securityContext.runAsNonRoot", [...podPath, "securityContext", "runAsNonRoot"], undefined],
    ["securityContext.runAsNonRoot", [...containerPath, "securityContext", "runAsNonRoot"], false],
    ["securityContext.runAsUser", [...podPath, "securityContext", "runAsUser"], 0],
    ["securityContext.seccompProfile", [...podPath, "securityContext", "seccompProfile"], undefined],
    ["securityContext.allowPrivilegeEscalation", [...containerPath, "securityContext", "allowPrivilegeEscalation"], undefined],
    ["securityContext.capabilities.drop", [...containerPath, "securityContext", "capabilities", "drop"], ["KILL"]],
    ["securityContext.capabilities.add", [...containerPath, "securityContext", "capabilities", "add"], ["CHOWN"]],
    ["volumes", [...podPath, "volumes", 0], { name: "files", nfs: { server: "nfs.example.org", path: "/" } }],
    ["volumes", [...podPath, "volumes", 0], unknownValue],
    ["securityContext.runAsNonRoot", [...podPath, "securityContext", "runAsNonRoot"], unknownValue],
    ["the Pods, which are not known yet", podPath, unknownValue],
  ] as const) {
    it(`says so of ${field} ${JSON.stringify(value)?.replace(unknownValue, "not known yet") ?? "left out"}`, () => {
      if (field.startsWith("the Pods")) return assert.deepEqual(ask(path, value), []);
      assert.deepEqual(ask(path, value), [`Pods of halo/kingdom are outside of the profile Restricted: server by ${field}`]);
    });
  }

  it("says it once a component, and of what belongs to none", () => {
    const path = [...containerPath, "securityContext", "allowPrivilegeEscalation"];
    const found = saidOfStack(podSecurityRestricted, {
      kingdom, server: server(path, undefined), other: server([...podPath, "securityContext", "runAsNonRoot"], false), alone: { ...server(path, true), parent: null },
    });
    assert.deepEqual(found, [
      "Pods of halo/kingdom are outside of the profile Restricted: 2 objects, server first, by securityContext.allowPrivilegeEscalation, securityContext.runAsNonRoot",
      "Pods outside of versioned components are outside of the profile Restricted: alone by securityContext.allowPrivilegeEscalation",
    ]);
  });

  it("leaves to the policy about Baseline what is outside of that", () => assert.deepEqual(ask([...podPath, "hostNetwork"], true), []));

  it("lets be what the catalog gives a reason for", () => {
    for (const profile of ["baseline", "privileged"] as const) {
      withPodSecurity("kingdom", profile, () => assert.deepEqual(ask([...podPath, "securityContext", "runAsNonRoot"], false), []));
    }
  });
});
