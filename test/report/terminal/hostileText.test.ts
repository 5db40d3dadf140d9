import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { createColors } from "picocolors";
import { cellText, columnsOf, wrapped } from "../../../report/terminal/cellText";
import { columns, heading, plain, width } from "../../../report/terminal/screen";
import { soon } from "../../support/soon";

const colour = createColors(true);
const bare = createColors(false);
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const hostile = [
  "\u001b[2J", "\u001b[8m", "\u001b[0m", "\u001b[31;1m", "\u001b]0;title\u0007", "\u001b]8;;https://example.com\u001b\\",
  "a\rb", "\u0007", "\u009b31m", "\u202eabc",
  "\u2066", "\b\b", "\u001b", "\ud800", "\u001b[\u001b[31m2J",
];

describe("hostile text in a terminal", () => {
  for (const text of hostile) {
    it(`is shown, not obeyed: ${JSON.stringify(text)}`, () => {
      for (const shown of [columns([[text, colour.red(`x${text}y`)]], [4]), heading(colour, text, text)]) {
        assert.doesNotMatch(plain(shown), control);
        assert.match(shown, /\ufffd/);
      }
    });
  }

  it("is one line where it has many", () => {
    assert.equal(columns([["a\nb\r\nc\td", "e"]], [10], 0), "a b c d   e");
    assert.equal(heading(bare, "a\nALLOWED", "b\nc").split("\n").length, 1);
  });

  it("colours nothing but its own cell", () => {
    assert.equal(columns([["\u001b[31ma", "b"]], [3], 0), "\u001b[31ma\u001b[39m  b");
    assert.ok(heading(bare, "\u001b[32mALLOWED").endsWith("\u001b[39m"));
  });

  it("leaves our own colours as they are", () => {
    for (const paint of [colour.red, colour.green, colour.yellow, colour.magenta, colour.cyan, colour.bold, colour.dim])
      assert.equal(columns([[paint("a"), colour.red(colour.bold("b"))]], [3], 0), `${paint("a")}  ${colour.red(colour.bold("b"))}`);
    assert.equal(heading(colour, "a", colour.red("b")), `${colour.bold("a")}${" ".repeat(98)}${colour.red("b")}`);
  });
});

describe("very long text in a terminal", () => {
  const cases: readonly (readonly [what: string, text: string])[] = [
    ["one word of a million characters", "x".repeat(1_000_000)],
    ["200,000 words", "word ".repeat(200_000)],
    ["wide characters", "日".repeat(1_000_000)],
    ["combining characters", "e\u0301".repeat(500_000)],
    ["emoji", "😀".repeat(500_000)],
    ["colours", colour.red("x").repeat(100_000)],
    ["control characters", "\u001b".repeat(1_000_000)],
  ];
  for (const [what, text] of cases) {
    it(`is cut soon and says so: ${what}`, () => {
      for (const row of [["", text], [text, "a"], [text, text, text]]) {
        const shown = soon(() => columns([row], row.slice(1).map(() => 4)), 2000);
        assert.match(plain(shown).replace(/\s+/g, " "), /… ?\([\d,]+ more/);
        assert.ok(shown.length < 200_000, `${shown.length}`);
      }
      assert.ok(soon(() => heading(colour, text), 2000).length < 5000);
    });
  }

  it("is cut between words, and what is left out is counted", () => {
    const text = "abcdefg ".repeat(600);
    assert.equal(cellText(text), `${"abcdefg ".repeat(500).slice(0, -1)}… (801 more characters; --json has all)`);
    assert.equal(cellText("x".repeat(16_345)).slice(4000), "… (12,345 more characters; --json has all)");
  });

  it("is not cut up to 4,000 characters", () => assert.equal(cellText("x".repeat(4000)), "x".repeat(4000)));

  it("is never cut inside a colour or a character", () => {
    for (let before = 3990; before <= 4000; before++) {
      assert.doesNotMatch(plain(cellText("x".repeat(before) + colour.red("y".repeat(50)))), /\u001b/);
      assert.doesNotMatch(cellText("x".repeat(before) + "😀".repeat(50)), /\p{Surrogate}/u);
    }
  });

  it("leaves the page usable where a first column is very long", () => {
    const lines = columns([["x".repeat(300), "one two three"]], [10]).split("\n");
    assert.ok(lines.every((line) => line.length <= width));
    assert.match(lines[0]!, /^ {2}x{80} one two three$/);
  });

  it("does not matter for many rows", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [`name ${i}`, "a b c"]);
    assert.equal(soon(() => columns(rows, [12]), 5000).split("\n").length, 5000);
  });
});

describe("wrapped text", () => {
  const text = fc.array(fc.oneof(fc.constantFrom("a", "bc", ".", "/", "[", " ", "  ", "日本", "😀", "→"), fc.constantFrom("x", "y z", "[p.q").map(colour.red),
    fc.constantFrom("q", "r s").map((one) => colour.bold(colour.dim(one)))), { maxLength: 60 }).map((parts) => parts.join(""));

  it("fits, and loses nothing but the spaces where it is broken (property)", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (all, most) => {
        const lines = wrapped(all, most);
        for (const line of lines) assert.ok(columnsOf(line) <= most, line);
        assert.equal(plain(lines.join("")).replace(/\s/g, ""), plain(all).replace(/\s/g, ""));
      }),
    );
  });

  it("begins and ends its colours on every line", () =>
    assert.deepEqual(wrapped(colour.red(colour.bold("one two")), 3), [
      "\u001b[31m\u001b[1mone\u001b[22m\u001b[39m", "\u001b[31m\u001b[1mtwo\u001b[22m\u001b[39m",
    ]));

  it("breaks a path between its names, and inside of a name only where that alone is wider than a line", () => {
    assert.deepEqual(wrapped("spec.template.spec.containers[0].image", 20), ["spec.template.spec.", "containers[0].image"]);
    assert.deepEqual(wrapped("at a/b/cdef[name].gh", 8), ["at", "a/b/cdef", "[name].", "gh"]);
    assert.deepEqual(wrapped("a.bcdefghijkl.mn", 5), ["a.bcd", "efghi", "jkl.", "mn"]);
    assert.deepEqual(wrapped("abcdefgh", 5), ["abcde", "fgh"]);
    assert.deepEqual(wrapped(colour.red("spec.volumes[0]"), 12), ["\u001b[31mspec.volumes\u001b[39m", "\u001b[31m[0]\u001b[39m"]);
    assert.deepEqual(wrapped("ends here. and/or not", 10), ["ends here.", "and/or not"]);
  });

  it("never breaks inside of a name that fits (property)", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), fc.constantFrom(".", "/"), fc.integer({ min: 9, max: 40 }), (names, by, most) => {
      for (const line of wrapped(names.join(by), most).slice(0, -1)) assert.ok(line.endsWith(by), line);
    }));
  });

  it("shows every wide character of a long word", () =>
    assert.equal(columns([["", "日".repeat(200)]], [3]).replace(/\s/g, ""), "日".repeat(200)));
});
