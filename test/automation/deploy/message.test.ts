import * as assert from "node:assert/strict";
import { historyMessage, messageOf, type Place } from "../../../automation/deploy/message";

const place = (more: Partial<Place> = {}): Place => ({
  hop: { number: 1, changes: [{ component: "halo/kingdom", from: "0.5.30", to: "0.5.46" }] }, of: 3, stage: undefined, kind: "upgrade", ...more,
});
const both = { number: 2, changes: [{ component: "halo/kingdom", from: null, to: "1" }, { component: "dx/core", from: "1", to: "2" }] };

describe("what an up says that it is", () => {
  const cases: readonly (readonly [Partial<Place>, string])[] = [
    [{}, "halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3"],
    [{ stage: "migrate" }, "halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3, migrate"],
    [{ kind: "return" }, "halo/kingdom 0.5.46 → 0.5.30, going back from hop 1"],
    [{ kind: "resume", hop: { number: 0, changes: [{ component: "halo/kingdom", from: "0.5.46", to: "0.5.46" }] } }, "halo/kingdom 0.5.46, going on with what was begun"],
    [{ hop: both }, "halo/kingdom nothing → 1, dx/core 1 → 2, hop 2 of 3"],
  ];
  for (const [more, expected] of cases) it(expected, () => assert.equal(messageOf(place(more)), expected));

  it("adds in the history what it rests on, once for each system, and leaves out what is not known", () => {
    const catalogs = { halo: "1a2b3c4d5e6f7890", kleidia: "ffff" };
    assert.equal(historyMessage(place(), { catalogs, commit: "0123456789ab-dirty" }),
      "halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3 (catalog halo 1a2b3c4d5e6f, commit 0123456789ab-dirty)");
    assert.equal(historyMessage(place({ hop: both }), { catalogs, commit: undefined }), "halo/kingdom nothing → 1, dx/core 1 → 2, hop 2 of 3 (catalog halo 1a2b3c4d5e6f)");
    assert.equal(historyMessage(place(), { catalogs: {}, commit: undefined }), messageOf(place()));
  });
});
