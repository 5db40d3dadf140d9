import * as assert from "node:assert/strict";
import type { GraphDocument, GraphRisk } from "../../../upgrades/graph/model";
import { lintDocument, lintDocuments, type Finding } from "../../../upgrades/lint";
import { ids } from "../../support/catalogs";
import { documentFrom } from "../../support/graphs";

const chain = documentFrom({ nodes: ["1.0.0", "1.1.0", "1.2.0"], edges: [["1.0.0", "1.1.0"], ["1.1.0", "1.2.0"]] });

/** What is found where the sound chain is changed. */
function found(change: Partial<GraphDocument>): Finding[] {
  return lintDocument({ ...chain, ...change });
}

function risky(when: GraphRisk["when"], more: Partial<GraphRisk> = {}): GraphRisk {
  return { name: "Leak", message: "it leaks", when, ...more };
}

describe("lint of a graph", () => {
  it("finds nothing in a sound one, whatever its format", () => {
    for (const format of ["k0rdent", "olm", "cincinnati", "gitlab", "cluster-api"] as const) assert.deepEqual(found({ format }), []);
    assert.deepEqual(found({ nodes: [], edges: [] }), []);
    assert.deepEqual(lintDocument(documentFrom({ nodes: ["1.0.0"], edges: [] })), []);
  });

  it("says everything that there is to say about a finding", () => {
    const document = documentFrom({ nodes: ["1.0.0", "1.1.0"], edges: [["1.0.0", "1.1.0"], ["1.0.0", "1.9.9"]] });
    assert.deepEqual(lintDocument(document), [{
      id: "dangling-target:1.0.0:1.9.9",
      severity: "error",
      message: "1.0.0 may be followed by 1.9.9, which is not in the chain ns/chain",
      nodes: ["1.0.0", "1.9.9"],
      path: "edges[1]",
    }]);
  });

  it("finds edges from what is not there, and stops that are not there", () => {
    const document = documentFrom({ nodes: ["1.0.0", "1.1.0"], edges: [["1.0.0", "1.1.0"], ["0.9.0", "1.0.0"]], stops: ["1.0.5", "1.1.0"] });
    assert.deepEqual(ids(lintDocument(document)), ["dangling-source:0.9.0:1.0.0", "dangling-stop:1.0.5"]);
  });

  it("finds a cycle once, with its members in version order, and shows the shortest way round", () => {
    const document = documentFrom({
      nodes: ["1.10.0", "1.9.0", "1.11.0", "2.0.0"],
      edges: [["1.9.0", "1.10.0"], ["1.10.0", "1.11.0"], ["1.11.0", "1.9.0"], ["1.11.0", "1.10.0"], ["1.11.0", "2.0.0"]],
    });
    const findings = lintDocument(document);
    assert.deepEqual(ids(findings), ["against-order:1.11.0:1.10.0", "against-order:1.11.0:1.9.0", "cycle:1.9.0,1.10.0,1.11.0"]);
    const cycle = findings[2]!;
    assert.match(cycle.message, /the shortest way round is 1\.10\.0 → 1\.11\.0 → 1\.10\.0$/);
    assert.deepEqual(cycle.nodes, ["1.9.0", "1.10.0", "1.11.0"]);
  });

  it("tells two cycles and a self-loop apart", () => {
    const document = documentFrom({
      nodes: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"],
      edges: [["1.0.0", "1.1.0"], ["1.1.0", "1.0.0"], ["1.1.0", "1.2.0"], ["1.2.0", "1.3.0"], ["1.3.0", "1.2.0"], ["1.3.0", "1.3.0"]],
    });
    assert.deepEqual(ids(lintDocument(document)).filter((id) => /cycle|loop/.test(id)), ["cycle:1.0.0,1.1.0", "cycle:1.2.0,1.3.0", "self-loop:1.3.0"]);
  });

  it("gives a cycle of many members an id that can still be read, and that is theirs alone", () => {
    const ring = (size: number, skip = -1): GraphDocument => {
      const nodes = Array.from({ length: size }, (_, i) => `1.${i}.0`).filter((_, i) => i !== skip);
      return documentFrom({ nodes, edges: nodes.map((name, i) => [name, nodes[(i + 1) % nodes.length]!]) });
    };
    const idOf = (document: GraphDocument): string => ids(lintDocument(document)).find((id) => id.startsWith("cycle"))!;
    assert.match(idOf(ring(40)), /^cycle:1\.0\.0\.\.1\.39\.0,40,[0-9a-f]{12}$/);
    assert.notEqual(idOf(ring(41, 5)), idOf(ring(41, 6)));
  });

  it("finds several heads, dead ends and what is stranded", () => {
    const document = documentFrom({
      nodes: ["1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.1.0"],
      edges: [["1.0.0", "1.1.0"], ["1.1.0", "1.2.0"], ["1.0.0", "2.0.0"], ["2.0.0", "2.1.0"]],
    });
    const findings = lintDocument(document);
    assert.deepEqual(ids(findings), ["stranded:1.1.0", "dead-end:1.2.0", "several-heads:1.2.0,2.1.0"]);
    assert.match(findings[0]!.message, /^1\.1\.0 can't get to 2\.1\.0, the newest of .*; it gets no farther than 1\.2\.0$/);
    assert.deepEqual(lintDocument({ ...document, format: "olm" }).map(({ severity }) => severity), ["error", "error", "error"]);
    assert.ok(lintDocument({ ...document, format: "cincinnati" }).every(({ severity }) => severity !== "error"));
  });

  it("looks at a rollback graph the other way up", () => {
    const edges: [string, string][] = [["1.2.0", "1.1.0"], ["1.1.0", "1.0.0"]];
    assert.deepEqual(lintDocument(documentFrom({ nodes: ["1.0.0", "1.1.0", "1.2.0"], edges, rollback: true })), []);
    const wrong = documentFrom({ nodes: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"], edges: [...edges, ["1.1.0", "1.3.0"]], rollback: true });
    assert.deepEqual(ids(lintDocument(wrong)), ["against-order:1.1.0:1.3.0", "dead-end:1.3.0", "several-heads:1.3.0,1.0.0", "unreachable:1.2.0"]);
  });

  it("notes what nothing leads into, where that is not how the format withdraws or starts", () => {
    const document = documentFrom({ nodes: ["1.0.0", "1.0.1", "1.1.0"], edges: [["1.0.0", "1.1.0"], ["1.0.1", "1.1.0"]] });
    assert.deepEqual(lintDocument(document).map(({ id, severity }) => [id, severity]), [["unreachable:1.0.1", "note"]]);
    assert.deepEqual(lintDocument({ ...document, format: "cincinnati" }), []);
    assert.deepEqual(lintDocument({ ...document, format: "olm" }), []);
  });

  it("finds names, versions and edges that are stated twice", () => {
    const document = documentFrom({
      nodes: ["a", { name: "b", version: "1.1.0" }, { name: "c", version: "1.1.0" }, "a"].map((node) => typeof node === "string" ? { name: node, version: "1.0.0" } : node),
      edges: [["a", "b"], ["b", "c"], ["a", "b"]],
    });
    assert.deepEqual(ids(lintDocument(document)), ["duplicate-node:a", "duplicate-edge:a:b", "duplicate-version:1.1.0:b,c"]);
  });

  it("finds edges against the version order, by number and not by text", () => {
    const document = documentFrom({ nodes: ["1.9.0", "1.10.0", "1.11.0"], edges: [["1.9.0", "1.10.0"], ["1.10.0", "1.11.0"], ["1.10.0", "1.9.0"]] });
    assert.deepEqual(ids(lintDocument(document)), ["against-order:1.10.0:1.9.0", "cycle:1.9.0,1.10.0"]);
  });

  it("orders templates of one version freely, and by name where only one version is known", () => {
    const same = documentFrom({ nodes: [{ name: "app-2", version: "1.0.0" }, { name: "app-1", version: "1.0.0" }], edges: [["app-2", "app-1"]] });
    assert.deepEqual(ids(lintDocument(same)), ["duplicate-version:1.0.0:app-1,app-2"]);
    const half = documentFrom({ nodes: ["app-1", { name: "app-2", version: "0.5.0" }], edges: [["app-1", "app-2"]] });
    assert.ok(!ids(lintDocument(half)).some((id) => id.startsWith("against-order")));
  });

  it("finds labels that are not the version, and edges with and without them", () => {
    const labelled = chain.edges.map((edge, i) => ({ ...edge, label: i === 0 ? "1.1.0" : "1.3.0" }));
    assert.deepEqual(ids(found({ edges: labelled })), ["label-differs:1.1.0:1.2.0:1.3.0"]);
    const mixed = [...labelled.slice(0, 1), { ...chain.edges[0]!, to: "1.2.0" }, chain.edges[1]!];
    const [finding, ...rest] = found({ edges: mixed });
    assert.deepEqual([finding?.id, finding?.severity, rest], ["mixed-labels:1.0.0", "error", []]);
    assert.match(finding!.message, /\(1\.2\.0\); expected all or none/);
  });

  it("takes 1.0.0 and v1.0.0 for one version", () => {
    assert.deepEqual(found({ edges: chain.edges.map((edge) => ({ ...edge, label: `v${edge.to}` })) }), []);
  });

  it("finds whom withdrawn releases hold fast", () => {
    const withdraw = (...names: string[]) => found({ nodes: chain.nodes.map((node) => names.includes(node.name) ? { ...node, withdrawn: "it leaks" } : node) });
    assert.deepEqual(ids(withdraw("1.1.0")), ["withdrawn-strands:1.0.0"]);
    assert.deepEqual(ids(withdraw("1.2.0")), ["withdrawn-trap:1.2.0"]);
    assert.deepEqual(ids(withdraw("1.0.0")), []);
    assert.deepEqual(ids(withdraw("1.1.0", "1.2.0")), ["withdrawn-trap:1.1.0", "withdrawn-trap:1.2.0"]);
  });

  it("finds who would get there through withdrawn releases only, though other ways lead out", () => {
    const document = documentFrom({
      nodes: ["1.0.0", "1.1.0", { name: "1.2.0", withdrawn: "it leaks" }, "1.3.0"],
      edges: [["1.0.0", "1.1.0"], ["1.0.0", "1.2.0"], ["1.2.0", "1.3.0"]],
    });
    assert.deepEqual(ids(lintDocument(document)), ["withdrawn-strands:1.0.0", "dead-end:1.1.0", "several-heads:1.1.0,1.3.0"]);
  });

  it("finds risks that are never true, that differ, and facts of two types", () => {
    const withRisks = (...risks: GraphRisk[]) =>
      ids(found({ edges: chain.edges.map((edge, i) => ({ ...edge, risks: risks.slice(i, i + 1) })) }));
    assert.deepEqual(withRisks(risky("always"), risky("always")), []);
    assert.deepEqual(withRisks(risky("never")), ["risk-never:Leak"]);
    assert.deepEqual(withRisks(risky("always"), risky({ fact: "arm", equals: true })), ["risk-rules-differ:Leak"]);
    assert.deepEqual(withRisks(risky("always"), risky("always", { url: "https://example.org" })), ["risk-texts-differ:Leak"]);
    assert.deepEqual(withRisks(risky({ fact: "arm", equals: true }), risky({ fact: "arm", equals: "yes" }, { name: "Lag" })), ["fact-types:arm"]);
    assert.deepEqual(withRisks(risky({ fact: "arm", equals: "no" }), risky({ fact: "arm", equals: "yes" }, { name: "Lag" })), []);
  });

  it("finds edges that are stated and left out, and the risks that do it", () => {
    const ignored = [{ ...chain.edges[0]!, to: "1.2.0", risks: [risky("never")], why: "no rule can be read" }];
    assert.deepEqual(ids(found({ ignored })), ["ignored-edge:1.0.0:1.2.0:no rule can be read", "risk-never:Leak"]);
  });

  it("takes Kubernetes' builds of one patch for equally new, and their order as it is derived", () => {
    const builds = documentFrom({ nodes: ["v1.30.0", "v1.31.1+b", "v1.31.1+a"], edges: [["v1.30.0", "v1.31.1+b"], ["v1.30.0", "v1.31.1+a"], ["v1.31.1+b", "v1.31.1+a"]] });
    assert.deepEqual(lintDocument({ ...builds, format: "cluster-api" }), []);
  });

  it("escapes in ids what parts them", () => {
    const document = documentFrom({ nodes: ["a:b", "a"], edges: [["a", "x,y"], ["a:b", "b@c"]] });
    assert.deepEqual(ids(lintDocument(document)).filter((id) => id.startsWith("dangling")), ["dangling-target:a%3Ab:b%40c", "dangling-target:a:x%2Cy"]);
  });

  it("finds only one thing in what k0rdent deploys without a chain", () => {
    const document = { ...documentFrom({ nodes: ["b", "a"], edges: [] }), name: "services without a template chain", details: { services: [] } };
    assert.deepEqual(lintDocument(document).map(({ id, severity, nodes }) => [id, severity, nodes]), [["no-chain:services without a template chain", "note", ["a", "b"]]]);
    assert.equal(lintDocument({ ...document, details: { services: [], chain: {} } }).length, 2);
  });
});

describe("lint of the graphs of a file", () => {
  const loop = documentFrom({ nodes: ["1.0.0"], edges: [["1.0.0", "1.0.0"]] });

  it("names the graph in the id, and tells a rollback chain of the same name apart", () => {
    assert.deepEqual(ids(lintDocuments([loop, { ...loop, name: "ns/other" }, { ...loop, rollback: true }])), [
      "self-loop:1.0.0@ns/chain", "self-loop:1.0.0@ns/chain (rollback)", "self-loop:1.0.0@ns/other"]);
    assert.deepEqual(ids(lintDocuments([loop])), ["self-loop:1.0.0@ns/chain"], "whether there are others or not");
    assert.deepEqual(ids(lintDocuments([{ ...loop, format: "cincinnati" }])), ["self-loop:1.0.0"]);
  });

  it("makes one finding of what is wrong in two graphs of one name", () => {
    const [finding, ...rest] = lintDocuments([loop, { ...loop, title: "the cluster chain" }]);
    assert.deepEqual(rest, []);
    assert.equal(finding?.message, "1.0.0 is stated to follow itself in the chain ns/chain; 1.0.0 is stated to follow itself in the cluster chain");
  });
});
