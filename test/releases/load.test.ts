import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { loadCatalog, loadCatalogs } from "../../releases/load";
import { InputError, problemText } from "../../releases/problem";
import { catalogYaml, changed, lineWith } from "../support/catalogYaml";
import { problemOf, problemsOf } from "../support/problems";

/** The only problem of the small catalog when one thing in it is changed. */
const broken = (what: string, into: string) =>
  problemOf(() => loadCatalog("demo.yaml", changed(catalogYaml, what, into)));

describe("a catalog that is read", () => {
  it("is taken when nothing is wrong with it", () => {
    const catalog = loadCatalog("demo.yaml", catalogYaml);
    assert.deepEqual(
      catalog.releases.map(({ version }) => version),
      ["1.0.0", "2.0.0"],
    );
    assert.equal(catalog.release("2.0.0")?.notes[0]?.found, "commits");
    assert.deepEqual(catalog.release("1.0.0")?.requires, []);
  });

  it("is refused with file, line and path of a misspelt key", () => {
    const problem = broken("    migrations:", "    migrationz:");
    assert.equal(problem.file, "demo.yaml");
    assert.equal(problem.path, "releases[1].migrationz");
    assert.match(problem.message, /misspelt/);
    assert.equal(problem.line, lineWith(catalogYaml, "a column"));
  });

  it("is refused with the line of a misspelt key inside a list", () => {
    const problem = broken("window: online", "windov: online, window: online");
    assert.equal(problem.path, "releases[1].migrations[0].windov");
    assert.equal(problem.line, lineWith(catalogYaml, "a column"));
  });

  it("is refused with what was found and expected when a version is a number", () => {
    const problem = broken('version: "1.0.0"', "version: 1.10");
    assert.equal(problem.path, "releases[0].version");
    assert.equal(problem.line, lineWith(catalogYaml, 'version: "1.0.0"'));
    assert.match(problem.message, /expected a version in quotes/);
    assert.match(problem.message, /found .*1\.1/);
  });

  it("is refused when a key stands in it twice", () => {
    const problem = broken("title: Demo", "title: Demo\ntitle: Again");
    assert.equal(problem.line, lineWith(catalogYaml, "title: Demo") + 1);
    assert.match(problem.message, /unique/);
  });

  it("is refused with the line when it is not YAML", () => {
    const problems = problemsOf(() => loadCatalog("demo.yaml", changed(catalogYaml, "title: Demo", 'title: "Demo')));
    assert.ok(
      problems.every(
        ({ file, line, message }) => file === "demo.yaml" && line !== undefined && /not YAML/.test(message),
      ),
    );
  });

  it("is refused with what was found and expected when a value has the wrong type", () => {
    const problem = broken("reversible: true", "reversible: maybe");
    assert.equal(problem.path, "releases[1].migrations[0].reversible");
    assert.equal(problem.message, 'found "maybe", expected true or false');
  });

  it("is refused with the values that there are when one is not among them", () => {
    const problem = broken("kind: action", "kind: actoin");
    assert.equal(problem.path, "releases[1].notes[0].kind");
    assert.match(problem.message, /expected one of .*action/);
    assert.match(problem.message, /found .*actoin/);
  });

  it("is refused with the kinds that there are when a requirement is of none", () => {
    const problem = broken("kind: data", "kind: dta");
    assert.equal(problem.path, "releases[1].requires[0].kind");
    assert.match(problem.message, /expected .*data.*platform.*component/);
  });

  it("is refused with what was found when a date can't be read", () => {
    const problem = broken('date: "2025-01-01"', "date: yesterday");
    assert.equal(problem.path, "releases[0].date");
    assert.match(problem.message, /expected a date in quotes/);
    assert.match(problem.message, /found .*yesterday/);
  });

  it("is refused with what a component may be called when one is called otherwise", () => {
    const problem = broken("  worker: {", '  "the worker": {');
    assert.equal(problem.path, "components.the worker");
    assert.match(problem.message, /letters, digits/);
  });

  it("is refused when it has no releases, or no upgrades", () => {
    const none = catalogYaml.slice(0, catalogYaml.indexOf("releases:\n"));
    assert.equal(problemOf(() => loadCatalog("demo.yaml", `${none}releases: []\n`)).path, "releases");
    assert.match(problemOf(() => loadCatalog("demo.yaml", none)).message, /found nothing/);
  });

  it("is refused when it is empty, a list or a text, with the file's name", () => {
    for (const content of ["", "- a\n", "hello\n"]) {
      const problem = problemOf(() => loadCatalog("demo.yaml", content));
      assert.match(problemText(problem), /^demo\.yaml(:1)?: found (null|a list|"hello"), expected a map$/);
    }
  });

  it("is refused with everything that is wrong, not only the first", () => {
    const twice = changed(changed(catalogYaml, "kind: action", "kind: actoin"), "window: online", "window: never");
    assert.deepEqual(
      problemsOf(() => loadCatalog("demo.yaml", twice)).map((problem) => problem.path),
      ["releases[1].notes[0].kind", "releases[1].migrations[0].window"],
    );
  });

  it("says file, line and path in one line", () => {
    assert.throws(
      () => loadCatalog("demo.yaml", changed(catalogYaml, "kind: fix", "kind: fox")),
      (error) =>
        error instanceof InputError &&
        error.message.startsWith(`demo.yaml:${lineWith(catalogYaml, "N-2, kind")}: releases[1].notes[1].kind: `),
    );
  });
});

describe("catalog files", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "stepwise-catalogs-"));
  after(() => rmSync(folder, { recursive: true }));

  it("that are not there are named", () => {
    const file = path.join(folder, "nothing.yaml");
    assert.deepEqual(
      problemOf(() => loadCatalog(file)),
      { file, path: "", message: "there is no such file" },
    );
  });

  it("that can't be read are named", () => {
    assert.equal(problemOf(() => loadCatalog(folder)).file, folder);
  });

  it("of a folder are read by system, other files left alone", () => {
    writeFileSync(path.join(folder, "a.yaml"), catalogYaml);
    writeFileSync(path.join(folder, "b.yaml"), changed(catalogYaml, "system: demo", "system: other"));
    writeFileSync(path.join(folder, "readme.md"), "not a catalog");
    assert.deepEqual([...loadCatalogs(folder).keys()], ["demo", "other"]);
  });
});
