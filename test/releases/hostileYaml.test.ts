import * as assert from "node:assert/strict";
import { loadCatalog } from "../../releases/load";
import { maximumFileSize, parseYaml } from "../../releases/yamlFile";
import { catalogYaml, changed } from "../support/catalogYaml";
import { problemOf, problemsOf } from "../support/problems";

const load = (content: string) => () => loadCatalog("demo.yaml", content);
const tenfold = (name: string, of: string) =>
  `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(", ")}]\n`;

describe("YAML that means harm", () => {
  it("is refused at once when it is huge, with the limit", () => {
    const problem = problemOf(load("#".repeat(maximumFileSize + 1)));
    assert.equal(problem.file, "demo.yaml");
    assert.match(problem.message, /at most 8 MiB/);
  });

  it("counts as huge by its bytes, not its characters", () => {
    assert.match(problemOf(() => parseYaml("demo.yaml", "é".repeat(maximumFileSize / 2 + 1))).message, /8 MiB/);
  });

  it("is not refused for its size up to the limit", () => {
    assert.doesNotThrow(() => parseYaml("demo.yaml", `a: ${"x".repeat(maximumFileSize - 4)}\n`));
  });

  it("is refused with the file's name when its aliases multiply", () => {
    const bomb = tenfold("a", "x") + tenfold("b", "*a") + tenfold("c", "*b") + tenfold("d", "*c") + tenfold("e", "*d");
    assert.equal(problemsOf(load(bomb))[0]?.file, "demo.yaml");
  });

  it("is refused with the file's name when an alias leads nowhere", () => {
    const problem = problemsOf(load(changed(catalogYaml, "title: Demo", "title: *nobody")))[0];
    assert.equal(problem?.file, "demo.yaml");
    assert.match(problem?.message ?? "", /nobody/);
  });

  it("is refused when it is nested so deeply that a parser's stack ends", () => {
    assert.equal(problemsOf(load(`x: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`))[0]?.file, "demo.yaml");
  });

  it("is refused when it has more than one document", () => {
    assert.match(problemOf(load(`${catalogYaml}---\nschema: other\n`)).message, /multiple documents/);
  });

  it("is refused when it has a tag that makes something run", () => {
    assert.match(
      problemsOf(load(changed(catalogYaml, "title: Demo", "title: !!js/function 'return 1'")))[0]?.message ?? "",
      /tag/i,
    );
  });

  for (const key of ["__proto__", "constructor", "prototype", "toString"]) {
    it(`is refused for the key ${key} where only known keys belong`, () => {
      assert.equal(problemOf(load(`${catalogYaml}${key}: { polluted: true }\n`)).path, key);
      const inside = changed(catalogYaml, "    stop:", `    ${key}: { withdrawn: true }\n    stop:`);
      assert.ok([key, `releases[1].${key}`].includes(problemOf(load(inside)).path));
      assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    });
  }

  it("is refused for __proto__ as the name of a component, rather than losing it", () => {
    assert.match(
      problemOf(load(changed(catalogYaml, "  worker: {", "  __proto__: { title: X }\n  worker: {"))).path,
      /__proto__/,
    );
  });

  it("gives a component called constructor no stores but its own", () => {
    const catalog = loadCatalog(
      "demo.yaml",
      changed(catalogYaml, "  worker: {", "  constructor: { title: X }\n  worker: {"),
    );
    assert.deepEqual(catalog.components["constructor"]?.stores, []);
  });
});
