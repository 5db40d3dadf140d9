import * as assert from "node:assert/strict";
import { durationText } from "../../../report/terminal/duration";

describe("a duration", () => {
  it("is said in the unit that tells most", () => {
    assert.deepEqual([0, 4.2, 59.9, 60, 185, 3599.9, 3600, 8059].map(durationText),
      ["0 s", "4.2 s", "59.9 s", "1 min 0 s", "3 min 5 s", "59 min 59 s", "1 h 0 min", "2 h 14 min"]);
  });
});
