import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { changesText, nextOf, requestAt, wayChanged, type Next } from "../../../automation/deploy/next";
import { onlyThese, unfinished } from "../../../automation/deploy/resume";
import { upText, standingGoals } from "../../../automation/deploy/goals";
import { parseStackFile } from "../../../config/stack";
import type { InstallationState } from "../../../upgrades/installationState";
import type { Hop, Traveller } from "../../../upgrades/planModel";
import { absent, adopted, complete, demo, incomplete, plainSurroundings, unknown } from "../../support/judging";
import { toldHops, travels } from "../../support/plans";
import { requestOf } from "./world";

const request = requestOf({ version: "0.5.45" });
const next = (...travellers: readonly Traveller[]): Next =>
  nextOf({ ...request, travellers, leaving: [], surroundings: plainSurroundings }, new Map([["demo", demo]]));
const core = (state: InstallationState, wanted: string, more: Partial<Traveller> = {}) => travels("demo/core", "core", null, wanted, { state, ...more });
const worker = (state: InstallationState, wanted: string) => travels("demo/worker", "worker", null, wanted, { state });
const told = (one: Next): string => `${one.kind}: ${toldHops(one.plan).join(", ")}`;

describe("what is next", () => {
  it("is the way to what is wanted, where everything is finished", () => {
    assert.equal(told(next(core(complete("1.0.0"), "1.1.0"))), "upgrade: core 1.0.0→1.1.0");
    assert.equal(next(core(complete("1.1.0"), "1.1.0")).kind, "arrived");
    assert.equal(next(core(complete("1.2.0"), "1.1.0")).kind, "blocked");
  });

  it("is what an earlier run began, before all else and wherever things are wanted", () => {
    const one = next(core(incomplete("1.1.0"), "1.3.0"), worker(complete("1.0.0"), "1.3.0"));
    assert.equal(one.kind, "resume");
    assert.equal(one.kind === "resume" && changesText(one.hops[0].changes), "demo/core 1.1.0");
    assert.equal(one.kind === "resume" && one.hops.length, 1);
  });

  it("is what is unfinished also where the stack would go back past it, and that return itself where the stack says so", () => {
    assert.equal(next(core(incomplete("1.2.0"), "1.1.0")).kind, "resume");
    const back = next(core(incomplete("1.1.0"), "1.0.0", { returnedFrom: { version: "1.1.0" } }));
    assert.equal(told(back), "resume: core 1.1.0→1.0.0");
    const undone = next(core(incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }), "1.1.0"));
    assert.deepEqual(undone.kind === "resume" && undone.hops[0].changes.map(({ to, returnedFrom }) => [to, returnedFrom?.version]), [["1.0.0", "1.1.0"]]);
  });

  it("is to start what stands with its servers stopped where it should be", () => {
    const one = next(core(complete("1.5.0", { stage: "quiesce" }), "1.5.0"));
    assert.deepEqual(one.kind === "resume" && one.hops[0].steps.map(({ phase }) => phase), ["rollout", "verify"]);
    assert.equal(told(next(core(complete("1.5.0", { stage: "quiesce" }), "1.6.0"))), "upgrade: core 1.5.0→1.6.0");
  });

  it("is blocked with whose reason it is", () => {
    const one = next(core(unknown, "1.1.0"));
    assert.deepEqual(one.kind === "blocked" && one.reasons.map(({ component, id }) => [component, id]), [["demo/core", "deployed-unknown"]]);
  });
});

describe("a stack as it is found", () => {
  const urnOf = (type: string, name: string): string => `urn:pulumi:small::stepwise::${type}::${name}`;
  const gone = { urn: urnOf("stepwise:halo:Duchy", "duchy-gone"), type: "stepwise:halo:Duchy", custom: false };
  const claim = {
    urn: urnOf("kubernetes:core/v1:PersistentVolumeClaim", "data"), type: "kubernetes:core/v1:PersistentVolumeClaim", custom: true,
    parent: gone.urn, retainOnDelete: true, inputs: { metadata: { namespace: "gone", name: "data" } },
  };
  const now = "2026-02-03T04:05:06Z";
  const staying: readonly (readonly [string, InstallationState])[] = [["halo/kingdom", complete("0.5.44")]];

  it("has its components where the engine says, and what it no longer declares is leaving, with what stays of it", () => {
    const states = new Map([...staying, ["halo/duchy-gone", complete("0.5.1")]]);
    const found = requestAt(request, { exported: { version: 3, deployment: { resources: [gone, claim] } }, states }, now);
    assert.deepEqual(found.travellers.map(({ component, state }) => [component, state]), staying);
    assert.deepEqual(found.leaving, [{ component: "halo/duchy-gone", state: complete("0.5.1"), kept: ["PersistentVolumeClaim gone/data"] }]);
    assert.equal(found.surroundings.now, now);
  });

  it("is not searched for what would stay where nothing leaves", () => {
    const unread = { version: 3, get deployment(): never { throw new Error("the state was searched"); } };
    assert.deepEqual(requestAt(request, { exported: unread, states: new Map(staying) }, now).leaving, []);
    assert.deepEqual(requestAt(request, { exported: unread, states: new Map() }, now).travellers[0]!.state, absent);
    assert.throws(() => requestAt(request, { exported: unread, states: new Map([["halo/duchy-gone", complete("0.5.1")]]) }, now), /was searched/);
  });
});

describe("a way", () => {
  const hop = (component: string, from: string | null, to: string) => ({ changes: [{ component, from, to }] }) as unknown as Hop;
  const left = [hop("demo/core", "1.0.0", "1.1.0"), hop("demo/worker", null, "1.1.0")];
  const names = ["demo/core 1.0.0 → 1.1.0", "demo/worker nothing → 1.1.0"];
  it("is the same as it was", () => assert.deepEqual(wayChanged(left, names), []));
  it("that somebody else has changed is said with both ways", () => {
    assert.deepEqual(wayChanged(left.slice(1), names).map(({ id }) => id), ["way-changed"]);
    assert.ok(wayChanged([], names)[0]!.message.startsWith(`what is left to do is nothing, and was to be ${names.join("; ")}: `));
    assert.match(wayChanged(left, [])[0]!.message, /and was to be nothing/);
  });
});

const state = fc.constantFrom<InstallationState>(
  absent, unknown, adopted("1.1.0"), complete("1.1.0"), complete("1.1.0", { stage: "quiesce" }), incomplete("1.1.0"),
  incomplete("1.1.0", { stage: "migrate" }), incomplete("1.1.0", { returnedFrom: { version: "1.2.0" } }), incomplete("1.2.0", { stage: "halt" }),
);
const traveller = (component: string) => fc.record({
  state, wanted: fc.constantFrom("1.0.0", "1.1.0", "1.2.0"), returnedFrom: fc.constantFrom(undefined, { version: "1.1.0" }, { version: "1.2.0" }),
}).map((one) => travels(component, "core", null, one.wanted, one));

/** The stack says to go back from what was attempted. */
const goesBack = ({ state: was, returnedFrom }: ReturnType<typeof travels>) =>
  was.kind === "incomplete" && was.returnedFrom === undefined && returnedFrom?.version === was.attempted;

describe("what an earlier run did not bring to its end", () => {
  it("is gone on with to where it was going, and nothing else is moved meanwhile", () => {
    fc.assert(fc.property(traveller("demo/a"), traveller("demo/b"), (a, b) => {
      const begun = unfinished([a, b]);
      for (const one of begun) {
        const { state: was } = [a, b].find(({ component }) => component === one.component)!;
        assert.ok(was.kind === "incomplete" || (was.kind === "complete" && was.stage !== undefined));
        if (goesBack(one)) assert.ok([a, b].includes(one));
        else if (was.kind === "incomplete") assert.deepEqual([one.wanted, one.returnedFrom], [was.attempted, was.returnedFrom]);
        else assert.equal(was.kind === "complete" && one.wanted, was.kind === "complete" && was.deployed);
      }
      for (const one of onlyThese([a, b], begun)) {
        if (begun.some(({ component }) => component === one.component) || one.state.kind !== "complete") continue;
        assert.deepEqual([one.wanted, one.returnedFrom], [one.state.deployed, one.state.returnedFrom]);
      }
    }));
  });

  it("is every unfinished component, also one that the stack goes back with, and one whose servers stand stopped", () => {
    fc.assert(fc.property(traveller("demo/a"), (a) => {
      const { state: was, wanted } = a;
      const stopped = was.kind === "complete" && was.stage !== undefined && wanted === was.deployed;
      assert.equal(unfinished([a]).length === 1, was.kind === "incomplete" || stopped);
    }));
  });
});

describe("the stack file of one up", () => {
  const two = requestOf({ version: "0.5.46", duchies: { worker1: "0.5.46" } });
  const read = (text: string) => requestFields(parseStackFile("Pulumi.small.yaml", text).yaml.content);
  const requestFields = (content: unknown) => {
    const halo = (content as { config: Record<string, { version: string; kingdom?: object; duchies?: Record<string, object> }> }).config["stepwise:halo"]!;
    const pick = (block: object | undefined) =>
      block && Object.fromEntries(Object.entries(block).filter(([key]) => ["version", "returnedFrom", "stage"].includes(key)));
    return [pick(halo.kingdom), pick(halo.duchies?.["worker1"])];
  };

  it("has what the up moves where it goes, and the rest exactly as it stands", () => {
    const states = new Map<string, InstallationState>([
      ["halo/kingdom", complete("0.5.44", { returnedFrom: { version: "0.5.45" } })], ["halo/duchy-worker1", incomplete("0.5.44", { stage: "migrate" })],
    ]);
    assert.deepEqual(read(upText(two, states, { goals: new Map([["halo/kingdom", { version: "0.5.45" }]]) })),
      [{ version: "0.5.45" }, { version: "0.5.44", stage: "migrate" }]);
    assert.deepEqual(read(upText(two, states, { goals: new Map() })),
      [{ version: "0.5.44", returnedFrom: { version: "0.5.45" } }, { version: "0.5.44", stage: "migrate" }]);
  });

  it("leaves out what is not there yet", () => {
    const goals = new Map([["halo/kingdom", { version: "0.5.46" }]]);
    assert.deepEqual(read(upText(two, new Map(), { goals }))[1], undefined);
    assert.deepEqual(standingGoals(two, new Map<string, InstallationState>([["halo/kingdom", adopted("0.5.40")]])), new Map([["halo/kingdom", { version: "0.5.40" }]]));
  });
});
