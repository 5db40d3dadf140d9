import * as assert from "node:assert/strict";
import { dxDefaultsOf } from "../../../../components/dx/values/component";
import { dxDefaults } from "../../../../components/dx/values/defaults";
import { shippedDefaults } from "../../../../components/values";
import { dxValuesSchema, type DxApp } from "../../../../config/dxValues";
import { leafPaths, valueAt } from "../../../../config/plainValues";
import { overriddenDefaults } from "../../../../upgrades/overriddenDefaults";

const releases = Array.from({ length: 245 - 196 + 1 }, (_, i) => `CF${196 + i}`);
const kinds = ["core", "persistence", "dam", "ring-api", "content-composer", "image-processor", "haproxy", "ambassador"];

/** The paths at which two releases ship something else. */
function changed(before: string, after: string): string[] {
  const [old, now] = [{ ...dxDefaults(before)! }, { ...dxDefaults(after)! }];
  return overriddenDefaults(old, now, now).map(({ path }) => path);
}

describe("what HCL ships as values", () => {
  it("is known from CF196 on, the first release with a chart", () => {
    assert.equal(dxDefaults("CF195"), undefined);
    for (const release of releases) assert.ok(dxDefaults(release), release);
  });

  it("is what a customer could write, of every release", () => {
    for (const release of releases) assert.deepEqual(dxValuesSchema.parse(dxDefaults(release)), dxDefaults(release), release);
  });

  it("gives Core twelve hours to start", () => {
    const { failureThreshold, periodSeconds } = dxDefaults("CF217")!.probes.core.startupProbe;
    assert.equal(failureThreshold * periodSeconds, 12 * 3600);
  });

  it("asks for much less since CF210", () => {
    const sizes = (version: string, app: DxApp) =>
      [dxDefaults(version)!.resources[app].requests, dxDefaults(version)!.resources[app].limits];
    assert.deepEqual(sizes("CF209", "core"), [{ cpu: "2000m", memory: "6G" }, { cpu: "5000m", memory: "8G" }]);
    assert.deepEqual(sizes("CF210", "core"), [{ cpu: "2000m", memory: "4096Mi" }, { cpu: "4000m", memory: "6144Mi" }]);
    assert.deepEqual(sizes("CF210", "ringApi"), [{ cpu: "100m", memory: "256Mi" }, { cpu: "100m", memory: "256Mi" }]);
    assert.ok(changed("CF209", "CF210").every((path) => path.startsWith("resources.")));
  });

  it("changes where HCL's documents say so, and nowhere else", () => {
    const changes = releases.slice(1).map((release, i) => [release, changed(releases[i]!, release)] as const)
      .filter(([, paths]) => paths.length > 0);
    assert.deepEqual(changes.map(([release]) => release), ["CF198", "CF203", "CF204", "CF205", "CF210", "CF228"]);
    const of = new Map(changes);
    assert.deepEqual(of.get("CF198"), ["scaling.replicas.persistenceNode"]);
    assert.deepEqual(of.get("CF203"), ["applications.haproxy"]);
    assert.deepEqual(of.get("CF204"), ["applications.ambassador"]);
    assert.deepEqual(of.get("CF205"), ["images.repository"]);
    const probe = "probes.remoteSearch.readinessProbe";
    assert.deepEqual(of.get("CF228"), [`${probe}.failureThreshold`, `${probe}.periodSeconds`]);
  });

  it("has autoscaling off and the database's servers to be counted by hand", () => {
    for (const release of releases) {
      const { replicas, horizontalPodAutoScaler } = dxDefaults(release)!.scaling;
      assert.ok(Object.values(horizontalPodAutoScaler).every(({ enabled }) => !enabled));
      assert.ok(!("persistenceNode" in horizontalPodAutoScaler));
      assert.equal(replicas.persistenceNode, release < "CF198" ? 2 : 3);
    }
  });
});

describe("the defaults of one kind of component", () => {
  it("are those of its applications", () => {
    const persistence = dxDefaultsOf("persistence", "CF217");
    assert.deepEqual(leafPaths(persistence).filter((path) => !path.startsWith("resources.")), [
      "images", "applications.persistence", "scaling.replicas.persistenceNode", "scaling.horizontalPodAutoScaler",
      "volumes.persistenceNode.database.storageClassName", "volumes.persistenceNode.database.requests.storage",
      "probes", "networking", "migration",
    ]);
    assert.equal(valueAt(dxDefaultsOf("dam", "CF217"), "migration.damDB.enabled"), false);
    assert.equal(valueAt(dxDefaultsOf("core", "CF217"), "images.repository"), "hclcr.io");
    assert.equal(valueAt(dxDefaultsOf("core", "CF217"), "resources.remoteSearch.requests.memory"), "2048Mi");
  });

  it("are together all of a release's, each of one kind only", () => {
    for (const release of ["CF196", "CF203", "CF210", "CF228"]) {
      const parts = kinds.map((kind) => dxDefaultsOf(kind, release));
      for (const path of leafPaths({ ...dxDefaults(release)! })) {
        const owners = kinds.filter((_, i) => valueAt(parts[i], path) !== undefined);
        assert.equal(owners.length, 1, `${path} of ${release}: ${owners.join()}`);
      }
    }
  });

  it("are unknown of releases before the first, and of systems without values", () => {
    assert.equal(dxDefaultsOf("core", "CF195"), undefined);
    assert.equal(shippedDefaults("halo", "kingdom", "0.5.46"), undefined);
    assert.deepEqual(shippedDefaults("dx", "dam", "CF217"), dxDefaultsOf("dam", "CF217"));
  });
});
