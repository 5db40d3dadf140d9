import * as assert from "node:assert/strict";
import { openEngine } from "../../automation/openEngine";
import { InputError } from "../../releases/problem";
import { withFakePulumi, withPath } from "../engines/pulumi/fakePulumi";

/** What is said where the engine can't be opened. */
async function refusal(): Promise<string> {
  let said = "";
  await assert.rejects(openEngine({ stack: "prod", cwd: "." }), (error) => {
    said = (error as Error).message;
    return error instanceof InputError;
  });
  return said;
}

describe("opening the engine of a stack", () => {
  it("says that there is no CLI, and both ways on", async () => {
    const said = await withPath("/nowhere", refusal);
    assert.match(said, /found no Pulumi CLI on the path.*expected `pulumi` 3\.248 or newer.*or --rehearsal <folder>/);
  });

  it("says that there is no such stack, and how one is made", async () => {
    const said = await withFakePulumi({ "stack select": { code: 255, stderr: "error: no stack named 'prod' found\n" } }, refusal);
    assert.match(said, /found no stack prod in the backend; expected one that `pulumi stack init prod` has made/);
    assert.doesNotMatch(said, /found no Pulumi CLI/);
  });

  it("says what the CLI says otherwise, without the frame that the SDK puts around it", async () => {
    const stderr = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\n";
    const said = await withFakePulumi({ "stack select": { code: 255, stderr } }, refusal);
    assert.match(said, /the CLI says: error: PULUMI_ACCESS_TOKEN must be set/);
    assert.doesNotMatch(said, /stdout|stderr|exit code|err\?/);
  });

  it("says that a CLI which prints rubbish is no CLI that can be used", async () => {
    const said = await withFakePulumi({ version: { stdout: "\u001b[31mlol\u0000\n" } }, refusal);
    assert.match(said, /the CLI says: /);
    assert.doesNotMatch(said, /[\u0000\u001b]/);
  });
});
