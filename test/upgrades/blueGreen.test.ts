import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { BlueGreen } from "../../upgrades/blueGreen";
import type { InstallationState } from "../../upgrades/installationState";
import { judge } from "../../upgrades/judge";
import { planUpgrade } from "../../upgrades/plan";
import { catalogFrom, ids, migration } from "../support/catalogs";
import { absent, back, complete, demo, incomplete, nothingKnown, plainSurroundings, type Asked } from "../support/judging";

/** What is said of `demo/core`; 1.1.0 migrates, 1.2.0 so that there is no way back, 1.6.0 with the servers stopped. */
function said(state: InstallationState, asked: Asked | string, blueGreen: BlueGreen | undefined, permits = nothingKnown.permits) {
  const change = { component: "demo/core", kind: "core", ...(typeof asked === "string" ? { version: asked } : asked) };
  return judge(demo, state, change, { ...nothingKnown, permits, blueGreen: (component) => component === "demo/core" ? blueGreen : undefined });
}

const reasons = (...asked: Parameters<typeof said>) => ids(said(...asked).reasons);

describe("a climb by blue-green", () => {
  it("is one where the release that is left stays, and runs on what was migrated", () => {
    assert.equal(said(complete("1.0.0"), "1.1.0", { previous: "1.0.0" }).move, "upgrade");
  });

  it("is refused where the release that is left can't run on what the next one migrates, which a rolling update does not ask", () => {
    const judged = said(complete("1.1.0"), "1.2.0", { previous: "1.1.0" });
    assert.deepEqual(judged.reasons, [{
      id: "blue-green:db@1.2.0", kind: "legality",
      message: "1.1.0 can't stay beside 1.2.0 of demo/core: 1.2.0 migrates db so that 1.1.0 can't run on it: drops a column (changelog.yaml)",
      remedy: "take blueGreen of demo/core out of the stack file for this: a rolling update, which goes back by its backup",
    }]);
    assert.equal(said(complete("1.1.0"), "1.2.0", undefined).move, "upgrade");
  });

  it("is refused where servers have to be stopped, although either release can run on what comes of it", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", migrations: [migration({ window: "offline" })] }] });
    const { reasons: found } = judge(catalog, complete("1.0.0"), { component: "demo/core", kind: "core", version: "1.1.0" },
      { ...nothingKnown, blueGreen: () => ({ previous: "1.0.0" }) });
    assert.deepEqual(ids(found), ["blue-green:db@1.1.0", "offline:db@1.1.0"]);
    assert.match(found[0]!.message, /1\.1\.0 migrates with the servers stopped/);
  });

  it("waits until the stack says that what is left stays", () => {
    for (const previous of [undefined, "1.1.0", "0.9.0"]) {
      const judged = said(complete("1.0.0"), "1.1.0", { previous });
      assert.deepEqual(judged.reasons.map(({ id, kind }) => [id, kind]), [["blue-green-previous", "readiness"]], previous);
      assert.match(judged.reasons[0]!.remedy, /^set blueGreen\.previous of demo\/core to "1\.0\.0" in the stack file/);
    }
  });

  it("is refused by a plan, with the same reason", () => {
    const traveller = { component: "demo/core", system: "demo", kind: "core", wanted: "1.2.0", returnedFrom: undefined, state: complete("1.1.0") };
    const plan = (blueGreen: BlueGreen | undefined) =>
      planUpgrade("demo", new Map([["demo", demo]]), [traveller], { ...plainSurroundings, blueGreen: () => blueGreen });
    assert.equal(plan(undefined).verdict, "allowed");
    assert.equal(plan({ previous: "1.1.0" }).verdict, "blocked");
    assert.deepEqual(plan({ previous: "1.1.0" }).components.flatMap((one) => ids(one.reasons)), ["blue-green:db@1.2.0"]);
  });

  it("is gone back from by the version alone, whether the release that stayed is still named or not", () => {
    for (const previous of ["1.0.0", undefined]) assert.equal(said(complete("1.1.0"), back("1.0.0", "1.1.0"), { previous }).move, "return");
  });
});

describe("a release that is to stay beside another", () => {
  it("is refused whatever the change is, where the setting came without a climb", () => {
    const install = { ...nothingKnown.permits, install: ["demo/core"] };
    const asked: readonly [InstallationState, Asked | string][] = [
      [complete("1.2.0"), "1.2.0"], [incomplete("1.2.0"), "1.2.0"], [absent, "1.2.0"], [complete("1.3.0"), back("1.2.0", "1.3.0")],
    ];
    for (const [state, change] of asked) {
      assert.deepEqual(reasons(state, change, { previous: "1.1.0" }, install), ["blue-green:db@1.2.0"], JSON.stringify(state));
      assert.deepEqual(reasons(state, change, {}, install), [], JSON.stringify(state));
    }
  });

  it("is one of the catalog", () => {
    assert.deepEqual(reasons(complete("1.1.0"), "1.1.0", { previous: "0.9.0" }), ["not-in-catalog:0.9.0"]);
  });

  it("means nothing while it is the one that serves, or newer", () => {
    for (const previous of ["1.2.0", "1.3.0", "9.0.0"]) assert.equal(said(complete("1.2.0"), "1.2.0", { previous }).move, "unchanged", previous);
  });

  it("is never one that something crossed can't be gone back over", () => {
    const versions = demo.releases.map(({ version }) => version);
    const any = fc.constantFrom(...versions);
    fc.assert(fc.property(any, any, any, (deployed, wanted, previous) => {
      const judged = said(complete(deployed), wanted, { previous });
      const kept = versions.indexOf(previous), serving = versions.indexOf(wanted);
      if (!judged.allowed || kept >= serving) return;
      const crossed = demo.releases.slice(kept + 1, serving + 1).flatMap(({ migrations }) => migrations);
      assert.ok(crossed.every(({ reversible, window }) => reversible && window === "online"), `${deployed} → ${wanted} beside ${previous}`);
    }));
  });
});
