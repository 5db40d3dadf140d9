import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { chooseUpdate, type RollbackWish } from "../../../automation/rollback/choose";
import { isRead, pastUpdates, type PastUpdate } from "../../../automation/rollback/pastUpdates";
import { compareVersions } from "../../../releases/version";
import type { InstallationState } from "../../../upgrades/installationState";
import { problemOf } from "../../support/problems";
import { climbs, entry } from "./entries";

const complete = (deployed: string): InstallationState => ({ kind: "complete", deployed });
const at = (kingdom: string, others: Record<string, InstallationState> = {}) =>
  new Map<string, InstallationState>([["halo/kingdom", complete(kingdom)], ...Object.entries(others)]);
const choose = (past: readonly PastUpdate[], current: ReadonlyMap<string, InstallationState>, wish: RollbackWish = {}) => {
  const { update, ...rest } = chooseUpdate(past, current, wish);
  return { ...rest, message: update.message };
};
const kingdom = (from: string, to: string) => ({ component: "halo/kingdom", from, to });

describe("the update that a rollback goes to", () => {
  it("is the newest succeeded one with an older release", () => {
    assert.deepEqual(choose(climbs("0.5.43", "0.5.44", "0.5.45"), at("0.5.45")), {
      message: "at minute 1", returns: [kingdom("0.5.45", "0.5.44")], staying: [], notThen: [], notNow: [],
    });
  });

  it("is neither a failed one, nor a refresh, nor a stage, nor one that only has the same release", () => {
    const past = pastUpdates([
      entry(9, { version: "0.5.45" }),
      entry(8, { version: "0.5.44" }, { result: "failed" }),
      entry(7, { version: "0.5.44" }, { kind: "refresh" }),
      entry(6, { version: "0.5.44", stage: "quiesce" }),
      entry(5, { version: "0.5.44" }, { result: "in-progress" }),
      entry(4, { version: "0.5.43" }),
    ]);
    assert.equal(choose(past, at("0.5.45")).message, "at minute 4");
  });

  it("passes over newer releases, which a return has left behind", () =>
    assert.equal(choose(climbs("0.5.44", "0.5.45", "0.5.46", "0.5.45"), at("0.5.45")).message, "at minute 0"));

  it("starts from what was attempted, where that did not finish", () => {
    const past = pastUpdates([entry(1, { version: "0.5.46" }, { result: "failed" }), entry(0, { version: "0.5.45" })]);
    assert.deepEqual(choose(past, new Map([["halo/kingdom", { kind: "incomplete", attempted: "0.5.46" }]])).returns, [kingdom("0.5.46", "0.5.45")]);
  });

  it("names what was not there then, what is not there now, and what stays", () => {
    const past = pastUpdates([entry(0, { version: "0.5.44", duchies: { worker1: "0.5.45", worker2: "0.5.44" } })]);
    const now = at("0.5.45", { "halo/duchy-worker1": complete("0.5.45"), "halo/reporting": complete("0.5.45"), "halo/duchy-worker2": { kind: "absent" } });
    assert.deepEqual(choose(past, now), {
      message: "at minute 0", returns: [kingdom("0.5.45", "0.5.44")],
      staying: ["halo/duchy-worker1"], notThen: ["halo/reporting"], notNow: ["halo/duchy-worker2"],
    });
  });

  it("takes one component alone, whatever the others had", () => {
    const past = pastUpdates([entry(1, { version: "0.5.44", duchies: { worker1: "0.5.46" } }), entry(0, { version: "0.5.43", duchies: { worker1: "0.5.43" } })]);
    const now = at("0.5.45", { "halo/duchy-worker1": complete("0.5.45") });
    assert.equal(choose(past, now).message, "at minute 0", "going to the newer one would be an upgrade of the Duchy");
    assert.deepEqual(choose(past, now, { component: "halo/kingdom" }), {
      message: "at minute 1", returns: [kingdom("0.5.45", "0.5.44")], staying: [], notThen: [], notNow: [],
    });
  });

  it("does not go back past what can't be read, and says what there is", () => {
    const past = pastUpdates([entry(1, undefined, { config: { "stepwise:halo": "{" } }), entry(0, { version: "0.5.44" })]);
    assert.match(problemOf(() => chooseUpdate(past, at("0.5.45"))).message, /not complete JSON.*--to.*at minute 0/);
    assert.equal(choose(past, at("0.5.45"), { to: "0.5.44" }).message, "at minute 0");
  });

  it("is none where nothing older succeeded, where nothing is there, where nobody knows what is", () => {
    assert.match(problemOf(() => chooseUpdate([], at("0.5.45"))).message, /no succeeded update has older releases of halo\/kingdom; there are: none/);
    assert.match(problemOf(() => chooseUpdate(climbs("0.5.45"), at("0.5.45"))).message, /there are: 2026-11-20 14:00:00 UTC "at minute 0"/);
    assert.match(problemOf(() => chooseUpdate(climbs("0.5.45"), new Map())).message, /found no component/);
    const unknown = new Map<string, InstallationState>([["halo/kingdom", { kind: "unknown", why: "edited by hand" }]]);
    assert.match(problemOf(() => chooseUpdate(climbs("0.5.45"), unknown)).message, /not known of halo\/kingdom \(edited by hand\)/);
    const { file, message } = problemOf(() => chooseUpdate(climbs("0.5.44"), at("0.5.45"), { component: "halo/constructor" }));
    assert.deepEqual([file, message], ["--component", "found \"halo/constructor\", expected a component that is deployed: halo/kingdom"]);
  });

  describe("by --to", () => {
    const past = climbs("0.5.42", "0.5.43", "0.5.44", "0.5.45");
    const to = (text: string) => choose(past, at("0.5.45"), { to: text }).message;
    const refused = (text: string, of = past, now = at("0.5.45")) => problemOf(() => chooseUpdate(of, now, { to: text }));

    it("takes a release, a time or its beginning, and part of a message", () => {
      assert.equal(to("0.5.43"), "at minute 1");
      assert.equal(to("2026-11-20T14:01:00Z"), "at minute 1");
      assert.equal(to("2026-11-20 14:01"), "at minute 1");
      assert.equal(to("2026-11-20T14:01:59.5Z"), "at minute 1");
      assert.equal(to("2026-11-20T15:01+01:00"), "at minute 1");
      assert.equal(to("minute 1"), "at minute 1");
    });

    it("says why it can't be gone to", () => {
      assert.match(refused("0.5.45").message, /has the releases that are there now/);
      assert.match(refused("0.5.4").message, /no update had the release 0\.5\.4; expected one of 0\.5\.42, 0\.5\.43, 0\.5\.44, 0\.5\.45/);
      assert.match(refused("2026-11-19").message, /no succeeded update began at or before 2026-11-19/);
      assert.match(refused("2026-13-01").message, /no time there is/);
      assert.match(refused("minute").message, /in the messages of 4 updates.*at minute 3.*at minute 0/);
      assert.match(refused("second").message, /expected a time, a release or part of a message of: .*at minute 3/);
      assert.match(refused("0.5.44", past, at("0.5.43")).message, /halo\/kingdom had 0\.5\.44, newer than 0\.5\.43/);
    });

    it("takes the time as what was there then, and does not pass over what can't be read", () => {
      const cut = pastUpdates([entry(2, { version: "0.5.45" }), entry(1, undefined, { config: { "stepwise:halo": "{" } }), entry(0, { version: "0.5.44" })]);
      assert.match(refused("2026-11-20T14:01Z", cut).message, /is what was there at 2026-11-20T14:01Z, and can't be read/);
    });

    it("finds a release that every component had, or says which one had it", () => {
      const mixed = pastUpdates([
        entry(2, { version: "0.5.44", duchies: { worker1: "0.5.43" } }), entry(1, { version: "0.5.43", duchies: { worker1: "0.5.43" } }),
      ]);
      const now = at("0.5.45", { "halo/duchy-worker1": complete("0.5.45") });
      assert.equal(choose(mixed, now, { to: "0.5.43" }).message, "at minute 1");
      assert.match(refused("0.5.44", mixed, now).message, /had halo\/kingdom, which --component takes alone/);
      assert.equal(choose(mixed, now, { to: "0.5.44", component: "halo/kingdom" }).message, "at minute 2");
    });

    it("only knows of a failed update that it failed", () => {
      const failed = pastUpdates([entry(1, { version: "0.5.43" }, { result: "failed", message: "broken" }), entry(0, { version: "0.5.45" })]);
      assert.match(refused("broken", failed).message, /only in what can't be gone back to: .*\(failed\)/);
      assert.match(refused("0.5.43", failed).message, /no succeeded update had halo\/kingdom at 0\.5\.43/);
    });

    it("goes by the engine's order where the clock jumped", () => {
      const jumped = pastUpdates([
        entry(0, { version: "0.5.45" }), entry(50, { version: "0.5.44" }, { endTime: "2026-11-20T13:00:00Z" }), entry(10, { version: "0.5.43" }),
      ]);
      assert.equal(choose(jumped, at("0.5.45")).message, "at minute 50");
      assert.equal(choose(jumped, at("0.5.46"), { to: "2026-11-20T14:20Z" }).message, "at minute 0");
    });
  });

  it("is the first that takes something down and nothing up (property)", () => {
    const version = fc.constantFrom("0.5.42", "0.5.43", "0.5.44", "0.5.45", "0.5.46");
    const stack = fc.record({ version, duchies: fc.dictionary(fc.constantFrom("worker1", "worker2"), version, { noNullPrototype: true }) });
    const result = fc.constantFrom("succeeded" as const, "failed" as const);
    fc.assert(fc.property(fc.array(fc.tuple(stack, result), { maxLength: 6 }), version, version, (runs, first, second) => {
      const past = pastUpdates(runs.map(([one, outcome], i) => entry(i, one, { result: outcome })));
      const now = at(first, { "halo/duchy-worker1": complete(second) });
      const order = (update: (typeof past)[number]) => isRead(update)
        ? update.components.flatMap(({ id, version: then }) => {
          const state = now.get(id);
          return state?.kind === "complete" ? [compareVersions(then, state.deployed)] : [];
        }) : [];
      const expected = past.find((one) => one.result === "succeeded" && order(one).every((sign) => sign <= 0) && order(one).some((sign) => sign < 0));
      if (expected) assert.equal(chooseUpdate(past, now).update, expected);
      else problemOf(() => chooseUpdate(past, now));
    }));
  });
});
