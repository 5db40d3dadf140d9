import * as assert from "node:assert/strict";
import { climbReasons, climbTime, returnUndone, type Climber, type Committed } from "../../../automation/rollback/climb";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import { entry } from "./entries";

const climber = (more: Partial<Climber> = {}): Climber => ({
  component: "halo/kingdom", wanted: "0.5.46", state: { kind: "complete", deployed: "0.5.45", returnedFrom: { version: "0.5.46" } }, ...more,
});
const ids = (committed: Committed, meant: readonly string[] = [], one = climber()) =>
  climbReasons(one, committed, meant).map(({ id, kind }) => `${kind} ${id}`);

describe("climbing again to what was gone back from", () => {
  it("is refused until the return was committed, or somebody means it", () => {
    assert.deepEqual(ids("no"), ["legality return-not-committed"]);
    assert.deepEqual(ids("yes"), []);
    assert.deepEqual(ids("no", ["halo/kingdom"]), []);
    assert.deepEqual(ids("no", ["halo/duchy-worker1"]), ["legality return-not-committed"]);
  });

  it("is refused where nobody can tell, with the reason and what to do", () => {
    const [reason] = climbReasons(climber(), { unknown: "a shallow clone" }, []);
    assert.match(reason!.message, /^halo\/kingdom was gone back with from 0\.5\.46, .* not known: a shallow clone; going to 0\.5\.46/);
    assert.match(reason!.remedy, /commit the stack file.*--climb-again halo\/kingdom/);
  });

  it("is no question where nothing was gone back from, where the file says the return, or where nothing climbs", () => {
    const none: Partial<Climber>[] = [
      { state: { kind: "complete", deployed: "0.5.45" } }, { state: { kind: "absent" } },
      { state: { kind: "incomplete", attempted: "0.5.45", returnedFrom: { version: "0.5.46" } } },
      { returnedFrom: { version: "0.5.46" } }, { wanted: "0.5.45" }, { wanted: "0.5.44" },
    ];
    for (const more of none) {
      assert.equal(returnUndone(climber(more)), undefined);
      assert.deepEqual(ids("no", [], climber(more)), []);
    }
    assert.deepEqual(returnUndone(climber()), { version: "0.5.46" });
  });

  it("concerns every newer release, since no merge but one that was reviewed may climb", () =>
    assert.deepEqual(ids("no", [], climber({ wanted: "0.5.47" })), ["legality return-not-committed"]));
});

describe("from when on a commit can be about a return", () => {
  const time = (version: string, ...entries: Parameters<typeof entry>[]) =>
    climbTime(pastUpdates(entries.map((one) => entry(...one))), "halo/kingdom", { version });
  const returned = { version: "0.5.45", returnedFrom: { version: "0.5.46" } };

  it("is when the release was last asked for as a climb, succeeded or not", () => {
    assert.equal(time("0.5.46", [9, returned], [8, { version: "0.5.46" }, { result: "failed" }], [7, { version: "0.5.46" }]), "2026-11-20T14:08:00.000Z");
    const twice = { version: "0.5.44", returnedFrom: { version: "0.5.45" } };
    assert.equal(time("0.5.45", [9, twice], [8, returned], [7, { version: "0.5.46" }], [6, { version: "0.5.45" }]), "2026-11-20T14:06:00.000Z");
  });

  it("is not known where the history does not have it, or no time of it", () => {
    assert.equal(time("0.5.46", [9, returned]), undefined);
    assert.equal(time("0.5.46", [9, { version: "0.5.46" }, { kind: "refresh" }]), undefined);
    assert.equal(time("0.5.46", [9, { version: "0.5.46" }, { startTime: "rubbish" }]), undefined);
  });
});
