import * as assert from "node:assert/strict";
import { following } from "../../../automation/status/following";
import type { DeclaredComponent } from "../../../config/components";
import { hopObstacles } from "../../../upgrades/hop";
import type { InstallationState } from "../../../upgrades/installationState";
import { demo, nothingKnown } from "../../support/judging";
import { catalogFrom } from "../../support/catalogs";

const core: DeclaredComponent = { id: "demo/core", system: "demo", kind: "core", version: "1.2.0", path: [] };
const at = (deployed: string): InstallationState => ({ kind: "complete", deployed });

describe("what may follow", () => {
  it("is what the catalog lets follow in one hop, whatever is deployed", () => {
    for (const { version: from } of demo.releases) {
      const { available, newest, next } = following(demo, core, at(from), nothingKnown);
      assert.equal(newest, "1.6.0");
      const newer = demo.releases.slice(demo.releases.findIndex(({ version }) => version === from) + 1).map(({ version }) => version);
      assert.deepEqual(available, newer.filter((to) => hopObstacles(demo, "core", from, to).length === 0));
      assert.equal(next?.version, available.at(-1));
    }
  });

  it("names what has to be seen to before the newest of it, and not how an offline hop is carried out", () => {
    const { next } = following(demo, core, at("1.3.0"), nothingKnown);
    assert.deepEqual([next!.version, next!.open.map(({ id }) => id)], ["1.6.0", ["drained"]]);
    assert.deepEqual(following(demo, core, at("1.5.0"), nothingKnown).next, { version: "1.6.0", open: [] });
  });

  it("is nothing where it is not known what is deployed, or no more is to come", () => {
    const unsettled: readonly InstallationState[] = [
      { kind: "absent" }, { kind: "incomplete", attempted: "1.2.0" }, { kind: "unknown", why: "x" }, { kind: "adopted", version: "1.0.0" }, at("7.7.7"), at("1.6.0"),
    ];
    for (const state of unsettled) {
      assert.deepEqual(following(demo, core, state, nothingKnown), { available: [], newest: "1.6.0", next: null }, state.kind);
    }
    assert.deepEqual(following(undefined, core, at("1.0.0"), nothingKnown), { available: [], newest: null, next: null });
    assert.deepEqual(following(demo, undefined, at("1.0.0"), nothingKnown), { available: [], newest: "1.6.0", next: null });
  });

  it("is the same while servers are stopped", () => {
    const stopped: InstallationState = { kind: "complete", deployed: "1.3.0", stage: "quiesce" };
    assert.deepEqual(following(demo, core, stopped, nothingKnown), following(demo, core, at("1.3.0"), nothingKnown));
  });

  it("has no release that the channel which is followed does not have yet", () => {
    const catalog = { ...catalogFrom({ releases: ["1.0.0", "1.1.0", "1.2.0"] }), channels: [{ name: "stable" }] };
    const releases = catalog.releases.map((release) => ({ ...release, channels: release.version === "1.2.0" ? {} : { stable: "2025-06-01" } }));
    const known = { ...nothingKnown, channels: { demo: "stable" } };
    const { available, newest } = following({ ...catalog, releases, release: (version) => releases.find((one) => one.version === version) }, core, at("1.0.0"), known);
    assert.deepEqual([available, newest], [["1.1.0"], "1.1.0"]);
  });
});
