import * as assert from "node:assert/strict";
import { quantity } from "../../config/quantity";

describe("a quantity", () => {
  it("is the same one in every writing", () => {
    for (const [a, b] of [["1Gi", "1024Mi"], ["500m", "0.5"], ["1000000n", "1m"], ["1000u", "1m"], ["1k", 1000]] as const) {
      assert.equal(quantity(a), quantity(b), `${a} and ${b}`);
    }
  });
  it("is none where it can't be read as one", () => {
    for (const none of ["", "much", "1 Gi", "-1", {}, null, undefined, "1e3"]) assert.equal(quantity(none), undefined, String(none));
  });
});
