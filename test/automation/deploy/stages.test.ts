import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { nextOf, type Next } from "../../../automation/deploy/next";
import { upsOf, type Up } from "../../../automation/deploy/stages";
import { phasesOf } from "../../../components/core/phases";
import type { Stage } from "../../../config/versioned";
import type { InstallationState } from "../../../upgrades/installationState";
import type { HopChange, PlanStep } from "../../../upgrades/planModel";
import { absent, adopted, ask, complete, demo, incomplete, plainSurroundings, unknown, type Asked } from "../../support/judging";
import { travels } from "../../support/plans";
import { requestOf } from "./world";

const core = "demo/core";
const change = (from: string | null, to: string, restore?: string, component = core): HopChange =>
  ({ component, from, to, ...(from !== null && from > to && { returnedFrom: { version: from, ...(restore && { restore }) } }) });
const stops = (component = core): PlanStep => ({ id: `${component}:quiesce`, component, phase: "quiesce", after: [] });

/** `1.5.0 quiesce, 1.6.0 migrate, 1.6.0`; of several components, with the component before each. */
const told = (ups: readonly Up[]): string => ups.map(({ goals }) => [...goals].map(([component, { version, stage }]) =>
  [component === core ? "" : component, version, stage ?? ""].join(" ").trim()).join(" + ")).join(", ");
const ways = (one: HopChange, offline: boolean, state: InstallationState) =>
  told(upsOf({ changes: [one], steps: offline ? [stops()] : [] }, new Map([[core, state]])));

describe("the ups of a hop", () => {
  const up = change("1.5.0", "1.6.0");
  const back = change("1.6.0", "1.5.0", "b-1");
  const from16 = { version: "1.6.0", restore: "b-1" };
  const cases: readonly (readonly [string, HopChange, boolean, InstallationState, string])[] = [
    ["an online hop is one", up, false, complete("1.5.0"), "1.6.0"],
    ["an offline hop is three", up, true, complete("1.5.0"), "1.5.0 quiesce, 1.6.0 migrate, 1.6.0"],
    ["what is quiesced is not quiesced again", up, true, complete("1.5.0", { stage: "quiesce" }), "1.6.0 migrate, 1.6.0"],
    ["a migration that did not finish is gone on with, and its servers are not started before", up, true, incomplete("1.6.0", { stage: "migrate" }), "1.6.0 migrate, 1.6.0"],
    ["a roll-out that did not finish is only rolled out", up, true, incomplete("1.6.0"), "1.6.0"],
    ["an online hop that did not finish is one", up, false, incomplete("1.6.0"), "1.6.0"],
    ["a restore is three", back, true, complete("1.6.0"), "1.6.0 quiesce, 1.5.0 restore, 1.5.0"],
    ["what is unfinished is halted before a restore, never quiesced", back, true, incomplete("1.6.0"), "1.6.0 halt, 1.5.0 restore, 1.5.0"],
    ["what is halted is not halted again", back, true, incomplete("1.6.0", { stage: "halt" }), "1.5.0 restore, 1.5.0"],
    ["what did not get beyond its migration stands still already", back, true, incomplete("1.6.0", { stage: "migrate" }), "1.5.0 restore, 1.5.0"],
    ["a restore that did not finish is gone on with", back, true, incomplete("1.5.0", { returnedFrom: from16, stage: "restore" }), "1.5.0 restore, 1.5.0"],
    ["a restored release that did not come up is only rolled out", back, true, incomplete("1.5.0", { returnedFrom: from16 }), "1.5.0"],
    ["another backup is another return", back, true, incomplete("1.5.0", { returnedFrom: { version: "1.6.0", restore: "b-2" } }), "1.5.0 halt, 1.5.0 restore, 1.5.0"],
    ["an online return from what is unfinished is one", change("1.6.0", "1.5.0"), false, incomplete("1.6.0"), "1.5.0"],
    ["an install is one", change(null, "1.6.0"), false, absent, "1.6.0"],
    ["what is adopted is one", change("1.6.0", "1.6.0"), false, adopted("1.6.0"), "1.6.0"],
    ["what is not known is one, which the gate judges", change(null, "1.6.0"), true, unknown, "1.6.0"],
  ];
  for (const [title, one, offline, state, expected] of cases) it(title, () => assert.equal(ways(one, offline, state), expected));

  it("keep saying what a quiesced component was gone back from", () => {
    const returnedFrom = { version: "1.6.0" };
    const [quiesce] = upsOf({ changes: [up], steps: [stops()] }, new Map([[core, complete("1.5.0", { returnedFrom })]]));
    assert.deepEqual(quiesce, { stage: "quiesce", goals: new Map([[core, { version: "1.5.0", returnedFrom, stage: "quiesce" }]]) });
  });

  it("of a lock stop only what has to be stopped, and move the rest with the migration", () => {
    const hop = { changes: [up, change("1.5.0", "1.6.0", undefined, "demo/worker")], steps: [stops()] };
    const states = new Map([[core, complete("1.5.0")], ["demo/worker", complete("1.5.0")]]);
    const ups = upsOf(hop, states);
    assert.deepEqual(ups.map(({ stage }) => stage), ["quiesce", "migrate", undefined]);
    assert.equal(told(ups), "1.5.0 quiesce, 1.6.0 migrate + demo/worker 1.6.0, 1.6.0 + demo/worker 1.6.0");
  });

  it("of a lock that stops both stop them in the same up, also where one stands still already", () => {
    const hop = { changes: [up, change("1.5.0", "1.6.0", undefined, "demo/worker")], steps: [stops(), stops("demo/worker")] };
    const both = upsOf(hop, new Map([[core, complete("1.5.0")], ["demo/worker", complete("1.5.0")]]));
    assert.equal(told(both.slice(0, 1)), "1.5.0 quiesce + demo/worker 1.5.0 quiesce");
    const one = upsOf(hop, new Map([[core, complete("1.5.0", { stage: "quiesce" })], ["demo/worker", complete("1.5.0")]]));
    assert.equal(told(one.slice(0, 1)), "demo/worker 1.5.0 quiesce", "what is not named stays as it is, which is quiesced");
  });
});

/** One `up` as it can end: made, failed in its phases, or the process killed after it. */
type Fate = "made" | "failed" | "killed";

interface Made {
  readonly asked: Asked;
  readonly before: InstallationState;
  readonly fate: Fate;
}

/** Walks one component as the deployer does, with the gate before each `up` and these fates, and then without more trouble. */
function walked(start: InstallationState, wanted: string, fates: readonly Fate[]) {
  const request = requestOf({ version: "0.5.45" });
  const from = start.kind === "complete" ? start.deployed : wanted;
  const returnedFrom = wanted < from ? { version: from, restore: "b-1" } : undefined;
  const made: Made[] = [];
  const left = [...fates];
  let state = start;
  for (let turn = 0; turn < 40; turn++) {
    const traveller = travels(core, "core", from, wanted, { state, returnedFrom });
    const next: Next = nextOf({ ...request, travellers: [traveller], leaving: [], surroundings: plainSurroundings }, new Map([["demo", demo]]));
    if (next.kind === "arrived") return { made, state, end: "arrived" };
    if (next.kind === "blocked") return { made, state, end: next.reasons.map(({ id }) => id).join() };
    for (const { goals } of upsOf(next.hops[0], new Map([[core, state]]))) {
      const asked = goals.get(core)!;
      assert.ok(ask(state, asked, { confirmed: { drained: { by: "x", date: "2026-01-01" } } }).allowed, JSON.stringify({ state, asked }));
      const fate = left.shift() ?? "made";
      made.push({ asked, before: state, fate });
      const past = { ...(asked.returnedFrom && { returnedFrom: asked.returnedFrom }), ...(asked.stage && { stage: asked.stage }) };
      const ends = fate !== "failed" && phasesOf({ returnedFrom: asked.returnedFrom, stage: asked.stage }).includes("verify");
      state = ends ? complete(asked.version, past) : incomplete(asked.version, past);
      if (fate !== "made") break;
    }
  }
  return { made, state, end: "never" };
}

const releases = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.5.0", "1.6.0"];
const fates = fc.array(fc.constantFrom<Fate>("made", "failed", "killed"), { maxLength: 12 });
const journey = fc.record({ from: fc.constantFrom(...releases), to: fc.constantFrom(...releases), fates });
const stageOf = (state: InstallationState): Stage | undefined => ("stage" in state ? state.stage : undefined);

describe("a way that is cut off anywhere, and gone on with", () => {
  it("arrives, through nothing but what the gate allows, with its servers at work", () => {
    fc.assert(fc.property(journey, ({ from, to, fates: ends }) => {
      const { state, end } = walked(complete(from), to, ends);
      assert.equal(end, "arrived");
      assert.equal(state.kind === "complete" && state.deployed, to);
      assert.equal(state.kind === "complete" && state.stage, undefined);
    }));
  });

  it("migrates offline, and restores, only what stands still", () => {
    fc.assert(fc.property(journey, ({ from, to, fates: ends }) => {
      for (const { asked, before } of walked(complete(from), to, ends).made) {
        if (asked.stage !== "migrate" && asked.stage !== "restore") continue;
        assert.ok(["quiesce", "halt", "migrate", "restore"].includes(stageOf(before) ?? "at work"), JSON.stringify(before));
      }
    }));
  });

  it("never stops again what it has stopped, and never rolls an offline release out without its migration", () => {
    fc.assert(fc.property(journey, ({ from, to, fates: ends }) => {
      const { made } = walked(complete(from), to, ends);
      for (const { asked, before } of made) {
        if (asked.stage === "quiesce") assert.ok(before.kind !== "complete" || stageOf(before) !== "quiesce");
        if (asked.stage === undefined && asked.version === "1.6.0" && !asked.returnedFrom && before.kind !== "complete") {
          assert.ok(made.some((one) => one.asked.version === "1.6.0" && one.asked.stage === "migrate" && one.fate !== "failed"));
        }
      }
    }));
  });
});
