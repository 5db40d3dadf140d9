import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { timeIn } from "../../../automation/rollback/pastTime";
import { problemOf } from "../../support/problems";

const iso = (text: string) => new Date(timeIn(text)!).toISOString();

describe("a time as a person writes it", () => {
  it("is the end of what was written", () => {
    assert.equal(iso("2026-11-20"), "2026-11-20T23:59:59.999Z");
    assert.equal(iso("2026-11-20 14:03"), "2026-11-20T14:03:59.999Z");
    assert.equal(iso("2026-11-20 14:03:11 UTC"), "2026-11-20T14:03:11.999Z");
    assert.equal(iso("2026-11-20T14:03:11.250Z"), "2026-11-20T14:03:11.250Z");
    assert.equal(iso("2026-11-20T14:03:11-05:00"), "2026-11-20T19:03:11.999Z");
  });

  it("is none where it is something else", () => {
    for (const text of ["", "0.5.46", "2026", "2026-11", "yesterday", "2026-11-20T14", "2026-11-20 and more"]) assert.equal(timeIn(text), undefined, text);
  });

  it("is refused where there is no such time", () => {
    for (const text of ["2026-02-30", "2026-13-01", "2026-11-20T25:00Z", "2026-11-20T14:61Z"]) assert.equal(problemOf(() => timeIn(text)).file, "--to", text);
  });

  it("is itself for what history prints in full (property)", () => {
    fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date("2099-01-01"), noInvalidDate: true }), (date) =>
      assert.equal(timeIn(date.toISOString()), date.getTime())));
  });
});
