import * as assert from "node:assert/strict";
import { importNotes } from "../../../upgrades/notes/importNotes";
import { fixture, imported, left, repository, told } from "./notes";

const source = `${repository}/releases/tag/v1.2.0`;

describe("release notes in the shapes that they have", () => {
  it("generated ones: Halo's headings, then GitHub's list of all changes, which is not told twice", () => {
    const result = imported(fixture("generated"), { source });
    assert.deepEqual(told(result), [
      "feature: Reports are made in half the time. See PR #41.",
      "fix: Keep the queue when a Pod is moved",
      "action: The pilot server has a new required option, `--dock-config-file`. See Issue #39.",
      "action: The update moves the table of berths to another schema. It needs an hour without traffic. See PR #44.",
      "breaking: Ask for a dock",
      "breaking: Rename the guide",
      "feature: Add a light to the berths",
    ]);
    assert.deepEqual(result.entry.notes.map(({ id }) => id), [
      "PR-41", "PR-42", "1.2.0-the-pilot-server-has-a-new-required-option-dock", "PR-44", "PR-43", "PR-46", "PR-47",
    ]);
    assert.deepEqual(result.entry.notes.map((note) => note.source.replace(repository, "")), [
      "/pull/41", "/pull/42", "/issues/39", "/pull/44", "/pull/43", "/pull/46", "/pull/47",
    ]);
    assert.deepEqual(left(result), [
      "1: HTML",
      "16: the same pull request as line 4",
      "18: marked chore, which changes nothing for who runs it",
      "22: a heading with no note below it",
      "23: it names people, not changes",
      "25: text below no heading that says what kind of note it is",
    ]);
    assert.deepEqual(result.notes.map(({ aside }) => aside), [
      [], ["fix(pilot):", "(#42)"], [], [], ["feat!:", `by @lee in ${repository}/pull/43`], ["docs!:", `by @lee in ${repository}/pull/46`],
      [`by @kim and @lee in ${repository}/pull/47`],
    ]);
  });

  it("written ones: bold and underlined headings, code, nested lists, tables, HTML", () => {
    const result = imported(fixture("written"), { release: "1.2" });
    assert.deepEqual(told(result), [
      "breaking: The pilot's flag `--old` is gone. Instead:\n```bash\nkubectl -n fleet patch configmap/pilot\n```",
      "breaking: New flags: `--tide`; `--wind`",
      "breaking: ~~Ferries~~ Tugs & barges have a Service of their own",
      "breaking: The harbours now need: `--tls-cert`; `--tls-key`",
      "breaking: Variable: `TIDE`, Default: low",
      "breaking: Variable: `WIND`, Default: none",
      "fix: A lamp was dark, a lamp (https://example.org/lamp.png)",
      "fix: Two lamps were",
      "fix: Ropes are longer",
    ]);
    assert.deepEqual(result.notes.map(({ lines }) => lines.from), [8, 15, 18, 19, 25, 26, 30, 31, 35]);
    assert.deepEqual(result.notes[1]?.headings.map(({ text }) => text), ["Fleet 1.2", "Breaking Changes:", "Harbours:"]);
    assert.deepEqual(left(result), [
      "4: text below no heading that says what kind of note it is", "33: HTML", "37: HTML", "39: no text that is shown",
    ]);
    assert.equal(result.entry.notes[7]?.source, `${repository}/issues/12`);
    assert.equal(result.entry.notes[0]?.source, "release notes of 1.2, line 8");
  });

  it("a log of all releases: only the one that is asked for, with the day of its heading", () => {
    const result = importNotes(fixture("changelog"), { file: "notes.md", release: "1.2.0", component: "system" });
    assert.equal(result.entry.date, "2026-08-12");
    assert.deepEqual(told(result), ["action: Back up the berths before upgrading.", "feature: Lights for every berth", "breaking: The ferry Deployment"]);
    assert.deepEqual(result.entry.notes.map(({ category }) => category), ["A", "A", "R"]);
    assert.deepEqual(left(result), [
      "16: a heading with no note below it", "18: a heading with no note below it", "20: it is about another release, 1.1.0",
    ]);
  });

  it("commits with footers: a note for each footer, the subject beside it", () => {
    const result = imported(fixture("commits"), { source });
    assert.deepEqual(result.notes.map(({ note, guessed }) => [note.id, note.kind, guessed.includes("kind"), note.text]), [
      ["PR-43-a", "breaking", false, "Every call of Land has to name its dock."],
      ["PR-43-b", "breaking", false, "Docks are listed by `fleet docks`."],
      ["PR-48", "breaking", false, "The order of `Queue` is another."],
      ["PR-49", "fix", false, "hold the rope"],
      ["PR-50", "action", true, "Update the collector to 0.129 or later."],
      ["PR-51", "fix", false, "count once"],
    ]);
    assert.deepEqual(result.notes[0]?.aside, ["feat!: ask for a dock (#43)", "BREAKING-CHANGE:"]);
    assert.deepEqual(result.notes[3]?.aside, ["fix:", "(#49)", "RELNOTES:", "none"]);
    assert.deepEqual(result.leftOver, []);
  });
});
