import * as assert from "node:assert/strict";
import { isQuiesced, phases, phasesOf, type Phase } from "../../../components/core/phases";
import { versionInName } from "../../../components/core/labels";
import { stages, type ReturnedFrom, type Stage } from "../../../config/versioned";

const up: readonly Phase[] = ["backup", "migrate"];
const servers: readonly Phase[] = ["rollout", "verify"];
const back: ReturnedFrom = { version: "1.1.0" };
const restoring: ReturnedFrom = { version: "1.1.0", restore: "core-20260101T000000Z" };

/** Every goal state there is: the stage, what was returned from, the phases whose Jobs exist. */
const table: readonly (readonly [
  stage: Stage | undefined,
  returnedFrom: ReturnedFrom | undefined,
  expected: readonly Phase[],
])[] = [
  [undefined, undefined, [...up, ...servers]],
  [undefined, back, servers],
  [undefined, restoring, ["restore", ...servers]],
  ["quiesce", undefined, [...up, ...servers]],
  ["quiesce", back, servers],
  ["quiesce", restoring, ["restore", ...servers]],
  ["migrate", undefined, up],
  ["migrate", back, []],
  ["migrate", restoring, ["restore"]],
  ["restore", undefined, up],
  ["restore", back, []],
  ["restore", restoring, ["restore"]],
  ["halt", undefined, []],
  ["halt", back, []],
  ["halt", restoring, []],
];

describe("the phases of a goal state", () => {
  for (const [stage, returnedFrom, expected] of table) {
    const past =
      returnedFrom === undefined
        ? ""
        : returnedFrom.restore === undefined
          ? ", going back"
          : ", going back with a backup";
    it(`${stage ?? "no stage"}${past}: ${expected.join(", ") || "none"}`, () =>
      assert.deepEqual(phasesOf({ stage, returnedFrom }), expected));
  }

  it("are all of them in the table", () => {
    const key = (stage: unknown, returnedFrom: unknown) => JSON.stringify([stage, returnedFrom]);
    const rows = new Set(table.map(([stage, returnedFrom]) => key(stage, returnedFrom)));
    assert.equal(rows.size, (stages.length + 1) * 3);
  });

  it("come in one order, never migrate on the way back, and never verify what is held at zero after the data moved", () => {
    for (const [stage, returnedFrom] of table) {
      const found = phasesOf({ stage, returnedFrom });
      assert.deepEqual(
        [...found].sort((a, b) => phases.indexOf(a) - phases.indexOf(b)),
        found,
      );
      if (returnedFrom) assert.ok(!found.includes("migrate") && !found.includes("backup"));
      else assert.ok(!found.includes("restore"));
      if (stage === "migrate" || stage === "restore" || stage === "halt")
        assert.ok(!found.includes("verify") && !found.includes("rollout"));
    }
  });

  it("of a quiesced release are those it has anyway, so that its Jobs stay as they are", () => {
    for (const returnedFrom of [undefined, back, restoring]) {
      assert.deepEqual(phasesOf({ stage: "quiesce", returnedFrom }), phasesOf({ returnedFrom }));
    }
  });

  it("hold the servers at zero in every stage, and only there", () => {
    for (const stage of stages) assert.equal(isQuiesced({ stage }), true);
    assert.equal(isQuiesced({}), false);
  });
});

describe("a version as part of an object's name", () => {
  for (const [version, expected] of [
    ["0.5.46", "0-5-46"],
    ["1.0.0-RC.1+Build_5", "1-0-0-rc-1-build-5"],
    ["v2", "v2"],
    ["CF226", "cf226"],
    [".1.", "1"],
  ] as const) {
    it(`${version} is ${expected}`, () => assert.equal(versionInName(version), expected));
  }

  it("tells the releases of a catalog apart", () => {
    const versions = Array.from({ length: 100 }, (_, i) => `0.${i % 10}.${Math.floor(i / 10)}`);
    assert.equal(new Set(versions.map(versionInName)).size, 100);
  });
});
