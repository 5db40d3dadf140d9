import * as assert from "node:assert/strict";
import type { Circumstances, Permits } from "../../upgrades/change";
import { judge } from "../../upgrades/judge";
import { maintenanceWindow } from "../../upgrades/maintenance";
import { openPreconditions } from "../../upgrades/preconditions";
import {
  catalogFrom, componentRequirement, dataRequirement, ids, migration, note, platformRequirement, suggestsDestruction,
} from "../support/catalogs";
import { complete, nothingKnown } from "../support/judging";
import { openIds, planOf, travels } from "../support/plans";

const by = { by: "ops", date: "2025-06-01" };
const core = { component: "demo/core", kind: "core" };
const permitting = (permits: Partial<Permits>): Partial<Circumstances> => ({ permits: { ...nothingKnown.permits, ...permits } });
const risk = (id: string, more: object = {}) => ({ id, text: "messages may be lost", source: "https://example.org/risk", ...more });

describe("a note that asks somebody to act", () => {
  const open = (notes: readonly object[], known: Partial<Circumstances> = {}, subject = core, more: object[] = []) => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", notes }, { version: "1.2.0", notes: more }, { version: "1.3.0" }] });
    return openPreconditions(catalog, subject, "1.0.0", "1.1.0", { ...nothingKnown, ...known });
  };

  it("is open until somebody says that it was done, and says how to say so", () => {
    const [reason] = open([note("N-1")]);
    assert.deepEqual([reason!.id, reason!.kind], ["N-1", "readiness"]);
    assert.match(reason!.message, /1\.1\.0 asks somebody to act: do N-1 \(https:\/\/example\.org\/N-1\)/);
    assert.match(reason!.remedy, /stepwise:permits\.confirmed\.N-1/);
    assert.deepEqual(open([note("N-1")], permitting({ confirmed: { "N-1": by } })), []);
    assert.deepEqual(ids(open([note("N-1")], permitting({ confirmed: { "N-2": by } }))), ["N-1"]);
  });

  it("is one only where it is of the kind action", () => {
    assert.deepEqual(open(["breaking", "feature", "fix"].map((kind) => note(`N-${kind}`, { kind }))), []);
  });

  it("is asked of its own component, and of all where it is the system's", () => {
    const notes = [note("N-core"), note("N-all", { component: "system" })];
    assert.deepEqual(ids(open(notes)), ["N-core", "N-all"]);
    assert.deepEqual(ids(open(notes, {}, { component: "demo/worker", kind: "worker" })), ["N-all"]);
  });

  it("is not open where the objects follow it, or it is only advice", () => {
    assert.deepEqual(open([note("N-1", { check: { kind: "objects" } }), note("N-2", { check: { kind: "advice" } })]), []);
  });

  it("is done by a setting of that component, and asks for it by name", () => {
    const notes = [note("N-1", { check: { kind: "setting", setting: "a.b" } })];
    const asked: [string, string][] = [];
    const has = (answer: boolean) => ({ hasSetting: (...of: [string, string]) => asked.push(of) > 0 && answer });
    assert.deepEqual(open(notes, has(true)), []);
    const [reason] = open(notes, has(false));
    assert.deepEqual(asked, [["demo/core", "a.b"], ["demo/core", "a.b"]]);
    assert.match(reason!.remedy, /^set a\.b of demo\/core in the stack file; or .*confirmed\.N-1/);
    assert.deepEqual(open(notes, { ...has(false), ...permitting({ confirmed: { "N-1": by } }) }), []);
  });

  it("is done by a fact with the right value, and by no other, nor by one that nobody stated", () => {
    const notes = [note("N-1", { check: { kind: "fact", fact: "demo.nightly", equals: false } })];
    assert.deepEqual(open(notes, { facts: { "demo.nightly": false } }), []);
    for (const facts of [{}, { "demo.nightly": true }, { "demo.nightly": "false" }, { "demo.other": false }]) {
      const [reason] = open(notes, { facts });
      assert.match(reason!.remedy, /stepwise:facts: \{demo\.nightly: false\} if it is so; or .*confirmed\.N-1/, JSON.stringify(facts));
    }
    assert.deepEqual(open(notes, permitting({ confirmed: { "N-1": by } })), []);
  });

  it("is not done by what every object has", () => {
    const notes = [note("constructor"), note("N-1", { check: { kind: "fact", fact: "toString", equals: true } })];
    assert.deepEqual(ids(open(notes)), ["constructor", "N-1"]);
  });

  it("asks nothing where something on the same way takes its place, which asks in its stead", () => {
    assert.deepEqual(ids(open([note("N-1", { supersededBy: "N-2" }), note("N-2")])), ["N-2"]);
    assert.deepEqual(open([note("N-1", { supersededBy: "N-2" }), note("N-2", { kind: "fix" })]), []);
  });

  it("asks where what takes its place lies beyond", () => {
    assert.deepEqual(ids(open([note("N-1", { supersededBy: "N-9" })], {}, core, [note("N-9")])), ["N-1"]);
  });

  it("asks before the hop that crosses it alone, and not where one crosses both", () => {
    const releases = [
      "1.0.0",
      { version: "1.1.0", notes: [note("N-1", { supersededBy: "N-2" })] },
      { version: "1.2.0", notes: [note("N-2")] },
    ];
    const asked = (more: object) => openIds(planOf(catalogFrom({ releases, ...more }), [travels("demo/core", "core", "1.0.0", "1.2.0")]));
    assert.deepEqual(asked({ upgrades: [{ from: "1.0.0", to: "1.1.0" }, { from: "1.1.0", to: "1.2.0" }] }), [["N-1"], ["N-2"]]);
    assert.deepEqual(asked({}), [["N-2"]]);
  });

  it("is not asked of a return, whose notes were of the way up", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", notes: [note("N-1")] }] });
    const back = { ...travels("demo/core", "core", "1.1.0", "1.0.0"), returnedFrom: { version: "1.1.0" } };
    assert.deepEqual(openIds(planOf(catalog, [back])), [[]]);
  });
});

describe("a maintenance window", () => {
  const catalog = catalogFrom({
    releases: ["1.0.0", { version: "1.1.0", migrations: [migration({ window: "offline", text: "copies a table" }), migration()] }],
  });
  const early = { from: "2026-01-02T01:00:00Z", until: "2026-01-02T05:00:00Z" };
  const late = { from: "2026-01-09T01:00:00Z", until: "2026-01-09T05:00:00Z" };
  const open = (now: string, maintenance: Permits["maintenance"], confirmed: Permits["confirmed"] = {}, kind = "core") =>
    openPreconditions(catalog, { component: `demo/${kind}`, kind }, "1.0.0", "1.1.0", {
      ...nothingKnown, now, ...permitting({ maintenance, confirmed }),
    });

  it("is open from its first moment until just before its last", () => {
    for (const within of ["01:00:00Z", "01:00:00.000Z", "04:59:59.999Z"]) assert.deepEqual(open(`2026-01-02T${within}`, [early]), [], within);
    for (const out of ["00:59:59.999Z", "05:00:00Z"]) assert.deepEqual(ids(open(`2026-01-02T${out}`, [early])), [maintenanceWindow], out);
  });

  it("to come is named, the first of several, whatever their order", () => {
    for (const windows of [[early, late], [late, early]]) {
      const [reason] = open("2026-01-01T12:00:00Z", windows);
      assert.equal(reason!.kind, "readiness");
      assert.match(reason!.message, /1\.0\.0 → 1\.1\.0 stops the servers of demo\/core \(1\.1\.0: copies a table\)/);
      assert.match(reason!.message, /opens at 2026-01-02T01:00:00Z/);
      assert.match(reason!.remedy, /in that window/);
    }
    assert.match(open("2026-01-05T00:00:00Z", [early, late])[0]!.message, /opens at 2026-01-09T01:00:00Z/);
  });

  it("that is over is none, and one is asked for", () => {
    for (const windows of [[], [early]]) {
      const [reason] = open("2026-01-05T00:00:00Z", windows);
      assert.match(reason!.message, /no maintenance window is open or to come/);
      assert.match(reason!.remedy, /stepwise:permits\.maintenance.*confirmed\.maintenance-window/);
    }
  });

  it("may be one of several", () => assert.deepEqual(open("2026-01-09T02:00:00Z", [early, late]), []));

  it("is not needed where somebody says that servers may be stopped", () =>
    assert.deepEqual(open("2026-01-05T00:00:00Z", [], { [maintenanceWindow]: by }), []));

  it("is asked for only of what has an offline migration on its way", () => {
    assert.deepEqual(open("2026-01-05T00:00:00Z", [], {}, "worker"), []);
    const online = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", migrations: [migration()] }] });
    assert.deepEqual(openPreconditions(online, core, "1.0.0", "1.1.0", { ...nothingKnown, ...permitting({ maintenance: [] }) }), []);
  });
});

describe("a risk on the way", () => {
  const open = (more: object, known: Partial<Circumstances> = {}) => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", risks: [risk("R-1", more)] }] });
    return openPreconditions(catalog, core, "1.0.0", "1.1.0", { ...nothingKnown, ...known });
  };
  const accepting = (until: string) => permitting({ risks: { "R-1": { owner: "ops", reason: "read", until } } });
  const nightly = { when: { fact: "demo.nightly", equals: true } };

  it("is an exposure until somebody answers for it", () => {
    const [reason] = open({});
    assert.deepEqual([reason!.id, reason!.kind], ["R-1", "exposure"]);
    assert.match(reason!.remedy, /stepwise:permits\.risks\.R-1: \{owner, reason, until\}/);
  });

  it("is accepted to the end of the last day, in UTC, and not after", () => {
    for (const now of ["2026-01-01T00:00:00Z", "2026-01-31T23:59:59.999Z"]) {
      assert.deepEqual(open({}, { ...accepting("2026-01-31"), now }), [], now);
    }
    assert.deepEqual(ids(open({}, { ...accepting("2026-01-31"), now: "2026-02-01T00:00:00Z" })), ["R-1"]);
  });

  it("applies where its fact is so, does not where it is otherwise, and counts where nobody knows", () => {
    const told = (facts: Circumstances["facts"]) => open(nightly, { facts }).map(({ message }) => /not stated/.test(message));
    assert.deepEqual(told({ "demo.nightly": true }), [false]);
    assert.deepEqual(told({ "demo.nightly": false }), []);
    assert.deepEqual(told({}), [true]);
    assert.deepEqual(ids(open({ when: { fact: "constructor", equals: true } })), ["R-1"]);
    assert.deepEqual(open({ when: { fact: "constructor", equals: true } }, { facts: { constructor: false } }), []);
  });

  it("counts where a text was stated and yes or no was asked", () => {
    assert.deepEqual(ids(open(nightly, { facts: { "demo.nightly": "true" } })), ["R-1"]);
    assert.deepEqual(ids(open(nightly, { facts: { "demo.nightly": "yes" } })), ["R-1"]);
  });

  it("is not accepted by what every object has", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", risks: [risk("constructor")] }] });
    assert.deepEqual(ids(openPreconditions(catalog, core, "1.0.0", "1.1.0", nothingKnown)), ["constructor"]);
  });
});

describe("the gate, before an upgrade with everything to see to", () => {
  const catalog = catalogFrom({
    releases: ["1.0.0", {
      version: "2.0.0",
      notes: [
        note("by-word"), note("by-setting", { check: { kind: "setting", setting: "name" } }),
        note("by-fact", { check: { kind: "fact", fact: "demo.done", equals: true } }),
      ],
      migrations: [migration({ window: "offline" })],
      requires: [
        dataRequirement("data"), platformRequirement("database", "postgresql", ">=14"),
        platformRequirement("cluster", "kubernetes", ">=1.29.0", { tested: ">=1.29.0 <1.31.0" }), componentRequirement("beside"),
      ],
      risks: [risk("always"), risk("perhaps", { when: { fact: "demo.nightly", equals: true } })],
    }],
  });
  const change = { ...core, version: "2.0.0", stage: "migrate" as const };
  const ask = (known: Circumstances) => judge(catalog, complete("1.0.0", { stage: "quiesce" }), change, known);
  const worker = (at: string) => () => [{ component: "demo/worker", system: "demo", kind: "worker", at }];
  const accepted = { owner: "ops", reason: "read", until: "2026-12-31" };
  const permit = (more: (permits: Permits) => Partial<Permits>) => (known: Circumstances): Circumstances =>
    ({ ...known, permits: { ...known.permits, ...more(known.permits) } });
  const confirm = (id: string) => permit(({ confirmed }) => ({ confirmed: { ...confirmed, [id]: by } }));
  const accept = (id: string) => permit(({ risks }) => ({ risks: { ...risks, [id]: accepted } }));
  const seeingTo: readonly (readonly [string, (known: Circumstances) => Circumstances])[] = [
    ["data", confirm("data")],
    ["database", (known) => ({ ...known, platform: { ...known.platform, postgresql: "16" } })],
    ["untested:cluster", accept("untested:cluster")],
    ["beside", (known) => ({ ...known, others: worker("2.0.0") })],
    ["by-word", confirm("by-word")],
    ["by-setting", (known) => ({ ...known, hasSetting: (component, setting) => component === "demo/core" && setting === "name" })],
    ["by-fact", (known) => ({ ...known, facts: { ...known.facts, "demo.done": true } })],
    ["always", accept("always")],
    ["perhaps", (known) => ({ ...known, facts: { ...known.facts, "demo.nightly": false } })],
  ];
  const atFirst: Circumstances = {
    ...nothingKnown, platform: { kubernetes: "1.31" }, others: worker("1.0.0"),
    ...permitting({ maintenance: [{ from: "2026-01-02T01:00:00Z", until: "2026-01-02T05:00:00Z" }] }),
  };

  it("names all of it at once, each once, and tells nobody to destroy anything", () => {
    const { allowed, move, reasons } = ask(atFirst);
    assert.deepEqual([allowed, move, ids(reasons)], [false, "none", seeingTo.map(([id]) => id)]);
    for (const { remedy } of reasons) assert.equal(suggestsDestruction(remedy), false, remedy);
  });

  it("takes each off as it is seen to, and nothing else, and lets the upgrade through after the last", () => {
    let known = atFirst;
    seeingTo.forEach(([, see], i) => {
      assert.equal(ask(known).allowed, false);
      known = see(known);
      assert.deepEqual(ids(ask(known).reasons), seeingTo.slice(i + 1).map(([id]) => id));
    });
    assert.deepEqual([ask(known).allowed, ask(known).move], [true, "upgrade"]);
  });

  it("asks whether servers may be stopped when they are to be, and not once they are", () => {
    const stop = (known: Circumstances) => judge(catalog, complete("1.0.0"), { ...core, version: "1.0.0", stage: "quiesce" }, known);
    assert.deepEqual([stop(atFirst).allowed, ids(stop(atFirst).reasons)], [false, [maintenanceWindow]]);
    assert.deepEqual([stop({ ...atFirst, now: "2026-01-02T02:00:00Z" }).allowed, stop(confirm(maintenanceWindow)(atFirst)).allowed], [true, true]);
    const stopped = judge(catalog, complete("1.0.0", { stage: "quiesce" }), { ...core, version: "1.0.0", stage: "quiesce" }, atFirst);
    assert.equal(stopped.allowed, true);
    assert.ok(!ids(ask(atFirst).reasons).includes(maintenanceWindow));
  });

  it("refuses while any one is open, whichever it is", () => {
    for (const [left] of seeingTo) {
      const known = seeingTo.filter(([id]) => id !== left).reduce((all, [, see]) => see(all), atFirst);
      assert.deepEqual(ids(ask(known).reasons), [left]);
    }
  });
});
