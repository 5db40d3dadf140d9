import * as assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { withHopFile } from "../../automation/hopFile";
import { InputError } from "../../releases/problem";
import { stackText } from "../support/kingdomStack";

const text = stackText({ version: "0.5.45" });

describe("the temporary copy of a stack file", () => {
  it("is there while it is worked with, readable by nobody else, under the stack's name", async () => {
    const file = await withHopFile("prod", text, (made) => {
      assert.equal(path.basename(made), "Pulumi.prod.yaml");
      assert.equal(readFileSync(made, "utf8"), text);
      assert.equal(statSync(made).mode & 0o777, 0o600);
      assert.equal(statSync(path.dirname(made)).mode & 0o777, 0o700);
      return Promise.resolve(made);
    });
    assert.ok(!existsSync(path.dirname(file)), "its folder is gone too");
  });

  it("gives back what the work gives back", async () =>
    assert.equal(await withHopFile("prod", text, () => Promise.resolve(42)), 42));

  it("is removed when the work fails, and the failure is passed on", async () => {
    let file = "";
    await assert.rejects(
      withHopFile("prod", text, (made) => {
        file = made;
        return Promise.reject(new Error("it failed"));
      }),
      /^Error: it failed$/,
    );
    assert.ok(!existsSync(path.dirname(file)));
  });

  it("is removed when the work throws at once", async () => {
    let file = "";
    await assert.rejects(
      withHopFile("prod", text, (made) => {
        file = made;
        throw new Error("at once");
      }),
      /at once/,
    );
    assert.ok(!existsSync(path.dirname(file)));
  });

  it("is not worked with when it makes no sense, and removed", async () => {
    let worked = false;
    const work = () => {
      worked = true;
      return Promise.resolve();
    };
    const folders = () =>
      readdirSync(process.env["TMPDIR"] ?? "/tmp")
        .filter((name) => /^stepwise-[A-Za-z0-9]{6}$/.test(name))
        .sort();
    const before = folders();
    await assert.rejects(withHopFile("prod", "config: [", work), InputError);
    await assert.rejects(withHopFile("prod", "config:\n  stepwise:halo: {}\n", work), InputError);
    assert.equal(worked, false);
    assert.deepEqual(
      folders().filter((name) => !before.includes(name)),
      [],
    );
  });
});
