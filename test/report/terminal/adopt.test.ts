import * as assert from "node:assert/strict";
import type { Adoption, AdoptionPlan, ObjectAdoption } from "../../../automation/adopt/model";
import { adoptionPlanText, adoptionText } from "../../../report/terminal/adopt";
import { paintFor } from "../../../report/terminal/screen";

const paint = paintFor({ isTTY: false });
const object = (name: string, more: Partial<ObjectAdoption> = {}): ObjectAdoption => ({
  urn: name, component: "halo/kingdom", name, finding: "equal", uid: "1", differences: [], surplus: [], others: [], managedElsewhere: false,
  accepted: false, ...more,
});
const plan = (more: Partial<AdoptionPlan> = {}): AdoptionPlan => ({
  stack: "prod", objects: [object("Service/a/b")], leftAlone: [], helm: [], reasons: [],
  components: [{ component: "halo/kingdom", wanted: "0.5.46", running: "0.5.46", evidence: [{ version: "0.5.46", where: "x" }] }], ...more,
});

describe("the text of an adoption", () => {
  it("says which release runs, and how many objects are as declared", () => {
    const text = adoptionPlanText(plan(), paint);
    assert.match(text, /Adoption into the stack prod +ALLOWED/);
    assert.match(text, /halo\/kingdom +0\.5\.46 +0\.5\.46 runs, by 1 image tag or label\n/);
    assert.match(text, /1 +are there as declared/);
    assert.doesNotMatch(text, /Missing|Not as declared|Beyond|Left alone|Helm/);
  });

  it("says what differs, of the release that runs only", () => {
    const differences = [{ path: "spec.x", declared: "1", live: undefined }];
    const different = object("Deployment/a/b", { finding: "different", accepted: true, differences });
    const shown = adoptionPlanText(plan({ objects: [different] }), paint);
    assert.match(shown, /Not as declared\n +Deployment\/a\/b \(accepted\)\n +spec\.x: absent, declared 1/);
    const components = [{ component: "halo/kingdom", wanted: "0.5.46", running: "0.5.45", evidence: [] }];
    assert.doesNotMatch(adoptionPlanText(plan({ objects: [different], components }), paint), /spec\.x/);
  });

  it("says once what many objects have beyond what is declared", () => {
    const surplus = [{ path: "metadata.labels.a", declared: undefined, live: "b" }];
    const objects = ["a", "b", "c"].map((name) => object(`Service/a/${name}`, { surplus }));
    const text = adoptionPlanText(plan({ objects }), paint);
    assert.match(text, /Service\/a\/a and 2 more\n +metadata\.labels\.a$/);
    assert.equal(text.split("metadata.labels.a").length, 2);
    const replicas = [object("Deployment/a/b", { surplus: [{ path: "spec.replicas", declared: "1", live: "3" }] })];
    assert.match(adoptionPlanText(plan({ objects: replicas }), paint), /spec\.replicas: 3, otherwise 1/);
  });

  it("names Helm's records without saying to delete anything, and bounds long lists", () => {
    const helm = [{ name: "halo", namespace: "kingdom", chart: "halo-1.2.3", objects: 2 }];
    const text = adoptionPlanText(plan({ helm, leftAlone: Array.from({ length: 30 }, (_, i) => `Service/a/${i}`) }), paint).replace(/\s+/g, " ");
    assert.match(text, /Helm release kingdom\/halo 2 objects of it \(chart halo-1\.2\.3\)/);
    assert.match(text, /kubectl get secrets --namespace kingdom --selector owner=helm,name=halo/);
    assert.match(text, /and 10 more/);
    assert.doesNotMatch(text, /kubectl delete|helm delete/);
  });

  it("is blocked with its reasons", () => {
    const reasons = [{ id: "version-differs", kind: "legality" as const, message: "it runs another", remedy: "ask for that", component: "halo/kingdom" }];
    const text = adoptionPlanText(plan({ reasons }), paint);
    assert.match(text, /BLOCKED/);
    assert.match(text, /version-differs +halo\/kingdom\n +it runs another\.\n +→ ask for that\./);
  });

  const endings: readonly (readonly [Adoption["result"], RegExp])[] = [
    ["adopted", /ADOPTED[\s\S]*No object was made anew/], ["refused", /REFUSED[\s\S]*state is as it was/],
    ["unverified", /NOT VERIFIED/], ["locked", /LOCKED/],
  ];
  for (const [result, expected] of endings) {
    it(`says how it ended: ${result}`, () => {
      const states = new Map([["halo/kingdom", { kind: "complete" as const, deployed: "0.5.46" }]]);
      const text = adoptionText("prod", { result, states, reasons: [], next: ["go on"] }, paint);
      assert.match(text, expected);
      assert.match(text, /halo\/kingdom +0\.5\.46 is deployed/);
      assert.match(text, /→ go on\./);
    });
  }
});
