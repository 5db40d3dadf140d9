import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { InputError } from "../../../releases/problem";
import { catalogSchema } from "../../../releases/schema";
import { parseYaml } from "../../../releases/yamlFile";
import { accountFor } from "../../../upgrades/notes/account";
import { entryYaml } from "../../../upgrades/notes/entryYaml";
import type { Import } from "../../../upgrades/notes/model";
import { fixture, imported, repository } from "./notes";

const word = fc.constantFrom("dock", "Pilot", "must", "schema", "v1", "Ärger", "日本", "constructor", "--flag", "a_b", "x.y");
const piece = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.constantFrom("**", "_", "`", "~~", "&amp;", "<br>", "<!--", "-->", "[", "](https://example.org/a)", "![", "\\", "|", ":", ";", "  ", "#", "!"),
  fc.constantFrom("(#12)", "#7", `${repository}/pull/9`, `by @kim in ${repository}/pull/9`, "feat:", "fix(pilot)!:", "chore:", "BREAKING CHANGE:", "RELNOTES:", "none"),
);
const start = fc.constantFrom("", "", "* ", "* ", "- ", "  * ", "    - ", "1. ", "# ", "## ", "> ", "> [!WARNING]", "```", "    ", "|", "<div>", "[a]: ", "\t", "---", "===");
const headings = fc.constantFrom("# Breaking Changes", "## Highlights", "**Bug Fixes:**", "## What's Changed", "### New Contributors", "# 1.1.0", "Fixes\n---", "");
const line = fc.oneof({ weight: 4, arbitrary: fc.tuple(start, fc.array(piece, { maxLength: 6 })).map(([begin, pieces]) => begin + pieces.join(" ")) }, headings);
const markdown = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));

/** Random text has no note now and then; that is an error of its own. */
function tried(text: string): Import | undefined {
  try {
    return imported(text);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return undefined;
  }
}

function words(text: string): string[] {
  return text.replace(/&#?\w+;/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

describe("every line of the notes is accounted for", () => {
  it("each of its words is in a note of that line, above one, or left over with the line", () => {
    let notes = 0;
    fc.assert(fc.property(markdown, (text) => {
      const result = tried(text);
      if (!result) return;
      notes += result.notes.length;
      text.split("\n").forEach((content, i) => {
        const left = result.leftOver.find((one) => one.line === i + 1);
        if (left) {
          assert.equal(left.text, content);
          return;
        }
        const covers = ({ from, to }: { from: number; to: number }) => from <= i + 1 && i + 1 <= to;
        const said = result.notes.flatMap(({ note, aside, lines, headings: above }) => [
          ...covers(lines) ? [note.text, note.source, ...aside] : [],
          ...above.filter((heading) => covers(heading.lines)).map((heading) => heading.text),
        ]).join("\n");
        for (const one of words(content)) assert.ok(said.includes(one), `line ${i + 1}, ${one}: ${JSON.stringify(said)}`);
      });
    }), { numRuns: 1_000 });
    assert.ok(notes > 400, `only ${notes} notes were looked at`);
  });

  it("a word that a note lost is found, and so is a line that nobody spoke of", () => {
    const { notes } = imported("# Fixes\n* one two\n* three");
    const lost = notes.map((one) => ({ ...one, note: { ...one.note, text: one.note.text.replace(" two", "") } }));
    assert.deepEqual(accountFor("# Fixes\n* one two\n* three\nfour\n\n---", lost, []), [
      { line: 2, text: "* one two", why: "of this line, two is in no note" },
      { line: 4, text: "four", why: "no text that is shown" },
    ]);
  });

  it("what the parser passes over: definitions, titles, what is nested too deep", () => {
    const deep = Array.from({ length: 150 }, (_, i) => `${"  ".repeat(i)}* level${i} of them`).join("\n");
    assert.ok(imported(deep).leftOver.some(({ text }) => text.includes("level149")));
    const { leftOver } = imported(`[a]: https://example.org/a\n* see [it](https://example.org/b "title")`);
    assert.deepEqual(leftOver.map(({ why }) => why), ["no text that is shown", "of this line, title is in no note"]);
  });
});

describe("the entry as YAML", () => {
  const catalog = (entry: string): string => [
    "schema: stepwise/catalog/v1", "system: fleet", "title: Fleet", `source: ${repository}`, "components: {}", "releases:",
    `${entry}upgrades:`, "  - { from: \"*\", to: \"*\", source: x }", "",
  ].join("\n");

  it("is a part of a catalog as it is, and says the same", () => {
    fc.assert(fc.property(markdown, fc.constantFrom("1.2.0", "1.10", "CF219-patch2", "1e3", "null"), (text, release) => {
      const result = tried(text);
      if (!result) return;
      const yaml = entryYaml({ ...result, entry: { ...result.entry, version: release } });
      const { releases } = catalogSchema.parse(parseYaml("fleet.yaml", catalog(yaml)).content);
      assert.deepEqual(releases, [{ ...result.entry, version: release }]);
    }), { numRuns: 500 });
  });

  it("marks guesses, asks questions, and keeps what was not taken over", () => {
    assert.equal(entryYaml(imported(fixture("commits").split("\n").slice(4, 7).join("\n") + "\n\nThe end.", { source: repository })), `
  - version: "1.2.0"
    date: "2026-08-12"
    notes:
      # line 1
      # beside the text: "refactor(pilot): one queue for all (#48)", "BREAKING CHANGE:"
      - id: PR-48
        kind: breaking
        category: A # guessed
        component: system # guessed
        text: The order of \`Queue\` is another.
        source: ${repository}/pull/48
        found: notes
    # not taken over, line 5: The end. (text below no heading that says what kind of note it is)
`.slice(1));
    assert.match(entryYaml(imported("# Fixes\n* Migrate")), / {6}# line 2, Fixes\n {6}# does this change a schema\? then say so under migrations\n {6}- id/);
    assert.match(entryYaml(imported("* a")), /kind: fix # guessed\n[\s\S]*source: release notes of 1\.2\.0, line 1 # no link was found\n/);
  });

  it("writes code as lines, and a long text folded", () => {
    assert.match(entryYaml(imported("# Fixes\nRun:\n```\na\n  b\n```")), / {8}text: \|-\n {10}Run:\n {10}```\n {10}a\n {12}b\n {10}```\n/);
    assert.match(entryYaml(imported(`* ${"word ".repeat(30)}`)), / {8}text: >-\n( {10}word.*\n){2} {8}source/);
  });

  it("keeps a comment on its line, whatever is in the notes", () => {
    const yaml = entryYaml(imported("# Fixes\n* a\n\n# x\u2028y: - z\n\n<!-- a\u0085\tb -->"));
    assert.deepEqual(yaml.split("\n").filter((one) => one.includes("not taken over")), [
      "    # not taken over, line 4: # x y: - z (a heading with no note below it)", "    # not taken over, line 6: <!-- a b --> (HTML)",
    ]);
  });
});
