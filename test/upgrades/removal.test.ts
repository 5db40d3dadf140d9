import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import * as path from "node:path";
import { declaredComponents } from "../../config/components";
import { readStackFile } from "../../config/stack";
import { loadCatalog } from "../../releases/load";
import { catalogFolder, projectRoot } from "../../releases/projectRoot";
import type { ConfirmedRemoval, Other, Permits } from "../../upgrades/change";
import { judgeRemoval, kindNamed, type Leaving } from "../../upgrades/removal";
import { catalogFrom, componentRequirement, note } from "../support/catalogs";

const catalog = catalogFrom({
  components: {
    core: { title: "Core", stores: [{ name: "db", engine: "postgresql" }] },
    worker: { title: "Worker", after: ["core"], stores: [{ name: "queue", engine: "spanner" }] },
    "worker-ui": { title: "Worker's page" },
    report: { title: "Report", stores: [{ name: "reports", engine: "postgresql" }] },
  },
  releases: [
    "1.0.0",
    { version: "1.1.0", notes: [note("R-other", { category: "R", component: "worker" })], requires: [componentRequirement("Q", { component: "report", needs: "worker" })] },
    { version: "1.2.0", notes: [note("R-report", { category: "R", component: "report" }), note("C-report", { category: "C", component: "report" })] },
  ],
});
const catalogs = new Map([["demo", catalog]]);
const confirmed: ConfirmedRemoval = { by: "operations", date: "2026-11-21", backup: "report-20261120-101500", note: "R-report" };
const report: Leaving = { component: "demo/report", state: { kind: "complete", deployed: "1.1.0" }, kept: ["PersistentVolumeClaim reports/data"] };
const core: Other = { component: "demo/core", system: "demo", kind: "core", at: "1.1.0", becomes: "1.2.0" };
type RemovalPermits = Pick<Permits, "remove" | "removal">;
const permits = (component: string, removal: ConfirmedRemoval): RemovalPermits => ({ remove: [], removal: { [component]: removal } });

describe("taking a component away", () => {
  const judged = (leaving: Leaving, given: RemovalPermits, staying: readonly Other[] = [core]) =>
    judgeRemoval(catalogs, leaving, staying, given);
  const ids = (...asked: Parameters<typeof judged>) => judged(...asked).reasons.map(({ id }) => id);
  /** The only reason, with its id. */
  const only = (...asked: Parameters<typeof judged>): string => {
    const { allowed, reasons } = judged(...asked);
    assert.deepEqual([allowed, reasons.length], [false, 1]);
    const [{ id, kind, message, remedy }] = reasons as [typeof reasons[number]];
    assert.equal(kind, "legality");
    return `[${id}] ${message}. ${remedy}`;
  };

  it("is allowed with its note, a backup and a name, and says what stays", () => {
    assert.deepEqual(judged(report, permits("demo/report", confirmed)), {
      allowed: true, reasons: [], kept: "what it keeps outside of the stack (reports), and in the cluster PersistentVolumeClaim reports/data",
    });
  });

  it("is refused where nobody said anything, and says what to write and what would stay", () => {
    const text = only(report, { remove: [] });
    assert.match(text, /^\[removal-not-stated\] demo\/report would be removed: /);
    assert.match(text, /It keeps data; what would stay is .*\(reports\).*PersistentVolumeClaim reports\/data/);
    assert.match(text, /put it back under its name; if it is to go: back it up/);
    assert.match(text, /stepwise:permits\.removal: \{demo\/report: \{by, date, backup, note\}\}/);
  });

  it("needs more than permits.remove where there is data", () => {
    assert.match(only(report, { remove: ["demo/report"] }), /^\[removal-not-confirmed\] demo\/report keeps data, and permits\.remove is not enough/);
  });

  it("needs nothing but permits.remove where there is none", () => {
    const page: Leaving = { component: "demo/worker-ui", state: { kind: "complete", deployed: "1.1.0" }, kept: [] };
    assert.match(only(page, { remove: [] }), /^\[removal-not-stated\].*stepwise:permits\.remove: \[demo\/worker-ui\]$/);
    assert.ok(judged(page, { remove: ["demo/worker-ui"] }).allowed);
    assert.deepEqual(ids({ ...page, kept: ["PersistentVolumeClaim x"] }, { remove: ["demo/worker-ui"] }), ["removal-not-confirmed"]);
  });

  it("takes what no catalog knows for something with data", () => {
    for (const component of ["demo/other", "elsewhere/core", "demo/constructor", "demo/__proto__"]) {
      const leaving = { ...report, component, kept: [] };
      assert.deepEqual(ids(leaving, { remove: [component] }), ["removal-not-confirmed"]);
      assert.ok(judged(leaving, permits(component, { ...confirmed, backup: "by hand", note: undefined, unannounced: "it was a trial" })).allowed);
    }
  });

  it("is refused under the name of another's confirmation", () => assert.deepEqual(ids(report, permits("demo/worker", confirmed)), ["removal-not-stated"]));

  for (const [what, change, message] of [
    ["no note", { note: undefined }, /nothing says that the catalog announces the removal of demo\/report.*permits\.removal\.demo\/report\.note.*unannounced/],
    ["a note that there is not", { note: "R-1" }, /R-1 is no note of category R about report, expected one of R-report/],
    ["a note of another category", { note: "C-report" }, /C-report is no note of category R about report/],
    ["a note about another kind", { note: "R-other" }, /R-other is no note of category R about report/],
  ] as const) {
    it(`is refused with ${what}`, () => {
      const text = only(report, permits("demo/report", { ...confirmed, ...change }));
      assert.match(text, /^\[removal-not-announced\]/);
      assert.match(text, message);
    });
  }

  it("is refused before anything has come to the release that announces it", () => {
    assert.match(only(report, permits("demo/report", confirmed), [{ ...core, becomes: "1.1.0" }]),
      /^\[removal-not-announced\] R-report announces it for 1\.2\.0, and nothing here is at that release yet. go to 1\.2\.0 first/);
    assert.ok(judged(report, permits("demo/report", confirmed), []).allowed);
  });

  it("goes without a note where somebody says why", () => {
    assert.ok(judged(report, permits("demo/report", { ...confirmed, note: undefined, unannounced: "this region is closed" })).allowed);
  });

  it("is refused with the backup of another, and takes one that it can't read on trust", () => {
    assert.match(only(report, permits("demo/report", { ...confirmed, backup: "core-20261120-101500" })),
      /^\[removal-backup\] the backup core-20261120-101500 is one of core, expected one of report/);
    assert.ok(judged(report, permits("demo/report", { ...confirmed, backup: "gs://dumps/report.sql" })).allowed);
  });

  it("is refused while something stays that is rolled out after it or needs it", () => {
    const without = { ...confirmed, note: undefined, unannounced: "closed" };
    const gone: Leaving = { component: "demo/core", state: report.state, kept: [] };
    const worker: Other = { component: "demo/worker-a", system: "demo", kind: "worker", at: "1.1.0" };
    assert.match(only(gone, permits("demo/core", { ...without, backup: "by hand" }), [worker]),
      /^\[removal-has-dependents\] demo\/worker-a stays, and needs a core: Demo rolls every worker out after it\. remove demo\/worker-a/);
    const last: Leaving = { component: "demo/worker-a", state: report.state, kept: [] };
    const reports: Other = { component: "demo/report", system: "demo", kind: "report", at: "1.1.0" };
    const going = permits("demo/worker-a", { ...without, backup: "by hand" });
    assert.match(only(last, going, [reports]), /demo\/report stays, and needs a worker: .*https:\/\//);
    // An older one did not need it yet, one that is not there needs nothing, and another worker serves as well.
    assert.deepEqual(ids(last, going, [{ ...reports, at: "1.0.0" }]), []);
    assert.deepEqual(ids(last, going, [{ ...reports, at: null }]), []);
    assert.deepEqual(ids(last, going, [reports, { ...worker, component: "demo/worker-b" }]), []);
    assert.deepEqual(ids(last, going, [reports, { ...worker, component: "demo/worker-b", at: null }]), ["removal-has-dependents"]);
    assert.deepEqual(ids(last, going, [{ ...reports, at: undefined }]), ["removal-has-dependents"], "unknown counts as needing it");
  });

  it("says that what stays is not known where the state can't be read", () => {
    const { kept } = judged({ ...report, kept: undefined }, { remove: [] });
    assert.match(kept, /volumes that are retained; which these are is not known here$/);
  });

  it("is never allowed without a word from somebody, whatever else holds", () => {
    const component = fc.constantFrom("demo/core", "demo/worker-x", "demo/worker-ui", "demo/report", "demo/nothing", "x/y");
    const state = fc.constantFrom<Leaving["state"]>({ kind: "complete", deployed: "1.0.0" }, { kind: "incomplete", attempted: "1.2.0" }, { kind: "unknown", why: "no version" });
    const other = fc.record({
      component: component, system: fc.constantFrom("demo", "x"), kind: fc.constantFrom("core", "worker", "report"),
      at: fc.constantFrom("1.0.0", "1.2.0", null, undefined),
    });
    const objects = fc.option(fc.array(fc.string()), { nil: undefined });
    fc.assert(fc.property(component, state, fc.array(other), objects, component, (id, at, others, kept, named) => {
      const leaving = { component: id, state: at, kept };
      assert.ok(!judged(leaving, { remove: [] }, others).allowed);
      fc.pre(named !== id);
      assert.ok(!judged(leaving, { remove: [named], removal: { [named]: confirmed } }, others).allowed);
    }));
  });
});

describe("the kind of a component by its name", () => {
  it("is the longest that it begins with, as a word", () => {
    assert.deepEqual(["demo/worker", "demo/worker-1", "demo/worker-ui", "demo/worker-ui-2", "demo/workers", "demo/x"].map((id) => kindNamed(catalog, id)),
      ["worker", "worker", "worker-ui", "worker-ui", undefined, undefined]);
  });

  it("is the one that the stack file declares it as, in every stack of the project", () => {
    const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
    for (const stack of ["halo-dev", "prod", "staging"]) {
      const declared = declaredComponents(readStackFile(projectRoot, stack).settings);
      for (const { id, kind } of declared) assert.equal(kindNamed(halo, id), kind, id);
    }
  });
});
