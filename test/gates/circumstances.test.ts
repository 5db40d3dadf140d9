import * as assert from "node:assert/strict";
import { clockVariable, currentTime, stateFileVariable } from "../../config/environment";
import { parseStackFile } from "../../config/stack";
import { circumstancesOf, elsewhereOf, type AskedOfDemands, type States } from "../../gates/circumstances";
import type { Other } from "../../upgrades/change";
import type { InstallationState } from "../../upgrades/installationState";
import { judge } from "../../upgrades/judge";
import { catalogFrom, componentRequirement, ids } from "../support/catalogs";
import { absent, adopted, complete, incomplete, unknown } from "../support/judging";

const { settings } = parseStackFile("Pulumi.small.yaml", `config:
  stepwise:cluster: { kubernetes: "1.31" }
  stepwise:facts: { halo.ranNightly: false }
  stepwise:elsewhere:
    halo/duchy-far: { kind: duchy, stack: partner }
    halo/duchy-other: { kind: duchy, stack: another }
    halo/duchy-near: { kind: duchy, version: "0.5.44", by: partner, date: "2025-06-01" }
    kleidia/data: { kind: data, version: "2.0.0", by: partner, date: "2025-06-01" }
  stepwise:halo:
    version: "0.5.46"
    targets: { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" }
    googleCloudProject: example
    spannerInstance: halo
    kingdom:
      version: "0.5.45"
      namespace: kingdom
      publicApiAddressName: kingdom-public
      systemApiAddressName: kingdom-system
`);
const now = "2026-01-01T00:00:00Z";
const nobody = (): never => assert.fail("nothing should be asked");
const of = (own: () => States, stateOf: (stack: string) => States = () => new Map()) => circumstancesOf(settings, now, own, stateOf, "small");
const states = (all: Readonly<Record<string, InstallationState>>): States => new Map(Object.entries(all));
const place = (others: readonly Other[], name: string) => others.find(({ component }) => component === name)?.at;

describe("the circumstances of a change", () => {
  it("are what the settings say, and read no state until other components are asked about", () => {
    const known = of(nobody, nobody);
    assert.deepEqual([known.platform.kubernetes, known.facts, known.now], ["1.31", { "halo.ranNightly": false }, now]);
    assert.equal(known.permits, settings.permits);
    assert.equal(known.hasSetting("halo/kingdom", "namespace"), true);
  });
});

describe("the channel and the place in roll-outs of a stack", () => {
  const place = (stack: string, release: string, rollout?: { wariness: number }) =>
    circumstancesOf({ ...settings, rollout }, now, nobody, nobody, stack).wariness(release);

  it("are those of the settings", () => {
    assert.deepEqual(of(nobody).channels, {});
    assert.deepEqual(circumstancesOf({ ...settings, channel: { halo: "stable" } }, now, nobody, nobody, "small").channels, { halo: "stable" });
    assert.deepEqual([0, 0.3, 1].map((wariness) => place("small", "1.0.0", { wariness })), [0, 0.3, 1]);
  });

  it("is else the stack's own for each release, and stays the same", () => {
    assert.equal(place("small", "1.0.0"), place("small", "1.0.0"));
    assert.equal(new Set([place("small", "1.0.0"), place("small", "1.0.1"), place("large", "1.0.0")]).size, 3);
  });
});

describe("what the settings demand", () => {
  const demanding = { ...settings, demands: { verifiedIn: ["staging", { stack: "eu", for: "1h" }], cleanCommit: true } };
  const demands = (stateOf: (stack: string) => States, asked: AskedOfDemands = {}) =>
    circumstancesOf(demanding, now, nobody, stateOf, "small", asked).demands!;

  it("is nothing where they demand nothing, and asks nobody before it is looked at", () => {
    assert.equal(of(nobody, nobody).demands, undefined);
    const { verifiedIn, maintenance, cleanCommit } = demands(nobody);
    assert.deepEqual([maintenance, cleanCommit], [false, true]);
    assert.deepEqual(verifiedIn, [{ stack: "staging", seconds: 0 }, { stack: "eu", seconds: 3600 }]);
  });

  it("is answered by other stacks' states, without a history, unless somebody else is to be asked", () => {
    const stateOf = (stack: string): States => stack === "staging" ? states({ "halo/kingdom": complete("0.5.45") }) : new Error("gone");
    assert.deepEqual(demands(stateOf).pastOf("staging", now),
      [{ component: "halo/kingdom", kind: undefined, state: complete("0.5.45"), arrivals: undefined }]);
    assert.match(String(demands(stateOf).pastOf("eu", now)), /gone/);
    const copy = { commit: "0123456789ab", changed: [] };
    const asked = demands(nobody, { pastOf: () => [], workingCopy: () => copy });
    assert.deepEqual([asked.pastOf("eu", now), asked.workingCopy()], [[], copy]);
  });
});

describe("how a component goes by blue-green", () => {
  const asked = (blueGreen: object | undefined, component = "kleidia/services") => {
    const kleidia = { version: "2.3.0", services: { host: "www.example.org", ...(blueGreen && { blueGreen }) } };
    const file = parseStackFile("Pulumi.small.yaml", JSON.stringify({ config: { "stepwise:kleidia": kleidia } }));
    return circumstancesOf(file.settings, now, nobody, nobody, "small").blueGreen?.(component);
  };

  it("is as its settings say, with the release that stays", () => {
    assert.deepEqual(asked({ previous: "2.2.0" }), { previous: "2.2.0" });
    assert.deepEqual(asked({}), { previous: undefined });
  });

  it("is not at all where they don't say so, for another component, and for one that is not declared", () => {
    assert.equal(asked(undefined), undefined);
    for (const component of ["kleidia/data", "halo/kingdom", "constructor"]) assert.equal(asked({ previous: "2.2.0" }, component), undefined);
  });
});

describe("whether the stack file has a setting", () => {
  const { hasSetting } = of(nobody, nobody);

  it("is so for one of the component's own block, nested ones by dots", () => {
    assert.equal(hasSetting("halo/kingdom", "publicApiAddressName"), true);
    const { halo } = settings;
    const kingdom = { ...halo!.kingdom!, returnedFrom: { version: "0.5.46" } };
    const nested = circumstancesOf({ ...settings, halo: { ...halo!, kingdom } }, now, nobody, nobody, "small");
    assert.equal(nested.hasSetting("halo/kingdom", "returnedFrom.version"), true);
    assert.equal(nested.hasSetting("halo/kingdom", "returnedFrom.restore"), false);
    assert.equal(nested.hasSetting("halo/kingdom", "returnedFrom.version.length"), false);
  });

  it("is not so for one that is not there, of the system, or of a component that is not declared", () => {
    for (const setting of ["nothing", "namespace.more", "googleCloudProject", ""]) {
      assert.equal(hasSetting("halo/kingdom", setting), false, setting);
    }
    assert.equal(hasSetting("halo/duchy-far", "kind"), false);
    assert.equal(hasSetting("halo/mars", "namespace"), false);
  });

  it("is not so for what every object has", () => {
    for (const setting of ["constructor", "__proto__", "toString", "namespace.length", "constructor.name", "__proto__.constructor"]) {
      assert.equal(hasSetting("halo/kingdom", setting), false, setting);
    }
  });
});

describe("the other components of a stack", () => {
  const kingdom = (own: States) => of(() => own).others().find(({ component }) => component === "halo/kingdom")!;

  for (const [what, state, at] of [
    ["complete", complete("0.5.44"), "0.5.44"],
    ["complete and quiesced", complete("0.5.44", { stage: "quiesce" }), "0.5.44"],
    ["adopted", adopted("0.5.44"), "0.5.44"],
    ["absent", absent, null],
    ["unfinished", incomplete("0.5.45"), undefined],
    ["unknown", unknown, undefined],
  ] as const) {
    it(`are at ${at === null ? "nothing" : at ?? "what nobody knows"} where they are ${what}, and become what the stack file says`, () => {
      const found = kingdom(states({ "halo/kingdom": state }));
      assert.deepEqual(found, { component: "halo/kingdom", system: "halo", kind: "kingdom", at, becomes: "0.5.45" });
    });
  }

  it("are not there where the state does not have them", () => assert.equal(kingdom(states({})).at, null));

  it("are at what nobody knows where the state can't be read, and are known all the same", () => {
    const one = kingdom(new Error("no such stack"));
    assert.deepEqual([one.at, "at" in one, one.kind], [undefined, true, "kingdom"]);
  });

  it("come before those elsewhere", () => {
    assert.deepEqual(of(() => states({})).others().map(({ component }) => component),
      ["halo/kingdom", "halo/duchy-far", "halo/duchy-other", "halo/duchy-near", "kleidia/data"]);
  });
});

describe("a component elsewhere", () => {
  const from = (found: Readonly<Record<string, States>>) => elsewhereOf(settings, (stack) => found[stack] ?? new Error("no such stack"));

  it("is where it was stated, of the system that its name says", () => {
    const others = elsewhereOf({ ...settings, elsewhere: { "kleidia/data": settings.elsewhere["kleidia/data"]! } }, nobody);
    assert.deepEqual(others, [{ component: "kleidia/data", system: "kleidia", kind: "data", at: "2.0.0" }]);
  });

  it("is where its own stack's state has it", () => {
    const others = from({ partner: states({ "halo/duchy-far": complete("0.5.46") }), another: states({ "halo/duchy-other": absent }) });
    assert.deepEqual(["far", "other", "near"].map((name) => place(others, `halo/duchy-${name}`)), ["0.5.46", null, "0.5.44"]);
  });

  it("is at what nobody knows where its stack can't be read, does not name it, or has it unfinished", () => {
    const others = from({ partner: states({ "halo/duchy-other": complete("0.5.46") }) });
    assert.deepEqual([place(others, "halo/duchy-far"), place(others, "halo/duchy-other")], [undefined, undefined]);
    assert.equal(place(from({ partner: states({ "halo/duchy-far": incomplete("0.5.46") }) }), "halo/duchy-far"), undefined);
  });

  it("moves in no step of this stack", () => {
    for (const other of from({})) assert.equal(other.becomes, undefined);
  });
});

describe("the gate among a stack's own components", () => {
  const catalog = catalogFrom({
    system: "halo",
    components: { kingdom: { title: "Kingdom" }, duchy: { title: "Duchy" } },
    releases: ["0.5.44", {
      version: "0.5.45", requires: [componentRequirement("all", { component: "system", needs: "kingdom", range: ">=0.5.45" })],
    }],
  });

  it("does not ask the needed component to be there before itself", () => {
    const known = of(() => states({ "halo/kingdom": complete("0.5.44") }));
    const { reasons } = judge(catalog, complete("0.5.44"), { component: "halo/kingdom", kind: "kingdom", version: "0.5.45" }, known);
    assert.deepEqual(ids(reasons), []);
  });
});

describe("the time", () => {
  it("is pretended only beside a pretended state", () => {
    const pretended = "2020-01-01T00:00:00Z";
    assert.equal(currentTime({ [clockVariable]: pretended, [stateFileVariable]: "/somewhere" }), pretended);
    for (const env of [{ [clockVariable]: pretended }, {}, { [stateFileVariable]: "/somewhere" }]) {
      const before = Date.now();
      const time = currentTime(env);
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(before <= Date.parse(time) && Date.parse(time) <= Date.now());
    }
  });
});
