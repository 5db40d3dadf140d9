import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as fc from "fast-check";
import { dxKinds } from "../../config/dx";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { compareVersions } from "../../releases/version";
import { noPermits } from "../../upgrades/change";
import { checkCatalog } from "../../upgrades/check";
import { hopObstacles, offlineMigrations } from "../../upgrades/hop";
import { lintCatalog } from "../../upgrades/lint";
import { planUpgrade } from "../../upgrades/plan";
import type { Plan, Surroundings } from "../../upgrades/planModel";
import { openPreconditions } from "../../upgrades/preconditions";
import { complete, nothingKnown, plainSurroundings } from "../support/judging";

const dx = loadCatalog(path.join(catalogFolder, "dx.yaml"));
const versions = dx.releases.map(({ version }) => version);

/** What one step leaves open, by id. */
function open(kind: string, from: string, to: string, facts = {}, confirmed: readonly string[] = []): string[] {
  return openPreconditions(dx, { component: `dx/${kind}`, kind }, from, to, {
    ...nothingKnown,
    facts,
    platform: { kubernetes: "1.28", helm: "3.14" },
    permits: { ...nothingKnown.permits, confirmed: Object.fromEntries(confirmed.map((id) => [id, { by: "ops", date: "2026-11-01" }])) },
  }).map(({ id }) => id);
}

/** A plan for components that are all at one release. */
function plan(kinds: readonly string[], from: string, to: string, more: Partial<Surroundings> = {}): Plan {
  const travellers = kinds.map((kind) => ({ component: `dx/${kind}`, system: "dx", kind, state: complete(from), wanted: to }));
  return planUpgrade("dx", new Map([["dx", dx]]), travellers, { ...plainSurroundings, ...more });
}

describe("HCL DX's catalog", () => {
  it("has every CF from the first with a chart to the newest, in order, and lint finds nothing", () => {
    assert.deepEqual(versions, Array.from({ length: 43 }, (_, i) => `CF${196 + i}`));
    assert.deepEqual([...versions].reverse().sort(compareVersions), versions);
    assert.deepEqual(lintCatalog(dx), []);
  });

  it("has the components that a stack can declare, each after what it needs", () => {
    assert.deepEqual(Object.keys(dx.components).sort(), [...dxKinds].sort());
    const later = Object.entries(dx.components).filter(([, { after }]) => after.length > 0);
    assert.deepEqual(Object.fromEntries(later.map(([kind, { after }]) => [kind, after])), {
      "ring-api": ["core"],
      "content-composer": ["ring-api"],
      dam: ["image-processor", "ring-api", "persistence"],
      ambassador: ["haproxy"],
    });
  });

  it("says what each keeps", () => {
    const stores = Object.fromEntries(Object.entries(dx.components).flatMap(([kind, one]) =>
      one.stores.length > 0 ? [[kind, one.stores.map(({ name, engine }) => `${name} ${engine}`)]] : []));
    assert.deepEqual(stores, {
      core: ["profile files", "database external"], persistence: ["database postgresql"], dam: ["media postgresql", "binaries files"],
    });
  });

  it("leads through the required stops and past everything else", () => {
    const route = (from: string, to = dx.newest): readonly string[] | null => checkCatalog(dx, from, to, "dam").route;
    assert.deepEqual(route("CF196"), ["CF196", "CF200", "CF203", "CF238"]);
    assert.deepEqual(route("CF197"), ["CF197", "CF200", "CF203", "CF238"]);
    assert.deepEqual(route("CF198"), ["CF198", "CF203", "CF238"]);
    assert.deepEqual(route("CF202", "CF204"), ["CF202", "CF203", "CF204"]);
    assert.deepEqual(route("CF203"), ["CF203", "CF238"]);
    assert.deepEqual(route("CF196", "CF199"), ["CF196", "CF199"]);
  });

  it("lets no step pass over a required stop that it starts before, and no other step be blocked", () => {
    fc.assert(fc.property(fc.nat(versions.length - 2), fc.nat(versions.length - 2), fc.constantFrom(...dxKinds), (i, j, kind) => {
      const [from, to] = [versions[Math.min(i, j)]!, versions[Math.max(i, j) + 1]!];
      const number = (version: string): number => Number(version.slice(2));
      const passes = (number(from) < 198 && number(to) > 200) || (number(from) < 203 && number(to) > 203);
      assert.equal(hopObstacles(dx, kind, from, to).length > 0, passes, `${kind} ${from} ${to}`);
    }));
  });

  it("takes servers away only for DAM's new cluster and for PostgreSQL 16", () => {
    const offline = dx.releases.flatMap(({ version, migrations }) =>
      migrations.flatMap(({ component, window }) => window === "offline" ? [`${component} ${version}`] : []));
    assert.deepEqual(offline, ["persistence CF198", "persistence CF220"]);
    assert.deepEqual(offlineMigrations(dx, "persistence", "CF217", "CF222").map(({ version }) => version), ["CF220"]);
    assert.deepEqual(offlineMigrations(dx, "dam", "CF196", dx.newest), []);
  });

  it("lets what keeps nothing go back by its tag, and what keeps data only where it was not migrated", () => {
    const back = (kind: string, from: string, to: string, restoring = false): number =>
      hopObstacles(dx, kind, from, to, { restoring }).length;
    for (const kind of ["ring-api", "content-composer", "image-processor", "haproxy"]) assert.equal(back(kind, "CF238", "CF204"), 0, kind);
    assert.deepEqual([back("core", "CF217", "CF216"), back("core", "CF217", "CF216", true)], [1, 0]);
    assert.deepEqual([back("persistence", "CF220", "CF219"), back("persistence", "CF220", "CF219", true)], [1, 0]);
    assert.equal(back("persistence", "CF219", "CF217"), 0);
    assert.deepEqual([back("dam", "CF220", "CF219"), back("dam", "CF217", "CF216")], [1, 0]);
  });
});

describe("what HCL DX's catalog asks before a hop", () => {
  const crossed = ["core-database-cf218", "core-database-cf219", "core-database-cf220"];

  it("is of Core that somebody has seen to its database, for each release", () => {
    assert.deepEqual(open("core", "CF217", "CF220"), crossed);
    assert.deepEqual(open("core", "CF217", "CF220", {}, crossed.slice(1)), crossed.slice(0, 1));
    for (const { version, requires } of dx.releases.slice(1)) {
      assert.ok(requires.some(({ id }) => id === `core-database-${version.toLowerCase()}`), version);
    }
  });

  it("is not, where Core migrates its database itself", () => {
    assert.deepEqual(open("core", "CF217", "CF220", { dxCoreMigratesItsDatabase: true }), []);
    assert.deepEqual(open("core", "CF217", "CF220", { dxCoreMigratesItsDatabase: false }), crossed);
  });

  it("is nothing of the applications in between", () => {
    const stateless = ["ring-api", "content-composer", "image-processor", "haproxy"];
    for (const kind of stateless) assert.deepEqual(open(kind, "CF217", "CF220"), [], kind);
  });

  it("is of DAM that its database is at PostgreSQL 16", () => {
    assert.deepEqual(open("dam", "CF217", "CF220"), ["persistence-of-cf220"]);
    assert.deepEqual(open("dam", "CF217", "CF219"), []);
  });

  it("is that DAM's data have left the old server, unless they never were there", () => {
    const asked = (facts = {}): boolean => open("persistence", "CF200", "CF203", facts).includes("dam-database-moved");
    assert.deepEqual([asked(), asked({ dxOldDamDatabase: true }), asked({ dxOldDamDatabase: false })], [true, true, false]);
    assert.equal(open("persistence", "CF196", "CF200").includes("dam-database-moved"), false);
  });

  it("is that traffic enters by HAProxy before Ambassador goes", () => {
    for (const kind of ["core", "dam", "ring-api"]) assert.ok(open(kind, "CF203", "CF204").includes("haproxy-serves"), kind);
    assert.equal(open("core", "CF203", "CF204", {}, ["haproxy-serves"]).includes("haproxy-serves"), false);
    const gone = dx.release("CF204")!.notes.filter(({ component, category }) => component === "ambassador" && category === "R");
    assert.deepEqual(gone.map(({ id }) => id), ["ambassador-removed"]);
  });

  it("is a Kubernetes that the release was tested with, and none of 1.22 for Ambassador", () => {
    const ground = (from: string, to: string, kubernetes: string): string[] =>
      openPreconditions(dx, { component: "dx/ring-api", kind: "ring-api" }, from, to, {
        ...nothingKnown, platform: { kubernetes, helm: "3.14" },
      }).map(({ id }) => id).filter((id) => id.includes("kubernetes"));
    assert.deepEqual(ground("CF200", "CF202", "1.22"), ["kubernetes-cf201"]);
    assert.deepEqual(ground("CF200", "CF202", "1.21"), []);
    assert.deepEqual(ground("CF202", "CF203", "1.22"), []);
    assert.deepEqual(ground("CF221", "CF222", "1.31"), ["untested:kubernetes-cf222"]);
    assert.deepEqual(ground("CF221", "CF223", "1.31"), []);
  });

  it("is that Helm is 3, where nobody has looked at 4", () => {
    const { requires } = dx.release("CF196")!;
    const helm = requires.find(({ id }) => id === "helm-3");
    assert.ok(helm?.kind === "platform");
    assert.deepEqual([helm.range, helm.tested], [">=3", ">=3 <4"]);
  });
});

describe("plans of HCL DX", () => {
  const confirmed = Object.fromEntries([
    "dam-database-moved", "haproxy-serves", "images-of-cf200", "maintenance-window",
    ...versions.map((version) => `core-database-${version.toLowerCase()}`),
  ].map((id) => [id, { by: "ops", date: "2026-11-01" }]));
  const known = { platform: { kubernetes: "1.28", helm: "3.14" }, permits: { ...noPermits, confirmed } };
  const steps = ({ hops }: Plan): string[] =>
    hops.flatMap(({ changes }) => changes.map(({ component, from, to }) => `${component.slice(3)} ${from} ${to}`));

  it("move what others need first", () => {
    const found = plan(["dam", "content-composer", "ring-api", "core", "persistence", "image-processor"], "CF217", "CF222", known);
    assert.equal(found.verdict, "allowed");
    const order = found.hops.map(({ changes }) => changes[0]!.component.slice(3));
    const pairs = [["core", "ring-api"], ["ring-api", "content-composer"], ["persistence", "dam"], ["image-processor", "dam"]];
    for (const [first, then] of pairs) {
      assert.ok(order.indexOf(first!) < order.indexOf(then!), `${first} ${then}: ${order.join(" ")}`);
    }
    assert.deepEqual(found.hops.flatMap((hop) => hop.open), []);
    assert.deepEqual(found.hops.filter(({ offline }) => offline).map(({ changes }) => changes[0]!.component), ["dx/persistence"]);
  });

  it("do not take DAM's database on before DAM has left the old one", () => {
    assert.deepEqual(steps(plan(["persistence", "dam"], "CF196", "CF238", known)), [
      "persistence CF196 CF200", "dam CF196 CF200", "persistence CF200 CF203", "dam CF200 CF203",
      "persistence CF203 CF238", "dam CF203 CF238",
    ]);
  });

  it("show what a hop over CF220 means", () => {
    const { components, hops } = plan(["persistence"], "CF217", "CF222", known);
    assert.deepEqual(components[0]!.notes.filter(({ component }) => component === "persistence").map(({ id, kind }) => `${id} ${kind}`), [
      "postgresql-16 breaking", "postgresql-11-directory action",
    ]);
    const [hop] = hops;
    assert.deepEqual(hop!.steps.map(({ phase }) => phase), ["quiesce", "backup", "migrate", "rollout", "verify"]);
    assert.match(hop!.pointOfNoReturn.join(" "), /PostgreSQL 11 to 16/);
    assert.deepEqual(hop!.changes[0]!.wayBack, { possible: true, restores: ["database"], reasons: [] });
  });
});

describe("the values keys in HCL DX's catalog", () => {
  const entries = dx.releases.flatMap(({ version, config }) =>
    config.filter(({ what }) => what === "value").map((one) => ({ version, ...one })));
  const of = (version: string, change: string): string[] =>
    entries.filter((one) => one.version === version && one.change === change).map(({ name }) => name);

  it("are dotted paths, named once in a release, none within another that goes", () => {
    for (const { name } of entries) assert.match(name, /^[A-Za-z][\w-]*(\.[\w-]+)*$/);
    for (const version of versions) {
      const gone = [...of(version, "removed"), ...of(version, "renamed")];
      const all = [...gone, ...of(version, "added"), ...of(version, "changed")];
      assert.equal(new Set(all).size, all.length, version);
      for (const name of all) assert.deepEqual(gone.filter((other) => name.startsWith(`${other}.`)), [], `${version} ${name}`);
    }
  });

  it("have a new name where they were renamed, and a new default where that changed", () => {
    for (const { version, change, name, to } of entries) {
      if (change === "renamed" || change === "changed") assert.ok(to !== undefined && to !== name, `${version} ${name}`);
      if (change === "removed") assert.equal(to, undefined, `${version} ${name}`);
    }
  });

  it("that went are those that upstream lists", () => {
    assert.equal(of("CF229", "removed").length, 9);
    assert.ok(of("CF229", "removed").includes("hclFlexnetURL"));
    const dam = "configuration.digitalAssetManagement";
    assert.deepEqual(of("CF231", "removed"), [`${dam}.enableAssetMoveRename`, `${dam}.enableCollectionMove`]);
    assert.deepEqual(of("CF231", "renamed"), [`incubator.${dam}.newDbManagement`]);
    const unused = ["enableRootCollectionSort", "enableSoftDelete", "renderNewUI"];
    assert.deepEqual(of("CF237", "removed"), unused.map((key) => `incubator.${dam}.${key}`));
    assert.ok(of("CF204", "removed").includes("applications.ambassador"));
    const moved = entries.filter(({ version, change }) => version === "CF224" && change === "renamed");
    assert.equal(moved.length, 35);
    for (const { name, to } of moved) assert.equal(name, `incubator.${to}`);
  });

  it("have no password in them", () => {
    const passwords = entries.filter(({ name, change }) => /password/i.test(name) && change !== "renamed" && change !== "removed");
    assert.equal(passwords.length, 2);
    for (const { name, to } of passwords) assert.match(to!, /^$|lower case/, name);
  });
});

describe("what HCL DX's catalog claims", () => {
  it("can be looked up, and is marked where it is not written anywhere", () => {
    const claims = dx.releases.flatMap(({ notes, requires, migrations, config }) => [...notes, ...requires, ...migrations, ...config]);
    assert.ok(claims.length > 250);
    const pages = [
      "https://github.com/HCL-TECH-SOFTWARE/digital-experience/blob/main/docs/", "https://help.hcl-software.com/digital-experience/9.5/",
    ];
    for (const { source } of claims) assert.ok(pages.some((page) => source.startsWith(page)), source);
    const inferred = dx.releases.flatMap(({ migrations }) =>
      migrations.filter(({ component, text }) => component === "dam" && text.includes("inferred")));
    assert.equal(inferred.length, 3);
    assert.match(dx.release("CF196")!.notes.find(({ id }) => id === "dam-schema")!.text, /documents only/);
  });
});
