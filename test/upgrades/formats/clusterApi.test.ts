import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseAllDocuments, stringify } from "yaml";
import { readClusterApi, writeClusterApi } from "../../../upgrades/formats/clusterApi";
import { kubernetesVersion } from "../../../upgrades/formats/kubernetesVersion";
import { problemOf, problemsOf } from "../../support/problems";

function classYaml(versions: readonly string[], name = "quick-start", namespace?: string): string {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return stringify({
    apiVersion: "cluster.x-k8s.io/v1beta2",
    kind: "ClusterClass",
    metadata,
    spec: { controlPlane: { templateRef: { name: "control-plane" } }, ...(versions.length === 0 ? {} : { kubernetesVersions: versions }) },
  });
}

function clusterYaml(version: string, topology: object, namespace?: string): string {
  const metadata = { name: "mine", ...(namespace === undefined ? {} : { namespace }) };
  return stringify({ apiVersion: "cluster.x-k8s.io/v1beta2", kind: "Cluster", metadata, spec: { topology: { ...topology, version } } });
}

const stream = (...texts: readonly string[]) => texts.join("---\n");
const read = (...texts: readonly string[]) => readClusterApi("class.yaml", stream(...texts));
const edges = (...texts: readonly string[]) => read(...texts)[0]!.edges.map(({ from, to }) => `${from} ${to}`);
const plain = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as unknown);

describe("a ClusterClass", () => {
  it("leads to newer patches and to every patch of the next minor", () => {
    assert.deepEqual(edges(classYaml(["v1.31.0", "v1.31.4", "v1.32.0", "v1.32.2", "v1.33.1"])), [
      "v1.31.0 v1.31.4", "v1.31.0 v1.32.0", "v1.31.0 v1.32.2",
      "v1.31.4 v1.32.0", "v1.31.4 v1.32.2",
      "v1.32.0 v1.32.2", "v1.32.0 v1.33.1",
      "v1.32.2 v1.33.1",
    ]);
  });

  it("leads over no missing minor", () => {
    assert.deepEqual(edges(classYaml(["v1.31.0", "v1.33.0"])), []);
  });

  it("has nodes where the list has them", () => {
    const [graph] = read(classYaml(["v1.31.0", "v1.32.0"], "quick-start", "clusters"));
    assert.equal(graph?.name, "clusters/quick-start");
    assert.equal(graph.title, "ClusterClass clusters/quick-start");
    assert.deepEqual(graph.nodes.map(({ name, version, path }) => [name, version, path]), [
      ["v1.31.0", "v1.31.0", "spec.kubernetesVersions[0]"], ["v1.32.0", "v1.32.0", "spec.kubernetesVersions[1]"],
    ]);
  });

  it("takes builds of one patch in the order of the list", () => {
    assert.deepEqual(edges(classYaml(["v1.31.0+b.2", "v1.31.0+b.1"])), ["v1.31.0+b.2 v1.31.0+b.1"]);
    assert.deepEqual(edges(classYaml(["v1.31.0", "1.31.0"])), []);
  });

  it("knows pre-releases", () => {
    assert.deepEqual(edges(classYaml(["v1.32.0-rc.1", "v1.32.0"])), ["v1.32.0-rc.1 v1.32.0"]);
  });

  it("keeps faults: out of order, twice", () => {
    const [graph] = read(classYaml(["v1.32.0", "v1.31.0", "v1.31.0"]));
    assert.deepEqual(graph?.nodes.map(({ name }) => name), ["v1.32.0", "v1.31.0", "v1.31.0"]);
    assert.deepEqual(graph?.edges.map(({ from, to }) => [from, to]), [["v1.31.0", "v1.32.0"]]);
  });
});

describe("a Cluster beside its class", () => {
  const follows = { classRef: { name: "quick-start" } };

  it("adds its version, which can only be left where the class does not list it", () => {
    const [graph] = read(classYaml(["v1.31.4", "v1.32.0"]), clusterYaml("v1.31.0", follows));
    const added = graph?.nodes.at(-1);
    assert.deepEqual([added?.name, added?.path, added?.details], ["v1.31.0", "[1].spec.topology.version", { usedBy: "mine" }]);
    assert.match(added?.withdrawn ?? "", /not among the kubernetesVersions of ClusterClass quick-start/);
    assert.deepEqual(graph?.edges.map(({ from, to }) => `${from} ${to}`), ["v1.31.4 v1.32.0", "v1.31.0 v1.31.4", "v1.31.0 v1.32.0"]);
  });

  it("adds nothing that is listed, nor what another class's cluster has", () => {
    const others = [clusterYaml("v1.31.0", follows), clusterYaml("v1.30.0", { classRef: { name: "other" } }), clusterYaml("v1.29.0", follows, "elsewhere")];
    assert.deepEqual(read(classYaml(["v1.31.0"]), ...others)[0]?.nodes.map(({ name }) => name), ["v1.31.0"]);
  });

  it("finds its class as every API version names it", () => {
    const [near, far] = [classYaml(["v1.31.0"], "quick-start", "a"), classYaml(["v1.31.0"], "quick-start", "b")];
    const added = (topology: object) => read(near, far, clusterYaml("v1.30.0", topology, "a")).map(({ nodes }) => nodes.length);
    assert.deepEqual(added(follows), [2, 1]);
    assert.deepEqual(added({ class: "quick-start" }), [2, 1]);
    assert.deepEqual(added({ classRef: { name: "quick-start", namespace: "b" } }), [1, 2]);
    assert.deepEqual(added({ class: "quick-start", classNamespace: "b" }), [1, 2]);
  });

  it("gives a class without a list its versions, one minor after the other", () => {
    const [graph] = read(classYaml([]), clusterYaml("v1.31.0", follows), clusterYaml("v1.32.0", follows), clusterYaml("v1.31.0", follows));
    assert.deepEqual(graph?.nodes.map(({ name, withdrawn }) => [name, withdrawn]), [["v1.31.0", undefined], ["v1.32.0", undefined]]);
    assert.equal(graph?.edges.length, 1);
  });

  it("is kept, as is all else, when the class is written", () => {
    const config = stringify({ apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } });
    const texts = [config, clusterYaml("v1.31.0", follows), classYaml(["v1.31.4", "v1.32.0"]), classYaml([], "empty")];
    assert.equal(writeClusterApi(read(...texts)), stream(...texts));
  });
});

describe("a version that was asked about", () => {
  const listed = ["v1.31.4", "v1.32.0", "v1.32.2"];
  const ask = (...asked: readonly string[]) => readClusterApi("class.yaml", classYaml(listed), asked)[0]!;
  const added = (...asked: readonly string[]) => ask(...asked).nodes.slice(listed.length);

  it("can be left by the same rule, and not entered, where the class does not list it", () => {
    const graph = ask("v1.31.2", "v1.30.9", "v1.32.1", "v1.29.0");
    assert.deepEqual(graph.nodes.slice(3).map(({ name }) => name), ["v1.31.2", "v1.30.9", "v1.32.1", "v1.29.0"]);
    for (const { withdrawn, path } of graph.nodes.slice(3)) {
      assert.match(withdrawn ?? "", /not among the kubernetesVersions of ClusterClass quick-start/);
      assert.equal(path, "");
    }
    const from = (name: string) => graph.edges.filter((edge) => edge.from === name).map(({ to }) => to);
    assert.deepEqual(from("v1.31.2"), ["v1.31.4", "v1.32.0", "v1.32.2"]);
    assert.deepEqual(from("v1.30.9"), ["v1.31.4"]);
    assert.deepEqual(from("v1.32.1"), ["v1.32.2"]);
    assert.deepEqual(from("v1.29.0"), []);
    assert.ok(graph.edges.every(({ to }) => listed.includes(to)));
  });

  it("is no release where it is not older than the newest, is there already or is no version", () => {
    assert.deepEqual(added("v1.32.2", "1.32.0", "v1.32.3", "v1.33.0", "v2.0.0", "1.31", "latest", ""), []);
    assert.equal(added("v1.31.2", "v1.31.2").length, 1);
    assert.deepEqual(readClusterApi("class.yaml", stream(classYaml([]), clusterYaml("v1.31.0", { class: "quick-start" })), ["v1.30.0"])[0]?.nodes.length, 1);
  });

  it("is not written", () => {
    assert.equal(writeClusterApi([ask("v1.31.2")]), classYaml(listed));
  });
});

const versions = fc.array(fc.tuple(fc.integer({ min: 24, max: 29 }), fc.nat(2), fc.constantFrom("", "", "-rc.1", "+b.1", "+b.2"))
  .map(([minor, patch, rest]) => `v1.${minor}.${patch}${rest}`), { minLength: 1, maxLength: 8 });
const files = fc.tuple(versions, versions).map(([listed, used]) =>
  stream(...used.map((version) => clusterYaml(version, { classRef: { name: "quick-start" } })), classYaml(listed)));

describe("any ClusterClass with its Clusters", () => {
  it("has no edge that skips a minor, goes down or enters what is not listed", () => {
    fc.assert(fc.property(files, (file) => {
      const { nodes, edges: stated } = readClusterApi("class.yaml", file)[0]!;
      for (const { from, to } of stated) {
        const [a, b] = [kubernetesVersion(from)!, kubernetesVersion(to)!];
        assert.ok(b.minor - a.minor === 0 || b.minor - a.minor === 1, `${from} ${to}`);
        assert.notEqual(from, to);
        assert.ok(!stated.some((other) => other.from === to && other.to === from), `${from} ${to}, both ways`);
        assert.ok(nodes.some(({ name, withdrawn }) => name === to && withdrawn === undefined));
      }
    }));
  });

  it("leads from every minor to all of the next", () => {
    fc.assert(fc.property(versions, (listed) => {
      const there = new Set(edges(classYaml(listed)));
      const minor = (version: string) => kubernetesVersion(version)!.minor;
      for (const a of listed) for (const b of listed) if (minor(b) === minor(a) + 1) assert.ok(there.has(`${a} ${b}`));
    }));
  });

  it("is written as it was read, read as it was written, and written the same again", () => {
    fc.assert(fc.property(files, (file) => {
      const documents = readClusterApi("class.yaml", file);
      const written = writeClusterApi(documents);
      assert.deepEqual(plain(written), plain(file));
      assert.deepEqual(readClusterApi("class.yaml", written), documents);
      assert.equal(writeClusterApi(readClusterApi("class.yaml", written)), written);
    }));
  });
});

describe("a file that is not Cluster API's", () => {
  const refused = (text: string) => problemOf(() => readClusterApi("class.yaml", text));
  const one = classYaml(["v1.31.0", "v1.32.0"]);

  for (const [what, text, path, message] of [
    ["has no ClusterClass", clusterYaml("v1.31.0", {}), "", /found no ClusterClass/],
    ["is empty", "", "", /found no ClusterClass/],
    ["has a kind of that name of another API", one.replace("cluster.x-k8s.io/", "example.com/"), "", /found no ClusterClass/],
    ["has an API version that is not known", one.replace("v1beta2", "v9"), "apiVersion", /v9/],
    ["has no name", one.replace("name: quick-start", "x: y"), "metadata.name", /nothing/],
    ["has no spec", one.slice(0, one.indexOf("spec:")), "spec", /nothing/],
    ["has an empty list", one.replace(/kubernetesVersions:[^]*/, "kubernetesVersions: []\n"), "spec.kubernetesVersions", /at least one/],
    ["has a version that is none", one.replace("v1.32.0", "v1.32"), "spec.kubernetesVersions[1]", /"v1.32", expected a version of Kubernetes/],
    ["has a version that is a number", one.replace("v1.32.0", "1.32"), "spec.kubernetesVersions[1]", /the number 1.32/],
    ["has more versions than the CRD allows", classYaml(Array.from({ length: 101 }, (_, i) => `v1.31.${i}`)), "spec.kubernetesVersions", /at most 100/],
    ["states a key twice", `${one}kind: ClusterClass\n`, "", /unique/],
    ["has the key __proto__", `${one}__proto__: {}\n`, "__proto__", /__proto__/],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      const problem = refused(text);
      assert.equal(problem.path, path);
      assert.match(problem.message, message);
    });
  }

  it("is refused when it is no YAML, or a Cluster's version is none", () => {
    assert.match(problemsOf(() => readClusterApi("f", "{"))[0]?.message ?? "", /not YAML/);
    assert.equal(refused(stream(one, clusterYaml("latest", { class: "a" }))).path, "[1].spec.topology.version");
  });

  it("is refused when its clusters have too many versions to compare", () => {
    const many = Array.from({ length: 1_001 }, (_, i) => clusterYaml(`v1.31.${i}`, { class: "quick-start" }));
    assert.match(refused(stream(classYaml([]), ...many)).message, /found 1001 versions/);
  });

  it("does not write a graph of another format", () => {
    assert.throws(() => writeClusterApi([{ ...read(one)[0]!, format: "gitlab" }]), TypeError);
  });
});
