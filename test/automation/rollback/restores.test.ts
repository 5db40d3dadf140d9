import * as assert from "node:assert/strict";
import { goalsAfterReturn, needsBackup, wayDown, type Returning } from "../../../automation/rollback/restores";
import type { InstallationState } from "../../../upgrades/installationState";
import { catalogFrom } from "../../support/catalogs";

const change = (reversible: boolean) => ({ component: "core", store: "db", text: "a column", reversible, window: "online", source: "docs" });
const releases = [
  "1.0.0", { version: "2.0.0", migrations: [change(true)] }, { version: "3.0.0", migrations: [change(false)] }, "4.0.0",
];
const catalog = catalogFrom({ releases });
const stepwise = catalogFrom({
  releases: ["1.0.0", { version: "2.0.0", migrations: [change(false)] }, { version: "3.0.0", migrations: [change(false)] }],
  downgrades: [{ from: "3.0.0", to: "2.0.0" }, { from: "2.0.0", to: "1.0.0" }],
});
const backups = "3.0.0>4.0.0=core-20261120-130000;2.0.0>3.0.0=core-20261120-120000;1.0.0>2.0.0=core-20261119-110000";
const complete = (deployed: string, schema?: string): InstallationState => ({ kind: "complete", deployed, schema });
const down = (more: Partial<Returning> & Pick<Returning, "state" | "to">, from = catalog) =>
  wayDown(from, { component: "demo/core", kind: "core", backups, now: "2026-11-20T15:12:30.000Z", ...more });
const reasons = (way: ReturnType<typeof wayDown>) => "reasons" in way ? way.reasons.map(({ id }) => id) : assert.fail("there is a way");

describe("the way back of a component", () => {
  it("restores nothing where the older release runs on the data as it is", () => {
    assert.deepEqual(down({ state: complete("2.0.0"), to: "1.0.0" }), { hops: [{ from: "2.0.0", to: "1.0.0" }] });
    assert.deepEqual(down({ state: complete("4.0.0"), to: "3.0.0", backups: undefined }), { hops: [{ from: "4.0.0", to: "3.0.0" }] });
  });

  it("restores the backup taken when the older release was left, and says what that loses", () => {
    const lost = "everything written to core (db) since 2026-11-20 12:00:00 UTC, 3 h 12 min ago";
    assert.deepEqual(down({ state: complete("4.0.0"), to: "2.0.0" }), {
      hops: [{ from: "4.0.0", to: "2.0.0", restore: { backup: "core-20261120-120000", stores: ["db"], lost } }],
    });
    assert.deepEqual(down({ state: { kind: "incomplete", attempted: "3.0.0" }, to: "2.0.0" }), {
      hops: [{ from: "3.0.0", to: "2.0.0", restore: { backup: "core-20261120-120000", stores: ["db"], lost } }],
    });
  });

  it("says how long ago in days, and not at all where the clock says that it is still to come, or the id no time", () => {
    const lost = (now: string, noted = backups) => {
      const way = down({ state: complete("3.0.0"), to: "2.0.0", now, backups: noted });
      return "hops" in way ? way.hops[0]!.restore!.lost.replace("everything written to core (db) since ", "") : assert.fail();
    };
    assert.equal(lost("2026-11-22T14:00:00.000Z"), "2026-11-20 12:00:00 UTC, 2 d 2 h ago");
    assert.equal(lost("2026-11-20T12:00:59.000Z"), "2026-11-20 12:00:00 UTC, 0 min ago");
    assert.equal(lost("2026-11-20T11:00:00.000Z"), "2026-11-20 12:00:00 UTC");
    assert.equal(lost("2026-11-20T13:00:00.000Z", "2.0.0>3.0.0=core-nightly"), "the backup core-nightly was taken");
  });

  it("sees the schema that a newer release has left behind", () => {
    assert.deepEqual(reasons(down({ state: complete("2.0.0", "4.0.0"), to: "1.0.0", backups: undefined })), ["irreversible:db@3.0.0", "no-backup:demo/core:2.0.0:1.0.0"]);
    const way = down({ state: complete("2.0.0", "4.0.0"), to: "1.0.0" });
    assert.deepEqual("hops" in way && way.hops[0]!.restore?.backup, "core-20261119-110000");
  });

  it("goes step by step, each with its own backup, where the catalog has no other way", () => {
    const way = down({ state: complete("3.0.0"), to: "1.0.0" }, stepwise);
    assert.deepEqual("hops" in way && way.hops.map(({ from, to, restore }) => [from, to, restore?.backup]), [
      ["3.0.0", "2.0.0", "core-20261120-120000"], ["2.0.0", "1.0.0", "core-20261119-110000"],
    ]);
  });

  it("restores once for what was restored already", () => {
    const steps = { releases: ["1.0.0", ...releases.slice(1, 3)], downgrades: [{ from: "3.0.0", to: "2.0.0" }, { from: "2.0.0", to: "1.0.0" }] };
    const way = down({ state: complete("3.0.0"), to: "1.0.0" }, catalogFrom(steps));
    assert.deepEqual("hops" in way && way.hops.map(({ restore }) => restore?.backup), ["core-20261120-120000", undefined]);
  });

  it("is none without the backup, with what to do", () => {
    const way = down({ state: complete("4.0.0"), to: "2.0.0", backups: "3.0.0>4.0.0=core-20261120-130000" });
    assert.deepEqual(reasons(way), ["irreversible:db@3.0.0", "no-backup:demo/core:4.0.0:2.0.0"]);
    assert.ok("reasons" in way && way.reasons[1]!.remedy.includes("returnedFrom: {version: \"4.0.0\", restore: \"<backup>\"}"));
  });

  it("is none where the catalog has no way back, backup or not", () => {
    assert.deepEqual(reasons(down({ state: complete("4.0.0"), to: "2.0.0" }, catalogFrom({ releases, downgrades: [] }))), ["no-downgrade:4.0.0:2.0.0"]);
    assert.deepEqual(reasons(down({ state: complete("4.0.0"), to: "0.9.0" })), ["not-in-catalog:0.9.0"]);
  });
});

describe("whether a noted backup is needed", () => {
  it("is whether its hop can't be gone back over without it", () => {
    const needed = needsBackup(catalog, "core");
    assert.deepEqual([["1.0.0", "2.0.0"], ["2.0.0", "3.0.0"], ["3.0.0", "4.0.0"]].map(([from, to]) => needed({ from: from!, to: to!, id: "" })), [false, true, false]);
  });
});

describe("what the stack file says after a return", () => {
  it("is where each component ends and what the gates will find that it came from", () => {
    const states = new Map<string, InstallationState>([
      ["demo/core", complete("3.0.0")], ["demo/worker", { kind: "complete", deployed: "2.0.0", returnedFrom: { version: "3.0.0" } }],
      ["demo/report", { kind: "incomplete", attempted: "2.0.0" }],
    ]);
    const way = down({ state: complete("3.0.0"), to: "1.0.0" }, stepwise);
    const goals = goalsAfterReturn(
      { update: undefined as never, returns: [{ component: "demo/core", from: "3.0.0", to: "1.0.0" }], staying: ["demo/worker", "demo/report"], notThen: [], notNow: [] },
      states, new Map([["demo/core", "hops" in way ? way.hops : []]]),
    );
    assert.deepEqual(Object.fromEntries(goals), {
      "demo/core": { version: "1.0.0", returnedFrom: { version: "2.0.0", restore: "core-20261119-110000" } },
      "demo/worker": { version: "2.0.0", returnedFrom: { version: "3.0.0" } },
    });
  });
});
