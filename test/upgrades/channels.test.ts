import * as assert from "node:assert/strict";
import type { Permits } from "../../upgrades/change";
import { channelIds, daysAfter, newestIn, openChannel } from "../../upgrades/channels";
import { judge } from "../../upgrades/judge";
import { catalogFrom, ids } from "../support/catalogs";
import { absent, adopted, back, complete, incomplete, nothingKnown } from "../support/judging";
import { openIds, planOf, travels } from "../support/plans";
import type { InstallationState } from "../../upgrades/installationState";

const catalog = catalogFrom({
  channels: [{ name: "candidate" }, { name: "stable", after: "candidate", delayDays: 7 }],
  releases: [
    { version: "1.0.0", channels: { candidate: "2025-01-01", stable: "2025-01-08" } },
    { version: "1.1.0", channels: { candidate: "2025-12-28" } },
    { version: "1.2.0", channels: { candidate: "2025-12-20", stable: "2026-01-02" } },
    { version: "1.3.0", withdrawn: true, channels: { stable: "2025-12-01" } },
    "1.4.0",
  ],
});
const now = "2026-01-01T12:00:00Z";
const open = (to: string, channel = "stable", more: Partial<Permits> = {}, time = now) =>
  openChannel(catalog, to, { ...nothingKnown, now: time, channels: { demo: channel }, permits: { ...nothingKnown.permits, ...more } });
const gate = (state: InstallationState, asked: object, permits: Partial<Permits> = {}) =>
  judge(catalog, state, { component: "demo/core", kind: "core", version: "1.1.0", ...asked },
    { ...nothingKnown, channels: { demo: "stable" }, permits: { ...nothingKnown.permits, ...permits } });
const confirmation = "stepwise:permits.confirmed.channel:stable@1.1.0: {by, date}";

describe("a hop of a stack that follows a channel", () => {
  it("is open where its release was not promoted, with when that is due", () => {
    assert.deepEqual(open("1.1.0"), [{
      id: "channel:stable@1.1.0", kind: "readiness",
      message: "1.1.0 was not promoted to the channel stable, which this stack follows (in candidate from 2025-12-28 on, so due from 2026-01-04 on)",
      remedy: `wait until it is, or go to a release that is in stable; or state that it may be taken all the same: ${confirmation}`,
    }]);
    assert.match(open("1.4.0")[0]!.message, /^1\.4\.0 was not promoted to the channel stable, which this stack follows$/);
  });

  it("is not made ready by a delay that has passed: a promotion is stated", () => {
    assert.deepEqual(ids(open("1.1.0", "stable", {}, "2027-01-01T00:00:00Z")), ["channel:stable@1.1.0"]);
  });

  it("is open until the day of the promotion, in UTC", () => {
    const [reason] = open("1.2.0", "stable", {}, "2026-01-01T23:59:59Z");
    assert.equal(reason!.message, "1.2.0 is in the channel stable, which this stack follows, only from 2026-01-02 on");
    assert.match(reason!.remedy, /^wait until 2026-01-02; or state/);
    assert.deepEqual(open("1.2.0", "stable", {}, "2026-01-02T00:00:00Z"), []);
    assert.deepEqual(open("1.0.0"), []);
    assert.deepEqual(open("1.1.0", "candidate"), []);
  });

  it("is confirmed by its id alone", () => {
    const by = { by: "ops", date: "2026-01-01" };
    assert.deepEqual(open("1.1.0", "stable", { confirmed: { "channel:stable@1.1.0": by } }), []);
    assert.equal(open("1.1.0", "stable", { confirmed: { "channel:candidate@1.1.0": by, "channel:stable@1.2.0": by } }).length, 1);
  });

  it("can be confirmed by the ids that are known for its catalog", () => {
    const known = channelIds(catalog);
    assert.equal(known.length, 10);
    for (const { id } of [...open("1.1.0"), ...open("1.4.0"), ...open("1.4.0", "candidate")]) assert.ok(known.includes(id), id);
  });

  it("is open for a channel that the catalog does not have, and says which it has", () => {
    for (const channel of ["stabel", "constructor", "__proto__"]) {
      const [reason] = open("1.0.0", channel);
      assert.equal(reason!.id, `channel:${channel}@1.0.0`);
      assert.match(reason!.message, /of Demo, which has only candidate, stable$/);
      assert.match(reason!.remedy, /^name one of these in stepwise:channel\.demo; or/);
    }
    const [none] = openChannel(catalogFrom({ releases: ["1.0.0"] }), "1.0.0", { ...nothingKnown, channels: { demo: "stable" } });
    assert.match(none!.message, /of Demo, which has no channels$/);
    assert.match(none!.remedy, /^take demo out of stepwise:channel; or/);
  });

  it("is as it was where no channel is followed, or only one of another system", () => {
    for (const channels of [{}, { other: "stable" }, { constructor: "stable" }]) {
      assert.deepEqual(openChannel(catalog, "1.1.0", { ...nothingKnown, channels }), []);
    }
    assert.deepEqual(openChannel(catalogFrom({ system: "constructor", releases: ["1.0.0"] }), "1.0.0", nothingKnown), []);
  });

  it("is refused by the gate, as is a first install; a return, a retry and an adoption are not", () => {
    assert.deepEqual(ids(gate(complete("1.0.0"), {}).reasons), ["channel:stable@1.1.0"]);
    assert.deepEqual(ids(gate(absent, {}, { install: ["demo/core"] }).reasons), ["channel:stable@1.1.0"]);
    assert.equal(gate(complete("1.4.0"), back("1.1.0", "1.4.0")).allowed, true);
    assert.equal(gate(incomplete("1.1.0"), {}).allowed, true);
    assert.equal(gate(adopted("1.1.0"), {}).allowed, true);
    assert.equal(gate(complete("1.1.0"), {}).allowed, true);
  });

  it("is shown in a plan at each release that is entered, and not at those that are crossed", () => {
    const climb = (from: string, stops: readonly string[]) => openIds(planOf(
      catalogFrom({
        channels: [{ name: "stable" }],
        releases: ["1.0.0", "1.1.0", "1.2.0"].map((version) => ({ version, ...(stops.includes(version) && { stop: { id: `S${version}`, from: "*" } }) })),
      }),
      [travels("demo/core", "core", from, "1.2.0")], { channels: { demo: "stable" } },
    ));
    assert.deepEqual(climb("1.0.0", []), [["channel:stable@1.2.0"]]);
    assert.deepEqual(climb("1.0.0", ["1.1.0"]), [["channel:stable@1.1.0"], ["channel:stable@1.2.0"]]);
  });
});

describe("the newest release of a channel", () => {
  it("is the newest that is in it by now and can be entered", () => {
    assert.equal(newestIn(catalog, "stable", now), "1.0.0");
    assert.equal(newestIn(catalog, "stable", "2026-01-02T00:00:00Z"), "1.2.0");
    assert.equal(newestIn(catalog, "candidate", now), "1.2.0");
    assert.equal(newestIn(catalog, "candidate", "2024-12-31T23:59:59Z"), undefined);
    assert.equal(newestIn(catalog, "constructor", now), undefined);
  });
});

describe("a day so many days after another", () => {
  it("knows months and leap years", () => {
    assert.deepEqual([daysAfter("2026-01-28", 7), daysAfter("2028-02-28", 1), daysAfter("2026-12-31", 1), daysAfter("2026-05-05", 0)],
      ["2026-02-04", "2028-02-29", "2027-01-01", "2026-05-05"]);
  });
});
