import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Verdict } from "../../upgrades/check";
import type { Proof } from "../../upgrades/proof";
import { stepwise, withFiles } from "./stepwise";

const chain = `apiVersion: k0rdent.mirantis.com/v1alpha1
kind: ServiceTemplateChain
metadata: { name: ingress-nginx-chain, namespace: kcm-system }
spec:
  supportedTemplates:
    - name: ingress-nginx-4-11-3
      availableUpgrades: [{ name: ingress-nginx-4-11-5 }]
    - name: ingress-nginx-4-11-5
      availableUpgrades: [{ name: ingress-nginx-4-12-3 }]
    - name: ingress-nginx-4-12-3
`;
const rollback = `---
apiVersion: k0rdent.mirantis.com/v1alpha1
kind: ServiceTemplateChain
metadata: { name: ingress-nginx-rollback, namespace: kcm-system }
spec:
  supportedTemplates:
    - name: ingress-nginx-4-12-3
      availableUpgrades: [{ name: ingress-nginx-4-11-5 }]
    - name: ingress-nginx-4-11-5
      availableUpgrades: [{ name: ingress-nginx-4-11-3 }]
    - name: ingress-nginx-4-11-3
---
apiVersion: k0rdent.mirantis.com/v1beta1
kind: ClusterDeployment
metadata: { name: my-cluster, namespace: kcm-system }
spec:
  serviceSpec:
    services: [{ template: ingress-nginx-4-11-3, templateChain: ingress-nginx-chain, name: ingress-nginx, namespace: ingress-nginx }]
`;
const conditional = JSON.stringify({
  nodes: ["4.17.1", "4.17.2", "4.18.0"].map((version) => ({ version, payload: `quay.io/r@${version}`, metadata: {} })),
  edges: [[0, 1]],
  conditionalEdges: [{
    edges: [{ from: "4.17.2", to: "4.18.0" }],
    risks: [{ name: "SlowNodes", url: "https://example.org/1", message: "nodes are slow", matchingRules: [{ type: "PromQL", promql: { promql: "x" } }] }],
  }],
});

describe("graph check of other formats", function () {
  this.timeout(120_000);
  const asked = (files: Record<string, string>, ...args: readonly string[]) => withFiles(files, (folder) => {
    const { code, stdout } = stepwise("graph", "check", "--catalog", path.join(folder, Object.keys(files)[0]!), "--json", ...args);
    return { code, verdict: JSON.parse(stdout) as Verdict & { readonly upstream?: { readonly explanation: string } } };
  });

  it("walks a k0rdent chain template by template, and says where upstream would jump", () => {
    const { code, verdict } = asked({ "chain.yaml": chain }, "--format", "k0rdent", "--explain",
      "--from", "ingress-nginx-4-11-3", "--to", "ingress-nginx-4-12-3");
    assert.deepEqual([code, verdict.route], [0, ["ingress-nginx-4-11-3", "ingress-nginx-4-11-5", "ingress-nginx-4-12-3"]]);
    assert.match(verdict.upstream!.explanation, /ingress-nginx-4-12-3 at once/);
  });

  it("refuses in k0rdent's own words, of the service that follows the chain", () => {
    const { code, verdict } = asked({ "chain.yaml": `${chain}${rollback.slice(rollback.indexOf("---\napiVersion: k0rdent.mirantis.com/v1beta1"))}` },
      "--format", "k0rdent", "--from", "ingress-nginx-4-11-5", "--to", "ingress-nginx-4-11-3");
    assert.deepEqual([code, verdict.allowed], [2, false]);
    assert.equal(verdict.reasons[0]!.message,
      "service ingress-nginx/ingress-nginx can't be upgraded from ingress-nginx-4-11-5 to ingress-nginx-4-11-3");
  });

  it("goes back by the rollback chain in the same file, and never by two chains at once", () => {
    const { code, verdict } = asked({ "chains.yaml": chain + rollback }, "--format", "k0rdent", "--from", "ingress-nginx-4-12-3", "--to", "ingress-nginx-4-11-3");
    assert.deepEqual([code, verdict.graph, verdict.route], [0, "kcm-system/ingress-nginx-rollback", ["ingress-nginx-4-12-3", "ingress-nginx-4-11-5", "ingress-nginx-4-11-3"]]);
  });

  it("judges the chain that the service follows, and none where it follows none", () => {
    const services = `---
apiVersion: k0rdent.mirantis.com/v1beta1
kind: ClusterDeployment
metadata: { name: two, namespace: kcm-system }
spec:
  serviceSpec:
    services:
      - { template: ingress-nginx-4-11-5, templateChain: ingress-nginx-chain, name: chained, namespace: ns }
      - { template: ingress-nginx-4-11-5, name: free, namespace: ns }
`;
    const back = ["--format", "k0rdent", "--from", "ingress-nginx-4-11-5", "--to", "ingress-nginx-4-11-3"];
    const files = { "chains.yaml": chain + rollback.replace(/---\napiVersion: k0rdent.mirantis.com\/v1beta1[\s\S]*/, "") + services };
    const judged = (...more: readonly string[]) => asked(files, ...back, ...more);
    assert.deepEqual([judged("--service", "ns/chained").code, judged("--service", "ns/free").code, judged().code], [2, 2, 2]);
    assert.equal(judged("--graph", "kcm-system/ingress-nginx-rollback").code, 0);
    assert.equal(judged("--service", "ns/free").verdict.reasons[0]!.message,
      "service ns/free can't be upgraded from ingress-nginx-4-11-5 to ingress-nginx-4-11-3");
    withFiles(files, (folder) => {
      const { code, stderr } = stepwise("graph", "check", "--catalog", path.join(folder, "chains.yaml"), ...back, "--service", "ns/ghost");
      assert.deepEqual([code, stderr], [1, "error: --service: found ns/ghost, which follows no chain of the file; expected one of ns/chained, ns/free\n"]);
    });
  });

  it("lists the risks of conditional edges, until a fact rules them out", () => {
    const args = ["--format", "cincinnati", "--from", "4.17.1", "--to", "4.18.0"];
    const { code, verdict } = asked({ "graph.json": conditional }, ...args);
    assert.deepEqual([code, verdict.route], [0, ["4.17.1", "4.17.2", "4.18.0"]]);
    const exposures = (found: Verdict) => found.reasons.filter(({ kind }) => kind === "exposure").map(({ id }) => id);
    assert.deepEqual(exposures(verdict), ["SlowNodes"]);
    assert.deepEqual(exposures(asked({ "graph.json": conditional }, ...args, "--fact", "SlowNodes=false").verdict), []);
  });

  it("stops at GitLab's required stops, also between patches that the file does not list", () => {
    const { verdict } = asked({ "upgrade_path.yml": "- {major: 16, minor: 3}\n- {major: 16, minor: 7}\n- {major: 16, minor: 11}\n" },
      "--format", "gitlab", "--from", "16.2.1", "--to", "16.10.0");
    assert.deepEqual(verdict.route, ["16.2.1", "16.3", "16.7", "16.10.0"]);
  });

  it("stops at the barriers of a stream of Fedora CoreOS, and says that a roll-out may not have come", () => {
    const releases = [
      { version: "43.20260217.3.1", metadata: { barrier: { reason: "https://example.org/barrier" } } },
      { version: "44.20260707.3.1", metadata: { rollout: { start_epoch: 1784728800, duration_minutes: 2880 } } },
    ];
    const args = ["--format", "fcos", "--from", "42.20250929.3.0", "--to", "44.20260707.3.1"];
    const { verdict } = asked({ "stable.json": JSON.stringify({ stream: "stable", releases }) }, ...args);
    assert.deepEqual(verdict.route, ["42.20250929.3.0", "43.20260217.3.1", "44.20260707.3.1"]);
    assert.deepEqual(verdict.reasons.map(({ id }) => id), [
      "no-edge:42.20250929.3.0:44.20260707.3.1", "required-stop:43.20260217.3.1", "RollOutOf44.20260707.3.1"]);
  });

  it("says where a file can't be read, and which formats there are", () => {
    withFiles({ "chain.yaml": "kind: [" }, (folder) => {
      const { code, stderr } = stepwise("graph", "check", "--catalog", path.join(folder, "chain.yaml"), "--format", "k0rdent", "--from", "a", "--to", "b");
      assert.deepEqual([code, /chain\.yaml:1: .*YAML/.test(stderr)], [1, true], stderr);
    });
    const { code, stderr } = stepwise("graph", "check", "--catalog", "x", "--format", "helm", "--from", "a", "--to", "b");
    assert.deepEqual([code, stderr], [1, 'error: --format: found "helm", expected one of stepwise, k0rdent, olm, cincinnati, gitlab, cluster-api, fcos\n']);
  });
});

describe("graph verify, draw and import", function () {
  this.timeout(120_000);

  it("verify holds for a proof that check wrote, and not for one that was changed", () => {
    withFiles({ "chain.yaml": chain }, (folder) => {
      const [file, proof] = [path.join(folder, "chain.yaml"), path.join(folder, "proof.json")];
      const ends = ["--from", "ingress-nginx-4-11-3", "--to", "ingress-nginx-4-12-3"];
      assert.equal(stepwise("graph", "check", "--catalog", file, "--format", "k0rdent", ...ends, "--proof", proof).code, 0);
      assert.deepEqual(stepwise("graph", "verify", proof, "--catalog", file).code, 0);
      const claimed = JSON.parse(readFileSync(proof, "utf8")) as Proof;
      writeFileSync(proof, JSON.stringify({ ...claimed, route: [claimed.route![0], claimed.route![2]] }));
      const { code, stdout } = stepwise("graph", "verify", proof, "--catalog", file);
      assert.equal(code, 2);
      assert.match(stdout, /does not hold[\s\S]*it is no hop of the catalog/);
    });
  });

  it("draw makes a picture with the route in it, and text for Mermaid", () => {
    withFiles({ "chain.yaml": chain }, (folder) => {
      const [file, out] = [path.join(folder, "chain.yaml"), path.join(folder, "chain.svg")];
      assert.equal(stepwise("graph", "draw", "--catalog", file, "--format", "k0rdent", "--out", out).code, 0);
      assert.match(readFileSync(out, "utf8"), /^<svg[\s\S]*ingress-nginx-4-12-3[\s\S]*<\/svg>\s*$/);
      assert.match(stepwise("graph", "draw", "--catalog", file, "--format", "k0rdent", "--as", "mermaid").stdout, /^(---[\s\S]*---\n)?flowchart|graph /);
    });
  });

  it("draw takes what is stated for known", () => {
    const stop = `schema: stepwise/catalog/v1
system: demo
title: Demo
source: docs
components: { core: { title: Core } }
upgrades: [{ from: "*", to: "*", source: docs }]
releases:
  - { version: "1.0.0" }
  - { version: "2.0.0", stop: { id: S, from: "*", when: { fact: old, equals: true }, reason: converts, source: docs } }
  - { version: "3.0.0" }
`;
    withFiles({ "demo.yaml": stop }, (folder) => {
      const drawn = (...facts: string[]) => stepwise("graph", "draw", "--catalog", path.join(folder, "demo.yaml"), "--as", "dot", ...facts);
      const arrows = (dot: string) => dot.match(/->/g)!.length;
      assert.deepEqual([drawn(), drawn("--fact", "old=true"), drawn("--fact", "old=false")].map(({ stdout }) => arrows(stdout)), [2, 2, 3]);
      assert.match(drawn("--fact", "old").stderr, /--fact: found "old", expected something such as/);
    });
  });

  it("import makes a catalog that gives the same answer", () => {
    withFiles({ "chain.yaml": chain }, (folder) => {
      const made = stepwise("graph", "import", path.join(folder, "chain.yaml"), "--format", "k0rdent", "--system", "ingress");
      assert.equal(made.code, 0);
      const catalog = path.join(folder, "ingress.yaml");
      writeFileSync(catalog, made.stdout);
      const { stdout } = stepwise("graph", "check", "--catalog", catalog, "--from", "ingress-nginx-4-11-3", "--to", "ingress-nginx-4-12-3", "--json");
      assert.deepEqual((JSON.parse(stdout) as Verdict).route, ["ingress-nginx-4-11-3", "ingress-nginx-4-11-5", "ingress-nginx-4-12-3"]);
      assert.equal(stepwise("graph", "lint", catalog).code, 0);
    });
  });
});
