import * as assert from "node:assert/strict";
import { planRequest } from "../../automation/request";
import { rehearseUpgrade, type RehearsalRun } from "../../automation/rehearseUpgrade";
import { parseStackFile } from "../../config/stack";
import { memoryStore } from "../../engines/rehearsal/store";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import type { InstallationState } from "../../upgrades/installationState";
import { planUpgrade } from "../../upgrades/plan";
import { stackText, type SmallStack } from "./kingdomStack";

const catalogs = loadCatalogs(catalogFolder);

/**
 * Rehearses the way of a small stack's components to these releases, from where it says they are.
 * @param stateOf another state of a component
 */
export async function rehearsedStack(
  stack: SmallStack,
  set: readonly string[],
  more: Partial<RehearsalRun> = {},
  stateOf: (component: string) => InstallationState | undefined = () => undefined,
) {
  const asked = planRequest(parseStackFile("Pulumi.small.yaml", stackText(stack)), catalogs, { set });
  const travellers = asked.travellers.map((one) => ({ ...one, state: stateOf(one.component) ?? one.state }));
  const request = { ...asked, travellers };
  const plan = planUpgrade("small", catalogs, travellers, request.surroundings);
  assert.equal(
    plan.verdict,
    "allowed",
    JSON.stringify(
      plan.components.map(({ reasons }) => reasons),
      null,
      1,
    ),
  );
  const store = memoryStore();
  const rehearsal = await rehearseUpgrade({
    request,
    catalogs,
    store,
    faults: [],
    onFailure: "rollback",
    policyPack: false,
    ...more,
  });
  const replicas = store.resources
    .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
    .map(({ inputs }) => (inputs as { spec: { replicas?: number } }).spec.replicas);
  return { rehearsal, store, replicas: [...new Set(replicas)], plan };
}
