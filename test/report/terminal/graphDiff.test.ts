import * as assert from "node:assert/strict";
import { graphDiffText } from "../../../report/terminal/graphDiff";
import { paintFor, width } from "../../../report/terminal/screen";
import { catalogSide, diffGraphs, documentSide } from "../../../upgrades/graphDiff";
import { catalogFrom, note } from "../../support/catalogs";
import { documentFrom } from "../../support/graphs";

const paint = paintFor({}, {});
const releases = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];
const edges = releases.slice(1).map((to, i): [string, string] => [releases[i]!, to]);
const chain = documentSide(documentFrom({ nodes: releases, edges }), "a");

describe("the difference of two graphs, on a terminal", () => {
  it("says who is stranded, what is lost and which hop is gone", () => {
    const broken = documentSide(documentFrom({ nodes: releases, edges: edges.filter(([from]) => from !== "1.1.0") }), "b");
    assert.equal(graphDiffText(diffGraphs([chain], [broken]), paint), [
      `1 graph${" ".repeat(width - 15)}BREAKING`,
      "the chain ns/chain",
      "  stranded             1.0.0: no way leads to 1.3.0; it gets no farther than 1.1.0",
      "                       1.1.0: no way leads to 1.3.0; nothing can be reached from it",
      "  lost (up)            from 1.0.0 and 1.1.0: can no longer reach 1.2.0 and 1.3.0 (2 releases)",
      "  hops gone (up)       from 1.1.0: no longer straight to 1.2.0",
    ].join("\n"));
  });

  it("says of a catalog what else was changed, and what can no longer be gone back to", () => {
    const before = catalogFrom({ releases });
    const after = catalogFrom({
      releases: [...releases.slice(0, 3), { version: "1.3.0", notes: [note("A")], withdrawn: true }, "1.4.0"], downgrades: [{ from: "1.1.0", to: "1.0.0" }],
    });
    const text = graphDiffText(diffGraphs([catalogSide(before)], [catalogSide(after)]), paint);
    for (const line of [
      /added +1\.4\.0\n/, /withdrawn +1\.3\.0: it loses messages/, /newest +1\.3\.0 → 1\.4\.0/,
      /gained \(up\) +from 1\.0\.0 to 1\.3\.0: can now reach 1\.4\.0/,
      /lost \(back\) +from 1\.2\.0: can no longer go back to 1\.0\.0 and 1\.1\.0 \(2 releases\)/, /changed +1\.3\.0: notes, withdrawn/,
    ]) assert.match(text, line);
  });

  it("says so where there is no difference, and who is said to be deployed and is nowhere", () => {
    assert.match(graphDiffText(diffGraphs([chain], [chain], { deployed: ["0.9.0"] }), paint), /NOTHING LOST\n.*\n {2}no difference\n {2}unknown +0\.9\.0: said to be/);
  });

  it("shows the first of very many changes, and how many more there are", () => {
    const many = Array.from({ length: 61 }, (_, i) => `1.${i}.0`);
    const everyOther = many.slice(1).flatMap((to, i): [string, string][] => i % 2 === 0 ? [[many[i]!, to]] : []);
    const pairs = documentSide(documentFrom({ nodes: many, edges: everyOther }), "a");
    const text = graphDiffText(diffGraphs([pairs], [documentSide(documentFrom({ nodes: many, edges: [] }), "b")]), paint);
    assert.match(text, /and from 10 more; --json has all of them/);
  });
});
