import * as assert from "node:assert/strict";
import { lintCatalog } from "../../../upgrades/lint";
import { catalogFrom } from "../../support/catalogs";

const channels = [{ name: "candidate" }, { name: "fast", after: "candidate" }, { name: "stable", after: "fast", delayDays: 7 }];
const found = (more: object, stated: readonly object[] = channels) =>
  lintCatalog(catalogFrom({ channels: stated, releases: ["0.9.0", { version: "1.0.0", date: "2025-03-01", ...more }] })).map(({ id, severity }) => `${severity} ${id}`);

describe("lint of promotions", () => {
  it("finds nothing where each channel comes in its turn", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found({ channels: { candidate: "2025-03-01", fast: "2025-03-01", stable: "2025-03-08" } }), []);
    assert.deepEqual(found({ channels: { candidate: "2025-03-05" } }), []);
  });

  it("finds one before the release was there", () => {
    assert.deepEqual(found({ channels: { candidate: "2025-02-28" } }), ["error promoted-before-release:candidate:1.0.0"]);
    assert.deepEqual(found({ date: undefined, channels: { candidate: "2025-02-28" } }), []);
  });

  it("finds one that comes before, or without, the channel that it is promoted from", () => {
    assert.deepEqual(found({ channels: { candidate: "2025-03-05", fast: "2025-03-04" } }), ["error promoted-out-of-order:fast:1.0.0"]);
    assert.deepEqual(found({ channels: { candidate: "2025-03-05", stable: "2025-04-01" } }), ["warning promotion-skips-channel:stable:1.0.0"]);
  });

  it("finds one that did not wait, with the day on which it would have been due", () => {
    const early = { candidate: "2025-03-01", fast: "2025-03-02", stable: "2025-03-08" };
    assert.deepEqual(found({ channels: early }), ["warning promoted-before-delay:stable:1.0.0"]);
    const [finding] = lintCatalog(catalogFrom({ channels, releases: ["0.9.0", { version: "1.0.0", channels: early }] }));
    assert.match(finding!.message, /on 2025-03-08; after 7 days in fast that would have been 2025-03-09$/);
    assert.equal(finding!.path, "releases[version=1.0.0].channels");
  });

  it("finds every fault of one promotion", () => {
    assert.deepEqual(found({ channels: { candidate: "2025-03-01", fast: "2025-02-01" } }), [
      "error promoted-before-release:fast:1.0.0", "error promoted-out-of-order:fast:1.0.0"]);
  });

  it("finds a roll-out that starts before its release, and none on its day", () => {
    const rollout = (start: string) => ({ rollout: { start, durationMinutes: 60 } });
    assert.deepEqual(found(rollout("2025-02-28T23:59:59Z")), ["error rollout-before-release:1.0.0"]);
    assert.deepEqual(found(rollout("2025-03-01T00:00:00Z")), []);
    assert.deepEqual(found({ date: undefined, ...rollout("1970-01-01T00:00:00Z") }), []);
  });
});
