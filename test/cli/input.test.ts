import * as assert from "node:assert/strict";
import { stackText } from "../support/kingdomStack";
import { stepwise, withFiles } from "./stepwise";

/** Bad input ends with exit code 1 and one line a problem: file, line, path, what was found, what was expected. */
describe("bad input", function () {
  this.timeout(120_000);
  const good = stackText({ version: "0.5.46" });
  const refused = (content: string, message: RegExp, ...more: string[]) => withFiles({ "Pulumi.bad.yaml": content }, (folder) => {
    const { code, stdout, stderr } = stepwise("--cwd", folder, "plan", "--stack", "bad", "--no-diff", ...more);
    assert.equal(code, 1, stdout + stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.ok(!/^\s+at /m.test(stderr), "no stack trace");
  });

  for (const [name, content, message] of [
    ["a version given as a number", good.replace('"0.5.46"', "0.5"),
      /Pulumi\.bad\.yaml:\d+: config\.stepwise:halo\.version: found the number 0\.5, expected a version in quotes/],
    ["a misspelt key", good.replace("publicApiAddressName", "publicApiAdressName"),
      /config\.stepwise:halo\.kingdom\.publicApiAdressName: this key is not known here/],
    ["a key that is missing", good.replace('"namespace": "kingdom",', ""), /config\.stepwise:halo\.kingdom\.namespace: found nothing, expected/],
    ["a file that is not YAML", "config: [", /Pulumi\.bad\.yaml:\d+: this is not YAML that can be read/],
  ] as const) {
    it(`is refused: ${name}`, () => refused(content, message));
  }

  it("is refused: a release that is not in the catalog", () =>
    refused(good, /--set: halo: found the release 0\.9\.0, which is not in the catalog of .*; expected one from 0\.5\.0 to 0\.5\.46/, "--set", "halo=0.9.0"));

  it("is refused: a component that the stack does not have", () =>
    refused(good, /--set: halo\/kingdm: this stack has no such component; it has halo, halo\/kingdom/, "--set", "halo/kingdm=0.5.46"));

  it("is refused: a stack file that is not there", () => {
    const { code, stderr } = stepwise("plan", "--stack", "nowhere");
    assert.equal(code, 1);
    assert.match(stderr, /Pulumi\.nowhere\.yaml: there is no such file/);
  });

  it("is refused: a setting that the wanted release requires and the stack does not have", () => {
    const reporting = JSON.parse(good) as { config: Record<string, Record<string, unknown>> };
    reporting.config["stepwise:halo"]!["reporting"] = {
      namespace: "reporting", publicApiAddressName: "r", accessPublicApiAddressName: "a", postgres: { instance: "i", region: "r" }, basicReportsEnabled: true,
    };
    withFiles({ "Pulumi.bad.yaml": JSON.stringify(reporting) }, (folder) => {
      const { code, stdout } = stepwise("--cwd", folder, "lint", `${folder}/Pulumi.bad.yaml`);
      assert.equal(code, 1);
      assert.match(stdout, /config\.stepwise:halo\.reporting\.(eventMessageTypeUrl|pdpName): /);
    });
  });
});
