import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";

/** Content Composer moves; its tags are not published, and any will do. */
const text = (composer: string, values: string) => `config:
  stepwise:cluster: {kubernetes: "1.30", helm: "3.14", renderTo: rendered/dx}
  stepwise:permits: {install: [dx/core, dx/ring-api, dx/content-composer]}
  stepwise:facts: {dxCoreMigratesItsDatabase: true}
  stepwise:dx:
    version: "CF223"
    core: {}
    ringApi: {}
    contentComposer: {version: "${composer}"}
    tags:
      CF223: {core: v95_CF223, ringApi: v1.40.0, contentComposer: v1.40.0}
      CF224: {contentComposer: v1.41.0}
    values:
      images: {names: {core: dx/core, ringApi: dx/ringapi, contentComposer: dx/content-composer}}
      ${values}
`;
const old = "incubator: {logging: {webEngine: {level: [all]}}}";
const both = `${old}\n      logging: {webEngine: {level: [all]}}`;

describe("the hook, of a values key that a release renames", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-values-"));
  const configFile = path.join(folder, "Pulumi.dx.yaml");
  const engine = new RehearsalEngine({ stack: "dx", store: memoryStore() });
  const up = async (composer: string, values: string) => {
    writeFileSync(configFile, text(composer, values));
    const { result, diagnostics } = await engine.up({ configFile, message: composer });
    return { result, said: diagnostics.map(({ message }) => message).join("\n") };
  };
  before(async () => assert.deepEqual(await up("CF223", old), { result: "succeeded", said: "" }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("refuses the hop over it, whoever runs it", async () => {
    const { result, said } = await up("CF224", old);
    assert.equal(result, "failed");
    assert.match(said, /dx\/content-composer: this is not an allowed step/);
    assert.match(said, /write it at logging\.webEngine\.level in stepwise:dx\.values.*\[value:incubator\.logging\.webEngine\.level\]/s);
  });

  it("lets it go once the new name is there too", async () => {
    assert.deepEqual(await up("CF224", both), { result: "succeeded", said: "" });
  });
});
