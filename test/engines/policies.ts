import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { declaredComponents } from "../../config/components";
import { parseStackFile } from "../../config/stack";
import type { Outcome, PolicyPackRun } from "../../engines/engine";
import { projectRoot } from "../../releases/projectRoot";
import { stackText } from "../support/kingdomStack";

/** What the pack's tests need of an engine. */
export interface PolicyWorld {
  /** Runs with the text of a stack file and a configuration of the pack; an engine that fails says so in the outcome. */
  preview(stackFile: string, config: PolicyPackRun["config"]): Promise<Outcome>;
  up(stackFile: string, config: PolicyPackRun["config"]): Promise<Outcome>;
}

const installed = { "upgrade-path": { installed: { "halo/kingdom": { kind: "complete", deployed: "0.5.46" } } } };
const text = stackText({ version: "0.5.46", permits: { install: ["halo/kingdom"] } });

/** The same stack with other backups; the schema lets any pinned image through. */
function withBackups(image: string): string {
  const file = JSON.parse(text) as { config: { "stepwise:halo": { backups: object } } };
  const halo = file.config["stepwise:halo"];
  halo.backups = { ...halo.backups, image };
  return JSON.stringify(file);
}

/** What was found, without the messages. */
function found({ violations }: Outcome): string[] {
  return violations.map(({ policy, enforcement, urn }) => `${policy} ${enforcement} ${urn?.split("::").at(-1)}`).sort();
}

/** The project's stack files: those that editors are told how to check. Tests on the real engine leave others beside them. */
function stackFiles(): string[] {
  return readdirSync(projectRoot).filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name)).map((name) => path.join(projectRoot, name))
    .filter((file) => readFileSync(file, "utf8").startsWith("# yaml-language-server"));
}

const foreignBackup = [
  "image-registry mandatory kingdom-backup",
  "image-version mandatory kingdom-backup",
];

/** The policy pack, the same on every engine: what it finds, how it is switched, and what it refuses to be told. */
export function describePolicies(engine: string, open: () => Promise<PolicyWorld>): void {
  describe(`the policy pack on the ${engine} engine`, function () {
    this.timeout(300_000);
    let world: PolicyWorld;
    before(async () => { world = await open(); });

    for (const file of stackFiles()) {
      it(`has nothing against ${path.basename(file)}`, async () => {
        const stack = parseStackFile(file);
        const states = declaredComponents(stack.settings).map(({ id, version }) => [id, { kind: "complete", deployed: version }]);
        assert.ok(states.length > 0);
        const outcome = await world.preview(JSON.stringify(stack.yaml.content), { "upgrade-path": { installed: Object.fromEntries(states) } });
        assert.deepEqual([outcome.result, found(outcome), outcome.diagnostics.filter(({ severity }) => severity === "error")], ["succeeded", [], []]);
      });
    }

    it("finds what is wrong, once, and fails", async () => {
      const outcome = await world.preview(withBackups("registry.example.org/cloud-cli:1.0"), installed);
      assert.equal(outcome.result, "failed");
      assert.deepEqual(found(outcome), foreignBackup);
      const message = outcome.violations.find(({ policy }) => policy === "image-version")?.message ?? "";
      assert.match(message, /the image of container backup has the tag 1\.0, expected 0\.5\.46, the version of halo\/kingdom, or a digest/);
    });

    it("can be switched to advice, one by one or all", async () => {
      const foreign = withBackups("registry.example.org/cloud-cli:1.0");
      const advice = foreignBackup.map((line) => line.replace("mandatory", "advisory"));
      const each = await world.preview(foreign, { ...installed, "image-registry": { enforcementLevel: "advisory" }, "image-version": { enforcementLevel: "advisory" } });
      assert.deepEqual([each.result, found(each)], ["succeeded", advice]);
      const all = await world.preview(foreign, { ...installed, all: { enforcementLevel: "advisory" } });
      assert.deepEqual([all.result, found(all)], ["succeeded", advice]);
    });

    it("can be switched off", async () => {
      const off = await world.preview(withBackups("registry.example.org/cloud-cli:1.0"), { ...installed, all: { enforcementLevel: "disabled" } });
      assert.deepEqual([off.result, off.violations], ["succeeded", []]);
    });

    it("takes settings", async () => {
      const outcome = await world.preview(text, { ...installed, "job-ends": { longestDeadlineSeconds: 3600 } });
      assert.deepEqual(found(outcome), ["job-ends mandatory kingdom-backup", "job-ends mandatory kingdom-migrate"]);
    });

    for (const [title, config, message] of [
      ["a setting of the wrong kind", { "job-ends": { longestDeadlineSeconds: "an hour" } }, /job-ends: longestDeadlineSeconds/],
      ["a level that there is not", { "job-ends": { enforcementLevel: "warn" } }, /"warn" is not a valid enforcement level/],
      ["a setting that there is not", { "job-ends": { deadline: 5 } }, /job-ends\.deadline: this key is not known here/],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const outcome = await world.preview(text, { ...installed, ...config });
        assert.equal(outcome.result, "failed");
        assert.match(outcome.diagnostics.map((one) => one.message).join("\n"), message);
      });
    }

    it("stops an update before the resource is touched", async () => {
      const outcome = await world.up(withBackups("registry.example.org/cloud-cli:1.0"), { "upgrade-path": { installed: {} } });
      assert.equal(outcome.result, "failed");
      assert.deepEqual(found(outcome), foreignBackup);
      assert.deepEqual(outcome.steps.filter(({ name }) => name === "kingdom-backup" || name === "kingdom-migrate"), []);
    });

    it("lets an update through that has nothing against it", async () => {
      const outcome = await world.up(text, { "upgrade-path": { installed: { "halo/kingdom": { kind: "incomplete", attempted: "0.5.46" } } } });
      assert.deepEqual([outcome.result, found(outcome)], ["succeeded", []], outcome.diagnostics.map((one) => one.message).join("\n"));
    });
  });
}
