import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { z } from "zod";
import { checked, maximumFileSize } from "../../../releases/yamlFile";
import { parseJson, parseJsonStream } from "../../../upgrades/formats/jsonFile";
import { problemOf, problemsOf } from "../../support/problems";

const contentsOf = (text: string): unknown[] => parseJsonStream("a.json", text).map(({ content }) => content);
const refused = (text: string) => problemOf(() => parseJson("a.json", text));

describe("JSON that is read", () => {
  it("is what JSON.parse makes of it, however it is spaced", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom("", " ", "\t", "  "), (value, indent) => {
      const text = JSON.stringify({ value }, null, indent);
      fc.pre(!text.includes('"__proto__"'));
      assert.deepEqual(parseJson("a.json", text).content, JSON.parse(text));
    }));
  });

  it("is refused, with file and line, exactly where JSON.parse refuses it", () => {
    const pieces = fc.constantFrom("{", "}", "[", "]", ":", ",", '"a"', '"b\\"', '"\\u00', "1", "-", "1.", "01", "1e5", "true", "nul", " ", "\n", "//x\n", "/*", "\u0001");
    fc.assert(fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = `[${parts.join("")}]`;
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if (valid) {
        if (!/"a":.*"a":/s.test(text)) assert.doesNotThrow(() => parseJson("a.json", text));
      } else {
        for (const { file, line, message } of problemsOf(() => parseJson("a.json", text))) {
          assert.deepEqual([file, typeof line], ["a.json", "number"]);
          assert.match(message, /^(this is not JSON|found)/);
        }
      }
    }), { numRuns: 5_000 });
  });

  it("may be several values after each other, on lines or not", () => {
    assert.deepEqual(contentsOf('{"a":1}\n{"a":2}\n'), [{ a: 1 }, { a: 2 }]);
    assert.deepEqual(contentsOf('{"a":"}{"}{"a":"\\"{"} [3]'), [{ a: "}{" }, { a: '"{' }, [3]]);
    assert.deepEqual(contentsOf(" \n"), []);
  });

  it("may begin with a byte order mark", () => {
    assert.deepEqual(contentsOf('\uFEFF{"a":1}'), [{ a: 1 }]);
  });

  it("is one value where one is asked for", () => {
    assert.match(refused("").message, /found nothing/);
    const problem = refused('{"a":1}\n\n{"a":2}');
    assert.equal(problem.line, 3);
    assert.match(problem.message, /second JSON value/);
  });

  it("may not state a key twice, nor one written another way", () => {
    const problem = refused('{\n  "x": {"a": 1},\n  "y": {"a": 1,\n    "\\u0061": 2}\n}');
    assert.deepEqual([problem.path, problem.line], ["a", 4]);
    assert.doesNotThrow(() => parseJson("a.json", '{"a":{"a":1},"b":{"a":1}}'));
  });

  it("may not have the key __proto__, and may have a constructor", () => {
    assert.match(refused('{"a":{"\\u005f_proto__":{"polluted":true}}}').message, /__proto__/);
    assert.deepEqual(contentsOf('{"constructor":{"prototype":1}}'), [{ constructor: { prototype: 1 } }]);
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  });

  it("may not be nested without end, closed or not", () => {
    for (const text of ["[".repeat(100_000), `${"[".repeat(100_000)}${"]".repeat(100_000)}`, '{"a":'.repeat(100_000)]) {
      assert.match(refused(text).message, /more than 200 levels/);
    }
    assert.doesNotThrow(() => parseJson("a.json", "[".repeat(200) + "]".repeat(200)));
    assert.doesNotThrow(() => parseJson("a.json", JSON.stringify("[".repeat(1_000))));
  });

  it("may not be larger than any other file, counted in bytes", () => {
    assert.match(refused(`"${"é".repeat(maximumFileSize / 2)}"`).message, /at most 8 MiB/);
    assert.doesNotThrow(() => parseJson("a.json", `"${"x".repeat(maximumFileSize - 2)}"`));
  });

  it("has lines and paths for what a schema finds wrong, and does not say a thousand times what it says once", () => {
    const parsed = parseJsonStream("a.json", '{}\n{"list": [\n1,\n2,\n"x"]}')[1]!;
    const problem = problemOf(() => checked(parsed, z.object({ list: z.array(z.number()) }), parsed.content));
    assert.deepEqual([problem.path, problem.line], ["[1].list[2]", 5]);
    const many = parseJson("a.json", JSON.stringify(Array.from({ length: 1_000 }, () => "x")));
    const problems = problemsOf(() => checked(many, z.array(z.number()), many.content));
    assert.equal(problems.length, 21);
    assert.match(problems[20]!.message, /980 more/);
  });
});
