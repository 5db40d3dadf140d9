import * as assert from "node:assert/strict";
import type { PlatformFacts } from "../../upgrades/change";
import type { Facts } from "../../upgrades/graph/model";
import { openPreconditions } from "../../upgrades/preconditions";
import { nothingKnown } from "../support/judging";
import { catalogFrom, componentRequirement, dataRequirement, ids, platformRequirement } from "../support/catalogs";

const by = { by: "ops", date: "2025-06-01" };

describe("what must be true before a climb", () => {
  const catalog = catalogFrom({
    releases: [
      { version: "1.0.0", requires: [dataRequirement("before")] },
      {
        version: "2.0.0",
        requires: [dataRequirement("drained"), platformRequirement("cluster", "kubernetes", ">=1.29.0 <1.33.0")],
      },
      {
        version: "3.0.0",
        requires: [componentRequirement("needs-worker"), componentRequirement("with-worker", { together: true })],
      },
      { version: "4.0.0", requires: [dataRequirement("after")] },
    ],
  });
  const open = (kind: string, platform: PlatformFacts = {}, confirmed: readonly string[] = []) =>
    openPreconditions(catalog, { component: `demo/${kind}`, kind }, "1.0.0", "3.0.0", {
      ...nothingKnown,
      platform,
      permits: { ...nothingKnown.permits, confirmed: Object.fromEntries(confirmed.map((id) => [id, by])) },
    });
  const core = { component: "demo/core", kind: "core" };

  it("is asked of all releases crossed, not of the one left nor of those beyond", () =>
    assert.deepEqual(ids(open("core")), ["drained", "cluster", "needs-worker", "with-worker"]));

  it("is asked of the component that it concerns; the platform is asked of all", () => {
    assert.deepEqual(ids(open("worker")), ["cluster"]);
  });

  it("is not asked once somebody has confirmed it, and only that is not", () =>
    assert.deepEqual(ids(open("core", {}, ["drained", "with-worker"])), ["cluster", "needs-worker"]));

  it("is a matter of readiness where data or another component must be seen to", () => {
    const kinds = Object.fromEntries(open("core").map(({ id, kind }) => [id, kind]));
    assert.deepEqual(kinds, {
      drained: "readiness",
      cluster: "readiness",
      "needs-worker": "readiness",
      "with-worker": "readiness",
    });
  });

  it("says what the data needs, how to see to it, and how to state that it was", () => {
    const [reason] = open("core");
    assert.match(reason!.message, /2\.0\.0 .*no open orders.*https:\/\/example\.org\/1/);
    assert.match(reason!.remedy, /close them.*stepwise:permits\.confirmed\.drained/);
  });

  it("names the other component, its range, and whether both go in the same step", () => {
    const [, , needs, together] = open("core");
    assert.match(needs!.message, /worker >=2\.0\.0/);
    assert.doesNotMatch(needs!.message, /same step/);
    assert.match(together!.message, /worker >=2\.0\.0 in the same step/);
  });

  it("of the platform is met by a version in the range, however it is written", () => {
    for (const kubernetes of [
      "1.29",
      "1.31",
      "1.29.0",
      "1.32.9",
      "v1.31",
      "v1.31.4",
      "v1.31.2-gke.1014001",
      "1.30.4-eks-a737599",
    ]) {
      assert.deepEqual(ids(open("worker", { kubernetes })), [], kubernetes);
    }
  });

  it("of the platform is met by the first of the range as a cluster provider builds it, which is no pre-release", () =>
    assert.deepEqual(ids(open("worker", { kubernetes: "v1.29.0-gke.1381000" })), []));

  it("of the platform forbids the hop when the version is out of the range, and names both", () => {
    for (const kubernetes of ["1.28", "1.28.15", "1.33", "1.33.0"]) {
      const [reason] = open("worker", { kubernetes });
      assert.equal(reason?.id, "cluster");
      assert.equal(reason?.kind, "legality", kubernetes);
      assert.ok(reason?.message.includes(`here it is ${kubernetes}`) && reason.message.includes(">=1.29.0 <1.33.0"));
      assert.match(reason?.remedy ?? "", kubernetes.startsWith("1.28") ? /^upgrade kubernetes first$/ : /too new.*a release that takes it/);
    }
  });

  it("of the platform is to be stated when the version is not known", () => {
    const [reason] = open("worker", { postgresql: "16" });
    assert.equal(reason?.kind, "readiness");
    assert.match(reason?.message ?? "", /not known/);
    assert.match(reason?.remedy ?? "", /stepwise:cluster\.kubernetes/);
  });

  it("is asked of every component when it concerns the whole system", () => {
    const whole = catalogFrom({
      releases: ["1.0.0", { version: "2.0.0", requires: [dataRequirement("all", { component: "system" })] }],
    });
    assert.deepEqual(ids(openPreconditions(whole, core, "1.0.0", "2.0.0", nothingKnown)), ["all"]);
  });

  it("is asked even when it is called as what every object has", () => {
    const odd = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [dataRequirement("constructor")] }] });
    assert.deepEqual(ids(openPreconditions(odd, core, "1.0.0", "2.0.0", nothingKnown)), [
      "constructor",
    ]);
  });
});

describe("what data need only under a condition", () => {
  const migrates = { fact: "migratesItself", equals: false };
  const catalog = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [dataRequirement("drained", { when: migrates })] }] });
  const open = (facts: Facts, confirmed: readonly string[] = []) =>
    openPreconditions(catalog, { component: "demo/core", kind: "core" }, "1.0.0", "2.0.0", {
      ...nothingKnown, facts, permits: { ...nothingKnown.permits, confirmed: Object.fromEntries(confirmed.map((id) => [id, by])) },
    });

  it("is not asked where the fact is another", () => assert.deepEqual(open({ migratesItself: true }), []));

  it("is asked as always where the fact is so", () => {
    const [reason] = open({ migratesItself: false });
    assert.equal(reason?.id, "drained");
    assert.doesNotMatch(`${reason.message} ${reason.remedy}`, /migratesItself/);
  });

  it("is asked where the fact is unknown, or no answer, and says which fact that is", () => {
    const asks = /^state stepwise:facts: \{migratesItself: …\} if you know it; else close them.*permits\.confirmed\.drained/;
    for (const facts of [{}, { migratesItself: "true" }, { other: true }]) {
      const [reason] = open(facts);
      assert.equal(reason?.kind, "readiness");
      assert.match(reason.message, /not known: migratesItself is not stated$/);
      assert.match(reason.remedy, asks);
    }
  });

  it("is closed by a confirmation, whatever is known of the fact", () => {
    for (const facts of [{}, { migratesItself: false }]) assert.deepEqual(open(facts, ["drained"]), []);
  });

  it("is data's alone: a platform or a component is needed always", () => {
    const wrong = { version: "2.0.0", requires: [{ ...platformRequirement("cluster", "kubernetes", ">=1.29.0"), when: migrates }] };
    assert.throws(() => catalogFrom({ releases: ["1.0.0", wrong] }), /Unrecognized key.*when/);
  });
});
