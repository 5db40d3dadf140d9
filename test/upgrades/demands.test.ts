import * as assert from "node:assert/strict";
import { noPermits, type Circumstances, type Permits } from "../../upgrades/change";
import { isDemand, metDemands, openDemands, type Demands } from "../../upgrades/demands";
import { judge } from "../../upgrades/judge";
import { maintenanceWindow } from "../../upgrades/maintenance";
import { openPreconditions } from "../../upgrades/preconditions";
import { ids } from "../support/catalogs";
import { complete, demo, nothingKnown } from "../support/judging";

const nobody = (): never => assert.fail("nobody should be asked");
const clean = { commit: "0123456789ab", changed: [] };
const none: Demands = { verifiedIn: [], maintenance: false, cleanCommit: false, pastOf: nobody, workingCopy: nobody };
const around = (demands: Partial<Demands>, permits: Partial<Permits> = {}): Circumstances =>
  ({ ...nothingKnown, permits: { ...nothingKnown.permits, ...permits }, demands: { ...none, ...demands } });
const hop = { component: "demo/core", kind: "core", from: "1.0.0", to: "1.1.0" };
const by = { by: "ops", date: "2025-06-01" };
const staging = (seconds = 0) => [{ stack: "staging", seconds }];
const at = (version: string): Demands["pastOf"] => () => [{ component: "demo/core", kind: undefined, state: complete(version), arrivals: undefined }];

describe("what a stack demands before a hop", () => {
  it("is nothing where it demands nothing, and nobody is asked", () => {
    assert.deepEqual(openDemands(hop, nothingKnown), []);
    assert.deepEqual(openDemands(hop, around({})), []);
  });

  it("is that another stack has verified it, as readiness with a remedy", () => {
    const [reason, ...more] = openDemands(hop, around({ verifiedIn: staging(), pastOf: at("1.0.0") }));
    assert.deepEqual(more, []);
    assert.deepEqual([reason!.id, reason!.kind], ["verified-in:staging:demo/core@1.1.0", "readiness"]);
    assert.match(reason!.message, /demands that staging has verified 1\.0\.0 → 1\.1\.0 of demo\/core before; /);
    assert.match(reason!.message, /there demo\/core is not at 1\.1\.0/);
    assert.match(reason!.remedy, /stepwise up --stack staging.*stepwise:permits\.confirmed\.verified-in:staging:demo\/core@1\.1\.0/);
    assert.deepEqual(openDemands(hop, around({ verifiedIn: staging(), pastOf: at("1.1.0") })), []);
  });

  it("names the time that is asked for, and the one to wait for", () => {
    const arrivals = [{ from: "1.0.0", to: "1.1.0", at: "2026-01-01T00:00:00Z" }];
    const pastOf: Demands["pastOf"] = () => [{ component: "demo/core", kind: "core", state: complete("1.1.0"), arrivals }];
    const [reason] = openDemands(hop, around({ verifiedIn: staging(86_400), pastOf }));
    assert.match(reason!.message, /before, at least 1 day ago; .* since 2026-01-01T00:00:00Z only/);
    assert.match(reason!.remedy, /^wait until 2026-01-02T00:00:00\.000Z; or /);
  });

  it("asks about the stack, and the time of the question", () => {
    const asked: unknown[] = [];
    openDemands(hop, around({ verifiedIn: [...staging(), { stack: "eu", seconds: 0 }], pastOf: (...what) => (asked.push(what), []) }));
    assert.deepEqual(asked, [["staging", nothingKnown.now], ["eu", nothingKnown.now]]);
  });

  it("is a clean commit", () => {
    const open = (workingCopy: Demands["workingCopy"]) => openDemands(hop, around({ cleanCommit: true, workingCopy }));
    assert.deepEqual(open(() => clean), []);
    const [reason] = open(() => ({ ...clean, changed: ["a.ts"] }));
    assert.deepEqual([reason!.id, reason!.kind], ["clean-commit", "readiness"]);
    assert.match(reason!.message, /a file differs from 0123456789ab: a\.ts$/);
    const many = open(() => ({ ...clean, changed: ["1", "2", "3", "4", "5\u001b[2J", "6"] }))[0]!.message;
    assert.match(many, /6 files differ from 0123456789ab: 1, 2, 3, 4, 5\ufffd\[2J and more$/);
    assert.match(open(() => new Error("git says: no"))[0]!.message, /what is committed is not known: git says: no/);
  });

  it("is asked no more where somebody has confirmed it, and only then", () => {
    const confirmed = { "verified-in:staging:demo/core@1.1.0": by };
    const known = around({ verifiedIn: staging(), cleanCommit: true, workingCopy: () => clean }, { confirmed });
    assert.deepEqual(openDemands(hop, known), []);
    assert.throws(() => openDemands({ ...hop, to: "1.2.0" }, known), /nobody should be asked/);
    assert.throws(() => openDemands({ ...hop, component: "demo/other" }, known), /nobody should be asked/);
  });

  it("tells what meets it, for who asks a gate that knows less", () => {
    const known = around({ verifiedIn: staging(), pastOf: at("1.1.0"), cleanCommit: true, workingCopy: () => clean });
    const met = metDemands(hop, known);
    assert.deepEqual(met, [
      { id: "verified-in:staging:demo/core@1.1.0", by: "what staging has been through" }, { id: "clean-commit", by: "commit 0123456789ab" },
    ]);
    const confirmed = Object.fromEntries(met.map(({ id, by: whom }) => [id, { by: whom, date: "2026-01-01" }]));
    assert.deepEqual(openDemands(hop, around({ verifiedIn: staging(), cleanCommit: true }, { confirmed })), []);
    assert.ok(met.every(({ id }) => isDemand(id)));
    assert.deepEqual(metDemands(hop, around({ verifiedIn: staging(), pastOf: at("1.0.0") })), []);
  });

  it("counts as met in a rehearsal from nothing, which asks nobody", () => {
    const known = around({ verifiedIn: staging(), cleanCommit: true, areTakenForMet: true });
    assert.deepEqual([openDemands(hop, known), metDemands(hop, known).length], [[], 2]);
  });
});

describe("a demand where hops are judged", () => {
  const dirty = around({ cleanCommit: true, workingCopy: () => ({ ...clean, changed: ["a"] }) }, { install: ["demo/core"] });
  const ask = (state: Parameters<typeof judge>[1], change: Partial<Parameters<typeof judge>[2]>, known = dirty) =>
    ids(judge(demo, state, { component: "demo/core", kind: "core", version: "1.1.0", ...change }, known).reasons);

  it("holds back a climb and an install", () => {
    assert.deepEqual(ask(complete("1.0.0"), {}), ["clean-commit"]);
    assert.deepEqual(ask({ kind: "absent" }, { version: "1.0.0" }), ["clean-commit"]);
    assert.deepEqual(ids(openPreconditions(demo, { component: "demo/core", kind: "core" }, "1.0.0", "1.1.0", dirty)), ["clean-commit"]);
  });

  it("holds back no way back, nothing that stays, and nothing that was begun", () => {
    assert.deepEqual(ask(complete("1.1.0"), {}), []);
    assert.deepEqual(ask({ kind: "incomplete", attempted: "1.1.0" }, {}), []);
    assert.deepEqual(ask(complete("1.1.0"), { version: "1.0.0", returnedFrom: { version: "1.1.0" } }), []);
    assert.deepEqual(ask(complete("1.5.0", { stage: "quiesce" }), { version: "1.6.0", stage: "migrate" }), [], "its servers are stopped");
  });

  it("is a window for hops that stop nothing too", () => {
    const closed = { maintenance: noPermits.maintenance, install: ["demo/core"] };
    const known = around({ maintenance: true }, closed);
    assert.deepEqual(ask(complete("1.0.0"), {}, known), [maintenanceWindow]);
    assert.deepEqual(ask({ kind: "absent" }, { version: "1.0.0" }, known), [maintenanceWindow]);
    assert.deepEqual(ask(complete("1.0.0"), {}, around({ maintenance: true })), [], "one is open");
    assert.deepEqual(ask(complete("1.0.0"), {}, around({ maintenance: false }, closed)), []);
    assert.deepEqual(ask(complete("1.5.0"), { version: "1.6.0", stage: "migrate" }, known).filter((id) => id === maintenanceWindow), [maintenanceWindow], "once");
  });
});
