import * as assert from "node:assert/strict";
import { announcedOf, brokenOffNotice, endedNotice, startedNotice, type Told } from "../../../automation/notify/notice";
import type { CarriedUp, UpgradeResult } from "../../../automation/deploy/run";
import { requestOf } from "../deploy/world";

const now = new Date("2026-11-21T12:00:00Z");
const told: Told = { request: requestOf({ version: "0.5.46" }), commit: "0123456789ab" };
const up = (message: string, result: "succeeded" | "failed" = "succeeded") => ({ message, outcome: { result } }) as unknown as CarriedUp;
const ended = (result: UpgradeResult["result"], more: Partial<UpgradeResult> = {}) => ({ result, ups: [], reasons: [], next: [], ...more });
const reason = { id: "clean-commit", kind: "readiness" as const, message: "no clean commit", remedy: "commit", component: "halo/kingdom" };

describe("what is told of a run", () => {
  it("is where it should go, and what it begins with", () => {
    assert.deepEqual(startedNotice(told, "halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1", now), {
      schema: "stepwise/notification/v1", event: "started", time: "2026-11-21T12:00:00.000Z", stack: "small",
      text: "stepwise up --stack small: begins with halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1",
      wanted: { "halo/kingdom": "0.5.46" }, commit: "0123456789ab", result: null, ups: [], reasons: [], next: [],
    });
    assert.equal(startedNotice({ ...told, commit: undefined }, "x", now).commit, null);
  });

  it("is how it ended, after what", () => {
    const done = endedNotice(told, ended("reached", { ups: [up("a"), up("b")] }), now)!;
    assert.deepEqual([done.event, done.result, done.ups], ["succeeded", "reached", [{ message: "a", result: "succeeded" }, { message: "b", result: "succeeded" }]]);
    assert.equal(done.text, "stepwise up --stack small: is where its file wants it, after 2 updates");
    const failed = endedNotice(told, ended("stopped", { ups: [up("a", "failed")], next: ["mend it"] }), now)!;
    assert.deepEqual([failed.event, failed.text, failed.next], ["failed", "stepwise up --stack small: stopped, after one update: mend it", ["mend it"]]);
    const refused = endedNotice(told, ended("blocked", { reasons: [reason] }), now)!;
    assert.deepEqual([refused.event, refused.text, refused.reasons], ["refused", "stepwise up --stack small: blocked: no clean commit", [reason]]);
    assert.deepEqual([brokenOffNotice(told, now).event, brokenOffNotice(told, now).result], ["failed", "broke off"]);
  });

  it("is nothing where nothing was to be done", () => assert.equal(endedNotice(told, ended("reached"), now), undefined));

  it("is success only where everything was reached", () => {
    const all = ["reached", "blocked", "locked", "cancelled", "stopped", "rolled back", "needs a person"] as const;
    assert.deepEqual(all.map(announcedOf), ["succeeded", "refused", "refused", "failed", "failed", "failed", "failed"]);
  });

  it("has no secret and no control character in it, and is no log", () => {
    const message = "password=hunter22 \u001b[31mred\n" + "x".repeat(2000);
    const notice = endedNotice(told, ended("blocked", {
      reasons: Array.from({ length: 50 }, () => ({ ...reason, message, remedy: message })), next: [message], ups: Array.from({ length: 50 }, () => up("a")),
    }), now)!;
    const text = JSON.stringify(notice);
    assert.ok(!/hunter22|\\u001b|\\n/.test(text));
    assert.deepEqual([notice.reasons.length, notice.ups.length, notice.text.length, notice.reasons[0]!.message.length], [20, 20, 600, 600]);
  });
});
