import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseAllDocuments, stringify } from "yaml";
import { readK0rdent, writeK0rdent } from "../../../upgrades/formats/k0rdent";
import { validity } from "../../../upgrades/formats/k0rdentStatus";

const apiVersion = fc.constantFrom("k0rdent.mirantis.com/v1alpha1", "k0rdent.mirantis.com/v1beta1");
// Few names, so that they often meet; some that objects have of their own, and some that YAML takes for something else.
const name = fc.constantFrom("a", "b", "app-1-0-0", "app-1-1-0", "constructor", "yes", "1.10", "null");
const version = fc.constantFrom("1.0.0", "1.1.0", "v2.0", "1.10", "latest");
const json = fc.json({ maxDepth: 2 }).filter((text) => !text.includes("__proto__")).map((text) => JSON.parse(text) as unknown);
const extra = fc.dictionary(fc.constantFrom("note", "labels", "toString"), json, { maxKeys: 2 });
const metadata = fc.record({ name, namespace: name }, { requiredKeys: ["name"] });

function maybe<T>(key: string, value: fc.Arbitrary<readonly T[]>) {
  return value.map((list) => list.length === 0 ? {} : { [key]: list });
}

const upgrades = fc.array(fc.tuple(fc.record({ name, version }, { requiredKeys: ["name"] }), extra)
  .map(([upgrade, rest]) => ({ ...rest, ...upgrade })), { maxLength: 3 });
const supported = fc.array(fc.tuple(name, maybe("availableUpgrades", upgrades), extra)
  .map(([called, available, rest]) => ({ ...rest, name: called, ...available })), { maxLength: 4 });
const chainKind = fc.constantFrom("ServiceTemplateChain", "ClusterTemplateChain");
const chain = fc.tuple(apiVersion, chainKind, metadata, maybe("supportedTemplates", supported), extra)
  .map(([api, kind, meta, spec, rest]) => ({ ...rest, apiVersion: api, kind, metadata: meta, spec: { ...rest, ...spec } }));
const template = fc.tuple(apiVersion, fc.constantFrom("ServiceTemplate", "ClusterTemplate"), metadata, version, extra)
  .map(([api, kind, meta, chart, rest]) =>
    ({ apiVersion: api, kind, metadata: meta, spec: { ...rest, helm: { chartSpec: { version: chart } } } }));
const service = fc.record({ name, template: name, namespace: name, templateChain: name }, { requiredKeys: ["name", "template"] });
const deploymentKind = fc.constantFrom("ClusterDeployment", "MultiClusterService");
const deployment = fc.tuple(apiVersion, deploymentKind, metadata, fc.array(service, { maxLength: 3 }))
  .map(([api, kind, meta, services]) => ({ apiVersion: api, kind, metadata: meta, spec: { serviceSpec: { services } } }));
const other = extra.map((rest) => ({ ...rest, apiVersion: "v1", kind: "ConfigMap" }));

/** Objects in any order, at least one of them a chain. */
const streams = fc.tuple(chain, fc.array(fc.oneof(chain, template, deployment, other), { maxLength: 5 }))
  .chain(([first, rest]) => fc.shuffledSubarray([first, ...rest], { minLength: rest.length + 1 }));

const textOf = (objects: readonly unknown[]) => objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join("---\n");
const read = (text: string) => readK0rdent("chains.yaml", text);
const plain = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as unknown);

describe("k0rdent's objects, whatever they say", () => {
  it("are written as they were read", () => {
    fc.assert(fc.property(streams, (objects) => {
      assert.deepEqual(plain(writeK0rdent(read(textOf(objects)))), plain(textOf(objects)));
    }));
  });

  it("are read as they were written", () => {
    fc.assert(fc.property(streams, (objects) => {
      const documents = read(textOf(objects));
      assert.deepEqual(read(writeK0rdent(documents)), documents);
    }));
  });

  it("are written the same again", () => {
    fc.assert(fc.property(streams, (objects) => {
      const written = writeK0rdent(read(textOf(objects)));
      assert.equal(writeK0rdent(read(written)), written);
    }));
  });

  it("have details that are JSON", () => {
    fc.assert(fc.property(streams, (objects) => {
      const documents = read(textOf(objects));
      assert.deepEqual(JSON.parse(JSON.stringify(documents)), documents);
    }));
  });

  it("state the same versions and faults in whatever order they come", () => {
    const facts = (objects: readonly unknown[]) => read(textOf(objects)).filter(({ details }) => "chain" in details)
      .map(({ name: called, nodes, rollback, ...rest }) => JSON.stringify([
        called,
        nodes.map((node) => [node.name, node.version]).sort(),
        rollback,
        validity({ name: called, nodes, rollback, ...rest }),
      ])).sort();
    // Of two objects of one name only one can be in a cluster.
    const identity = (object: { readonly kind: string }) => JSON.stringify([object.kind, "metadata" in object && object.metadata]);
    const unique = streams.filter((objects) => new Set(objects.map(identity)).size === objects.length);
    fc.assert(fc.property(unique, (objects) => {
      assert.deepEqual(facts([...objects].reverse()), facts(objects));
    }));
  });
});
