import * as assert from "node:assert/strict";
import { podSecurityRestricted } from "../../policies/podSecurityRestricted";
import { changed, containerPath, deployment, deploymentType, podPath, saidOfStack, unknownValue, useStack, type Part } from "./asking";
import { withPodSecurity } from "./podSecurityReason";

const kingdom: Part = { type: "stepwise:halo:Kingdom", props: {}, parent: null };
const server = (path: readonly (string | number)[], value: unknown): Part =>
  ({ type: deploymentType, props: changed(deployment, path, value) });
/** What is said where the catalog gives no reason for less. */
function saidOf(parts: Readonly<Record<string, Part>>): string[] {
  let found: string[] = [];
  withPodSecurity("kingdom", "restricted", () => { found = saidOfStack(podSecurityRestricted, parts); });
  return found;
}
const ask = (path: readonly (string | number)[], value: unknown) => saidOf({ kingdom, server: server(path, value) });

describe("the policy pod-security-restricted", () => {
  before(() => useStack({ version: "0.5.46" }));

  it("stops a run", () => assert.equal(podSecurityRestricted.enforcementLevel, "mandatory"));

  it("says nothing of Pods that keep to it, whether they say it of each container or of all", () => {
    assert.deepEqual(saidOf({ kingdom, server: { type: deploymentType, props: deployment } }), []);
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
      assert.deepEqual(ask(path, value), [`Pods of halo/kingdom are outside of the profile Restricted: server by ${field}; its catalog gives no reason for less`]);
    });
  }

  it("says it once a component, and of what belongs to none", () => {
    const path = [...containerPath, "securityContext", "allowPrivilegeEscalation"];
    const found = saidOf({
      kingdom, server: server(path, undefined), other: server([...podPath, "securityContext", "runAsNonRoot"], false), alone: { ...server(path, true), parent: null },
    });
    assert.deepEqual(found, [
      "Pods of halo/kingdom are outside of the profile Restricted: 2 objects, server first, by securityContext.allowPrivilegeEscalation, " +
        "securityContext.runAsNonRoot; its catalog gives no reason for less",
      "Pods outside of versioned components are outside of the profile Restricted: alone by securityContext.allowPrivilegeEscalation; no catalog speaks of them",
    ]);
  });

  it("leaves to the policy about Baseline what is outside of that", () => assert.deepEqual(ask([...podPath, "hostNetwork"], true), []));

  it("lets be what the catalog gives a reason for", () => {
    for (const profile of ["baseline", "privileged"] as const) {
      withPodSecurity("kingdom", profile, () =>
        assert.deepEqual(saidOfStack(podSecurityRestricted, { kingdom, server: server([...podPath, "securityContext", "runAsNonRoot"], false) }), []));
    }
  });

  it("lets Halo's servers be, of which Halo's catalog says why, and nothing that is in no catalog", () => {
    const path = [...containerPath, "securityContext", "allowPrivilegeEscalation"];
    assert.deepEqual(saidOfStack(podSecurityRestricted, { kingdom, server: server(path, undefined) }), []);
    assert.equal(saidOfStack(podSecurityRestricted, { kingdom, alone: { ...server(path, true), parent: null } }).length, 1);
  });
});
