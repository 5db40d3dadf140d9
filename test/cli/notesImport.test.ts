import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { loadCatalog } from "../../releases/load";
import { projectRoot } from "../../releases/projectRoot";
import { maximumFileSize } from "../../releases/yamlFile";
import { withFiles, type Ran } from "./stepwise";

const notes = [
  "# 1.2.0 (2026-08-12)", "", "## Potentially Requiring Action", "",
  "* The pilot needs `--dock`. See [PR #3](https://github.com/acme/fleet/pull/3).", "* The schema of the harbour moves (#4)", "", "## Thanks", "", "To all.", "",
].join("\n");

const catalog = `
schema: stepwise/catalog/v1
system: fleet
title: Fleet
source: https://github.com/acme/fleet/releases
components:
  pilot: { title: Pilot }
  harbour: { title: Harbour }
releases:
  - version: "1.1.0"
    date: "2026-07-01"
    notes:
      - { id: PR-3, kind: fix, category: A, component: pilot, text: a rope, source: https://github.com/acme/fleet/pull/3 }
upgrades:
  - { from: "*", to: "*", source: https://github.com/acme/fleet/releases }
`;

/** Runs the command as a user does, in a folder. */
function notesImport(folder: string, args: readonly string[], input: string | Buffer = ""): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(projectRoot, "bin", "stepwise.js"), "notes", "import", ...args], {
    cwd: folder, encoding: "utf8", input,
  });
  return { code: status, stdout, stderr };
}

interface Answer {
  readonly schema: string;
  readonly entry: { readonly date: string; readonly notes: { readonly id: string }[] };
  readonly yaml: string;
}

describe("notes import", function () {
  this.timeout(120_000);

  it("prints an entry that a catalog can take as it is, and says what a person has to do", () => {
    withFiles({ "notes.md": notes, "fleet.yaml": catalog }, (folder) => {
      const { code, stdout, stderr } = notesImport(folder, ["notes.md", "--release", "1.2.0", "--catalog", "fleet.yaml"]);
      assert.equal(code, 0, stderr);
      const { releases } = loadCatalog("fleet.yaml", catalog.replace("upgrades:", `${stdout}upgrades:`));
      assert.deepEqual(releases[1]?.notes.map(({ id, kind, category, component }) => [id, kind, category, component]),
        [["PR-3-a", "action", "C", "pilot"], ["PR-4", "action", "P", "harbour"]]);
      assert.match(stdout, / {4}# not taken over, line 8: ## Thanks /);
      assert.equal(stderr, [
        "2 notes for 1.2.0 (2 action); to complete: texts in your own words, guesses (category 2, component 2, source 1)",
        "does a flag, a key or a variable come, go or get another name? then say so under config: PR-3-a (line 5)",
        "does this change a schema? then say so under migrations: PR-4 (line 6)",
        "line 8: not taken over: ## Thanks (a heading with no note below it)",
        "line 10: not taken over: To all. (text below no heading that says what kind of note it is)",
        "",
      ].join("\n"));
    });
  });

  it("reads standard input, and answers as JSON", () => {
    withFiles({}, (folder) => {
      const options = ["--release", "1.2.0", "--date", "2026-08-13", "--component", "pilot", "--id-prefix", "fleet",
        "--source", "https://github.com/acme/fleet/releases/tag/v1.2.0"];
      const { code, stdout, stderr } = notesImport(folder, ["-", ...options, "--json"], notes);
      assert.equal(code, 0, stderr);
      const answer = JSON.parse(stdout) as Answer;
      assert.equal(answer.schema, "stepwise/notes/v1");
      assert.equal(answer.entry.date, "2026-08-13");
      assert.deepEqual(answer.entry.notes.map(({ id }) => id), ["PR-3", "PR-4"]);
      assert.deepEqual(answer.entry.notes[1], {
        id: "PR-4", kind: "action", category: "P", component: "pilot", text: "The schema of the harbour moves",
        source: "https://github.com/acme/fleet/pull/4", found: "notes",
      });
      assert.equal(notesImport(folder, ["-", ...options], notes).stdout, answer.yaml);
    });
  });

  it("says that the catalog has the release already", () => {
    withFiles({ "fleet.yaml": catalog }, (folder) => {
      const { stderr } = notesImport(folder, ["-", "--release", "1.1.0", "--date", "2026-07-01", "--catalog", "fleet.yaml"], "* a");
      assert.match(stderr, /^the catalog has 1\.1\.0 already: put the notes there$/m);
    });
  });

  const wrong: readonly (readonly [string, readonly string[], string | Buffer, RegExp])[] = [
    ["nothing", [], " \n", /^error: standard input: found no text, expected release notes in Markdown\n$/],
    ["a picture", [], Buffer.from([0x89, 0x50, 0x4e, 0x47]), /^error: standard input:1: found bytes that are not UTF-8/],
    ["too much", [], Buffer.alloc(maximumFileSize + 1, "a"), /^error: standard input: found 8388609 bytes, expected at most 8 MiB\n$/],
    ["no day", [], "* a", /^error: standard input: found no date in the headings, .*--date 2026-08-12\n$/],
    ["a day that is none", ["--date", "2026-02-30"], "* a", /^error: --date: found "2026-02-30", expected a day/],
    ["a release with a space", ["--release", "1 2"], "* a", /^error: --release: found "1 2", expected a version/],
    ["an empty source", ["--source", " "], "* a", /^error: --source: found " ", expected the address/],
    ["a prefix that no id has", ["--id-prefix", "-a"], "* a", /^error: --id-prefix: found "-a", expected letters/],
    ["a component that the catalog does not have", ["--catalog", "fleet.yaml", "--component", "__proto__"], "* a",
      /^error: --component: found "__proto__", expected one of system, pilot, harbour\n$/],
  ];
  for (const [title, args, input, message] of wrong) {
    it(`refuses ${title}, and says why`, () => {
      withFiles({ "fleet.yaml": catalog }, (folder) => {
        const { code, stdout, stderr } = notesImport(folder, ["-", "--release", "1", ...args], input);
        assert.deepEqual([code, stdout], [1, ""]);
        assert.match(stderr, message);
      });
    });
  }

  it("refuses a file that is not there, and says which", () => {
    withFiles({}, (folder) => {
      const { code, stderr } = notesImport(folder, ["none.md", "--release", "1"]);
      assert.deepEqual([code, stderr], [1, "error: none.md: there is no such file\n"]);
    });
  });
});
