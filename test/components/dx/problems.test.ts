import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { dxProblems } from "../../../components/dx/problems";
import { dxSchema } from "../../../config/dx";
import { projectRoot } from "../../../releases/projectRoot";
import { config, stackConfig } from "./stacks";

const said = (changes: Parameters<typeof config>[0]) => dxProblems(config(changes)).map(({ path: at, message }) => `${at}: ${message}`);

describe("problems of DX's settings", () => {
  it("are none in the project's own stacks, nor in the smallest settings", () => {
    for (const stack of ["dx-staging", "dx-prod"] as const) assert.deepEqual(dxProblems(stackConfig(stack)), []);
    assert.deepEqual(said({}), []);
  });

  it("name the registry that a release before CF205 comes without", () => {
    const old = { version: "CF203", persistence: {}, haproxy: undefined };
    assert.deepEqual(said(old), ["values.images.repository: found none, expected the registry that has DX's images: CF203 comes without one"]);
    assert.deepEqual(said({ ...old, values: { images: { repository: "registry.example.org" } } }), []);
  });

  it("name a release before the first with a Helm chart, where it was asked for", () => {
    assert.deepEqual(said({ core: { version: "CF195" } }), [
      "core.version: found release CF195 for core, expected CF196 or newer: what older ones ship is not known",
    ]);
    assert.equal(said({ version: "CF195" }).length, 7);
  });

  it("name what a release does not have, and what takes its place", () => {
    assert.deepEqual(said({ ambassador: { host: "dx.example.org" } }), [
      "ambassador: found ambassador at CF217, expected none: it went with CF204; declare haproxy, then take this block out with permits.removal",
    ]);
    const values = { images: { repository: "registry.example.org" } };
    assert.deepEqual(said({ version: "CF202", values, ambassador: { host: "dx.example.org" } }), [
      "haproxy: found haproxy at CF202, expected none: it came with CF203; before it, Ambassador takes requests",
    ]);
  });

  it("name an image whose tag nobody has published, unless the stack does for that release", () => {
    const unknown = said({ haproxy: { version: "CF218" } });
    assert.deepEqual(unknown, [
      "tags.CF218.haproxy: found none, expected the tag of the image at CF218, which is not published: it is in the chart's values.yaml, images.tags.haproxy",
    ]);
    assert.deepEqual(said({ haproxy: { version: "CF218" }, tags: { CF218: { haproxy: "v1.14.0_20240220-1422" } } }), []);
    assert.deepEqual(said({ haproxy: { version: "CF218" }, tags: { CF219: { haproxy: "v1.14.0_20240220-1422" } } }), unknown);
  });

  it("name a tag among the values, which would hold a component where it is", () => {
    assert.deepEqual(said({ values: { images: { tags: { ringApi: "v1.0.0" } } } }), [
      "values.images.tags.ringApi: found a tag, expected none: it belongs to one release; write it to tags.<release>.ringApi",
    ]);
  });

  it("name what contradicts itself only over a release's own defaults", () => {
    const memory = { values: { resources: { core: { requests: { memory: "7G" } } } } };
    assert.deepEqual(said({ ...memory, version: "CF209", tags: {} }), []);
    assert.deepEqual(said(memory), ["values.resources.core.requests.memory: found 7G, expected at most the limit at CF217, 6144Mi"]);
    const scaled = (enabled: boolean) => ({ values: { scaling: { horizontalPodAutoScaler: { ringApi: { enabled, minReplicas: 4 } } } } });
    const minimum = "values.scaling.horizontalPodAutoScaler.ringApi.minReplicas";
    assert.deepEqual(said(scaled(true)), [`${minimum}: found 4, expected at most maxReplicas at CF217, 3`]);
    assert.deepEqual(said(scaled(false)), []);
  });

  it("name an application that is switched off and declared", () => {
    assert.deepEqual(said({ values: { applications: { digitalAssetManagement: false } } }), [
      "values.applications.digitalAssetManagement: found false beside the block dam, expected one of them: take out either",
    ]);
  });

  it("name what a component can't do without", () => {
    assert.deepEqual(dxProblems(config({ persistence: undefined })).map(({ message }) => message), ["found dam without persistence, expected both: it does not work alone"]);
  });

  it("name a database that can't be followed, is too old for the release, or would move back or onto itself", () => {
    const image = (version: string) => `docker.io/library/postgres:${version}`;
    assert.match(said({ persistence: { image: image("11.22") } }).join(), /^persistence\.image: found PostgreSQL 11, expected 13 or newer for a secondary/);
    const tags = Object.fromEntries(["core", "imageProcessor", "ringApi", "digitalAssetManagement", "contentComposer", "haproxy"].map((key) => [key, "v1"]));
    const atCf220 = (version: string) => said({ version: "CF220", tags: { CF220: tags }, persistence: { image: image(version) } });
    assert.deepEqual(atCf220("13.23"), ["persistence.image: found PostgreSQL 13, expected 16 or newer at CF220"]);
    assert.deepEqual(atCf220("16.11"), []);
    assert.deepEqual(said({ persistence: { image: image("13.23"), previous: { image: image("16.11") }, server: "dx-persistence-node" } }), [
      "persistence.previous.image: found PostgreSQL 16, expected 13 or older: no data moves back",
    ]);
    assert.match(said({ persistence: { image: image("16.11"), previous: { image: image("13.23") } } }).join(), /^persistence\.server: found dx-deployment-persistence-node, expected another name/);
  });

  describe("whose objects come from a chart", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "stepwise-chart-"));
    const chart = { rendered: path.relative(projectRoot, path.join(folder, "{version}.yaml")) };
    const write = (version: string, ...names: readonly string[]): void => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `${version}.yaml`), names.map((name) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\n`).join("---\n"));
    };
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("name a component of which the chart has nothing, and ask for no tag", () => {
      write("CF218", "dx-deployment-haproxy", "dx-deployment-core");
      const settings = dxSchema.parse({ version: "CF218", chart, core: {}, haproxy: {}, ringApi: {} });
      const [problem, ...more] = dxProblems(settings);
      assert.deepEqual(more, []);
      assert.equal(problem!.path, "chart.rendered");
      const names = /^found no object of ring-api in .*CF218\.yaml, expected some whose names begin with dx-deployment-ring-api$/;
      assert.match(problem!.message, names);
    });

    it("name the file of a release that is not there", () =>
      assert.throws(() => dxProblems(dxSchema.parse({ version: "CF219", chart, core: {} })), /CF219\.yaml/));

    it("want a chart for each release", () => {
      const { error } = dxSchema.safeParse({ version: "CF219", chart: { rendered: "chart.yaml" } });
      assert.match(JSON.stringify(error?.issues), /expected \{version\} in it/);
    });
  });
});
