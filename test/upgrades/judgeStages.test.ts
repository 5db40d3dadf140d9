import * as assert from "node:assert/strict";
import { catalogFrom, ids } from "../support/catalogs";
import type { Stage } from "../../config/versioned";
import { ask, back, complete, incomplete, type Asked } from "../support/judging";

const staged = (asked: Asked | string, stage: Stage): Asked => ({
  ...(typeof asked === "string" ? { version: asked } : asked),
  stage,
});
const restoring = back("1.5.0", "1.6.0", "b-1");

describe("an offline hop", () => {
  it("goes quiesce, migrate, roll out", () => {
    const moves = [
      ask(complete("1.5.0"), staged("1.5.0", "quiesce")),
      ask(complete("1.5.0", { stage: "quiesce" }), staged("1.6.0", "migrate")),
      ask(incomplete("1.6.0", { stage: "migrate" }), "1.6.0"),
    ].map(({ move }) => move);
    assert.deepEqual(moves, ["unchanged", "upgrade", "retry"]);
  });

  it("can be left again while it is only quiesced", () => {
    assert.equal(ask(complete("1.5.0", { stage: "quiesce" }), "1.5.0").allowed, true);
  });

  it("does not migrate before it is quiesced", () => {
    assert.deepEqual(ids(ask(complete("1.5.0"), staged("1.6.0", "migrate")).reasons), ["offline:db@1.6.0"]);
  });

  it("does not quiesce and move to the new release in one step", () => {
    assert.deepEqual(ids(ask(complete("1.5.0"), staged("1.6.0", "quiesce")).reasons), ["offline:db@1.6.0"]);
  });

  it("does not roll out without the migration having had a step of its own", () => {
    assert.deepEqual(ids(ask(complete("1.5.0", { stage: "quiesce" }), "1.6.0").reasons), ["offline:db@1.6.0"]);
  });

  it("says which migration, of which release, and that the deployer does it in three", () => {
    const [reason] = ask(complete("1.5.0"), "1.6.0").reasons;
    assert.match(reason!.message, /1\.6\.0 \(copies a table\)/);
    assert.match(reason!.remedy, /three updates .*stage quiesce.*stage migrate.*without a stage/);
  });

  it("still waits for its preconditions when it is quiesced", () => {
    assert.deepEqual(ids(ask(complete("1.3.0", { stage: "quiesce" }), staged("1.6.0", "migrate")).reasons), [
      "drained",
    ]);
  });

  it("tries its migration again after it failed", () => {
    assert.equal(ask(incomplete("1.6.0", { stage: "migrate" }), staged("1.6.0", "migrate")).move, "retry");
  });

  it("is not begun for a kind of component that it does not migrate", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0"] });
    assert.equal(ask(complete("1.0.0"), "1.1.0", {}, catalog).move, "upgrade");
  });
});

describe("a return with a restore", () => {
  it("goes quiesce, restore, roll out, across a migration that can't be undone", () => {
    const moves = [
      ask(complete("1.6.0"), staged("1.6.0", "quiesce")),
      ask(complete("1.6.0", { stage: "quiesce" }), staged(restoring, "restore")),
      ask(incomplete("1.5.0", { returnedFrom: restoring.returnedFrom, stage: "restore" }), restoring),
    ].map(({ move }) => move);
    assert.deepEqual(moves, ["unchanged", "return", "retry"]);
  });

  it("does not restore while the newer release serves, nor roll out at once", () => {
    assert.deepEqual(ids(ask(complete("1.6.0"), staged(restoring, "restore")).reasons), ["restore-needs-stages"]);
    assert.deepEqual(ids(ask(complete("1.6.0"), restoring).reasons), ["restore-needs-stages"]);
    assert.deepEqual(ids(ask(complete("1.6.0", { stage: "quiesce" }), restoring).reasons), ["restore-needs-stages"]);
    assert.deepEqual(ids(ask(complete("1.6.0", { stage: "quiesce" }), staged(restoring, "migrate")).reasons), [
      "restore-needs-stages",
    ]);
  });

  it("still needs a way back in the catalog: a backup takes the place of migrations, not of edges", () => {
    const oneWay = catalogFrom({ releases: ["1.5.0", "1.6.0"], downgrades: [] });
    const judgement = ask(complete("1.6.0", { stage: "quiesce" }), staged(restoring, "restore"), {}, oneWay);
    assert.deepEqual(ids(judgement.reasons), ["no-downgrade:1.6.0:1.5.0"]);
  });

  it("tries its restore again after it failed, with the same backup only", () => {
    const failed = incomplete("1.5.0", { returnedFrom: restoring.returnedFrom, stage: "restore" });
    assert.equal(ask(failed, staged(restoring, "restore")).move, "retry");
    assert.equal(ask(failed, staged(back("1.5.0", "1.6.0", "b-2"), "restore")).allowed, false);
  });
});

describe("a stage that belongs to no hop", () => {
  for (const stage of ["migrate", "restore"] as const) {
    it(`is refused: ${stage} at the release that is deployed`, () => {
      assert.deepEqual(ids(ask(complete("1.1.0"), staged("1.1.0", stage)).reasons), ["stage-without-hop"]);
    });
  }

  it("is refused: quiesce is of the deployed release, and does not go to another", () => {
    assert.equal(ask(complete("1.0.0"), staged("1.1.0", "quiesce")).allowed, false);
    assert.equal(ask(complete("1.1.0"), staged(back("1.0.0", "1.1.0"), "quiesce")).allowed, false);
  });

  it("is refused: a climb restores nothing", () => {
    assert.equal(ask(complete("1.0.0"), staged("1.1.0", "restore")).allowed, false);
    assert.equal(ask(complete("1.5.0", { stage: "quiesce" }), staged("1.6.0", "restore")).allowed, false);
  });

  it("is refused: a return migrates nothing", () => {
    assert.equal(ask(complete("1.1.0"), staged(back("1.0.0", "1.1.0"), "migrate")).allowed, false);
  });

  it("is refused: a return without a backup restores nothing", () => {
    assert.equal(
      ask(complete("1.1.0", { stage: "quiesce" }), staged(back("1.0.0", "1.1.0"), "restore")).allowed,
      false,
    );
  });

  it("is refused: a first install has nothing to stop or restore", () => {
    const install = { install: ["demo/core"] };
    for (const stage of ["migrate", "restore", "quiesce"] as const) {
      assert.equal(ask({ kind: "absent" }, staged("1.0.0", stage), install).allowed, false, stage);
    }
  });
});

describe("the schema that a return left behind", () => {
  it("is what the next return is judged from", () => {
    const state = complete("1.1.0", { returnedFrom: { version: "1.2.0" }, schema: "1.2.0" });
    assert.deepEqual(ids(ask(state, back("1.0.0", "1.1.0")).reasons), ["irreversible:db@1.2.0"]);
  });

  it("does not ask for an edge back from the release that it is of, when the deployed one has its own", () => {
    const chain = catalogFrom({
      releases: ["1.0.0", "1.1.0", "1.2.0"],
      downgrades: [
        { from: "1.2.0", to: "1.1.0" },
        { from: "1.1.0", to: "1.0.0" },
      ],
    });
    assert.equal(ask(complete("1.2.0"), back("1.1.0", "1.2.0"), {}, chain).allowed, true);
    const halfway = complete("1.1.0", { returnedFrom: { version: "1.2.0" }, schema: "1.2.0" });
    assert.deepEqual(ids(ask(halfway, back("1.0.0", "1.1.0"), {}, chain).reasons), []);
  });
});
