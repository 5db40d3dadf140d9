import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { createColors } from "picocolors";
import type { CarriedEvent } from "../../../automation/carryOut";
import { ProgressLines, waitingText } from "../../../report/terminal/progress";
import { plain } from "../../../report/terminal/screen";

const clock = () => new Date("2026-11-20T02:03:04Z");
const lines = (...events: readonly CarriedEvent[]): string[] => {
  const progress = new ProgressLines(createColors(false), clock);
  return events.flatMap((event) => progress.of(event)).map((line) => line.replace("02:03:04  ", ""));
};
const job = { component: "halo/kingdom", phase: "migrate", object: "Job kingdom-migrate" };
const waiting = (seconds: number): CarriedEvent => ({ event: "waiting", ...job, seconds, message: "waiting for Job" });

describe("the progress of a run, as lines", () => {
  it("says who was told, and who was not, by place and not by address", () => {
    const told = { event: "notification", to: "stepwise:notify[0]" } as const;
    assert.deepEqual(lines(
      { ...told, on: "started", result: "sent" }, { ...told, on: "failed", result: "not sent", why: "the answer was 404" },
      { ...told, on: "refused", result: "rehearsed" },
    ), [
      "notify    stepwise:notify[0] told that it begins", "notify    stepwise:notify[0] not told that it has failed: the answer was 404",
      "notify    stepwise:notify[0] would be told that it was refused",
    ]);
  });

  it("says each thing once, with the time before it", () => {
    assert.equal(new ProgressLines(createColors(false), clock).of({ event: "planned", hops: 2, resuming: [] })[0], "02:03:04            2 hops to go");
    assert.deepEqual(lines(
      { event: "planned", hops: 1, resuming: [] },
      { event: "up-started", hop: 1, of: 1, stage: undefined, kind: "upgrade", changes: [], message: "halo/kingdom 1 → 2, hop 1 of 1" },
      { event: "previewed", operations: { same: 9, create: 2, replace: 1 } },
      { event: "step-started", ...job, op: "create" },
      { event: "step-ended", ...job, op: "create", result: "succeeded", seconds: 64 },
      { event: "backup-noted", component: "halo/kingdom", backup: "kingdom-20261120-020304" },
      { event: "up-ended", hop: 1, stage: "migrate", result: "succeeded", seconds: 3 },
    ).map((line) => line.trim()), [
      "1 hop to go", "hop       halo/kingdom 1 → 2, hop 1 of 1", "preview   2 to create, 1 to replace", "migrate   Job kingdom-migrate",
      "migrate   Job kingdom-migrate done in 1 min 4 s", "backup    noted for a rollback: kingdom-20261120-020304", "migrate done in 3 s",
    ]);
  });

  it("says what an earlier run began, what was found of it, and why something failed", () => {
    assert.deepEqual(lines(
      { event: "found", ...job, is: "finished: it will not run again" },
      { event: "planned", hops: 0, resuming: ["halo/kingdom 2 → 2"] },
      { event: "step-ended", ...job, op: "create", result: "failed", seconds: 2 },
      { event: "refused", reasons: [{ id: "C1", kind: "readiness", message: "m", remedy: "r" }], violations: [] },
      { event: "warning", message: "no room" },
    ).map((line) => line.trim()), [
      "found     Job kingdom-migrate: finished: it will not run again", "going on  an earlier run began it and did not end it: halo/kingdom 2 → 2",
      "migrate   Job kingdom-migrate failed after 2 s", "refused   C1", "warning   no room",
    ]);
  });

  it("says of a wait that it goes on twice a minute, and not more often", () => {
    const said = lines({ event: "step-started", ...job, op: "create" }, ...Array.from({ length: 91 }, (_, second) => waiting(second)));
    assert.equal(said.length, 1 + 3, said.join("\n"));
    assert.match(said[1]!, /migrate +Job kingdom-migrate, 30 s: waiting for Job/);
    assert.equal(lines(waiting(0), waiting(29), waiting(30)).length, 2, "the first one is said, whatever was waited before");
  });

  it("does not name what is made at once, unless it fails", () => {
    const account = { ...job, phase: "rollout", object: "ServiceAccount a" };
    assert.deepEqual(lines({ event: "step-started", ...account, op: "create" }, { event: "step-ended", ...account, op: "create", result: "succeeded", seconds: 0 }), []);
    assert.match(lines({ event: "step-ended", ...account, op: "create", result: "failed", seconds: 0 }).join(), /ServiceAccount a failed/);
    assert.deepEqual(lines({ event: "step-started", ...job, op: "delete" }), []);
    assert.match(lines({ event: "step-ended", ...job, op: "delete", result: "succeeded", seconds: 0 }).join(), /Job kingdom-migrate removed/);
  });

  it("obeys nothing that is said from outside", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      const events: CarriedEvent[] = [
        { event: "warning", message: text }, { event: "found", ...job, is: text }, { event: "waiting", ...job, seconds: 0, message: text },
        { event: "up-started", hop: 1, of: 1, stage: undefined, kind: "return", changes: [], message: text },
      ];
      const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
      for (const line of lines(...events)) assert.ok(!obeyed.test(plain(line)), JSON.stringify(line));
    }));
  });
});

describe("what is waited for now", () => {
  it("is what has begun, with what it says, and nothing for what takes no time", () => {
    assert.equal(waitingText({ event: "step-started", ...job, op: "create" }), "migrate Job kingdom-migrate");
    assert.equal(waitingText(waiting(3)), "migrate Job kingdom-migrate: waiting for Job");
    assert.equal(waitingText({ event: "step-started", ...job, object: "Service a", op: "create" }), undefined);
    assert.equal(waitingText({ event: "step-started", ...job, op: "delete" }), undefined);
    assert.equal(waitingText({ event: "warning", message: "m" }), undefined);
  });
});
