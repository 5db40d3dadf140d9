import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { dxDefaults } from "../../../../components/dx/values/defaults";
import { mergedValues } from "../../../../components/dx/values/merged";
import { dxApps, dxValuesSchema, type DxValues } from "../../../../config/dxValues";
import { isMap, leafPaths, valueAt } from "../../../../config/plainValues";

const release = fc.integer({ min: 196, max: 240 }).map((number) => `CF${number}`);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const quantities = fc.record({ cpu: fc.constantFrom("1", "250m", null), memory: fc.constantFrom("1Gi", null) }, { requiredKeys: [] });
const resources = fc.option(fc.record({ requests: fc.option(quantities), limits: fc.option(quantities) }, { requiredKeys: [] }));
const app = fc.constantFrom(...dxApps);
const values: fc.Arbitrary<DxValues> = fc.record({
  resources: fc.dictionary(app, resources),
  scaling: fc.record({
    replicas: fc.dictionary(app, fc.nat(5)),
    horizontalPodAutoScaler: fc.record({
      core: fc.record({ enabled: fc.boolean(), maxReplicas: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }),
    }),
  }, { requiredKeys: [] }),
  volumes: fc.record({ core: fc.record({
    profile: fc.record({ storageClassName: fc.string(), volumeName: fc.constantFrom("v", null) }),
  }) }),
  probes: fc.record({ core: fc.record({ startupProbe: some(fc.record({ failureThreshold: fc.nat() })) }) }),
  incubator: fc.jsonValue(),
}, { requiredKeys: [] }).map((given) => dxValuesSchema.parse(JSON.parse(JSON.stringify(given))));

describe("a release's values with the customer's over them", () => {
  it("are the release's where the customer has none", () => {
    fc.assert(fc.property(release, (version) => assert.deepEqual(mergedValues(version, {}), dxDefaults(version))));
  });

  it("have every value of the customer's, whatever the release, and none that null takes out", () => {
    fc.assert(fc.property(release, values, (version, own) => {
      const merged = mergedValues(version, own);
      for (const path of leafPaths(own)) {
        if (path === "") continue;
        const [wanted, found] = [valueAt(own, path), valueAt(merged, path)];
        if (wanted === null) assert.equal(found, undefined, path);
        else if (!isMap(wanted)) assert.deepEqual(found, wanted, path);
      }
    }));
  });

  it("have all that their type says", () => {
    fc.assert(fc.property(release, values, (version, own) => {
      const { images, scaling, volumes, probes, resources: sizes, networking, migration } = mergedValues(version, own);
      assert.equal(typeof images.repository, "string");
      for (const name of dxApps) {
        assert.equal(typeof scaling.replicas[name], "number");
        for (const size of [sizes[name]?.requests, sizes[name]?.limits]) {
          assert.ok(Object.values(size ?? {}).every((one) => typeof one === "string"));
        }
      }
      for (const scaler of Object.values(scaling.horizontalPodAutoScaler)) {
        assert.deepEqual(Object.values(scaler).map((one) => typeof one), ["boolean", "number", "number", "number", "number"]);
      }
      for (const claim of [...Object.values(volumes.core), volumes.digitalAssetManagement.binaries, volumes.persistenceNode.database]) {
        assert.deepEqual([typeof claim.storageClassName, typeof claim.requests.storage], ["string", "string"]);
        assert.ok(claim.volumeName === undefined || typeof claim.volumeName === "string");
      }
      const { livenessProbe, readinessProbe, startupProbe } = probes.core;
      for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
        assert.ok(Object.values(probe).every((one) => typeof one === "number"));
        assert.equal(Object.keys(probe).length, 5);
      }
      assert.equal(typeof networking.core.home, "string");
      assert.equal(typeof migration.damDB.enabled, "boolean");
    }));
  });

  it("keep a limit that the customer raised over a release that lowers its own, and drop one that they took out", () => {
    const own = dxValuesSchema.parse({
      resources: { core: { limits: { memory: "12Gi", cpu: null } }, haproxy: { limits: null }, ringApi: null },
    });
    for (const version of ["CF209", "CF210"]) {
      const { core, haproxy, ringApi } = mergedValues(version, own).resources;
      assert.deepEqual(core?.limits, { memory: "12Gi" });
      assert.deepEqual(core?.requests, dxDefaults(version)!.resources.core.requests);
      assert.deepEqual(Object.keys(haproxy!), ["requests"]);
      assert.equal(ringApi, undefined);
    }
  });

  it("are not made of a release before the first with a chart", () => {
    assert.throws(() => mergedValues("CF19", {}), /what CF19 ships as values is not known/);
  });
});
