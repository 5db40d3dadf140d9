import * as assert from "node:assert/strict";
import type * as request from "../../../automation/request";
import type * as rehearse from "../../../automation/rehearseUpgrade";
import type { UpgradeResult } from "../../../automation/deploy/run";
import type * as stackFile from "../../../config/stack";
import { memoryStore } from "../../../engines/rehearsal/store";
import type * as load from "../../../releases/load";
import type { InstallationState } from "../../../upgrades/installationState";
import { ProjectCopy } from "../../support/projectCopy";

const confirmed = { by: "operations", date: "2026-01-01" };
const complete = (deployed: string): InstallationState => ({ kind: "complete", deployed, schema: deployed });

interface Asked {
  readonly version: string;
  readonly services?: object;
  readonly set?: readonly string[];
  /** @default - 2.2.0 */
  readonly deployed?: string;
  readonly faults?: rehearse.RehearsalRun["faults"];
}

/** Everything that an `up` did to what has Pods or selects them: `update services-backend-service`. */
const did = ({ ups }: UpgradeResult) => ups.map(({ outcome }) => outcome.steps
  .filter(({ type, op }) => /:(Deployment|Service)$/.test(type) && op !== "same").map(({ op, name }) => `${op} ${name}`));

describe("Kleidia's services by blue-green on the rehearsal engine", function () {
  this.timeout(180_000);
  const copies: ProjectCopy[] = [];
  let real: ProjectCopy;
  let reversible: ProjectCopy;
  before(() => {
    real = new ProjectCopy();
    reversible = new ProjectCopy();
    reversible.change("releases/kleidia.yaml", "reversible: false", "reversible: true");
    copies.push(real, reversible);
  });
  after(() => copies.forEach((copy) => copy.remove()));

  async function rehearsed(copy: ProjectCopy, { version, services, set = [], deployed = "2.2.0", faults = [] }: Asked) {
    const { parseStackFile } = copy.require<typeof stackFile>("config/stack");
    const { planRequest } = copy.require<typeof request>("automation/request");
    const { rehearseUpgrade } = copy.require<typeof rehearse>("automation/rehearseUpgrade");
    const { loadCatalogs } = copy.require<typeof load>("releases/load");
    const catalogs = loadCatalogs(`${copy.folder}/releases`);
    const replicas = { backend: { replicas: 2 }, frontend: { replicas: 2 } };
    const text = JSON.stringify({ config: {
      "stepwise:cluster": { kubernetes: "1.31", postgresql: "18.1", openbao: "2.4.1" },
      "stepwise:permits": { confirmed: { "maintenance-window": confirmed } },
      "stepwise:kleidia": { version, platform: {}, data: {}, services: { host: "kleidia.example.org", ...replicas, blueGreen: { previous: "2.2.0" }, ...services } },
    } });
    const asked = planRequest(parseStackFile("Pulumi.kleidia.yaml", text), catalogs, { set });
    const travellers = asked.travellers.map((one) => ({ ...one, state: complete(one.component === "kleidia/services" ? deployed : version) }));
    const store = memoryStore();
    const result = await rehearseUpgrade({ request: { ...asked, travellers }, catalogs, store, faults, onFailure: "stop", policyPack: true });
    const inputsOf = (name: string) => store.resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs;
    return { result, selected: JSON.stringify((inputsOf("services-backend-service") as { spec: { selector: object } }).spec.selector), inputsOf };
  }

  it("put the next release beside the one before, and move the traffic to it by a change of two selectors", async () => {
    const { result, selected, inputsOf } = await rehearsed(reversible, { version: "2.3.0" });
    assert.equal(result.result, "reached", result.next.join("\n"));
    assert.deepEqual(did(result), [[
      "update services-backend-candidate-service", "update services-frontend-candidate-service",
      "create services-backend-2-3-0", "create services-frontend-2-3-0",
      "update services-backend-service", "update services-frontend-service",
    ]]);
    assert.match(selected, /2\.3\.0/);
    assert.match(JSON.stringify(inputsOf("services-backend-2-2-0")), /kleidia-backend:v2\.2\.0/);
  });

  it("leave the traffic where it is when the next release does not come up", async () => {
    const { result, selected } = await rehearsed(reversible, { version: "2.3.0", faults: [{ component: "kleidia/services", phase: "rollout" }] });
    assert.equal(result.result, "stopped");
    assert.match(selected, /2\.2\.0/);
    assert.ok(!did(result).flat().includes("update services-backend-service"));
    assert.deepEqual(result.states.get("kleidia/services"), { kind: "incomplete", attempted: "2.3.0" });
  });

  it("go back in one `up`, in which no Pod of the old release is made or changed", async () => {
    const { result, selected } = await rehearsed(reversible, { version: "2.3.0", services: { version: "2.2.0", returnedFrom: { version: "2.3.0" } }, deployed: "2.3.0" });
    assert.equal(result.result, "reached", result.next.join("\n"));
    const [ups] = did(result);
    assert.deepEqual(ups, [
      "update services-backend-candidate-service", "update services-frontend-candidate-service",
      "update services-backend-service", "update services-frontend-service",
      "update services-backend-2-3-0", "update services-frontend-2-3-0",
    ]);
    assert.match(selected, /2\.2\.0/);
  });

  it("are not taken where the old release can't run on the migrated schema, as Kleidia's own 2.3.0", async () => {
    const { result } = await rehearsed(real, { version: "2.3.0" });
    assert.deepEqual([result.result, result.ups.length], ["blocked", 0]);
    assert.match(JSON.stringify(result), /blue-green:schema@2\.3\.0/);
  });
});
