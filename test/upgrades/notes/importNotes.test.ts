import * as assert from "node:assert/strict";
import { InputError } from "../../../releases/problem";
import { importNotes } from "../../../upgrades/notes/importNotes";
import { plainMarkdown } from "../../../upgrades/notes/plainMarkdown";
import { imported, left, only, repository, told } from "./notes";

const source = `${repository}/releases/tag/v1.2.0`;

function problem(work: () => unknown): string {
  let found = "";
  assert.throws(work, (error) => {
    assert.ok(error instanceof InputError);
    found = error.message;
    return true;
  });
  return found;
}

describe("what becomes a note", () => {
  it("every item of a list, also below no heading, numbered, or as a task", () => {
    assert.deepEqual(told(imported("* fix: a\n+ b\n\n1. Add c\n- [ ] d")), ["fix: a", "fix: b", "feature: Add c", "fix: [ ] d"]);
  });

  it("paragraphs below a heading that says a kind, or with a marker", () => {
    assert.deepEqual(told(imported("a\n\n# Fixes\nb\nc\n\nd\n# Other\ne\n\nfeat!: f")), ["fix: b c", "fix: d", "breaking: f"]);
  });

  it("not the link to all changes that GitHub ends with", () => {
    assert.deepEqual(left(imported(`# Fixes\n* a\n\n**Full Changelog**: ${repository}/compare/v1.1.0...v1.2.0`)), ["4: a link to all changes"]);
  });

  it("a warning, as something to do", () => {
    const { note, aside, guessed } = only("> [!IMPORTANT]\n> Back up first.");
    assert.deepEqual([note.kind, note.text, aside, guessed.includes("kind")], ["action", "Back up first.", ["[!IMPORTANT]"], true]);
    assert.equal(only("# Fixes\n> [!IMPORTANT]\n> Back up first.").note.kind, "fix");
  });

  it("a list in an item belongs to it", () => {
    assert.equal(only("# Fixes\n* The servers want these:\n  * `--a`\n  * `--b`, which\n    * is new").note.text, "The servers want these: `--a`; `--b`, which is new");
    assert.equal(only("* Docks are written down anew.\n  * every dock has a name\n  * every name a dock").note.text,
      "Docks are written down anew. every dock has a name; every name a dock");
    assert.equal(only("* Options\n  * `--a`\n  * `--b`").note.text, "Options `--a`; `--b`");
  });

  it("unless the item is only a title for what says something by itself", () => {
    const result = imported("* Bug fixes\n  * every dock has a name\n  * every name has docks\n* **A longer title with many words**\n  * the queue is kept");
    assert.deepEqual(told(result), ["fix: every dock has a name", "fix: every name has docks", "fix: the queue is kept"]);
    assert.deepEqual(result.notes.map(({ headings }) => headings.map(({ text }) => text)), [["Bug fixes"], ["Bug fixes"], ["A longer title with many words"]]);
    assert.deepEqual(result.leftOver, []);
  });

  it("words before a list are its heading, or a part of the note when its items are parts", () => {
    const apart = imported("# Upgrade Notes\nDo these before the update:\n\n* Back up the docks.\n* Stop all of the ferries.");
    assert.deepEqual(told(apart), ["action: Back up the docks.", "action: Stop all of the ferries."]);
    assert.equal(apart.notes[0]?.headings[1]?.text, "Do these before the update:");
    assert.deepEqual(told(imported("# Upgrade Notes\nSet both of:\n\n* `--a`\n* `--b`")), ["action: Set both of: `--a`; `--b`"]);
    assert.deepEqual(told(imported("**New Features:**\n\n* The docks have light.\n\n**Fixes:**\n\nNone is dark.")),
      ["feature: The docks have light.", "fix: None is dark."]);
  });

  it("code goes with what is before it", () => {
    assert.equal(only("# Fixes\nRun:\n```sh\na\n\n  b\n```\n").note.text, "Run:\n```sh\na\n\n  b\n```");
    assert.equal(only("* Run\n\n      a\n\n  and wait").note.text, "Run\na\nand wait");
    assert.deepEqual(left(imported("# Fixes\n```\na\n```\n* b")), ["3: code that belongs to no note"]);
  });

  it("rows of a table, where a heading says what they are", () => {
    const table = "| Flag | |\n|---|---|\n| `--a` | on |\n| | |\n| `--b` | |";
    assert.deepEqual(told(imported(`# Breaking\n${table}`)), ["breaking: Flag: `--a`, on", "breaking: Flag: `--b`"]);
    assert.deepEqual(left(imported(`${table}\n\n* c`)).map((one) => one.split(":")[0]), ["1", "3", "5"]);
    assert.equal(only(`* c\n\n  ${table.replaceAll("\n", "\n  ")}`).note.text, "c Flag: `--a`, on; Flag: `--b`");
  });

  it("a heading weighs more than a marker, unless the marker asks more", () => {
    const kinds = (markdown: string): string => only(markdown).note.kind;
    assert.equal(kinds("# Features\n* fix: a"), "feature");
    assert.equal(kinds("# Features\n* fix!: a"), "breaking");
    assert.equal(kinds("# Fixes\n* a BREAKING CHANGE: b"), "breaking");
    assert.equal(kinds("# Fixes\n* a RELNOTES: b"), "fix");
    assert.equal(kinds("# Action Required\n* feat!: a"), "action");
    assert.equal(kinds("# Action Required\n* chore: a"), "action");
    assert.equal(kinds("* RELNOTES: b"), "action");
    assert.equal(kinds("* feat: a BREAKING CHANGE:"), "breaking");
  });

  it("a request that a section tells of is not told again, unless the list says something stricter", () => {
    const twice = (section: string, type: string) => told(imported(`# ${section}\n* a (#1)\n# What's Changed\n* ${type}: b (#1)\n* feat: c (#2)`, { source }));
    assert.deepEqual(twice("Highlights", "feat"), ["feature: a", "feature: c"]);
    assert.deepEqual(twice("Highlights", "feat!"), ["feature: a", "breaking: b", "feature: c"]);
    assert.deepEqual(twice("Action Required", "feat!"), ["action: a", "feature: c"]);
  });
});

describe("what a note has beside its text", () => {
  it("a component: of the scope, the text, or a heading; else what was given", () => {
    const components = new Map([["pilot", "Pilot"], ["harbour", "Harbour"]]);
    const of = (markdown: string, component = "system") => {
      const { note, guessed, asks } = only(markdown, { components, component });
      return [note.component, guessed.includes("component"), ...asks.filter((ask) => ask.includes("names"))];
    };
    assert.deepEqual(of("* fix(harbour): the pilot's rope"), ["harbour", true]);
    assert.deepEqual(of("* the pilots' rope"), ["pilot", true]);
    assert.deepEqual(of("# Pilot\n* a rope"), ["pilot", true]);
    assert.deepEqual(of("# Pilot\n## Harbour\n* a rope"), ["harbour", true]);
    assert.deepEqual(of("* a rope"), ["system", true]);
    assert.deepEqual(of("* a rope", "pilot"), ["pilot", false]);
    assert.deepEqual(of("* the harbour's pilot"), ["harbour", true, "it also names pilot: one note for each, or system?"]);
    assert.equal(only("* the pilot", { component: "fleet" }).note.component, "fleet");
  });

  it("a source: its own, that of the notes, or the line", () => {
    assert.equal(only(`* a ${repository}/pull/5`, { source }).note.source, `${repository}/pull/5`);
    assert.equal(only("* a #5", { source }).note.source, `${repository}/issues/5`);
    assert.equal(only("* a", { source }).note.source, source);
    const { note, guessed } = only("\n* a");
    assert.deepEqual([note.source, guessed.includes("source")], ["release notes of 1.2.0, line 2", true]);
  });

  it("an id that the catalog does not have yet", () => {
    assert.equal(only("* a (#5)", { takenIds: new Set(["PR-5"]) }).note.id, "PR-5-a");
    assert.equal(only("* a rope (#5)", { idPrefix: "fleet" }).note.id, "PR-5");
    assert.equal(only("* a rope", { idPrefix: "fleet" }).note.id, "fleet-a-rope");
  });

  it("no more text than a catalog takes: the rest is a second note, and that is said", () => {
    const { notes, leftOver } = imported(`* ${"many words ".repeat(300)}(#5)`);
    assert.deepEqual(notes.map(({ note }) => note.id), ["PR-5-a", "PR-5-b"]);
    assert.deepEqual(notes.map(({ asks }) => asks[0]), [1, 2].map((part) => `too long for one note: this is part ${part} of 2; shorten it to one`));
    assert.deepEqual(leftOver, []);
  });

  it("nothing made up: no migrations, no requirements", () => {
    const { entry } = imported("# Action Required\n* Migrate the schema; needs Kubernetes 1.31 or later");
    assert.deepEqual([entry.migrations, entry.requires, entry.config, entry.risks], [[], [], [], []]);
  });
});

describe("notes that can't be imported", () => {
  const read = (markdown: string, date?: string) => importNotes(markdown, { file: "notes.md", release: "1.2.0", component: "system", ...date !== undefined && { date } });

  it("without a note, saying where the first line is that was not taken over", () => {
    assert.equal(problem(() => read("---\n", "2026-08-12")), 
      "notes.md: found no note, expected items of a list, or text below headings such as Breaking Changes");
    assert.match(problem(() => read("\nJust words.", "2026-08-12")), /^notes\.md:2: found no note, expected items .*: text below no heading/);
    assert.match(problem(() => read("# 1.1.0\n\n* a", "2026-08-12")), /^notes\.md:3: .*it is about another release, 1\.1\.0$/);
  });

  it("without a day", () => {
    assert.equal(problem(() => read("# 1.2.0 (soon)\n* a")), "notes.md: found no date in the headings, expected the day of the release, as --date 2026-08-12");
    assert.equal(read("# 1.2.0 (2026-08-11)\n* a").entry.date, "2026-08-11");
    assert.equal(read("# 1.2.0 (2026-08-11)\n* a", "2026-08-12").entry.date, "2026-08-12");
  });

  it("that are no text", () => {
    const plain = (text: string) => problem(() => plainMarkdown("notes.md", text));
    assert.equal(plain(" \n\uFEFF"), "notes.md: found no text, expected release notes in Markdown");
    assert.equal(plain("a\r\nb\u0000"), "notes.md:2: found the control character U+0000, expected Markdown in UTF-8");
    assert.equal(plain("a\n\n\uFFFD"), "notes.md:3: found bytes that are not UTF-8, expected Markdown in UTF-8");
    assert.equal(plain("é".repeat(4 * 1024 * 1024 + 1)), "notes.md: found 8388610 bytes, expected at most 8 MiB");
    assert.equal(plainMarkdown("notes.md", "\uFEFFa\r\nb\rc\td"), "a\nb\nc\td");
  });
});
