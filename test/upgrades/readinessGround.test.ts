import * as assert from "node:assert/strict";
import type { Circumstances, Other } from "../../upgrades/change";
import { judge } from "../../upgrades/judge";
import { openPreconditions } from "../../upgrades/preconditions";
import { requirementsUpTo } from "../../upgrades/requirements";
import { catalogFrom, componentRequirement, dataRequirement, ids, migration, note, platformRequirement } from "../support/catalogs";
import { absent, nothingKnown } from "../support/judging";
import { planOf, travels } from "../support/plans";

const core = { component: "demo/core", kind: "core" };
/** 1.0.0, and 2.0.0 that needs a range of Kubernetes. */
const needing = (range: string, more: object = {}) =>
  catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [platformRequirement("cluster", "kubernetes", range, more)] }] });
const accepted = { owner: "ops", reason: "read", until: "2026-12-31" };

describe("a platform with a tested range", () => {
  const catalog = needing(">=1.28.0 <1.34.0", { tested: ">=1.29.0 <1.32.0" });
  const open = (kubernetes: string, risks: Circumstances["permits"]["risks"] = {}) =>
    openPreconditions(catalog, core, "1.0.0", "2.0.0", {
      ...nothingKnown, platform: { kubernetes }, permits: { ...nothingKnown.permits, risks },
    });

  it("asks nothing where it was tested", () => {
    for (const version of ["1.29", "1.31", "v1.31.9-gke.100"]) assert.deepEqual(open(version), [], version);
  });

  it("is an exposure where it is allowed and was not tested, on either side, that can be accepted by name", () => {
    for (const version of ["1.28", "1.32", "1.33.5"]) {
      const [reason, ...more] = open(version);
      assert.deepEqual([reason!.id, reason!.kind, more], ["untested:cluster", "exposure", []], version);
      assert.match(reason!.message, /2\.0\.0 was tested with kubernetes >=1\.29\.0 <1\.32\.0; .* which is allowed and untested/);
      assert.match(reason!.remedy, /stepwise:permits\.risks\.untested:cluster/);
      assert.deepEqual(open(version, { "untested:cluster": accepted }), []);
      assert.deepEqual(ids(open(version, { cluster: accepted })), ["untested:cluster"]);
      assert.deepEqual(ids(open(version, { "untested:cluster": { ...accepted, until: "2025-12-31" } })), ["untested:cluster"]);
    }
  });

  it("is refused out of what is allowed, whatever is accepted", () => {
    for (const version of ["1.27", "1.34"]) {
      const reasons = open(version, { "untested:cluster": accepted, cluster: accepted });
      assert.deepEqual(reasons.map(({ id, kind }) => [id, kind]), [["cluster", "legality"]], version);
    }
  });

  it("is among what a plan says was accepted", () => {
    const permits = { ...nothingKnown.permits, risks: { "untested:cluster": accepted } };
    const plan = planOf(catalog, [travels("demo/core", "core", "1.0.0", "2.0.0")], { platform: { kubernetes: "1.33" }, permits });
    assert.deepEqual(plan.components[0]!.accepted, [{ id: "untested:cluster", ...accepted }]);
  });
});

describe("a platform out of its range", () => {
  const remedy = (range: string, kubernetes: string) => {
    const [reason] = openPreconditions(needing(range), core, "1.0.0", "2.0.0", { ...nothingKnown, platform: { kubernetes } });
    assert.equal(reason?.kind, "legality", `${kubernetes} in ${range}`);
    return reason!.remedy;
  };
  for (const [range, version] of [
    [">=1.29.0", "1.28"], [">1.29.0", "1.29.0"], [">=1.29.0 <1.33.0", "1.28.15"], ["<1.33.0 >=1.29.0", "1.28"],
  ] as const) {
    it(`is to be upgraded first: ${version}, where ${range} is needed`, () =>
      assert.equal(remedy(range, version), "upgrade kubernetes first"));
  }
  for (const [range, version] of [
    [">=1.29.0 <1.33.0", "1.33"], [">=1.29.0 <1.33.0", "1.40"], ["<1.33.0", "1.34"], ["<1.33.0", "1.33.0"], ["<=1.32.0", "1.32.1"],
    ["<1.33.0 >=1.29.0", "1.33.0"],
  ] as const) {
    it(`is too new, and nothing is to be upgraded: ${version}, where ${range} is needed`, () =>
      assert.match(remedy(range, version), /too new.*go to a release that takes it/));
  }

  it("that can't be read as a version is not taken for one that fits", () => {
    for (const range of [">=1.29", ">=1.29.0", ">=1.29.0 <1.33.0", "*"]) {
      for (const kubernetes of ["latest", "stable", "unknown"]) {
        const reasons = openPreconditions(needing(range), core, "1.0.0", "2.0.0", { ...nothingKnown, platform: { kubernetes } });
        assert.deepEqual(ids(reasons), ["cluster"], `${kubernetes} in ${range}`);
      }
    }
  });
});

describe("what several releases state of the same thing", () => {
  const catalog = catalogFrom({
    releases: [
      "1.0.0",
      {
        version: "2.0.0",
        requires: [
          platformRequirement("old", "kubernetes", ">=1.25.0 <1.30.0"), platformRequirement("db", "postgresql", ">=13"),
          componentRequirement("first"),
        ],
      },
      "2.1.0",
      {
        version: "3.0.0",
        requires: [
          platformRequirement("new", "kubernetes", ">=1.28.0 <1.33.0"), componentRequirement("second", { range: ">=3.0.0" }),
          componentRequirement("third", { range: "<4.0.0" }), componentRequirement("reports", { component: "report", range: ">=9.0.0" }),
        ],
      },
    ],
  });
  const open = (to: string, kubernetes: string, worker: string, from = "1.0.0") => ids(openPreconditions(catalog, core, from, to, {
    ...nothingKnown, platform: { kubernetes, postgresql: "16" },
    others: (): Other[] => [{ component: "demo/worker", system: "demo", kind: "worker", at: worker }],
  }));

  it("is what the newest of them on the way states, whether it asks for more or for less", () => {
    assert.deepEqual(open("3.0.0", "1.27", "3.5.0"), ["new"]);
    assert.deepEqual(open("3.0.0", "1.32", "3.5.0"), []);
    assert.deepEqual(open("3.0.0", "1.28", "2.5.0"), ["second"]);
    assert.deepEqual(open("3.0.0", "1.28", "4.0.0"), ["third"]);
    assert.deepEqual(open("2.1.0", "1.32", "2.5.0"), ["old"]);
    assert.deepEqual(open("2.1.0", "1.28", "1.0.0"), ["first"]);
  });

  it("is not asked again by a hop that crosses none of them", () => assert.deepEqual(open("2.1.0", "1.99", "1.0.0", "2.0.0"), []));

  it("counts apart for another platform and another kind", () => {
    const { platform, component } = requirementsUpTo("demo", catalog.releases, "core");
    assert.deepEqual(platform.map(({ version, requirement }) => [version, requirement.id]), [["3.0.0", "new"], ["2.0.0", "db"]]);
    assert.deepEqual(ids(component.map(({ requirement }) => requirement)), ["second", "third"]);
    assert.deepEqual(ids(requirementsUpTo("demo", catalog.releases, "report").component.map(({ requirement }) => requirement)), ["reports"]);
    assert.deepEqual(ids(requirementsUpTo("demo", catalog.releases, "worker").component.map(({ requirement }) => requirement)), []);
  });
});

describe("a first install", () => {
  const catalog = catalogFrom({
    releases: [
      { version: "1.0.0", requires: [platformRequirement("cluster", "kubernetes", ">=1.28.0")] },
      {
        version: "2.0.0", notes: [note("N-1")], migrations: [migration({ window: "offline" })],
        risks: [{ id: "R-1", text: "slow", source: "https://example.org/risk" }],
        requires: [
          dataRequirement("drained"), componentRequirement("needs"), componentRequirement("locked", { component: "report", together: true }),
        ],
      },
      { version: "3.0.0", requires: [platformRequirement("newer", "kubernetes", ">=1.30.0")] },
    ],
  });
  const install = (version: string, kubernetes: string | undefined, worker: Partial<Other>, kind = "core", confirmed = {}) => {
    const component = `demo/${kind}`;
    const permits = { ...nothingKnown.permits, maintenance: [], install: [component], confirmed };
    return judge(catalog, absent, { component, kind, version }, {
      ...nothingKnown, permits, platform: { kubernetes },
      others: () => [{ component: "demo/worker", system: "demo", kind: "worker", at: "2.0.0", ...worker }],
    });
  };

  it("needs of the ground and of others what was stated up to its release, and no more", () => {
    assert.equal(install("1.0.0", "1.28", { at: null }).move, "install");
    assert.deepEqual(ids(install("2.0.0", "1.27", { at: "1.0.0" }).reasons), ["cluster", "needs"]);
    assert.deepEqual(ids(install("3.0.0", "1.29", { at: undefined }).reasons), ["newer", "needs"]);
    assert.deepEqual(ids(install("3.0.0", undefined, {}).reasons), ["newer"]);
    assert.equal(install("3.0.0", "1.30", {}).move, "install");
  });

  it("has no data, no past notes, no migration and no risk of a hop", () => assert.deepEqual(install("2.0.0", "1.28", {}).reasons, []));

  it("does with another that is installed in the same step only where they go together", () => {
    assert.deepEqual(ids(install("2.0.0", "1.28", { at: null, becomes: "2.0.0" }).reasons), ["needs"]);
    assert.deepEqual(ids(install("2.0.0", "1.28", { at: null, becomes: "2.0.0" }, "report").reasons), []);
    assert.deepEqual(ids(install("2.0.0", "1.28", { at: "2.0.0", becomes: "1.0.0" }, "report").reasons), ["locked"]);
  });

  it("is not held up by what somebody confirmed", () =>
    assert.deepEqual(ids(install("2.0.0", "1.28", { at: null }, "core", { needs: { by: "ops", date: "2025-06-01" } }).reasons), []));

  it("says of another that is not there that it is not, and brings it first", () => {
    const [reason] = install("2.0.0", "1.28", { at: null }).reasons;
    assert.match(reason!.message, /demo\/worker is not there/);
    assert.match(reason!.remedy, /bring demo\/worker to >=2\.0\.0 first/);
  });

  it("is planned as it is judged, also where a return is said of it that never was", () => {
    const change = { ...core, version: "1.0.0", returnedFrom: { version: "2.0.0" } };
    const permits = { ...nothingKnown.permits, install: ["demo/core"] };
    assert.equal(judge(catalog, absent, change, { ...nothingKnown, platform: { kubernetes: "1.30" }, permits }).allowed, false);
    const returned = travels("demo/core", "core", null, "1.0.0", { returnedFrom: { version: "2.0.0" } });
    const plan = planOf(catalog, [returned], { platform: { kubernetes: "1.30" } });
    assert.equal(plan.verdict, "blocked");
  });
});
