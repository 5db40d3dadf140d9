import * as assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { isMeant, type Asked, type Asking } from "../../cli/ask";
import { InputError } from "../../releases/problem";

const plain: Asking = { isSaid: undefined, flag: "--yes", json: undefined, question: "Go? [y/N] " };

/** Somebody at a terminal who types this when asked; what they see is what was written. */
function typing(keys: string): { readonly asked: Asked; readonly seen: () => string } {
  const [stdin, stderr] = [Object.assign(new PassThrough(), { isTTY: true }), Object.assign(new PassThrough(), { isTTY: true })];
  let seen = "";
  stderr.setEncoding("utf8").on("data", (text: string) => { seen += text; });
  setImmediate(() => stdin.write(keys));
  return { asked: { stdin, stderr } as unknown as Asked, seen: () => seen };
}

const nobody = { stdin: Object.assign(new PassThrough(), { isTTY: false }), stderr: new PassThrough() } as unknown as Asked;
const answered = (keys: string, asking: Partial<Asking> = {}): Promise<boolean> => isMeant({ ...plain, ...asking }, typing(keys).asked);

describe("whether something is meant", () => {
  it("is said by a flag, and then nobody is asked", async () => {
    assert.equal(await isMeant({ ...plain, isSaid: true, json: true }, nobody), true);
    const { asked, seen } = typing("n\n");
    assert.equal(await isMeant({ ...plain, isSaid: true }, asked), true);
    assert.equal(seen(), "");
  });

  it("is not known without a flag and a terminal, and in JSON nobody is asked; the flag is named", async () => {
    const missing = (expected: string) => (error: unknown): boolean => error instanceof InputError && error.message === expected;
    await assert.rejects(isMeant(plain, nobody), missing("--yes: found no terminal to ask on, expected --yes"));
    await assert.rejects(answered("y\n", { json: true }), missing("--yes: found no terminal to ask on, expected --yes"));
    await assert.rejects(isMeant({ ...plain, flag: "--lose-data", hint: ", since it is lost" }, nobody),
      missing("--lose-data: found no terminal to ask on, expected --lose-data, since it is lost"));
  });

  it("is asked on a terminal, and only a yes is one", async () => {
    for (const yes of ["y\n", " YES \n"]) assert.equal(await answered(yes), true, yes);
    for (const no of ["\n", "n\n", "yep\n", "small\n"]) assert.equal(await answered(no), false, no);
    const { asked, seen } = typing("y\n");
    await isMeant(plain, asked);
    assert.match(seen(), /Go\? \[y\/N\] /);
  });

  it("takes a word where one is asked for, and no yes", async () => {
    assert.equal(await answered("small\n", { word: "small" }), true);
    for (const no of ["y\n", "yes\n", "Small\n", "\n"]) assert.equal(await answered(no, { word: "small" }), false, no);
  });

  it("is not meant by whoever leaves with Ctrl-C or Ctrl-D", async () => {
    for (const key of ["\u0003", "\u0004"]) assert.equal(await answered(key), false, JSON.stringify(key));
  });
});
