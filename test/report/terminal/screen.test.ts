import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { createColors } from "picocolors";
import { columns, heading, paintFor, plain, plural, width } from "../../../report/terminal/screen";

const colour = createColors(true);
const isColoured = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv) => paintFor(stream, env).red("x") !== "x";
const words = (max: number) =>
  fc.array(fc.stringMatching(new RegExp(`^[a-z]{1,${max}}$`)), { maxLength: 40 }).map((all) => all.join(" "));

describe("colours in a terminal", () => {
  const rows: readonly (readonly [what: string, tty: boolean, env: NodeJS.ProcessEnv, coloured: boolean])[] = [
    ["are there in a terminal", true, {}, true],
    ["are not there where the output goes to a file", false, {}, false],
    ["are not there when NO_COLOR says so, whatever it says", true, { NO_COLOR: "0" }, false],
    ["are there when NO_COLOR is empty, as its standard has it", true, { NO_COLOR: "" }, true],
    ["are there without a terminal when FORCE_COLOR says so", false, { FORCE_COLOR: "1" }, true],
    ["are not there when FORCE_COLOR is empty", false, { FORCE_COLOR: "" }, false],
    ["are not there when both are said", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["are not there in a terminal that can't show them", true, { TERM: "dumb" }, false],
  ];
  for (const [what, isTTY, env, coloured] of rows) {
    it(what, () => assert.equal(isColoured({ isTTY }, env), coloured));
  }

  it("are asked of the process's own environment where no other is given", () => {
    const before = process.env["NO_COLOR"];
    process.env["NO_COLOR"] = "1";
    try {
      assert.equal(paintFor({ isTTY: true }).red("x"), "x");
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, "NO_COLOR");
      else process.env["NO_COLOR"] = before;
    }
  });

  it("do not count when text is measured", () =>
    assert.equal(plain(colour.bold(colour.red("two")) + colour.dim(" words")), "two words"));
});

describe("columns", () => {
  it("are as wide as they are told, the last takes what is left, and nothing trails", () => {
    assert.equal(
      columns(
        [
          ["a", "b", "c"],
          ["dd", "", "f"],
        ],
        [4, 6],
      ),
      "  a   b     c\n  dd        f",
    );
    assert.equal(columns([["a", "b"]], [4], 0), "a   b");
    assert.equal(columns([], [4, 6]), "");
  });

  it("wrap at words inside their column", () => {
    const text =
      "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen";
    const lines = columns([["mark", text]], [10]).split("\n");
    assert.ok(lines.length > 1);
    assert.match(lines[1]!, /^ {12}\S/);
    assert.deepEqual(
      lines
        .map((line) => line.slice(12))
        .join(" ")
        .split(" "),
      text.split(" "),
    );
  });

  it("never get wider than the page and lose no word that fits (property)", () => {
    fc.assert(
      fc.property(words(10), words(30), (left, right) => {
        const text = columns([[left, colour.red(right)]], [12]);
        assert.ok(
          text.split("\n").every((line) => plain(line).length <= width),
          text,
        );
        const shown = plain(text).split(/\s+/);
        for (const word of `${left} ${right}`.split(" "))
          assert.ok(word === "" || shown.includes(word), `${word} is lost in\n${text}`);
      }),
    );
  });

  it("measure what is seen, not the colours", () => {
    assert.equal(plain(columns([[colour.red("a"), "b"]], [4])), columns([["a", "b"]], [4]));
  });
});

describe("a heading", () => {
  it("has its result at the page's edge, colours not counted", () => {
    const line = heading(colour, "Plan for the stack prod", colour.green(colour.bold("ALLOWED")));
    assert.equal(plain(line).length, width);
    assert.match(plain(line), /^Plan for the stack prod {2,}ALLOWED$/);
  });

  it("keeps a gap where both are long, and has none where there is no result", () => {
    assert.match(heading(createColors(false), "x".repeat(120), "y"), /^x{120} {2}y$/);
    assert.equal(heading(createColors(false), "alone"), "alone");
  });
});

describe("a count", () => {
  it("is said in the singular and the plural", () => {
    assert.deepEqual(
      [plural(1, "hop"), plural(0, "hop"), plural(2, "hop"), plural(2, "policy", "policies")],
      ["1 hop", "0 hops", "2 hops", "2 policies"],
    );
  });
});
