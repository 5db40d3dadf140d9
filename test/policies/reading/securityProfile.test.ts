import * as assert from "node:assert/strict";
import * as path from "node:path";
import { securityProfile } from "../../../policies/reading/securityProfile";
import { readText } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { catalogSchema } from "../../../releases/schema";
import { parseYaml } from "../../../releases/yamlFile";
import { changed, useStack } from "../asking";
import { withPodSecurity } from "../podSecurityReason";

const halo = parseYaml("halo.yaml", readText(path.join(catalogFolder, "halo.yaml"))).content as object;
const accepts = (podSecurity: object) => catalogSchema.safeParse(changed(halo, ["components", "kingdom", "podSecurity"], podSecurity)).success;

describe("the security profile that Pods are held to", () => {
  it("is Restricted, of what is declared, of what is not, and outside of components", () => {
    useStack({ version: "0.5.46" });
    for (const component of ["halo/constructor", "constructor/kingdom", undefined]) assert.equal(securityProfile(component), "restricted");
    withPodSecurity("kingdom", "restricted", () => assert.equal(securityProfile("halo/kingdom"), "restricted"));
  });

  it("is what the catalog says of the component's kind", () => {
    useStack({ version: "0.5.46" });
    assert.equal(securityProfile("halo/kingdom"), "baseline");
    withPodSecurity("kingdom", "privileged", () => assert.equal(securityProfile("halo/kingdom"), "privileged"));
    withPodSecurity("duchy", "privileged", () => assert.equal(securityProfile("halo/kingdom"), "baseline"));
  });

  it("needs a reason and a source in the catalog", () => {
    assert.ok(accepts({ profile: "baseline", reason: "upstream sets no security context", source: "https://github.com/example" }));
    assert.ok(!accepts({ profile: "baseline", source: "https://github.com/example" }));
    assert.ok(!accepts({ profile: "none", reason: "no reason", source: "https://github.com/example" }));
  });
});
