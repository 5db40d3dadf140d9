import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Permits } from "../../upgrades/change";
import type { InstallationState } from "../../upgrades/installationState";
import { suggestsDestruction } from "../support/catalogs";
import { ask, demo, type Asked } from "../support/judging";
import { catalogOfWorld, nameOf, oracleAllows, worlds } from "../support/worlds";

const runs = { numRuns: 2_000 };
const stage = fc.constantFrom(undefined, "quiesce" as const, "migrate" as const, "restore" as const);

/** States, changes and permits over these versions; few of each, so that they often meet. */
function questions(version: fc.Arbitrary<string>) {
  const returnedFrom = fc.option(fc.record({ version, restore: fc.constantFrom(undefined, "b-1", "b-2") }), {
    nil: undefined,
  });
  const state: fc.Arbitrary<InstallationState> = fc.oneof(
    fc.constant({ kind: "absent" as const }),
    fc.constant({ kind: "unknown" as const, why: "its inputs have no version" }),
    fc.record({ kind: fc.constant("adopted" as const), version }),
    fc.record({ kind: fc.constant("incomplete" as const), attempted: version, returnedFrom, stage }),
    fc.record({
      kind: fc.constant("complete" as const),
      deployed: version,
      schema: fc.option(version, { nil: undefined }),
      returnedFrom,
      stage,
    }),
  );
  const asked: fc.Arbitrary<Asked> = fc.record({ version, returnedFrom, stage });
  const permits: fc.Arbitrary<Partial<Permits>> = fc.record({
    install: fc.constantFrom([], ["demo/core"]),
    adopt: fc
      .option(version, { nil: undefined })
      .map((adopt): Record<string, string> => (adopt === undefined ? {} : { "demo/core": adopt })),
    confirmed: fc.constantFrom({}, { drained: { by: "ops", date: "2025-06-01" } }),
  });
  return fc.tuple(state, asked, permits);
}

const demoVersions = fc.constantFrom(...demo.releases.map(({ version }) => version), "9.0.0");
const inDemo = questions(demoVersions);
const inWorlds = worlds.chain((world) =>
  fc.tuple(fc.constant(world), questions(fc.integer({ min: 1, max: world.size }).map(nameOf))),
);

describe("a judgement, whatever is asked in whatever state", () => {
  it("is allowed without reasons or refused with them, and a move is named exactly when it is allowed", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) => {
        const { allowed, reasons, move } = ask(state, asked, permits);
        assert.equal(allowed, reasons.length === 0);
        assert.equal(allowed, move !== "none");
      }),
      runs,
    );
  });

  it("has reasons that say something, each once", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) => {
        const { reasons } = ask(state, asked, permits);
        for (const { id, message, remedy } of reasons)
          assert.ok(id !== "" && message.length > 20 && remedy.length > 5, id);
        assert.equal(new Set(reasons.map(({ id }) => id)).size, reasons.length);
        assert.doesNotMatch(JSON.stringify(reasons), /undefined|\[object/);
      }),
      runs,
    );
  });

  it("never tells anybody to delete a namespace, a volume, data or state", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) => {
        for (const { message, remedy } of ask(state, asked, permits).reasons) {
          assert.equal(suggestsDestruction(remedy), false, remedy);
          // What a release did ("drops a column") may be said; what the reader should do may not.
          assert.equal(suggestsDestruction(message.replace("drops a column", "")), false, message);
        }
      }),
      runs,
    );
  });

  it("is the same when it is asked again", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) =>
        assert.deepEqual(ask(state, asked, permits), ask(state, asked, permits)),
      ),
      runs,
    );
  });

  it("lets no component that is complete climb but by an allowed hop", () => {
    fc.assert(
      fc.property(inWorlds, ([world, [state, asked, permits]]) => {
        fc.pre(state.kind === "complete" && number(asked.version) > number(state.deployed));
        const { allowed } = ask(state, asked, permits, catalogOfWorld(world));
        if (allowed) assert.ok(oracleAllows(world, number(state.deployed), number(asked.version)));
      }),
      runs,
    );
  });

  it("lets every allowed hop upwards through that is online, said without stage and return", () => {
    fc.assert(
      fc.property(inWorlds, ([world, [state, asked]]) => {
        fc.pre(state.kind === "complete" && number(asked.version) > number(state.deployed));
        const [from, to] = [number(state.deployed), number(asked.version)];
        const offline = world.offline.some((release) => from < release && release <= to);
        const { allowed, move } = ask(
          { kind: "complete", deployed: nameOf(from) },
          nameOf(to),
          {},
          catalogOfWorld(world),
        );
        assert.equal(allowed, oracleAllows(world, from, to) && !offline);
        if (allowed) assert.equal(move, "upgrade");
      }),
      runs,
    );
  });

  it("lets nothing go back that does not say so, from where it is or was to go", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) => {
        const at = standsAt(state);
        if (at === undefined || number(asked.version) >= number(at) || asked.returnedFrom?.version === at) return;
        assert.equal(ask(state, asked, permits).allowed, false);
      }),
      runs,
    );
  });

  it("lets nothing that did not finish become another release but by a return from it", () => {
    fc.assert(
      fc.property(inDemo, ([state, asked, permits]) => {
        fc.pre(state.kind === "incomplete" && asked.version !== state.attempted);
        const { allowed } = ask(state, asked, permits);
        if (allowed) assert.ok(state.returnedFrom === undefined && asked.returnedFrom?.version === state.attempted);
      }),
      runs,
    );
  });

  it("lets nothing cross a migration backwards for good without a backup", () => {
    fc.assert(
      fc.property(inWorlds, ([world, [state, asked, permits]]) => {
        const at = standsAt(state);
        if (at === undefined) return;
        const returnedFrom = { version: at };
        const forGood = world.irreversible.some((release) => number(asked.version) < release && release <= number(at));
        if (forGood)
          assert.equal(ask(state, { ...asked, returnedFrom }, permits, catalogOfWorld(world)).allowed, false);
      }),
      runs,
    );
  });
});

function standsAt(state: InstallationState): string | undefined {
  return state.kind === "complete" ? state.deployed : state.kind === "incomplete" ? state.attempted : undefined;
}

function number(version: string): number {
  return Number(version.split(".")[0] === "9" ? 99 : version.split(".")[1]);
}
