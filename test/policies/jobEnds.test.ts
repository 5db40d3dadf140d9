import * as assert from "node:assert/strict";
import { jobEnds } from "../../policies/jobEnds";
import { changed, jobType, migrateJob, said, unknownValue } from "./asking";

describe("the policy job-ends", () => {
  const ask = (path: readonly string[], value: unknown, config = {}) =>
    said(jobEnds, { type: jobType, props: changed(migrateJob, path, value), config });

  it("says nothing of a Job with both limits", () => assert.deepEqual(said(jobEnds, { type: jobType, props: migrateJob }), []));

  for (const [field, value, message] of [
    ["backoffLimit", undefined, "spec.backoffLimit is not set, expected a number"],
    ["backoffLimit", unknownValue, "spec.backoffLimit is not known yet, expected a number"],
    ["activeDeadlineSeconds", undefined, "spec.activeDeadlineSeconds is not set, expected a number"],
    ["activeDeadlineSeconds", unknownValue, "spec.activeDeadlineSeconds is not known yet, expected a number"],
    ["activeDeadlineSeconds", "1800", "spec.activeDeadlineSeconds is no number, expected a number"],
    ["activeDeadlineSeconds", 90_000, "spec.activeDeadlineSeconds is 90000, expected at most 86400"],
    ["podFailurePolicy", { rules: [] }, "spec.podFailurePolicy is set, expected none"],
    ["podFailurePolicy", unknownValue, "spec.podFailurePolicy is set, expected none"],
  ] as const) {
    it(`refuses ${field} ${value === undefined ? "left out" : value === unknownValue ? "not known yet" : JSON.stringify(value)}`, () => {
      assert.deepEqual(ask(["spec", field], value), [message]);
    });
  }

  it("takes 0 for a limit of failures: the first is the last", () => assert.deepEqual(ask(["spec", "backoffLimit"], 0), []));

  it("takes the longest deadline from its configuration", () => {
    assert.deepEqual(ask(["spec", "activeDeadlineSeconds"], 1800, { longestDeadlineSeconds: 1800 }), []);
    assert.equal(ask(["spec", "activeDeadlineSeconds"], 1801, { longestDeadlineSeconds: 1800 }).length, 1);
  });

  it("refuses a configuration that it does not know", () => {
    assert.throws(() => ask(["spec", "backoffLimit"], 1, { longestDeadline: 5 }), /policy pack's configuration: job-ends\.longestDeadline: this key is not known here/);
    assert.throws(() => ask(["spec", "backoffLimit"], 1, { longestDeadlineSeconds: "an hour" }), /job-ends\.longestDeadlineSeconds: found "an hour", expected/);
  });
});
