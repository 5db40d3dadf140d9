import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { Diagnosis } from "../../../automation/cluster/diagnosis";
import { diagnosisText } from "../../../report/terminal/diagnosis";
import { plain, width } from "../../../report/terminal/screen";

const bare = createColors(false);

const small: Diagnosis = {
  component: "halo/kingdom", phase: "migrate", object: { kind: "Job", namespace: "kingdom", name: "kingdom-migrate-0-5-46" },
  summary: "the database refuses the login", findings: [], logs: [], events: [], images: [], pullSecrets: [], databases: [], next: [], unknown: [],
};
const event = (i: number): Diagnosis["events"][number] =>
  ({ time: `2026-11-21T10:00:0${i}Z`, type: "Warning", reason: "BackOff", message: `event ${i}`, count: i, object: "Pod/p" });

describe("a diagnosis in the terminal", () => {
  it("says what failed, the likeliest cause and what to do, and nothing of what there is not", () => {
    const lines = diagnosisText({ ...small, next: ["see the credentials"] }, bare).split("\n");
    assert.match(lines[0]!, /^halo\/kingdom: migrate failed +Job kingdom\/kingdom-migrate-0-5-46$/);
    assert.deepEqual(lines.slice(1), ["  ✗ the database refuses the login", "", "What to do", "  • see the credentials"]);
  });

  it("shows the other findings, the end of each log, the last events, and what is not known", () => {
    const shown = diagnosisText({
      ...small,
      findings: [{ what: "cause", detail: "the summary" }, { what: "BackoffLimitExceeded", detail: "failed as often as it may" }],
      logs: [
        { pod: "p", container: "main", previous: true, lines: Array.from({ length: 40 }, (_, i) => `line ${i}`) },
        { pod: "p", container: "quiet", previous: false, lines: [] },
      ],
      events: Array.from({ length: 8 }, (_, i) => event(i)),
      unknown: [{ what: "the log of q", why: "refused" }],
    }, bare);
    assert.doesNotMatch(shown, /the summary|line 27\b|event 1\b|quiet/);
    for (const part of [
      /BackoffLimitExceeded +failed as often/, /│ line 39/, /event 7/, /Not known\n +\? the log of q: refused/,
      /Log of p, container main, before its restart, the last 12 of 40\n +│ line 28\n/,
      /Events, the last 6 of 8\n +10:00:02 +BackOff +event 2 \(2 times\)/,
    ]) assert.match(shown, part);
  });

  it("shows images and pull secrets only where one is in the way", () => {
    const images = [{ pod: "p", container: "a", image: "a:1", state: "pulled" }];
    const secret = (name: string, exists: boolean | "unknown") => ({ name, exists, usedBy: ["p"] });
    const pullSecrets = [secret("here", true), secret("gone", false), secret("dark", "unknown")];
    assert.doesNotMatch(diagnosisText({ ...small, images, pullSecrets }, bare), /Images|here/);
    const absent = { pod: "p", container: "b", image: "b:1", state: "ErrImagePull" };
    const shown = diagnosisText({ ...small, images: [...images, absent], pullSecrets }, bare);
    assert.match(shown, /Images\n +ErrImagePull +b:1\n +pull secret +here is there\n +pull secret +gone is not there\n/);
    assert.match(shown, /pull secret +dark nobody knows/);
    assert.doesNotMatch(shown, /a:1/);
  });

  it("keeps to the page, whatever it is told", () => {
    const long = "x y".repeat(400);
    const shown = diagnosisText({
      ...small, summary: long, findings: [{ what: "a", detail: "b" }, { what: long, detail: `${long}\u001b[2J` }], next: [long],
      logs: [{ pod: "p", container: "c", previous: false, lines: [long, "z".repeat(500)] }],
      events: [{ ...event(1), message: long }],
    }, createColors(true));
    assert.ok(shown.split("\n").every((line) => plain(line).length <= width));
    assert.ok(!shown.includes("\u001b[2J"));
  });
});
