import * as assert from "node:assert/strict";
import { parse } from "yaml";
import { maximumFileSize } from "../../../releases/yamlFile";
import { readK0rdent, writeK0rdent } from "../../../upgrades/formats/k0rdent";
import { k0rdentRefusal, k0rdentServices } from "../../../upgrades/formats/k0rdentServices";
import { validity } from "../../../upgrades/formats/k0rdentStatus";
import {
  chainYaml,
  clusterDeployment,
  reportedDeployment,
  rollbackChain,
  serviceTemplate,
  stream,
  upgradeChain,
} from "../../support/k0rdentYaml";
import { problemOf, problemsOf } from "../../support/problems";

const [older, newer] = ["ingress-nginx-4-11-3", "ingress-nginx-4-11-5"];
const read = (...documents: readonly string[]) => readK0rdent("chains.yaml", stream(...documents));
const first = (...documents: readonly string[]) => read(...documents)[0]!;

describe("k0rdent's documentation, read as it stands", () => {
  it("has a chain that allows one upgrade", () => {
    const [chain, ...others] = read(upgradeChain, clusterDeployment);
    assert.deepEqual(others, []);
    assert.equal(chain?.name, "kcm-system/ingress-nginx-chain");
    assert.equal(chain.title, "ServiceTemplateChain kcm-system/ingress-nginx-chain");
    assert.deepEqual(chain.nodes.map(({ name, path }) => [name, path]), [
      [older, "[0].spec.supportedTemplates[0]"],
      [newer, "[0].spec.supportedTemplates[1]"],
    ]);
    assert.deepEqual(chain.edges, [
      { from: older, to: newer, risks: [], path: "[0].spec.supportedTemplates[0].availableUpgrades[0]" },
    ]);
    assert.equal(chain.rollback, false);
    assert.deepEqual(validity(chain), []);
  });

  it("has a rollback chain of the same name, which leads down on purpose", () => {
    const [up, down] = read(upgradeChain, rollbackChain);
    assert.equal(up?.name, down?.name);
    assert.deepEqual([up?.rollback, down?.rollback], [false, true]);
    assert.deepEqual(down?.edges.map(({ from, to }) => [from, to]), [[newer, older]]);
  });

  it("finds the service that follows the chain, though its chain is in another namespace", () => {
    assert.deepEqual(k0rdentServices(read(upgradeChain, clusterDeployment)), [{
      name: "ingress-nginx",
      namespace: "tenant42",
      template: older,
      chain: "ingress-nginx-chain",
      deployedBy: "ClusterDeployment tenant42/my-cluster-deployment",
    }]);
  });

  it("refuses in the documented words", () => {
    const [chain] = read(upgradeChain, clusterDeployment);
    assert.equal(k0rdentRefusal(chain!, newer, older), `service tenant42/ingress-nginx can't be upgraded from ${newer} to ${older}`);
    const moved = first(upgradeChain, clusterDeployment.replace("        namespace: tenant42\n", "        namespace: ingress-nginx\n"));
    assert.equal(
      k0rdentRefusal(moved, "ingress-nginx-4-11-3", "ingress-nginx-4-11-5"),
      "service ingress-nginx/ingress-nginx can't be upgraded from ingress-nginx-4-11-3 to ingress-nginx-4-11-5",
    );
  });

  it("can't upgrade a service without a chain: no path is available", () => {
    const [chain, without] = read(upgradeChain, clusterDeployment.replace("        templateChain: ingress-nginx-chain\n", ""));
    assert.deepEqual(k0rdentServices([chain!]), []);
    assert.equal(without?.name, "services without a template chain");
    assert.deepEqual(without.nodes.map(({ name, path }) => [name, path]), [[older, "[1].spec.serviceSpec.services[0].template"]]);
    assert.deepEqual(without.edges, []);
    assert.equal(
      k0rdentRefusal(without, older, newer),
      `service tenant42/ingress-nginx can't be upgraded from ${older} to ${newer}`,
    );
  });

  it("has objects with the rest left out, which are read as well", () => {
    const documents = read(upgradeChain, clusterDeployment, reportedDeployment, clusterDeployment.replace(older, newer), rollbackChain);
    assert.equal(documents.length, 2);
    assert.deepEqual(k0rdentServices(documents.slice(0, 1)).map(({ template }) => template), [older, newer]);
    assert.deepEqual(k0rdentServices(documents.slice(1)).map(({ template }) => template), [older, newer]);
  });

  it("is written back as it was", () => {
    for (const texts of [[upgradeChain], [upgradeChain, clusterDeployment, reportedDeployment, rollbackChain]]) {
      const written = writeK0rdent(read(...texts));
      assert.deepEqual(written.split("---\n").map((one) => parse(one)), texts.map((one) => parse(one)));
      assert.deepEqual(readK0rdent("chains.yaml", written), read(...texts));
    }
    assert.equal(writeK0rdent(read(upgradeChain)), upgradeChain);
  });
});

describe("a template's version", () => {
  const versions = (...documents: readonly string[]) => first(...documents).nodes.map(({ version }) => version);

  it("is that of its object, whatever an edge claims", () => {
    const chain = chainYaml({ a: ["b@9.9.9"], b: [] });
    assert.deepEqual(versions(chain, serviceTemplate("a", "1.0.0"), serviceTemplate("b", "1.1.0")), ["1.0.0", "1.1.0"]);
  });

  it("is the template's own before its chart's, before the one found in the chart", () => {
    const object = (spec: object, status: object) => JSON.stringify({
      apiVersion: "k0rdent.mirantis.com/v1beta1", kind: "ServiceTemplate", metadata: { name: "a" }, spec, status,
    });
    const [own, chart, found] = [{ version: "1.0.0" }, { helm: { chartSpec: { version: "2.0.0" } } }, { chartVersion: "3.0.0" }];
    const chain = chainYaml({ a: [] });
    assert.deepEqual(versions(chain, object({ ...own, ...chart }, found)), ["1.0.0"]);
    assert.deepEqual(versions(chain, object(chart, found)), ["2.0.0"]);
    assert.deepEqual(versions(chain, object({ helm: { chartSpec: { version: "*" } } }, found)), ["3.0.0"]);
    assert.deepEqual(versions(chain, object({ helm: { chartSpec: { version: "4.x" } } }, {})), ["a"]);
  });

  it("is that in the chain's namespace before that in another", () => {
    const chain = chainYaml({ a: [] });
    assert.deepEqual(versions(chain, serviceTemplate("a", "2.0.0", "other"), serviceTemplate("a", "1.0.0")), ["1.0.0"]);
    assert.deepEqual(versions(chain, serviceTemplate("a", "2.0.0", "other")), ["2.0.0"]);
  });

  it("is not taken from a template of the other kind", () => {
    assert.deepEqual(versions(chainYaml({ a: [] }), serviceTemplate("a", "1.0.0", "kcm-system", "ClusterTemplate")), ["a"]);
    assert.deepEqual(
      versions(chainYaml({ a: [] }, "ClusterTemplateChain"), serviceTemplate("a", "1.0.0", "kcm-system", "ClusterTemplate")),
      ["1.0.0"],
    );
  });

  it("is what edges claim, the newest of what they do", () => {
    assert.deepEqual(versions(chainYaml({ x: ["z@1.9.0"], y: ["z@1.10.0"], z: [] })), ["x", "y", "1.10.0"]);
  });

  it("is read from its name where the others are called after theirs", () => {
    assert.deepEqual(versions(chainYaml({ "app-1-0-0": ["app-1-10-0@1.10.0"], "app-1-10-0": [] })), ["1.0.0", "1.10.0"]);
    assert.deepEqual(versions(chainYaml({ "app-v1-0": ["app-v1-1@v1.1"], "app-v1-1": [] })), ["v1.0", "v1.1"]);
    assert.deepEqual(versions(chainYaml({ "app-1.9.0": ["app-1.10.0@1.10.0"], "app-1.10.0": [] })), ["1.9.0", "1.10.0"]);
    assert.deepEqual(versions(chainYaml({ "app-old": ["app-1-1@1.1"], "app-1-1": [] })), ["app-old", "1.1"]);
  });

  it("tells an upgrade from a rollback where only one end is known", () => {
    assert.equal(first(chainYaml({ "app-1": ["b@2.0.0"], b: [] })).rollback, false);
    assert.equal(first(chainYaml({ "c-9": ["c-8@8.0.0"], "c-8": [] })).rollback, true);
    assert.equal(first(chainYaml({ a: [], b: [] })).rollback, false);
    assert.equal(first(chainYaml({ a: ["b"], b: ["a"] })).rollback, false);
  });
});

describe("a chain with faults", () => {
  it("is kept with them, each where it stands", () => {
    const chain = first(chainYaml({ a: ["b@1.0.0", "missing@2.0.0"], b: ["a@1.0.0", "c"], c: ["c"] }));
    assert.deepEqual(chain.edges.map(({ from, to, label }) => [from, to, label]), [
      ["a", "b", "1.0.0"], ["a", "missing", "2.0.0"], ["b", "a", "1.0.0"], ["b", "c", undefined], ["c", "c", undefined],
    ]);
  });

  it("is called invalid in kcm's words and order", () => {
    assert.deepEqual(validity(first(chainYaml({ z: ["b@1.0.0", "c"], a: ["missing", "c@1"], b: [], c: ["gone"] }))), [
      "template a has mixed version/no-version available upgrades: either all or none should have version set",
      "template gone is allowed for upgrade but is not present in the list of '.spec.supportedTemplates'",
      "template missing is allowed for upgrade but is not present in the list of '.spec.supportedTemplates'",
      "template z has mixed version/no-version available upgrades: either all or none should have version set",
    ]);
  });

  it("is valid to kcm with a cycle, a self-loop or a template that nothing leads to", () => {
    assert.deepEqual(validity(first(chainYaml({ a: ["b"], b: ["a"], c: ["c"], d: [] }))), []);
  });

  it("may state a template twice, and each keeps its own upgrades", () => {
    const text = upgradeChain.replace(/^ {4}- name: ingress-nginx-4-11-5\n/m, `    - name: ${older}\n      availableUpgrades:\n        - name: other\n`);
    const chain = first(text);
    assert.deepEqual(chain.nodes.map(({ name }) => name), [older, older]);
    assert.equal(writeK0rdent([chain]), text);
  });
});

describe("k0rdent's other objects", () => {
  it("are kept, of whatever kind, and so are fields that no graph says", () => {
    const config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: \"yes\"\n";
    const labelled = upgradeChain.replace("spec:\n", "  labels:\n    team: a\nspec:\n").replace(`- name: ${newer}\n    `, `- name: ${newer}\n          note: x\n    `);
    assert.equal(writeK0rdent(read(config, labelled)), stream(config, labelled));
  });

  it("are read from a list, as kubectl prints it", () => {
    const items = [upgradeChain, clusterDeployment].map((one) => parse(one) as unknown);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", metadata: {}, items });
    assert.deepEqual(readK0rdent("chains.yaml", list), read(upgradeChain, clusterDeployment));
  });

  it("give a service that says no namespace the namespace default", () => {
    const chain = first(upgradeChain, clusterDeployment.replace("        namespace: tenant42\n", ""));
    assert.equal(k0rdentRefusal(chain, older, newer), `service default/ingress-nginx can't be upgraded from ${older} to ${newer}`);
  });

  it("include services of a MultiClusterService", () => {
    const multi = clusterDeployment.replace("ClusterDeployment", "MultiClusterService").replace("  namespace: tenant42\n", "");
    assert.equal(k0rdentServices(read(upgradeChain, multi))[0]?.deployedBy, "MultiClusterService my-cluster-deployment");
  });

  it("let a service follow the chain of its own namespace before one elsewhere", () => {
    const copied = upgradeChain.replace("kcm-system", "tenant42");
    assert.deepEqual(read(upgradeChain, copied, clusterDeployment).map((chain) => k0rdentServices([chain]).length), [0, 1]);
  });

  it("are written without anchors, which others that read them may not know", () => {
    const shared = upgradeChain.replace("spec:\n", "  labels: &l\n    team: a\n  annotations: *l\nspec:\n");
    assert.equal(writeK0rdent(read(shared)), shared.replace(" &l", "").replace("*l", "\n    team: a").replace(": \n", ":\n"));
  });

  it("leave a service without upgrades where its chain is not in the file", () => {
    const [graph] = read(clusterDeployment);
    assert.equal(graph?.name, "services without a template chain");
    assert.deepEqual(graph.nodes.map(({ name }) => name), [older]);
    assert.deepEqual(read(upgradeChain, clusterDeployment.replace("Chain: ingress", "Chain: other")).map(({ name }) => name), [
      "kcm-system/ingress-nginx-chain",
    ]);
  });

  it("form graphs without edges where a file has no chain", () => {
    const documents = read(serviceTemplate("a", "1.0.0"), serviceTemplate("b", "1.1.0"), serviceTemplate("c", "1.0.0", "x", "ClusterTemplate"));
    assert.deepEqual(documents.map(({ name, nodes, edges }) => [name, nodes.map((node) => node.version), edges]), [
      ["services without a template chain", ["1.0.0", "1.1.0"], []],
      ["clusters without a template chain", ["1.0.0"], []],
    ]);
    assert.deepEqual(documents[0]?.nodes.map(({ path }) => path), ["[0].metadata.name", "[1].metadata.name"]);
  });
});

describe("a refusal", () => {
  const chain = first(upgradeChain, clusterDeployment, clusterDeployment
    .replaceAll(older, newer).replace("my-cluster", "second").replace("        name: ingress-nginx", "        name: edge"));
  const text = (service: string, from = older, to = "x") => `service ${service} can't be upgraded from ${from} to ${to}`;

  it("names the service that is where the move begins", () => {
    assert.equal(k0rdentRefusal(chain, older, "x"), text("tenant42/ingress-nginx"));
    assert.equal(k0rdentRefusal(chain, newer, "x"), text("tenant42/edge", newer));
    assert.equal(k0rdentRefusal(chain, "elsewhere", "x"), text("tenant42/ingress-nginx", "elsewhere"));
  });

  it("names the service that was asked about", () => {
    assert.equal(k0rdentRefusal(chain, older, "x", "edge"), text("tenant42/edge"));
    assert.equal(k0rdentRefusal(chain, older, "x", "tenant42/edge"), text("tenant42/edge"));
    assert.equal(k0rdentRefusal(chain, older, "x", "a/b"), text("a/b"));
    assert.equal(k0rdentRefusal(chain, older, "x", "b"), text("default/b"));
  });

  it("names the chain where the file has no service", () => {
    assert.equal(k0rdentRefusal(first(upgradeChain), older, "x"), text("kcm-system/ingress-nginx-chain"));
  });

  it("speaks of the cluster where the chain is one of cluster templates", () => {
    assert.equal(
      k0rdentRefusal(first(chainYaml({ a: [], b: [] }, "ClusterTemplateChain")), "a", "b"),
      "Cluster can't be upgraded from a to b. This upgrade sequence is not allowed",
    );
  });
});

describe("a file that is not k0rdent's", () => {
  const refused = (text: string) => problemOf(() => readK0rdent("chains.yaml", text));

  it("is refused when it is no YAML, or no objects", () => {
    assert.match(problemsOf(() => readK0rdent("chains.yaml", "a: [1"))[0]?.message ?? "", /not YAML/);
    assert.match(refused("just text").message, /a map/);
    assert.equal(problemsOf(() => readK0rdent("chains.yaml", "schema: 1\n")).map(({ path }) => path).join(), "apiVersion,kind");
    assert.match(refused("#".repeat(maximumFileSize + 1)).message, /8 MiB/);
  });

  it("is refused when nothing in it has to do with templates", () => {
    for (const text of ["", upgradeChain.replace("k0rdent.mirantis.com", "example.com"), "apiVersion: v1\nkind: ConfigMap\n"]) {
      assert.match(refused(text).message, /found no template chain/);
    }
  });

  for (const [what, text, path, message, line] of [
    ["an API version that is not known", upgradeChain.replace("v1alpha1", "v2"), "apiVersion", /v2.*v1beta1/, 1],
    ["no name", upgradeChain.replace("  name: ingress-nginx-chain\n", ""), "metadata.name", /nothing/, 4],
    ["no spec", upgradeChain.slice(0, upgradeChain.indexOf("spec:")), "spec", /nothing/, 1],
    ["templates that are no list", upgradeChain.replace(/supportedTemplates:[^]*/, "supportedTemplates: a\n"), "spec.supportedTemplates", /a list/, 7],
    ["a template without a name", upgradeChain.replace(/^ {4}- name: ingress-nginx-4-11-5/m, "    - nam: x"), "spec.supportedTemplates[1].name", /nothing/, 11],
    ["a version that is a number", upgradeChain.replace(/(\s+)- name: ingress-nginx-4-11-5\n/, "$&          version: 1.10\n"), "spec.supportedTemplates[0].availableUpgrades[0].version", /the number 1.1/, 11],
    ["a deployment without a spec", clusterDeployment.replace(/spec:[^]*/, "spec: 1\n"), "spec", /found the number 1/, 6],
    ["a service without a template", clusterDeployment.replace("template: ingress-nginx-4-11-3", "x: y"), "spec.serviceSpec.services[0].template", /nothing/, 13],
  ] as const) {
    it(`is refused for ${what}, with path and line`, () => {
      const problem = refused(text);
      assert.equal(problem.path, path);
      assert.match(problem.message, message);
      assert.equal(problem.line, line);
    });
  }

  it("is refused with the position of the object in a stream or a list", () => {
    const wrong = upgradeChain.replace(/^ {4}- name: ingress-nginx-4-11-5/m, "    - nam: x");
    assert.equal(refused(stream(upgradeChain, wrong)).path, "[1].spec.supportedTemplates[1].name");
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [upgradeChain, wrong].map((one) => parse(one) as unknown) });
    assert.equal(refused(list).path, "[1].spec.supportedTemplates[1].name");
  });

  it("is refused for a key stated twice and for __proto__", () => {
    assert.match(refused(upgradeChain.replace("spec:\n", "spec:\n  a: 1\n  a: 2\n")).message, /unique/);
    assert.match(refused(upgradeChain.replace("spec:\n", "spec:\n  __proto__: {}\n")).message, /__proto__/);
  });

  it("may call templates and chains by names that objects have", () => {
    const chain = first(chainYaml({ constructor: ["toString"], toString: [] }));
    assert.deepEqual(chain.nodes.map(({ name, version }) => [name, version]), [["constructor", "constructor"], ["toString", "toString"]]);
    assert.deepEqual(validity(chain), []);
  });

  it("does not write a graph of another format", () => {
    assert.throws(() => writeK0rdent([{ ...first(upgradeChain), format: "olm" }]), TypeError);
  });
});
