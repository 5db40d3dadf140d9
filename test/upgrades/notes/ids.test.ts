import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { idsOf, nameOf } from "../../../upgrades/notes/ids";
import { longestText, piecesOf } from "../../../upgrades/notes/pieces";

const validId = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

describe("the ids of imported notes", () => {
  it("after the request, or the release and the first words", () => {
    assert.equal(nameOf(12, "a", "1.2.0"), "PR-12");
    assert.equal(nameOf(undefined, "The pilot's `--dock` is gone: Ärger!", "1.2.0"), "1.2.0-the-pilots-dock-is-gone-arger");
    assert.equal(nameOf(undefined, "日本語", "1.2.0"), "1.2.0-note");
    assert.equal(nameOf(undefined, "a", "1.2.0+build 7"), "1.2.0-build-7-a");
    assert.equal(nameOf(undefined, `${"long ".repeat(30)}`, "1").length <= 50, true);
    assert.equal(nameOf(undefined, "x".repeat(90), "1"), `1-${"x".repeat(48)}`);
  });

  it("several of one request get letters, in order; one by itself gets none", () => {
    assert.deepEqual(idsOf(["PR-1", "PR-2", "PR-1"], new Set()), ["PR-1-a", "PR-2", "PR-1-b"]);
    assert.deepEqual(idsOf(["PR-1", "PR-1", "PR-1-a"], new Set()), ["PR-1-b", "PR-1-c", "PR-1-a"]);
    assert.deepEqual(idsOf(["PR-1", "PR-2"], new Set(["PR-1", "PR-1-a"])), ["PR-1-b", "PR-2"]);
    assert.equal(idsOf(Array.from({ length: 28 }, () => "n"), new Set()).at(-1), "n-ab");
  });

  it("are unique, can be in a catalog, and do not depend on what is around", () => {
    const name = fc.tuple(fc.option(fc.nat(3), { nil: undefined }), fc.string({ unit: "grapheme" }), fc.string({ minLength: 1 }));
    fc.assert(fc.property(fc.array(name), fc.array(fc.constantFrom("PR-1", "PR-2-a", "PR-3")), (all, taken) => {
      const names = all.map(([pull, text, release]) => nameOf(pull, text, release));
      const ids = idsOf(names, new Set(taken));
      for (const id of ids) assert.match(id, validId);
      assert.equal(new Set([...ids, ...taken]).size, ids.length + new Set(taken).size);
    }));
  });
});

describe("texts that are too long for a note", () => {
  it("are parted at the end of a line, a sentence or a word", () => {
    const sentence = `${"word ".repeat(300).trim()}. `;
    assert.deepEqual(piecesOf(`${sentence}${sentence}`.trim()), [sentence.trim(), sentence.trim()]);
    const line = `${"ab ".repeat(500).trim()}`;
    assert.deepEqual(piecesOf(`${line}\n${line}`), [line, line]);
    assert.deepEqual(piecesOf("x".repeat(longestText)), ["x".repeat(longestText)]);
    assert.deepEqual(piecesOf("x".repeat(longestText + 1)), ["x".repeat(longestText), "x"]);
    assert.deepEqual(piecesOf(`x${"😀".repeat(longestText)}`).map((piece) => /\p{Cs}/u.test(piece)), [false, false, false]);
  });

  it("lose nothing but the spaces between the parts", () => {
    const unit = fc.constantFrom("word", "a", ". ", "\n", " ", "😀", "; ", "x".repeat(700));
    fc.assert(fc.property(fc.array(unit, { maxLength: 1500 }), (units) => {
      const text = units.join("").trim();
      const pieces = piecesOf(text);
      assert.ok(pieces.every((piece) => piece.length <= longestText && piece.trim() === piece && piece !== ""));
      assert.equal(pieces.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
    }));
  });
});
