import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { InstallationState } from "../../upgrades/installationState";
import { verification, type Arrival, type PastComponent } from "../../upgrades/verifiedElsewhere";
import { absent, complete, incomplete, unknown } from "../support/judging";

const hop = { component: "demo/core", kind: "core", from: "1.1.0", to: "1.2.0" };
const now = "2026-01-10T12:00:00Z";
const arrival = (from: string | null, to: string, at = "2026-01-01T00:00:00Z", returnedFrom?: string): Arrival => ({ from, to, at, returnedFrom });
const past = (state: InstallationState, arrivals?: readonly Arrival[], component = "demo/core", kind: string | undefined = "core"): PastComponent =>
  ({ component, kind, state, arrivals });
const ask = (all: readonly PastComponent[] | Error, seconds = 0, asked: Partial<typeof hop | { from: null }> = {}) =>
  verification({ ...hop, ...asked }, all, seconds, now);
const why = (...args: Parameters<typeof ask>): string => {
  const found = ask(...args);
  assert.equal(found.isVerified, false);
  return found.isVerified ? "" : found.why;
};
const isVerified = (...args: Parameters<typeof ask>): boolean => ask(...args).isVerified;

describe("whether another stack has verified a hop", () => {
  it("is so where it made the same hop, and is there or went on", () => {
    assert.ok(isVerified([past(complete("1.2.0"), [arrival(null, "1.1.0"), arrival("1.1.0", "1.2.0")])]));
    assert.ok(isVerified([past(complete("1.3.0"), [arrival("1.1.0", "1.2.0"), arrival("1.2.0", "1.3.0")])]));
    assert.ok(isVerified([past(incomplete("1.3.0"), [arrival("1.1.0", "1.2.0")])]), "it is unfinished in the next hop");
    assert.ok(isVerified([past(complete("1.2.0", { stage: "quiesce" }), [arrival("1.1.0", "1.2.0")])]), "the next hop has begun");
    assert.ok(isVerified([past(complete("1.2.0"), [arrival("1.1.0", "1.2.0"), arrival("1.2.0", "1.3.0"), arrival("1.3.0", "1.2.0", now, "1.3.0")])]));
  });

  it("is so where its hop crossed more, and not where it crossed less or migrated nothing", () => {
    assert.ok(isVerified([past(complete("1.2.0"), [arrival("1.0.0", "1.2.0")])]));
    assert.match(why([past(complete("1.2.0"), [arrival("1.1.5", "1.2.0")])]), /came to 1\.2\.0 from 1\.1\.5, which is another hop/);
    assert.match(why([past(complete("1.2.0"), [arrival(null, "1.2.0")])]), /came to 1\.2\.0 from nothing/);
    assert.ok(isVerified([past(complete("1.2.0"), [arrival(null, "1.2.0")])], 0, { from: null }), "an install is what an install is held against");
  });

  it("is not so where it never came there, is unfinished there, or was gone back with", () => {
    assert.match(why([past(complete("1.1.0"), [arrival(null, "1.1.0")])]), /has not come to 1\.2\.0/);
    assert.match(why([past(incomplete("1.2.0"), [arrival("1.1.0", "1.2.0")])]), /unfinished at 1\.2\.0/);
    const back = [arrival("1.1.0", "1.2.0"), arrival("1.2.0", "1.1.0", now, "1.2.0")];
    assert.match(why([past(complete("1.1.0"), back)]), /gone back with from 1\.2\.0/);
    assert.match(why([past(incomplete("1.1.0", { returnedFrom: { version: "1.2.0" } }), [arrival("1.1.0", "1.2.0")])]), /gone back with from 1\.2\.0/);
    assert.match(why([past(complete("1.2.0"), [arrival("1.3.0", "1.2.0", now, "1.3.0")])]), /came to 1\.2\.0 from 1\.3\.0, which is another hop/);
    assert.ok(isVerified([past(complete("1.2.0"), [...back, arrival("1.1.0", "1.2.0")])]), "it was mended, and made again");
  });

  it("is not so where the state says something else than the history", () => {
    for (const state of [complete("1.1.0"), absent, unknown]) {
      assert.match(why([past(state, [arrival("1.1.0", "1.2.0")])]), /not at 1\.2\.0 any more/);
    }
  });

  it("waits for as long as is asked, to the second", () => {
    const at = (time: string) => [past(complete("1.2.0"), [arrival("1.1.0", "1.2.0", time)])];
    assert.ok(isVerified(at("2026-01-09T12:00:00Z"), 86_400));
    const found = ask(at("2026-01-09T12:00:01Z"), 86_400);
    assert.deepEqual(found, {
      isVerified: false, until: "2026-01-10T12:00:01.000Z", why: "there demo/core has been verified at 1.2.0 since 2026-01-09T12:00:01Z only",
    });
    assert.match(why(at("soon"), 1), /is not known/);
    assert.ok(!isVerified(at("2026-01-11T00:00:00Z")), "a time to come");
  });

  it("goes by the state where there is no history, and never says since when", () => {
    assert.ok(isVerified([past(complete("1.2.0"))]));
    assert.ok(isVerified([past(complete("1.2.0"), [])]));
    assert.match(why([past(complete("1.2.0"))], 60), /since when .* not known/);
    assert.match(why([past(complete("1.3.0"))]), /not at 1\.2\.0, and its history is not known/);
    assert.match(why([past(complete("1.2.0", { returnedFrom: { version: "1.3.0" } }))]), /gone back with to 1\.2\.0/);
    for (const state of [absent, unknown, incomplete("1.3.0")]) assert.ok(!isVerified([past(state)]), state.kind);
  });

  it("asks the component of the same name, else all of the same kind of the system", () => {
    const [done, open] = [[arrival("1.1.0", "1.2.0")], [arrival(null, "1.1.0")]];
    const other = (state: InstallationState, arrivals: readonly Arrival[], name: string, kind = "core") => past(state, arrivals, name, kind);
    assert.ok(isVerified([past(complete("1.2.0"), done), other(complete("1.1.0"), open, "demo/second")]), "its namesake is enough");
    assert.ok(isVerified([other(complete("1.2.0"), done, "demo/a"), other(complete("1.2.0"), done, "demo/b")]));
    assert.match(why([other(complete("1.2.0"), done, "demo/a"), other(complete("1.1.0"), open, "demo/b")]), /there demo\/b/);
    for (const stranger of [other(complete("1.2.0"), done, "demo/a", "worker"), other(complete("1.2.0"), done, "foreign/a")]) {
      assert.match(why([stranger]), /it has no demo\/core, and no other core/);
    }
    assert.match(why([]), /it has no demo\/core/);
    assert.match(why(new Error("no such stack")), /nothing is known of it: no such stack/);
  });

  it("never forgets a return: whatever else there was, the last word counts", () => {
    const version = fc.constantFrom("1.0.0", "1.1.0", "1.2.0", "1.3.0");
    const step = fc.record({ to: version, isReturn: fc.boolean() });
    fc.assert(fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const arrivals: Arrival[] = [];
      let at: string | null = null;
      for (const { to, isReturn } of steps) {
        if (at === to) continue;
        arrivals.push(arrival(at, to, "2026-01-01T00:00:00Z", isReturn && at !== null ? at : undefined));
        at = to;
      }
      const state = at === null ? absent : complete(at);
      const lastThere = arrivals.map(({ to, returnedFrom }) => to === hop.to && returnedFrom === undefined).lastIndexOf(true);
      const lastBack = arrivals.map(({ returnedFrom }) => returnedFrom === hop.to).lastIndexOf(true);
      if (ask([past(state, arrivals)]).isVerified) assert.ok(lastThere > lastBack);
    }));
  });
});
