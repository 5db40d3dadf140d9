import * as assert from "node:assert/strict";
import * as path from "node:path";
import { kleidiaShapes } from "../../components/kleidia/shapes";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { inRange } from "../../releases/range";
import { checkCatalog } from "../../upgrades/check";
import { hopObstacles } from "../../upgrades/hop";
import { lintCatalog } from "../../upgrades/lint";

describe("Kleidia's catalog", () => {
  const kleidia = loadCatalog(path.join(catalogFolder, "kleidia.yaml"));
  const kinds = ["platform", "data", "services"];

  it("has the two releases that upstream names, and lint finds nothing", () => {
    assert.deepEqual(kleidia.releases.map(({ version }) => version), ["2.2.0", "2.3.0"]);
    assert.deepEqual(Object.keys(kleidia.components), kinds);
    assert.deepEqual(lintCatalog(kleidia), []);
  });

  it("says of each component that it keeps data, and what it comes after", () => {
    assert.deepEqual(kinds.map((kind) => kleidia.components[kind]!.stores.map(({ engine }) => engine)), [["raft"], ["postgresql"], ["postgresql"]]);
    assert.deepEqual(kinds.map((kind) => kleidia.components[kind]!.after), [[], ["platform"], ["platform", "data"]]);
  });

  it("has no reason for Pods outside of the profile Restricted", () => {
    assert.deepEqual(kinds.filter((kind) => kleidia.components[kind]!.podSecurity !== undefined), []);
  });

  it("lets every component go up", () => {
    for (const kind of kinds) assert.equal(checkCatalog(kleidia, "2.2.0", "2.3.0", kind).allowed, true, kind);
  });

  it("lets platform and data go back by their version alone, and services only with a backup", () => {
    const back = (kind: string, restoring: boolean) => hopObstacles(kleidia, kind, "2.3.0", "2.2.0", { schema: "2.3.0", restoring }).length;
    assert.deepEqual(kinds.map((kind) => back(kind, false)), [0, 0, 1]);
    assert.deepEqual(kinds.map((kind) => back(kind, true)), [0, 0, 0]);
  });

  it("asks of the cluster what upstream's matrix does", () => {
    const asked = (version: string) => Object.fromEntries(kleidia.release(version)!.requires
      .flatMap((one) => one.kind === "platform" ? [[one.platform, one.range]] : []));
    assert.deepEqual(asked("2.2.0"), { kubernetes: ">=1.24", postgresql: ">=13", openbao: ">=2.4" });
    assert.deepEqual(asked("2.3.0"), { kubernetes: ">=1.24", postgresql: ">=15", openbao: ">=2.4" });
  });

  it("agrees with the components about PostgreSQL", () => {
    for (const { version, requires } of kleidia.releases) {
      const range = requires.find((one) => one.kind === "platform" && one.platform === "postgresql");
      assert.ok(range?.kind === "platform");
      const oldest = kleidiaShapes.at(version)!.oldestPostgres;
      assert.deepEqual([`${oldest}.0`, `${oldest - 1}.99`].map((one) => inRange(one, range.range)), [true, false], version);
    }
  });

  it("says where every claim can be checked, and which it has from documents only", () => {
    const claims = kleidia.releases.flatMap(({ notes, requires, migrations }) => [...notes, ...requires, ...migrations]);
    const sources = claims.map(({ source }) => source);
    assert.ok(sources.length >= 15);
    for (const source of sources) assert.match(source, /^https:\/\/github\.com\/kleidia\/kleidia-docs\//);
    assert.match(kleidia.release("2.3.0")!.migrations[0]!.text, /documents only/);
  });
});
