import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { imageMajor, imageVersion } from "../../../components/core/imageVersion";
import { fileStorageWarnings } from "../../../components/kleidia/openbaoProblems";
import { kleidiaProblems } from "../../../components/kleidia/problems";
import { kleidiaShapes } from "../../../components/kleidia/shapes";
import { systemProblems } from "../../../components/problems";
import { kleidiaSchema } from "../../../config/kleidia";
import { settingsSchema } from "../../../config/stack";
import { loadCatalog } from "../../../releases/load";
import { catalogFolder, projectRoot } from "../../../releases/projectRoot";
import { config, stackConfig } from "./stacks";

const said = (changes: Parameters<typeof config>[0]) => kleidiaProblems(config(changes)).map(({ path: at, message }) => `${at}: ${message}`);
const openbao = (version: string) => ({ platform: { image: `quay.io/openbao/openbao:${version}` } });
const postgres = (version: string) => `docker.io/library/postgres:${version}`;

describe("problems of Kleidia's settings", () => {
  it("are none in the project's own stacks, nor in the smallest settings", () => {
    for (const stack of ["kleidia-staging", "kleidia-prod"] as const) assert.deepEqual(kleidiaProblems(stackConfig(stack)), []);
    assert.deepEqual(said({}), []);
  });

  it("name a release before the oldest that is described, where it was asked for", () => {
    const message = (kind: string) => `found release 2.1.0 for ${kind}, expected 2.2.0 or newer: older objects are not described`;
    assert.deepEqual(said({ data: { version: "2.1.0" } }), [`data.version: ${message("data")}`]);
    assert.deepEqual(said({ version: "2.1.0" }), ["platform", "data", "services"].map((kind) => `version: ${message(kind)}`));
  });

  it("name releases of OpenBao that are too old or unusable, and no others", () => {
    for (const version of ["2.3.2", "2.3.0", "2.4.2", "2.5.0"]) assert.match(said(openbao(version)).join(), /^platform\.image: found OpenBao 2\.\d\.\d, /, version);
    for (const version of ["2.4.0", "2.4.1", "2.4.4", "2.5.1", "2.6.0", "v2.7.0"]) assert.deepEqual(said(openbao(version)), [], version);
  });

  it("say of each unusable release of OpenBao why, and where that is said", () => {
    const why: Readonly<Record<string, RegExp>> = { "2.3.0": /never released/, "2.3.2": /static key/, "2.4.2": /2\.4\.3/, "2.5.0": /issues\/2466/ };
    for (const [version, expected] of Object.entries(why)) assert.match(said(openbao(version)).join(), expected, version);
  });

  it("name more than one server with file storage, and a release that has it no longer", () => {
    const files = (version: string, servers = 1) => said({ platform: { image: `quay.io/openbao/openbao:${version}`, storageBackend: "file", servers } });
    for (const version of ["2.4.1", "2.5.1", "2.6.2"]) assert.deepEqual(files(version), [], version);
    for (const version of ["2.7.0", "2.7.1", "3.0.0"]) assert.match(files(version).join(), /^platform\.image: found OpenBao .* with file storage, .*move the data to Raft first/, version);
    assert.deepEqual(files("2.4.1", 3), ["platform.servers: found 3, expected 1: servers with file storage can't share it"]);
    assert.deepEqual(said({ platform: { image: "quay.io/openbao/openbao:2.7.0" } }), []);
    assert.throws(() => said({ platform: { storageBackend: "consul" } }), /raft/);
  });

  it("warn where a release has file storage for the last time, and where nothing is there yet", () => {
    const warned = (version: string, storageBackend: "raft" | "file", installing = false) =>
      fileStorageWarnings({ image: `quay.io/openbao/openbao:${version}`, storageBackend, installing }).join();
    assert.match(warned("2.6.2", "file"), /^OpenBao 2\.6\.2 has file storage for the last time: move the data to Raft before 2\.7\.0/);
    assert.match(warned("2.5.1", "file", true), /^OpenBao has file storage, expected Raft for a first install/);
    assert.deepEqual([warned("2.5.1", "file"), warned("2.6.2", "raft", true)], ["", ""]);
  });

  it("name a PostgreSQL that is too old for the data's release, or for that of the services", () => {
    const image = postgres("14.20");
    assert.deepEqual(said({ version: "2.2.0", data: { image } }), []);
    assert.deepEqual(said({ data: { image } }), ["data.image: found PostgreSQL 14, expected 15 or newer at 2.3.0 and 2.3.0"]);
    assert.deepEqual(said({ version: "2.2.0", data: { image }, services: { version: "2.3.0" } }), ["data.image: found PostgreSQL 14, expected 15 or newer at 2.2.0 and 2.3.0"]);
    assert.match(said({ version: "2.2.0", data: { image: postgres("12.22") } }).join(), /expected 13 or newer/);
  });

  it("name a folder of data that is not on the volume", () => {
    const at = (dataDirectory: string) => said({ data: { volume: { mountPath: "/var/lib/postgresql/data", dataDirectory } } });
    assert.deepEqual(at("/var/lib/postgresql/data/pgdata"), []);
    assert.deepEqual(at("/var/lib/postgresql/data"), []);
    for (const outside of ["/var/lib/postgresql", "/var/lib/postgresql/data2"]) assert.match(at(outside).join(), /^data\.volume\.dataDirectory: .*goes with the Pod$/, outside);
  });

  it("name what the services can't reach", () => {
    const alone = kleidiaSchema.parse({ version: "2.3.0", services: { host: "kleidia.example.org" } });
    assert.deepEqual(kleidiaProblems(alone).map(({ path: at }) => at), ["platform", "data"]);
    assert.deepEqual(said({ data: { namespace: "other" } }), ["data.namespace: found other, expected kleidia, where the services are"]);
    assert.deepEqual(kleidiaProblems(kleidiaSchema.parse({ version: "2.3.0", data: { namespace: "other" } })), []);
  });

  it("name what blue-green needs", () => {
    const services = (more: object) => said({ services: { backend: { replicas: 2 }, frontend: { replicas: 2 }, ...more } });
    assert.deepEqual(services({ blueGreen: { previous: "2.2.0" } }), []);
    assert.deepEqual(said({ services: { blueGreen: {} } }).map((one) => one.split(":")[0]), ["services.backend.replicas", "services.frontend.replicas"]);
    assert.deepEqual(services({ blueGreen: { previous: "2.1.0" } }),
      ["services.blueGreen.previous: found release 2.1.0, expected 2.2.0 or newer: older objects are not described"]);
    const twice = { backend: { replicas: 2, nodePort: 32571 }, blueGreen: { nodePorts: { backend: 32570, frontend: 32571 } } };
    assert.deepEqual(services(twice), ["services: found the node port 32571 more than once, expected one for each Service"]);
    for (const nodePort of [80, 29999, 32768]) {
      assert.throws(() => services({ backend: { nodePort } }), /expected a port from 30000 to 32767|Too (small|big)/, String(nodePort));
    }
  });

  it("are told with their system, beside another's", () => {
    const settings = settingsSchema.parse({ kleidia: { version: "2.1.0", data: {} } });
    assert.deepEqual(systemProblems(settings).map(({ system, path: at }) => [system, at]), [["kleidia", "version"]]);
    assert.deepEqual(systemProblems(settingsSchema.parse({})), []);
  });
});

describe("the shapes of Kleidia", () => {
  it("describe every release of the catalog, change at releases that there are, and are read without Pulumi", () => {
    const releases = loadCatalog(path.join(catalogFolder, "kleidia.yaml")).releases.map(({ version }) => version);
    assert.deepEqual(releases.filter((version) => kleidiaShapes.at(version) === undefined), []);
    assert.deepEqual(kleidiaShapes.changes.filter((version) => !releases.includes(version)), []);
    assert.equal(kleidiaShapes.at("2.1.9"), undefined);
    assert.doesNotMatch(readFileSync(path.join(projectRoot, "components/kleidia/shapes.ts"), "utf8"), /@pulumi/);
  });
});

describe("the version in an image's tag", () => {
  it("is what the tag begins with, whatever comes before and after", () => {
    const digest = `@sha256:${"0".repeat(64)}`;
    const images = [postgres("18.1"), postgres("18.1-alpine3.22"), `localhost:5000/postgres:v18.1${digest}`];
    assert.deepEqual(images.map(imageVersion), ["18.1", "18.1", "18.1"]);
    assert.deepEqual(images.map(imageMajor), [18, 18, 18]);
    assert.throws(() => imageVersion("localhost:5000/postgres"), /expected a tag that begins with a version/);
  });
});
