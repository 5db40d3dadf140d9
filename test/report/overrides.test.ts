import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { renderHtml } from "../../report/html/report";
import { defaultWords, shownValue } from "../../report/overrides";
import { planText } from "../../report/terminal/plan";
import { width } from "../../report/terminal/screen";
import type { HopOverride, Plan } from "../../upgrades/planModel";
import { catalogFrom } from "../support/catalogs";
import { planOf, travels } from "../support/plans";

const row = (more: Partial<HopOverride> = {}): HopOverride => ({ component: "demo/core", path: "core.memory", value: "7G", ...more });
const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", config: [
  { component: "core", what: "value", change: "removed", name: "licence", source: "https://example.org/1" },
] }] });
const withRows = (overrides: readonly HopOverride[], values: object = {}): Plan => {
  const plan = planOf(catalog, [travels("demo/core", "core", "1.0.0", "1.1.0")], { valuesOf: () => ({ ...values }) });
  return { ...plan, hops: plan.hops.map((hop) => overrides.length > 0 ? { ...hop, overrides } : hop) };
};
const terminal = (plan: Plan) => planText({ plan, source: { from: "declared" }, allNotes: false }, createColors(false));
const page = (plan: Plan) =>
  renderHtml({ title: "Demo", generated: new Date(0), plan, source: { from: "declared" }, rehearsals: [], phaseOf: () => "the roll-out" });

describe("a default that changes under the customer's value, in words", () => {
  it("says what it was and what it becomes, as far as that is known", () => {
    const said: [Partial<HopOverride>, string][] = [
      [{ before: "8G", after: "6144Mi" }, "the default was 8G and becomes 6144Mi"],
      [{ before: false, after: null }, "the default was false and becomes null"],
      [{ after: 2 }, "the default becomes 2"],
      [{ before: [] }, "the default [] goes"],
      [{}, "the default changes"],
    ];
    for (const [more, expected] of said) assert.equal(defaultWords(row(more)), expected);
  });

  it("shows short values as they are, and cuts long ones", () => {
    assert.deepEqual(["7G", "", 0, null, { a: [1] }, undefined].map(shownValue), ["7G", '""', "0", "null", '{"a":[1]}', "–"]);
    assert.equal(shownValue("x".repeat(61)).length, 60);
    assert.equal(shownValue("x".repeat(60)), "x".repeat(60));
  });
});

describe("defaults that change under the customer's values, in a plan", () => {
  const rows = [row({ before: "8G", after: "6144Mi" }), row({ path: "core.cpu", value: { "<b>": "\u001b[31m" }, after: "4" })];

  it("stand at their hop in the terminal, within its width and without control characters", () => {
    const shown = terminal(withRows(rows));
    assert.match(shown, /^ {2}values +core\.memory stays 7G; the default was 8G and becomes 6144Mi\n +core\.cpu stays /m);
    assert.ok(!shown.includes("\u001b"));
    assert.ok(shown.split("\n").every((line) => line.length <= width));
    assert.doesNotMatch(terminal(withRows([])), /^ {2}values/m);
  });

  it("are a table in the page, with nothing in it that is not text", () => {
    const html = page(withRows(rows));
    assert.match(html, /Defaults that change in hop 1 under your values, which stay/);
    assert.match(html, /<code>core\.memory<\/code>.*<code>7G<\/code>.*<code>8G<\/code>.*<code>6144Mi<\/code>/s);
    assert.ok(!html.includes("<b>") && html.includes("&lt;b&gt;"));
    assert.doesNotMatch(page(withRows([])), /under your values/);
  });
});

describe("a values key that a release drops, in the terminal", () => {
  it("is told with its remedy, and not offered for a confirmation, which would not count", () => {
    const shown = terminal(withRows([], { licence: "x" }));
    assert.match(shown, /value:licence +demo\/core\n +1\.1\.0 no longer reads the value licence/);
    assert.match(shown, /^ {2}open +value:licence$/m);
    assert.doesNotMatch(shown, /once seen to/);
  });
});
