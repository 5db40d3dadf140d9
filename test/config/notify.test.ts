import * as assert from "node:assert/strict";
import { parseStackFile } from "../../config/stack";
import { problemsOf } from "../support/problems";

const parse = (notify: string) => parseStackFile("Pulumi.prod.yaml", `config:\n  stepwise:notify: [${notify}]\n`).settings.notify!;
const broken = (notify: string) => problemsOf(() => parse(notify));

describe("who is told what a run does", () => {
  it("is an address, or the variable that holds one", () => {
    assert.deepEqual(parse('{url: "https://example.org/hook"}, {urlFrom: A, on: [failed]}, {urlFrom: CHAT_URL, on: [started, failed], required: true}'), [
      { url: "https://example.org/hook" }, { urlFrom: "A", on: ["failed"] }, { urlFrom: "CHAT_URL", on: ["started", "failed"], required: true },
    ]);
  });

  it("is one of the two, not both and not neither", () => {
    for (const wrong of ["{}", '{url: "https://example.org", urlFrom: CHAT_URL}']) {
      const { path, message } = broken(wrong)[0]!;
      assert.equal(path, "config.stepwise:notify[0]");
      assert.match(message, /expected either url or urlFrom/);
    }
  });

  it("is never shown where it is wrong, since it may be a secret", () => {
    for (const secret of ["ftp://host/token-12345", "token-12345", "hxxps://token-12345", 12345]) {
      const problems = broken(`{url: ${JSON.stringify(secret)}}`);
      assert.equal(problems[0]!.path, "config.stepwise:notify[0].url");
      assert.match(problems[0]!.message, /expected an address that begins with https/);
      assert.ok(problems.every(({ message }) => !message.includes("12345")), JSON.stringify(problems));
    }
  });

  it("is told what there is to tell, and can hold up only what it is told before", () => {
    assert.match(broken("{urlFrom: A, on: []}")[0]!.message, /expected some of started, succeeded, failed, refused/);
    assert.match(broken("{urlFrom: A, on: [begun]}")[0]!.message, /expected one of started, succeeded/);
    assert.match(broken('{urlFrom: "A-B"}')[0]!.message, /expected the name of an environment variable/);
    const { path, message } = broken("{urlFrom: A, on: [failed], required: true}")[0]!;
    assert.equal(path, "config.stepwise:notify[0].required");
    assert.match(message, /expected `started` in `on` beside it/);
  });
});
