import * as assert from "node:assert/strict";
import { planRequest } from "../../../automation/request";
import { recordBackup } from "../../../automation/rollback/backups";
import { chooseUpdate } from "../../../automation/rollback/choose";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import { goalsAfterReturn, wayDown, type ReturnHop } from "../../../automation/rollback/restores";
import { settingsAtReturn } from "../../../automation/rollback/settings";
import { editedStack } from "../../../automation/rollback/stackEdit";
import { parseStackFile } from "../../../config/stack";
import { installationStates } from "../../../gates/installationState";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { planUpgrade } from "../../../upgrades/plan";
import { stackText } from "../../support/kingdomStack";
import { rehearsedStack } from "../../support/rehearsedStack";

const catalogs = loadCatalogs(catalogFolder);
const now = "2026-11-20T15:00:00.000Z";

describe("a rollback from what an engine says", function () {
  this.timeout(120_000);

  for (const [from, to, restores] of [["0.5.45", "0.5.46", false], ["0.5.22", "0.5.23", true]] as const) {
    it(`finds from ${to} to ${from} a stack file whose plan goes there${restores ? " with a restore" : ""}, by the same judgement`, async () => {
      const { rehearsal, store } = await rehearsedStack({ version: from }, [`halo=${to}`]);
      assert.equal(rehearsal.result, "reached", JSON.stringify(rehearsal.next));
      const states = installationStates({ deployment: { resources: store.resources } });
      const { value } = recordBackup(undefined, { from, to, id: "kingdom-20261120-140000" });
      const choice = chooseUpdate(pastUpdates(store.history), states);
      assert.deepEqual(choice.returns, [{ component: "halo/kingdom", from: to, to: from }]);
      const ways = new Map(choice.returns.map((one): [string, readonly ReturnHop[]] => {
        const way = wayDown(catalogs.get("halo")!, { ...one, kind: "kingdom", state: states.get(one.component)!, backups: value, now });
        return [one.component, "hops" in way ? way.hops : assert.fail(JSON.stringify(way.reasons))];
      }));
      assert.equal(ways.get("halo/kingdom")!.at(-1)!.restore?.backup, restores ? "kingdom-20261120-140000" : undefined);
      const text = stackText({ version: to });
      const request = planRequest(parseStackFile("Pulumi.small.yaml", text), catalogs, { set: [], now });
      const goals = goalsAfterReturn(choice, states, ways);
      const settings = settingsAtReturn(request, text, goals, choice.update);
      assert.deepEqual(settings, { restored: [], staying: [], secrets: [], missing: [] });
      const edited = parseStackFile("Pulumi.small.yaml", editedStack("Pulumi.small.yaml", text, { goals }));
      const asked = planRequest(edited, catalogs, { set: [], now });
      const travellers = asked.travellers.map((one) => ({ ...one, state: states.get(one.component)! }));
      const plan = planUpgrade("small", catalogs, travellers, asked.surroundings);
      assert.equal(plan.verdict, "allowed", JSON.stringify(plan.components));
      const [hop, ...more] = plan.hops;
      assert.deepEqual([hop!.offline, more], [restores, []]);
      const returnedFrom = { version: to, restore: restores ? "kingdom-20261120-140000" : undefined };
      assert.deepEqual(hop!.changes, [{ component: "halo/kingdom", from: to, to: from, returnedFrom }]);
    });
  }
});
