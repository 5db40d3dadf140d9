import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { InputError, oneLine, problemText } from "../../releases/problem";

describe("a problem in one line", () => {
  it("says where it is and what it is", () => {
    assert.equal(problemText({ file: "a.yaml", path: "x[0]", message: "found 1, expected 2", line: 3 }), "a.yaml:3: x[0]: found 1, expected 2");
    assert.equal(problemText({ file: "--to", path: "", message: "é → 日本 😀" }), "--to: é → 日本 😀");
  });

  it("shows control characters of file, path and message and does not send them", () =>
    assert.equal(
      problemText({ file: "a\u001b[2J\r.yaml", path: "x\u0007\u009b31m", message: "one\r\ntwo\nthree\t\u202efour\u2066\ud800" }),
      "a\ufffd[2J\ufffd.yaml: x\ufffd\ufffd31m: one two three \ufffdfour\ufffd\ufffd",
    ));

  it("is what an error says, a line for each", () => {
    const error = new InputError([
      { file: "a", path: "", message: "x\ny" },
      { file: "b", path: "", message: "\u001b]0;title\u0007" },
    ]);
    assert.equal(error.message, "a: x y\nb: \ufffd]0;title\ufffd");
  });

  it("never has a control character, and keeps what has none (property)", () => {
    const control = /[\p{Cc}\p{Surrogate}\u2028-\u202e\u2066-\u2069]/u;
    const chars = fc.oneof(...[{ min: 0, max: 0xa0 }, { min: 0x2020, max: 0x2070 }, { min: 0, max: 0xffff }].map((one) => fc.integer(one)));
    fc.assert(
      fc.property(fc.array(chars), (codes) => {
        const text = String.fromCharCode(...codes);
        assert.doesNotMatch(oneLine(text), control);
        if (!control.test(text)) assert.equal(oneLine(text), text);
      }),
    );
  });
});
