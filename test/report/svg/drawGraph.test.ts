import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as fc from "fast-check";
import { loadCatalog } from "../../../releases/load";
import { drawGraph } from "../../../report/svg/drawGraph";
import type { DrawOptions } from "../../../report/svg/options";
import { catalogGraph } from "../../../upgrades/graph/catalogGraph";
import type { UpgradeGraph } from "../../../upgrades/graph/model";
import { boxesOf, overlap } from "./boxes";
import { complete, graphFrom, versions, type EdgeSketch } from "./sketch";
import { classesOf, ownText, parseXml, walk, type Element } from "./xml";

const attack = "<script>alert(1)</script>&\"'\u0000\u202e\ufffe";

/** Parses what was drawn and checks what holds for every drawing. */
function drawn(graph: UpgradeGraph, options: DrawOptions = {}): Element[] {
  const text = drawGraph(graph, options);
  const svg = parseXml(text);
  assert.equal(drawGraph(graph, options), text, "the same again");
  const attribute = (name: string): string => svg.attributes.get(name) ?? "";
  assert.equal(attribute("viewBox"), `0 0 ${attribute("width")} ${attribute("height")}`);
  assert.equal(attribute("role"), "img");
  const [width, height] = [Number(attribute("width")), Number(attribute("height"))];
  const boxes = boxesOf(svg);
  for (const { left, top, right, bottom, element } of boxes) {
    const what = `${element.name} ${JSON.stringify([...element.attributes])} ${ownText(element)}`;
    assert.ok(left >= 0 && top >= 0 && right <= width + 0.1 && bottom <= height + 0.1, `${what} at ${left} ${top} ${right} ${bottom} leaves ${width} ${height}`);
  }
  const texts = boxes.filter(({ element }) => element.name === "text");
  texts.forEach((one, i) => texts.slice(0, i).forEach((other) =>
    assert.ok(!overlap(one, other), `“${ownText(one.element)}” lies on “${ownText(other.element)}”`)));
  const all = [...walk(svg)].map(({ element }) => element);
  assert.deepEqual(all.filter(({ name, attributes }) =>
    ["script", "image", "foreignObject", "a", "use"].includes(name) || [...attributes.keys()].some((key) => /^on|href/.test(key))), []);
  return all;
}

const textsOf = (all: readonly Element[]): string[] => all.filter(({ name }) => name === "text").map(ownText);
const titlesOf = (all: readonly Element[]): string[] => all.filter(({ name }) => name === "title").map(ownText);
const ofClass = (all: readonly Element[], ...classes: readonly string[]): Element[] =>
  all.filter((element) => classes.every((one) => classesOf(element).includes(one)));
/** Legends use the same looks; what is drawn of the graph has a title beside it. */
const titled = (all: readonly Element[], title: RegExp): Element[] =>
  all.filter(({ name, children }) => name === "g" && children.some((child) => typeof child !== "string" && child.name === "title" && title.test(ownText(child))));
const within = (elements: readonly Element[]): Element[] => elements.flatMap((one) => [...walk(one)].map(({ element }) => element));

describe("a picture of a small graph", () => {
  const chain = graphFrom(["0.9", "1.0", "1.1", "2.0"], [["0.9", "1.0"], ["1.0", "1.1"], ["1.1", "2.0", "Loss"], ["0.9", "1.1"]]);

  it("has each release as a box and each edge as an arrow", () => {
    const all = drawn(chain);
    for (const { name } of chain.nodes) assert.ok(textsOf(all).includes(name), name);
    assert.deepEqual(titlesOf(all).filter((title) => title.includes("→")).sort(),
      ["0.9 → 1.0", "0.9 → 1.1", "1.0 → 1.1", "1.1 → 2.0; risks: Loss"]);
  });

  it("has edges with risks dashed, their names in the title, and a legend for them", () => {
    const all = drawn(chain);
    assert.equal(ofClass(within(titled(all, /risks: Loss/)), "edge", "risky").length, 1);
    assert.equal(ofClass(within(titled(all, /^0\.9 → 1\.0/)), "risky").length, 0);
    assert.ok(textsOf(all).includes("allowed, with risks"));
    assert.ok(textsOf(all).includes("Risks: Loss"));
    assert.ok(!textsOf(drawn(graphFrom(["1", "2"], [["1", "2"]]))).includes("allowed, with risks"));
  });

  it("marks the route, its hops in order, its stops, and what it passes over", () => {
    const all = drawn(chain, { route: ["0.9", "1.1", "2.0"] });
    assert.equal(ofClass(within(titled(all, /^0\.9 → 1\.1/)), "edge", "way").length, 1);
    assert.equal(ofClass(within(titled(all, /^1\.0 → 1\.1/)), "edge", "way").length, 0);
    assert.equal(ofClass(within(titled(all, /^0\.9; where it is/)), "box", "start").length, 1);
    assert.equal(ofClass(within(titled(all, /^1\.1; stop/)), "box", "reached").length, 1);
    assert.equal(ofClass(within(titled(all, /^2\.0; where it should go/)), "ring").length, 1);
    assert.equal(ofClass(within(titled(all, /^1\.0; crossed/)), "box", "passed").length, 1);
    assert.deepEqual(ofClass(all, "number").map(ownText).sort(), ["1", "1", "2"], "two hops and the legend's");
    assert.ok(textsOf(all).includes("✓ 0.9 → 2.0 in 2 hops: 0.9, 1.1, 2.0"));
  });

  it("says when there is nothing to do", () => {
    assert.ok(textsOf(drawn(chain, { route: ["1.0"] })).includes("✓ 1.0: nothing to do"));
  });

  it("shows what can be reached and the missing hop when there is no way", () => {
    const broken = graphFrom(["1", "2", "3", "4"], [["1", "2"], ["3", "4"]]);
    const all = drawn(broken, { asked: { from: "1", to: "4" }, route: null, reachable: ["1", "2"], missing: { from: "2", to: "3" } });
    assert.equal(ofClass(within(titled(all, /^2 → 3: not allowed$/)), "edge", "gap").length, 1);
    assert.equal(ofClass(within(titled(all, /can be reached$/)), "box", "open").length, 2);
    assert.equal(ofClass(within(titled(all, /^3$/)), "box", "open").length, 0);
    assert.ok(textsOf(all).includes("✕ No allowed way 1 → 4; missing is 2 → 3"));
  });

  it("names what it was asked for and does not have", () => {
    const all = drawn(chain, { asked: { from: "0.9", to: "3.0" }, missing: { from: "2.0", to: "3.0" } });
    assert.ok(textsOf(all).includes("3.0 is not in this graph"));
    assert.equal(ofClass(all, "gap").length, 0);
  });

  it("gives required stops another shape and strikes withdrawn releases out", () => {
    const graph = graphFrom(["1", { name: "2", version: "2", withdrawn: "loses data" }, "3"], [["1", "3"], ["2", "3"]]);
    const all = drawn(graph, { stops: ["3"] });
    assert.deepEqual(ofClass(within(titled(all, /^3; required stop$/)), "box").map(({ name }) => name), ["path"]);
    assert.deepEqual(ofClass(within(titled(all, /^1$/)), "box").map(({ name }) => name), ["rect"]);
    assert.equal(ofClass(within(titled(all, /^2; withdrawn: loses data$/)), "gone").length, 2);
    assert.ok(textsOf(all).includes("2 was withdrawn: loses data"));
  });

  it("draws both edges of a cycle apart from each other", () => {
    const all = drawn(graphFrom(["A", "B"], [["A", "B"], ["B", "A"]]));
    const paths = within(titled(all, /→/)).filter((element) => classesOf(element).includes("edge")).map(({ attributes }) => attributes.get("d"));
    assert.equal(new Set(paths).size, 2);
  });

  it("draws a rollback chain from the newest on", () => {
    const all = drawn(graphFrom(["1", "2", "3"], [["3", "2"], ["2", "1"]]));
    const left = (name: string): number => Number(all.find((element) => element.name === "text" && ownText(element) === name)!.attributes.get("x"));
    assert.ok(left("3") < left("2") && left("2") < left("1"));
    assert.ok(textsOf(all).includes("3 releases, 2 allowed ways back"));
  });

  it("draws one release, and none", () => {
    assert.ok(textsOf(drawn(graphFrom(["1.0.0"], []))).includes("1.0.0"));
    assert.ok(textsOf(drawn(graphFrom([], []))).includes("0 releases, 0 allowed upgrades"));
  });

  it("escapes everything, and shortens long names with the whole in the title", () => {
    const long = `operator-${"x".repeat(200)}.v1.2.3`;
    const graph = graphFrom([{ name: attack, version: "1" }, { name: long, version: "1.2.3", withdrawn: attack }, "3"],
      [[attack, "3", attack], [long, "3"]], attack);
    const all = drawn(graph, { route: [attack, "3"], stops: [attack, attack] });
    const seen = "<script>alert(1)</script>&\"'\ufffd\ufffd\ufffd";
    assert.ok(titlesOf(all).includes(seen));
    assert.ok(titlesOf(all).some((title) => title.startsWith(long)));
    assert.ok(textsOf(all).some((text) => /^operator-x+…x+\.v1\.2\.3$/.test(text)));
  });
});

describe("a picture of a graph with many edges", () => {
  const rulesIn = (all: readonly Element[]): string[] => textsOf(all).filter((text) => /^(?:[A-Z]: f|F)rom /.test(text));

  it("says in one sentence that every newer release may follow every older one", () => {
    const names = versions(500);
    const all = drawn(graphFrom(names, complete(names)));
    assert.deepEqual(rulesIn(all), ["From any release: to any newer release"]);
    assert.ok(textsOf(all).includes("1.0.1 – 1.0.498"));
    assert.ok(textsOf(all).includes("498 releases"));
    assert.equal(ofClass(all, "to").length, 2, "one bar and the legend's");
  });

  it("says in one sentence that only the next release may follow", () => {
    const names = versions(500);
    const all = drawn(graphFrom(names, complete(names, (from, to) => to === from + 1)));
    assert.deepEqual(rulesIn(all), ["From any release: only to the next, one after the other"]);
  });

  it("has a rule for each stretch between required stops", () => {
    const names = versions(30);
    const stops = [10, 20];
    const graph = graphFrom(names, complete(names, (from, to) => !stops.some((stop) => from < stop && stop < to)));
    const all = drawn(graph, { stops: ["1.0.10", "1.0.20"] });
    assert.deepEqual(rulesIn(all), [
      "A: from 1.0.0 – 1.0.9 (10 releases): to any newer release up to 1.0.10",
      "B: from 1.0.10 – 1.0.19 (10 releases): to any newer release up to 1.0.20",
      "C: from 1.0.20 – 1.0.28 (9 releases): to any newer release",
    ]);
    assert.equal(textsOf(all).filter((text) => text === "required stop").length, 2);
    for (const name of names) assert.ok(textsOf(all).includes(name), name);
  });

  it("shows a missing edge as an exception, and what was withdrawn in its row", () => {
    const names = versions(20);
    const graph = graphFrom(names.map((name, i) => (i === 5 ? { name, version: name, withdrawn: "loses data" } : name)),
      complete(names, (from, to) => !(from === 8 && to === 9)));
    const all = drawn(graph);
    assert.deepEqual(rulesIn(all), [
      "A: from 1.0.0 – 1.0.7 (8 releases): to any newer release",
      "B: from 1.0.8 – 1.0.18 (11 releases): to any newer release, except 1.0.9",
    ]);
    assert.ok(textsOf(all).includes("withdrawn: loses data"));
    // 5 can be left but not entered, so that 4 is joined with 6, and 8 is not joined with 9.
    assert.equal(ofClass(all, "spine").length, 18);
  });

  it("tells risks of all from risks of some", () => {
    const names = versions(20);
    const edges = complete(names).map(([from, to]): EdgeSketch => (to === "1.0.12" ? [from, to, "All"]
      : to === "1.0.15" && from === "1.0.3" ? [from, to, "Some"] : [from, to]));
    const all = drawn(graphFrom(names, edges));
    const ends = (look: string): string[] => ofClass(all, "to", look).map((bar) => titlesOf(within([bar])).join()).filter((title) => title !== "");
    assert.deepEqual(ends("risky"), ["From any release: to any newer release; risks: All from 1.0.0 – 1.0.11"]);
    assert.deepEqual(ends("partly"), ["From any release: to any newer release; risks: Some from 1.0.3"]);
    assert.ok(textsOf(all).includes("risk All") && textsOf(all).includes("risk Some"));
  });

  it("has the route as arcs, and as broken arcs what is missing", () => {
    const names = versions(40);
    const graph = graphFrom(names, complete(names, (from, to) => !(from < 20 && to > 20)));
    const there = drawn(graph, { route: ["1.0.3", "1.0.20", "1.0.39"] });
    assert.equal(ofClass(within(titled(there, /→/)), "edge", "way").length, 2);
    assert.equal(ofClass(there, "tick").length, 34 + 1, "each that is crossed, and the legend's");
    const blocked = drawn(graph, { asked: { from: "1.0.3", to: "1.0.39" }, reachable: names.slice(3, 20), missing: { from: "1.0.19", to: "1.0.25" } });
    assert.equal(ofClass(within(titled(blocked, /^1\.0\.19 → 1\.0\.25: not allowed$/)), "edge", "gap").length, 1);
    assert.equal(ofClass(blocked, "reachable").length, 17 + 1);
  });

  it("tells of many risks in a row as many as there is room for", () => {
    const names = versions(20);
    const risks = Array.from({ length: 9 }, (_, i) => `AQuiteLongNameOfARisk${i}`);
    const all = drawn(graphFrom(names, complete(names).map(([from, to]): EdgeSketch => (to === "1.0.12" ? [from, to, ...risks] : [from, to]))));
    const row = textsOf(all).find((text) => text.startsWith("risk AQuite"))!;
    const [, told, more] = /^(risk A.*) and (\d) more$/.exec(row)!;
    assert.equal(told!.split(" · ").length + Number(more), 9);
    assert.ok(titlesOf(all).includes(risks.map((name) => `risk ${name}`).join(" · ")));
  });

  it("says what it could not draw, and draws the route all the same", () => {
    const names = versions(400);
    const graph = graphFrom(names, complete(names, (from, to) => to - from < 60 && (from * 7 + to * 13) % 5 < 2));
    const all = drawn(graph, { route: ["1.0.0", "1.0.3"] });
    assert.ok(textsOf(all).some((text) => /^Not drawn, since it could not be read: \d+ of 400 releases and \d+ of \d+ edges\./.test(text)));
    assert.ok(textsOf(all).includes("1.0.0") && textsOf(all).includes("1.0.3") && textsOf(all).includes("1.0.399"));
    assert.ok(textsOf(all).some((text) => /^\d+ releases, not drawn$/.test(text)));
  });

  it("draws Halo's catalog, up and back, each release in its row", () => {
    const catalog = loadCatalog(path.join(__dirname, "../../../releases/halo.yaml"));
    for (const direction of ["up", "down"] as const) {
      const all = drawn(catalogGraph(catalog, { direction, kind: "kingdom" }));
      for (const { version } of catalog.releases) assert.ok(textsOf(all).includes(version), version);
    }
  });
});

describe("every picture", () => {
  const name = fc.oneof({ weight: 4, arbitrary: fc.stringMatching(/^v?[0-9]{1,2}\.[0-9]{1,3}$/) }, fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.constantFrom("__proto__", "constructor", attack, "W".repeat(80), "日本語".repeat(20)));
  const sketched = fc.tuple(fc.uniqueArray(name, { maxLength: 24 }), fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat(99)))
    .map(([names, share, numbers]) => {
      const next = (): number => numbers.next().value!;
      const edges = names.flatMap((from) => names.flatMap((to): EdgeSketch[] =>
        (from !== to && next() < share ? [next() < 20 ? [from, to, attack, "Risk"] : [from, to]] : [])));
      const nodes = names.map((one) => ({ name: one, version: one, ...(next() < 10 ? { withdrawn: one } : {}) }));
      const graph = graphFrom(nodes, edges, names[0] ?? "none");
      // In the graph's order, since a route only climbs or only descends.
      const pick = graph.nodes.filter(() => next() < 20).map((node) => node.name);
      return { graph, pick };
    });
  const boxed = (all: readonly Element[]): Element[] => within(titled(all, /(?:)/)).filter((element) => classesOf(element).includes("box"));

  it("is well-formed, within its edges, with no text on another", () =>
    fc.assert(fc.property(sketched, ({ graph, pick }) => {
      const all = drawn(graph, { route: pick, stops: pick.slice(1), reachable: pick.slice(2) });
      drawn(graph, { asked: { from: pick[0] ?? "", to: pick[1] ?? "" }, reachable: pick, ...(pick.length > 1 ? { missing: { from: pick[0]!, to: pick[1]! } } : {}) });
      const boxes = boxed(all);
      assert.ok(boxes.length === 0 || boxes.length === graph.nodes.length);
    }), { numRuns: 60 }));

  it("has no name that is wider than its box", () =>
    fc.assert(fc.property(sketched, ({ graph, pick }) => {
      const svg = parseXml(drawGraph(graph, { route: pick, stops: pick.slice(1) }));
      const boxes = boxesOf(svg);
      for (const node of titled([...walk(svg)].map(({ element }) => element), /(?:)/)) {
        const inside = new Set(within([node]));
        const mine = boxes.filter(({ element }) => inside.has(element));
        const box = mine.find(({ element }) => classesOf(element).includes("box"));
        if (!box) continue;
        for (const { left, right, element } of mine) {
          if (element.name === "text") assert.ok(box.left < left && right < box.right, ownText(element));
        }
      }
    }), { numRuns: 40 }));

  it("has no box on another", () =>
    fc.assert(fc.property(sketched, ({ graph, pick }) => {
      const svg = parseXml(drawGraph(graph, { route: pick, stops: pick.slice(1) }));
      const nodes = new Set(boxed([...walk(svg)].map(({ element }) => element)));
      const boxes = boxesOf(svg).filter(({ element }) => nodes.has(element));
      boxes.forEach((one, i) => boxes.slice(0, i).forEach((other) => assert.ok(!overlap(one, other))));
    }), { numRuns: 60 }));
});
