import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Values } from "../../config/plainValues";
import { judge } from "../../upgrades/judge";
import { isStaleValue, staleValues } from "../../upgrades/staleValues";
import { catalogFrom, ids, suggestsDestruction } from "../support/catalogs";
import { absent, complete, incomplete, nothingKnown } from "../support/judging";
import { openIds, planOf, toldHops, travels } from "../support/plans";

const entry = (change: string, name: string, more: object = {}) =>
  ({ component: "core", what: "value", change, name, source: `https://example.org/${name}`, ...more });

/**
 * 1.1.0 moves a subtree, 1.2.0 is a stop and drops a key, 1.3.0 moves the subtree on and brings the dropped key back, 1.4.0
 * drops what was moved.
 */
const catalog = catalogFrom({
  releases: [
    "1.0.0",
    { version: "1.1.0", config: [entry("renamed", "trial.web", { to: "web" }), entry("changed", "core.size", { to: "2" })] },
    {
      version: "1.2.0", stop: { id: "S", from: "*" },
      config: [entry("removed", "licence.id"), entry("removed", "tool.x", { component: "worker" })],
    },
    { version: "1.3.0", config: [entry("renamed", "web", { to: "engine.web" }), entry("added", "licence.id")] },
    { version: "1.4.0", config: [entry("removed", "engine.web"), entry("removed", "everyone", { component: "system" })] },
  ],
});
const open = (from: string | null, to: string, values: Values | undefined, kind = "core") => staleValues(catalog, kind, from, to, values);

describe("a customer's value whose key a release removes", () => {
  it("is open at the hop that crosses that release, and at no other", () => {
    const [reason, ...more] = open("1.1.0", "1.2.0", { licence: { id: "x" } });
    assert.deepEqual([reason!.id, reason!.kind, more], ["value:licence.id", "readiness", []]);
    assert.equal(reason!.message,
      "1.2.0 no longer reads the value licence.id, and the stack file sets it (https://example.org/licence.id)");
    assert.match(reason!.remedy, /^take licence\.id out of stepwise:demo\.values;/);
    assert.deepEqual(open("1.0.0", "1.1.0", { licence: { id: "x" } }), []);
    assert.deepEqual(open("1.2.0", "1.3.0", { licence: { id: "x" } }), []);
  });

  it("is one that is written down at all, an empty one or null too", () => {
    for (const id of ["", null, false, 0, {}, []]) assert.deepEqual(ids(open("1.1.0", "1.2.0", { licence: { id } })), ["value:licence.id"]);
    for (const values of [{}, { licence: {} }, { licence: null }, { licence: "id" }]) assert.deepEqual(open("1.1.0", "1.2.0", values), []);
  });

  it("is none once a later release of the same hop has it again", () => {
    assert.deepEqual(open("1.1.0", "1.3.0", { licence: { id: "x" } }), []);
  });

  it("is asked of its own component, and of all where it is the system's", () => {
    const values = { tool: { x: 1 }, everyone: true };
    assert.deepEqual(ids(open("1.1.0", "1.4.0", values)), ["value:everyone"]);
    assert.deepEqual(ids(open("1.1.0", "1.4.0", values, "worker")), ["value:tool.x", "value:everyone"]);
  });

  it("names those of a subtree that the customer has, a few of many", () => {
    const few = open("1.3.0", "1.4.0", { engine: { web: { a: 1, b: { c: 2 } } } });
    assert.match(few[0]!.message, /and the stack file sets engine\.web\.a, engine\.web\.b\.c \(/);
    const many = open("1.3.0", "1.4.0", { engine: { web: { a: 1, b: 1, c: 1, d: 1, e: 1 } } });
    assert.match(many[0]!.message, /sets engine\.web\.a, engine\.web\.b, engine\.web\.c and 2 more \(/);
  });
});

describe("a customer's value whose key a release renames", () => {
  const old = { trial: { web: { port: 1, ldap: { type: "none" } } } };

  it("is open until it is written under the new name", () => {
    const [reason, ...more] = open("1.0.0", "1.1.0", old);
    assert.deepEqual([reason!.id, reason!.kind, more], ["value:trial.web", "readiness", []]);
    assert.equal(reason!.message, "1.1.0 reads the value trial.web at web, and the stack file sets trial.web.port, trial.web.ldap.type " +
      "under the old name only (https://example.org/trial.web)");
    assert.equal(reason!.remedy, "write it at web in stepwise:demo.values, with the value that it has; that may be done before the " +
      "first hop, with the old name beside it for as long as a release before 1.1.0 is deployed or may be gone back to");
    assert.deepEqual(open("1.0.0", "1.1.0", { web: { port: 1, ldap: { type: "none" } } }), []);
  });

  it("is no longer open once both names have it, so that the release before and after find theirs", () => {
    assert.deepEqual(open("1.0.0", "1.1.0", { ...old, web: { port: 2, ldap: { type: "none" } } }), []);
    const [half] = open("1.0.0", "1.1.0", { ...old, web: { port: 2 } });
    assert.match(half!.message, /sets trial\.web\.ldap\.type under the old name only/);
  });

  it("is never open where only the new name is there, before its release too", () => {
    for (const to of ["1.1.0", "1.2.0"]) assert.deepEqual(open("1.0.0", to, { web: { port: 1 } }), []);
  });

  it("goes on to where the last release on the way has it, or nowhere", () => {
    assert.match(open("1.0.0", "1.3.0", old)[0]!.message, /^1\.3\.0 reads the value trial\.web at engine\.web,/);
    assert.match(open("1.0.0", "1.4.0", old)[0]!.message, /^1\.4\.0 no longer reads the value trial\.web,/);
    assert.deepEqual(ids(open("1.0.0", "1.3.0", { ...old, web: { port: 1 } })), ["value:trial.web", "value:web"]);
  });

  it("comes to an end where names go in a circle, and is taken for gone where there is no new one", () => {
    const round = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", config: [
      entry("renamed", "a", { to: "b" }), entry("renamed", "b", { to: "a" }), entry("renamed", "c"),
    ] }] });
    assert.equal(staleValues(round, "core", "1.0.0", "1.1.0", { a: 1 }).length <= 1, true);
    assert.match(staleValues(round, "core", "1.0.0", "1.1.0", { c: 1 })[0]!.message, /no longer reads the value c/);
  });
});

describe("values keys that releases drop", () => {
  const all = { trial: { web: 1 }, web: 2, licence: { id: 3 }, engine: { web: 4 }, everyone: 5 };

  it("are nobody's where a system has no values, and none of other things", () => {
    assert.deepEqual(open("1.0.0", "1.4.0", undefined), []);
    const flags = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", config: [entry("removed", "everyone", { what: "flag" })] }] });
    assert.deepEqual(staleValues(flags, "core", "1.0.0", "1.1.0", all), []);
  });

  it("are not those whose default changed", () => {
    assert.deepEqual(open("1.0.0", "1.1.0", { core: { size: 3 } }), []);
    const twice = catalogFrom({ releases: [
      "1.0.0", { version: "1.1.0", config: [entry("removed", "a")] }, { version: "1.2.0", config: [entry("changed", "a", { to: "1" })] },
    ] });
    assert.deepEqual(ids(staleValues(twice, "core", "1.0.0", "1.2.0", { a: 1 })), ["value:a"]);
  });

  it("count at a first install too, up to the release that is installed", () => {
    assert.deepEqual(ids(open(null, "1.0.0", all)), []);
    assert.deepEqual(ids(open(null, "1.2.0", { licence: { id: 1 }, trial: { web: 1 } })), ["value:trial.web", "value:licence.id"]);
    assert.deepEqual(ids(open(null, "1.3.0", { licence: { id: 1 } })), []);
  });

  it("are only the values' own keys", () => {
    const config = ["constructor", "__proto__", "a.toString"].map((name) => entry("removed", name));
    const odd = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", config }] });
    assert.deepEqual(staleValues(odd, "core", "1.0.0", "1.1.0", { a: {} }), []);
  });

  it("have ids that say so, and remedies that destroy nothing", () => {
    assert.deepEqual([isStaleValue("value:a.b"), isStaleValue("values"), isStaleValue("clean-commit")], [true, false, false]);
    const reasons = ["1.1.0", "1.2.0", "1.3.0", "1.4.0"].flatMap((to) => open("1.0.0", to, all));
    assert.ok(reasons.length > 4);
    for (const { id, remedy } of reasons) assert.ok(isStaleValue(id) && !suggestsDestruction(remedy), remedy);
  });

  it("leave nothing open once everything is where the way's end has it", () => {
    const own = fc.subarray(Object.entries(all)).map((entries) => Object.fromEntries<unknown>(entries));
    fc.assert(fc.property(own, fc.constantFrom("1.1.0", "1.2.0", "1.3.0", "1.4.0"), (values, to) => {
      const gone = new Set(open("1.0.0", to, values).map(({ id }) => id.slice("value:".length).split(".")[0]));
      const rest = Object.fromEntries(Object.entries(values).filter(([section]) => !gone.has(section)));
      assert.deepEqual(open("1.0.0", to, rest), []);
    }));
  });
});

describe("the gate, of values keys that a release drops", () => {
  const dropped = { ...nothingKnown, valuesOf: (system: string) => system === "demo" ? { licence: { id: "x" } } : undefined };
  const right = { ...nothingKnown, valuesOf: () => ({ licence: {} }) };
  const change = (version: string) => ({ component: "demo/core", kind: "core", version });

  it("refuses the hop until the stack file is right, whoever confirms it", () => {
    const by = { by: "ops", date: "2025-06-01" };
    const confirmed = { ...dropped, permits: { ...dropped.permits, confirmed: { "value:licence.id": by } } };
    for (const known of [dropped, confirmed]) {
      const { allowed, reasons } = judge(catalog, complete("1.1.0"), change("1.2.0"), known);
      assert.deepEqual([allowed, ids(reasons)], [false, ["value:licence.id"]]);
    }
    assert.equal(judge(catalog, complete("1.1.0"), change("1.2.0"), right).allowed, true);
    assert.equal(judge(catalog, complete("1.0.0"), change("1.1.0"), dropped).allowed, true);
  });

  it("refuses an install with them", () => {
    const permits = { ...nothingKnown.permits, install: ["demo/core"] };
    assert.deepEqual(ids(judge(catalog, absent, change("1.2.0"), { ...dropped, permits }).reasons), ["value:licence.id"]);
    assert.equal(judge(catalog, absent, change("1.2.0"), { ...right, permits }).allowed, true);
  });

  it("does not hold up what an earlier run began, nor a way back", () => {
    assert.equal(judge(catalog, incomplete("1.2.0"), change("1.2.0"), dropped).move, "retry");
    assert.equal(judge(catalog, complete("1.2.0"), { ...change("1.1.0"), returnedFrom: { version: "1.2.0" } }, dropped).move, "return");
  });

  it("is told by a plan at the hop that crosses the release", () => {
    const plan = planOf(catalog, [travels("demo/core", "core", "1.0.0", "1.4.0")], { valuesOf: dropped.valuesOf });
    assert.deepEqual(toldHops(plan), ["core 1.0.0→1.2.0", "core 1.2.0→1.4.0"]);
    assert.deepEqual([plan.verdict, openIds(plan)], ["allowed", [["value:licence.id"], []]]);
  });
});
