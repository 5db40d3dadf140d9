import * as assert from "node:assert/strict";
import * as path from "node:path";
import { bundleAt, imageNameAt, isPartOf } from "../../../components/dx/bundle";
import { bundleTags } from "../../../components/dx/bundleTags";
import { dxKinds } from "../../../config/dx";
import { loadCatalog } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";

const versions = loadCatalog(path.join(catalogFolder, "dx.yaml")).releases.map(({ version }) => version);

describe("what a release of HCL DX consists of", () => {
  it("is known for every release of the catalog, and for no other", () => {
    assert.deepEqual(Object.keys(bundleTags), versions);
    for (const version of versions) assert.ok(bundleAt(version), version);
    for (const unknown of ["CF195", "CF999", "cf217", "", "__proto__", "constructor"]) assert.equal(bundleAt(unknown), undefined, unknown);
  });

  it("has every component's tag, or none of a release that publishes none", () => {
    const incomplete = versions.flatMap((version) => {
      const missing = dxKinds.filter((kind) => isPartOf(kind, version) && !bundleAt(version)?.[kind]);
      return missing.length === 0 ? [] : [`${version} ${missing.length === 7 ? "all" : missing.join(" ")}`];
    });
    assert.deepEqual(incomplete, [
      ...["CF218", "CF219", "CF220"].map((version) => `${version} all`),
      ...["CF225", "CF226", "CF227", "CF228", "CF229", "CF230"].map((version) => `${version} core`),
      ...["CF231", "CF232", "CF233", "CF234", "CF235", "CF236", "CF237", "CF238"].map((version) => `${version} all`),
    ]);
  });

  it("has no component that the release does not have", () => {
    for (const version of versions) {
      const others = dxKinds.filter((kind) => !isPartOf(kind, version));
      for (const kind of others) assert.equal(bundleAt(version)?.[kind], undefined, `${kind} ${version}`);
    }
    const around = ["CF202", "CF203", "CF204"];
    assert.deepEqual(around.map((version) => isPartOf("ambassador", version)), [true, true, false]);
    assert.deepEqual(around.map((version) => isPartOf("haproxy", version)), [false, true, true]);
    assert.deepEqual([isPartOf("core", "CF195"), isPartOf("core", "CF196")], [false, true]);
  });

  it("keeps the tag of what did not move", () => {
    assert.deepEqual(bundleAt("CF217")?.persistence, { image: "dx/persistence-node", tag: "v1.19_20231114-2133" });
    assert.deepEqual(bundleAt("CF217")?.persistence, bundleAt("CF216")?.persistence);
    assert.notDeepEqual(bundleAt("CF217")?.dam, bundleAt("CF216")?.dam);
    for (const version of ["CF201", "CF202", "CF203"]) assert.deepEqual(bundleAt(version)?.ambassador, bundleAt("CF200")?.ambassador);
  });

  it("never has one tag of Core twice, and Core's names the release", () => {
    const tags = versions.flatMap((version) => {
      const tag = bundleAt(version)?.core?.tag;
      if (tag !== undefined) assert.ok(tag.startsWith(`v95_${version}_`), tag);
      return tag === undefined ? [] : [tag];
    });
    assert.equal(new Set(tags).size, tags.length);
  });

  it("never goes back to an older build of a component", () => {
    for (const kind of dxKinds.filter((one) => one !== "ambassador")) {
      const built = versions.flatMap((version) => bundleAt(version)?.[kind]?.tag.match(/\d{8}-\d{4}$/)?.[0] ?? []);
      assert.ok(built.length > 0, kind);
      assert.deepEqual([...built].sort(), built, kind);
    }
  });

  it("names images as the registry does, with DAM's database under three names", () => {
    assert.deepEqual(Object.fromEntries(Object.entries(bundleAt("CF224")!).map(([kind, { image }]) => [kind, image])), {
      core: "dx/core", persistence: "dx/persistence-node", dam: "dx/digital-asset-manager", "ring-api": "dx/ringapi",
      "content-composer": "dx/content-composer", "image-processor": "dx/image-processor", haproxy: "dx/haproxy",
    });
    const databases = ["CF196", "CF198", "CF199"].map((version) => bundleAt(version)?.persistence?.image);
    assert.deepEqual(databases, ["dx/postgres", "dx/persistence-postgres-repmgr", "dx/persistence-node"]);
    assert.deepEqual(bundleAt("CF203")?.["ambassador-redis"], { image: "dx/redis", tag: "5.0.14" });
  });

  it("names them also where no tag is published, and not where there is no image", () => {
    assert.equal(imageNameAt("core", "CF238"), "dx/core");
    for (const program of ["ambassador", "ambassador-redis"] as const) assert.equal(imageNameAt(program, "CF204"), undefined);
    assert.equal(imageNameAt("haproxy", "CF202"), undefined);
  });
});
