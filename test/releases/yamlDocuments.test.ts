import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { maximumDocuments, maximumFileSize, parseYamlDocuments } from "../../releases/yamlFile";
import { problemOf, problemsOf } from "../support/problems";

const read = (text: string) => () => parseYamlDocuments("stream.yaml", text);

describe("a stream of YAML documents", () => {
  it("is read in its order, without what is empty in it", () => {
    const documents = parseYamlDocuments("stream.yaml", "---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\nnull\n---\n- 3\n");
    assert.deepEqual(documents.map(({ content }) => content), [{ a: 1 }, { b: 2 }, [3]]);
  });

  it("has paths that begin with the position of the document, and lines of the whole stream", () => {
    const [, second] = parseYamlDocuments("stream.yaml", "a: 1\n---\nb:\n  - c: 2\n");
    assert.equal(second?.pathOf(["b", 0, "c"]), "[1].b[0].c");
    assert.equal(second?.lineOf(["b", 0, "c"]), 4);
  });

  it("has paths as any file where it is one document", () => {
    assert.equal(parseYamlDocuments("stream.yaml", "a: 1\n")[0]?.pathOf(["a"]), "a");
  });

  it("is empty where nothing is in it", () => {
    for (const text of ["", "\n", "# a comment\n", "---\n---\n", "null\n"]) {
      assert.deepEqual(parseYamlDocuments("stream.yaml", text), []);
    }
  });

  it("is read back whatever JSON was written", () => {
    const filled = fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null && !JSON.stringify(value).includes("__proto__"));
    fc.assert(fc.property(fc.array(filled, { maxLength: 4 }), (values) => {
      const written = values.map((value) => stringify(value));
      assert.deepEqual(
        JSON.parse(JSON.stringify(parseYamlDocuments("stream.yaml", written.join("---\n")).map(({ content }) => content))),
        JSON.parse(JSON.stringify(values)),
      );
    }));
  });

  for (const [what, text, line, pattern] of [
    ["a key stated twice", "a: 1\n---\nb: 1\nb: 2\n", 4, /unique/],
    ["a tag that makes something run", "a: 1\n---\nb: !!js/function 'return 1'\n", 3, /tag/i],
    ["an alias of another document", "a: &a 1\n---\nb: *a\n", undefined, /a/],
    ["a bracket left open", "a: 1\n---\nb: [1\n", undefined, /./],
    ["a key that changes what an object is", "a: 1\n---\nb:\n  __proto__: {}\n", 4, /__proto__/],
  ] as const) {
    it(`is refused for ${what}, in any of its documents`, () => {
      const [problem] = problemsOf(read(text));
      assert.equal(problem?.file, "stream.yaml");
      assert.match(problem?.message ?? "", pattern);
      if (line !== undefined) assert.equal(problem?.line, line);
    });
  }

  it("is refused when it is huge, or has more documents than anything real", () => {
    assert.match(problemOf(read("#".repeat(maximumFileSize + 1))).message, /at most 8 MiB/);
    assert.match(problemOf(read("--- a\n".repeat(maximumDocuments + 1))).message, /at most 10000/);
    assert.match(problemOf(read("a\n...\n".repeat(maximumDocuments + 1))).message, /at most 10000/);
  });

  it("is refused when its aliases multiply", () => {
    const tenfold = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(", ")}]\n`;
    const bomb = tenfold("a", "x") + tenfold("b", "*a") + tenfold("c", "*b") + tenfold("d", "*c");
    assert.equal(problemOf(read(`a: 1\n---\n${bomb}`)).file, "stream.yaml");
  });
});
