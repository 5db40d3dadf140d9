import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { readK0rdent } from "../../../upgrades/formats/k0rdent";
import { k0rdentAtHead } from "../../../upgrades/formats/k0rdentAtHead";
import { countPaths, enumeratedPaths, keptPaths, type Upgrades } from "../../../upgrades/formats/k0rdentPaths";
import { chainYaml, clusterDeployment, serviceTemplate, stream } from "../../support/k0rdentYaml";
import { soon } from "../../support/soon";

const nameOf = (version: string) => `app-${version.replaceAll(".", "-")}`;

/** A chain of templates called after their versions; edges claim the versions too unless told not to. */
function chain(upgrades: Readonly<Record<string, readonly string[]>>, claimed = true) {
  const text = chainYaml(Object.fromEntries(Object.entries(upgrades).map(([from, targets]) =>
    [nameOf(from), targets.map((to) => claimed ? `${nameOf(to)}@${to}` : nameOf(to))])));
  return readK0rdent("chain.yaml", stream(text, ...Object.keys(upgrades).map((version) => serviceTemplate(nameOf(version), version))))[0]!;
}

function head(upgrades: Readonly<Record<string, readonly string[]>>, from: string, to: string, claimed = true) {
  const decision = k0rdentAtHead(chain(upgrades, claimed), nameOf(from), nameOf(to));
  return { ...decision, steps: decision.steps.map(({ version, cause }) => `${version} ${cause}`) };
}

/** `size` templates, each leading to all later ones. */
function completeDag(size: number): Upgrades {
  const stops = Array.from({ length: size }, (_, i) => ({ name: String(i), version: `1.${i}.0` }));
  return new Map(stops.map(({ name }, i) => [name, stops.slice(i + 1)]));
}

describe("what kcm at 8373a24 does, row by row of what is known of it", () => {
  it("shows a path sorted as text: 1.10 before 1.9", () => {
    const { shown, steps } = head({ "1.8.0": ["1.9.0"], "1.9.0": ["1.10.0"], "1.10.0": ["1.11.0"], "1.11.0": [] }, "1.8.0", "1.11.0");
    assert.deepEqual(shown, [["1.10.0", "1.9.0"], ["1.10.0", "1.11.0", "1.9.0"], ["1.9.0"]]);
    assert.deepEqual(steps, ["1.9.0 path", "1.10.0 path", "1.11.0 path"]);
  });

  it("applies 3.0 from 1.0 though no edge leads there", () => {
    const { outcome, steps, explanation } = head({ "1.0.0": [], "3.0.0": [] }, "1.0.0", "3.0.0");
    assert.equal(outcome, "applies");
    assert.deepEqual(steps, ["3.0.0 closed-gate"]);
    assert.match(explanation, /^kcm at 8373a24 applies app-3-0-0 at once: it finds 3\.0\.0 on no path from app-1-0-0/);
  });

  it("applies 4.10.0 from 4.9.0 without an edge, since its text comes before", () => {
    assert.deepEqual(head({ "4.9.0": [], "4.10.0": [] }, "4.9.0", "4.10.0").steps, ["4.10.0 text-order"]);
  });

  it("goes down without an edge", () => {
    assert.deepEqual(head({ "4.11.3": ["4.12.3"], "4.12.3": [] }, "4.12.3", "4.11.3").steps, ["4.11.3 text-order"]);
  });

  it("jumps over 2 on the way down a chain from 3 to 1", () => {
    const { steps, explanation } = head({ "3.0.0": ["2.0.0"], "2.0.0": ["1.0.0"], "1.0.0": [] }, "3.0.0", "1.0.0");
    assert.deepEqual(steps, ["1.0.0 jump"]);
    assert.match(explanation, /without a stop/);
  });

  it("lists a template as reachable from itself in a cycle, and by its own edge", () => {
    assert.deepEqual(head({ "1.0.0": ["2.0.0"], "2.0.0": ["1.0.0"] }, "1.0.0", "2.0.0").shown, [["1.0.0", "2.0.0"], ["2.0.0"]]);
    assert.deepEqual(head({ "1.0.0": ["1.0.0"] }, "1.0.0", "1.0.0").shown, [["1.0.0"]]);
  });

  it("takes the longest way of a diamond, though an edge leads there at once", () => {
    const diamond = { "1.0.0": ["1.4.0", "1.2.0", "1.1.0"], "1.1.0": ["1.4.0"], "1.2.0": ["1.3.0"], "1.3.0": ["1.4.0"], "1.4.0": [] };
    assert.deepEqual(head(diamond, "1.0.0", "1.4.0").steps, ["1.2.0 path", "1.3.0 path", "1.4.0 path"]);
  });

  it("jumps along a chain whose edges claim no versions", () => {
    const versions = { "1.20.2": ["1.20.3"], "1.20.3": ["1.21.1"], "1.21.1": [] };
    assert.deepEqual(head(versions, "1.20.2", "1.21.1", false).steps, ["1.21.1 closed-gate"]);
    assert.deepEqual(head(versions, "1.20.2", "1.21.1").steps, ["1.20.3 path", "1.21.1 path"]);
    const bare = readK0rdent("chain.yaml", chainYaml({ "app-1": ["app-2"], "app-2": ["app-3"], "app-3": [] }))[0]!;
    assert.deepEqual(k0rdentAtHead(bare, "app-1", "app-3").steps, [{ template: "app-3", version: "app-3", cause: "jump" }]);
  });

  it("would enumerate 2^(n-1)-1 paths where all of n templates lead to all later ones", () => {
    for (const size of [2, 3, 8, 31, 500]) {
      assert.equal(countPaths(completeDag(size), "0"), 2n ** BigInt(size - 1) - 1n);
    }
    assert.equal(enumeratedPaths(completeDag(13), "0")?.length, 4_095);
    assert.equal(enumeratedPaths(completeDag(14), "0"), undefined);
    const versions = Array.from({ length: 31 }, (_, i) => `1.${i}.0`);
    const all = Object.fromEntries(versions.map((version, i) => [version, versions.slice(i + 1)]));
    const { outcome, steps, explanation } = head(all, "1.0.0", "1.30.0");
    assert.deepEqual([outcome, steps], ["too-many-paths", []]);
    assert.match(explanation, /1073741823 paths/);
  });
});

describe("what kcm at 8373a24 does beside that", () => {
  it("takes a hop that an edge states", () => {
    assert.deepEqual(head({ "1.0.0": ["2.0.0"], "2.0.0": [] }, "1.0.0", "2.0.0").steps, ["2.0.0 path"]);
  });

  it("changes nothing where the service is there already", () => {
    const { outcome, steps, explanation } = head({ "1.0.0": [] }, "1.0.0", "1.0.0");
    assert.deepEqual([outcome, steps], ["applies", []]);
    assert.match(explanation, /changes nothing/);
  });

  it("leaves out a branch that ends before", () => {
    assert.deepEqual(head({ "1.0.0": ["2.0.0", "3.0.0"], "2.0.0": [], "3.0.0": [] }, "1.0.0", "3.0.0").steps, ["3.0.0 path"]);
  });

  it("takes the first of two ways as long", () => {
    const ways = { "1.0.0": ["1.2.0", "1.1.0"], "1.1.0": ["1.3.0"], "1.2.0": ["1.3.0"], "1.3.0": [] };
    assert.deepEqual(head(ways, "1.0.0", "1.3.0").steps, ["1.2.0 path", "1.3.0 path"]);
  });

  it("never goes up on the way down, whatever the chain says", () => {
    assert.deepEqual(head({ "3.0.0": ["4.0.0"], "4.0.0": ["1.0.0"], "1.0.0": [] }, "3.0.0", "1.0.0").steps, ["1.0.0 jump"]);
  });

  it("can't read a version of four numbers, and jumps", () => {
    const four = { "1.0.0.0": ["1.1.0.0"], "1.1.0.0": ["1.2.0.0"], "1.2.0.0": [] };
    assert.deepEqual(head(four, "1.0.0.0", "1.2.0.0").steps, ["1.2.0.0 jump"]);
  });

  it("reads a version of two numbers", () => {
    assert.deepEqual(head({ "1.8": ["1.9"], "1.9": ["1.10"], "1.10": [] }, "1.8", "1.10").steps, ["1.9 path", "1.10 path"]);
  });

  it("goes on from a version that an edge claims wrongly to the wanted one", () => {
    const wrong = readK0rdent("chain.yaml", stream(
      chainYaml({ a: ["b@2.0.0"], b: [] }), serviceTemplate("a", "1.0.0"), serviceTemplate("b", "2.1.0"),
    ))[0]!;
    assert.deepEqual(k0rdentAtHead(wrong, "a", "b").steps.map(({ version, cause }) => [version, cause]), [["2.1.0", "closed-gate"]]);
  });

  it("refuses on admission a chain that is invalid, in its words", () => {
    const invalid = readK0rdent("chain.yaml", chainYaml({ a: ["gone"] }))[0]!;
    const { outcome, explanation } = k0rdentAtHead(invalid, "a", "gone");
    assert.equal(outcome, "refuses");
    assert.match(explanation, /the ServiceTemplateChain kcm-system\/demo-chain is invalid with the error: template gone is allowed/);
  });

  it("refuses a template that the chain does not support, and fails where the deployed one is not", () => {
    const one = readK0rdent("chain.yaml", chainYaml({ a: [] }))[0]!;
    assert.equal(k0rdentAtHead(one, "a", "b").outcome, "refuses");
    assert.match(k0rdentAtHead(one, "a", "b").explanation, /kcm-system\/demo-chain does not support ServiceTemplate b/);
    assert.equal(k0rdentAtHead(one, "b", "a").outcome, "fails");
    assert.match(k0rdentAtHead(one, "b", "a").explanation, /failed to get upgrade paths for ServiceTemplate b: template b not found/);
  });

  it("applies any template to a service without a chain", () => {
    const without = readK0rdent("services.yaml", clusterDeployment.replace("        templateChain: ingress-nginx-chain\n", ""))[0]!;
    const { outcome, steps } = k0rdentAtHead(without, "ingress-nginx-4-11-3", "ingress-nginx-4-11-5");
    assert.deepEqual([outcome, steps.map(({ cause }) => cause)], ["applies", ["closed-gate"]]);
  });

  it("is strict with clusters: direct edges only", () => {
    const clusters = readK0rdent("chain.yaml", chainYaml({ a: ["b"], b: ["c"], c: [] }, "ClusterTemplateChain"))[0]!;
    assert.equal(k0rdentAtHead(clusters, "a", "b").outcome, "applies");
    assert.deepEqual(k0rdentAtHead(clusters, "a", "b").shown, [["b"]]);
    assert.equal(k0rdentAtHead(clusters, "a", "c").outcome, "refuses");
    assert.match(k0rdentAtHead(clusters, "a", "c").explanation, /Cluster can't be upgraded from a to c\. This upgrade sequence is not allowed/);
    assert.deepEqual(k0rdentAtHead(clusters, "b", "b").steps, []);
  });

  it("says of a large chain with a cycle that its paths were not enumerated", () => {
    const versions = Array.from({ length: 20 }, (_, i) => `1.${i}.0`);
    const all = chain(Object.fromEntries(versions.map((version) => [version, versions.filter((other) => other !== version)])));
    const { outcome, explanation } = k0rdentAtHead(all, nameOf("1.0.0"), nameOf("1.9.0"));
    assert.equal(outcome, "too-many-paths");
    assert.match(explanation, /having a cycle/);
  });

  it("is decided in a moment along a chain as long as is enumerated, and beyond", () => {
    for (const [size, outcome] of [[300, "applies"], [5_000, "too-many-paths"]] as const) {
      const versions = Array.from({ length: size }, (_, i) => `1.${i}.0`);
      const long = chain(Object.fromEntries(versions.map((version, i) => [version, versions.slice(i + 1, i + 2)])));
      const decision = soon(() => k0rdentAtHead(long, nameOf("1.0.0"), nameOf(`1.${size - 1}.0`)), 10_000);
      assert.equal(decision.outcome, outcome);
      assert.equal(decision.steps.length, outcome === "applies" ? size - 1 : 0);
    }
  });
});

/** By number, what leads where; upwards only where it is a DAG. */
const graphs = (dag: boolean): fc.Arbitrary<Upgrades> => fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }).map((targets) =>
    new Map(targets.map((ends, i) =>
      [String(i), ends.filter((end) => !dag || end > i).map((end) => ({ name: String(end), version: String(end) }))]))));

describe("kcm's paths in any small chain", () => {
  it("are as many as are counted without enumerating them", () => {
    fc.assert(fc.property(graphs(true), (upgrades) => {
      assert.equal(countPaths(upgrades, "0"), BigInt(enumeratedPaths(upgrades, "0")!.length));
    }));
  });

  it("are not counted exactly where a cycle can be reached", () => {
    fc.assert(fc.property(graphs(false), (upgrades) => {
      const reaches = (from: string, to: string, seen = new Set<string>()): boolean => (upgrades.get(from) ?? []).some(({ name }) =>
        name === to || (!seen.has(name) && reaches(name, to, seen.add(name))));
      const cyclic = [...upgrades.keys()].some((name) => (name === "0" || reaches("0", name)) && reaches(name, name));
      assert.equal(countPaths(upgrades, "0") === undefined, cyclic);
    }));
  });

  it("follow edges, pass no template twice and are kept at their longest", () => {
    fc.assert(fc.property(graphs(false), (upgrades) => {
      const paths = enumeratedPaths(upgrades, "0")!;
      for (const path of paths) {
        path.forEach(({ name }, i) => assert.ok(upgrades.get(path[i - 1]?.name ?? "0")!.some((stop) => stop.name === name)));
        assert.equal(new Set(path.map(({ name }) => name)).size, path.length);
        assert.ok(path.slice(0, -1).every(({ name }) => name !== "0"), "goes on from where it began");
      }
      const longest = new Map<string, number>();
      for (const path of paths) longest.set(path.at(-1)!.name, Math.max(path.length, longest.get(path.at(-1)!.name) ?? 0));
      assert.deepEqual([...keptPaths(paths)].map(([name, path]) => [name, path.length]).sort(), [...longest].sort());
    }));
  });

  it("lead a service to where it should go, whatever is asked", () => {
    fc.assert(fc.property(graphs(false), fc.nat(5), fc.boolean(), (upgrades, end, claimed) => {
      const of = (name: string) => `1.${name}.0`;
      const named = [...upgrades].map(([name, stops]) => [of(name), stops.map((stop) => of(stop.name))] as const);
      const document = chain(Object.fromEntries(named), claimed);
      const to = nameOf(of(String(end % upgrades.size)));
      const { outcome, steps } = k0rdentAtHead(document, nameOf(of("0")), to);
      assert.equal(outcome, "applies");
      assert.equal(steps.at(-1)?.template ?? nameOf(of("0")), to);
    }));
  });
});
