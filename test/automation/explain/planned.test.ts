import * as assert from "node:assert/strict";
import { collectAt, withDiffs } from "../../../automation/diffs";
import { plannedChanges } from "../../../automation/explain/planned";
import { planRequest } from "../../../automation/request";
import { haloShapes } from "../../../components/halo/shapes";
import { readStackFile } from "../../../config/stack";
import type { Goal } from "../../../engines/rehearsal/goal";
import { catalogOf, type Catalog } from "../../../releases/catalog";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder, projectRoot } from "../../../releases/projectRoot";
import { changeReasons } from "../../../upgrades/explain";
import { planUpgrade } from "../../../upgrades/plan";

const catalogs = loadCatalogs(catalogFolder);
const request = planRequest(readStackFile(projectRoot, "prod"), catalogs, { set: [] });
const { declared } = request;

/** What the program asks for with everything at one release. */
async function at(version: string): Promise<readonly Goal[]> {
  const collected = await collectAt(request, new Map(declared.map(({ id }) => [id, { version }])));
  assert.ok("goals" in collected, JSON.stringify(collected));
  return collected.goals;
}
const hop = (from: string, to: string) => ({ changes: declared.map(({ id }) => ({ component: id, from, to })) });

/** The catalog without a word about objects that go. */
function silent(catalog: Catalog): Catalog {
  const releases = catalog.releases.map((release) => ({
    ...release, config: release.config.filter(({ change }) => change !== "removed"), notes: release.notes.filter(({ category }) => category !== "R"),
  }));
  return catalogOf({ ...catalog, schema: "stepwise/catalog/v1", source: "x", releases: [...releases], upgrades: [], downgrades: [], skew: [], channels: [] });
}

describe("what a planned hop changes", function () {
  this.timeout(120_000);

  it("has causes for all that changes and none for what stays; what Halo takes away it announces, in both directions", async () => {
    const [older, newer] = [await at("0.5.29"), await at("0.5.30")];
    const gone = (from: string, to: string, used = catalogs) => {
      const [before, after] = from === "0.5.29" ? [older, newer] : [newer, older];
      const { diff, explained } = plannedChanges(before, after, hop(from, to), { declared, catalogs: used });
      assert.deepEqual(diff.filter(({ causes }) => causes).map(({ urn }) => urn).sort(), diff.filter(({ op }) => op !== "same").map(({ urn }) => urn).sort());
      assert.ok(explained.every(({ causes }) => causes.every(({ cause }) => cause === "version" || cause === "catalog")));
      return [diff.filter(({ op }) => op === "delete").map(({ name }) => name).sort(), changeReasons(explained, {}, "2026-01-01").map(({ id }) => id)];
    };
    const removed = ["reporting-basic-reports-reports-cronjob", "reporting-basic-reports-reports-network-policy"];
    const added = ["reporting-report-result-post-processor-cronjob", "reporting-report-result-post-processor-network-policy"];
    assert.deepEqual(gone("0.5.29", "0.5.30"), [removed, []]);
    assert.deepEqual(gone("0.5.30", "0.5.29"), [added, []]);
    const said = new Map([...catalogs].map(([system, catalog]) => [system, silent(catalog)]));
    assert.deepEqual(gone("0.5.29", "0.5.30", said), [removed, [`deletion:CronJob/${removed[0]}`, `deletion:NetworkPolicy/${removed[1]}`]]);
  });

  it("is part of a plan, with the notes that name it", async () => {
    const asked = planRequest(readStackFile(projectRoot, "prod"), catalogs, { set: ["halo/reporting=0.5.24"] });
    const bare = planUpgrade("prod", catalogs, asked.travellers, asked.surroundings, asked.leaving);
    const plan = await withDiffs(bare, asked, catalogs);
    const migrate = plan.hops.at(-1)!.diff.find(({ name }) => name === "reporting-migrate-postgres")!;
    assert.deepEqual(migrate.causes!.find(({ cause }) => cause === "catalog"), {
      cause: "catalog", items: ["PR-2796", "0.5.24 flag update-reporting-postgres-schema --statement-timeout"],
      paths: ['spec.template.spec.containers[0].args["--statement-timeout"]'],
    });
    assert.deepEqual(plan.hops.map(({ open }) => open), bare.hops.map(({ open }) => open), "nothing is lost");
    assert.deepEqual(plan.components, bare.components);
  });
});

describe("every release of Halo", function () {
  this.timeout(300_000);

  it("announces each object that it takes away", async () => {
    // Objects come and go only where a shape changes.
    const shapes = new Set(Object.values(haloShapes).flatMap(({ changes }) => [...changes]));
    const releases = catalogs.get("halo")!.releases.map(({ version }) => version).filter((version) => shapes.has(version));
    assert.ok(releases.length > 5);
    let before = await at(releases[0]!);
    for (const [i, to] of releases.slice(1).entries()) {
      const after = await at(to);
      const { explained } = plannedChanges(before, after, hop(releases[i]!, to), { declared, catalogs });
      assert.deepEqual(changeReasons(explained, {}, "2026-01-01").map(({ message }) => message), [], to);
      before = after;
    }
  });
});
