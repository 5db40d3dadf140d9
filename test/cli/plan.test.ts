import * as assert from "node:assert/strict";
import * as path from "node:path";
import type { Plan } from "../../upgrades/planModel";
import { stackText } from "../support/kingdomStack";
import { stepwise, withFiles } from "./stepwise";

describe("stepwise plan", function () {
  this.timeout(60_000);

  it("plans the production stack to the newest release, in the shape that others rely on", () => {
    const { code, stdout } = stepwise("plan", "--stack", "prod", "--set", "halo=0.5.46", "--json");
    assert.equal(code, 0);
    const plan = JSON.parse(stdout) as Plan;
    assert.deepEqual([plan.schema, plan.stack, plan.verdict], ["stepwise/plan/v1", "prod", "allowed"]);
    assert.deepEqual(plan.components.map(({ component, from, to, verdict, route }) => [component, from, to, verdict, route]), [
      ["halo/kingdom", "0.5.22", "0.5.46", "allowed", ["0.5.22", "0.5.46"]],
      ["halo/duchy-worker1", "0.5.22", "0.5.46", "allowed", ["0.5.22", "0.5.46"]],
      ["halo/reporting", "0.5.22", "0.5.46", "allowed", ["0.5.22", "0.5.46"]],
    ]);
    assert.equal(plan.components[0]!.releasesCrossed.length, 24);
    const note = plan.components[0]!.notes.find(({ id }) => id === "PR-2537")!;
    assert.deepEqual([note.version, note.kind, note.category, note.component], ["0.5.23", "action", "P", "kingdom"]);
    assert.match(note.source, /\/pull\/2537$/);
    const [kingdom] = plan.hops;
    assert.deepEqual(kingdom!.steps.map(({ id, after }) => [id, after]), [
      ["halo/kingdom:quiesce", []],
      ["halo/kingdom:backup", ["halo/kingdom:quiesce"]],
      ["halo/kingdom:migrate", ["halo/kingdom:backup"]],
      ["halo/kingdom:rollout", ["halo/kingdom:migrate"]],
      ["halo/kingdom:verify", ["halo/kingdom:rollout"]],
    ]);
    const migrate = kingdom!.diff.find(({ name }) => name === "kingdom-migrate")!;
    assert.deepEqual([migrate.op, migrate.type], ["replace", "kubernetes:batch/v1:Job"]);
    assert.ok(migrate.changedPaths.includes("spec.template.spec.containers[0].image"));
    assert.ok(plan.hops.every(({ diff }) => diff.some(({ op }) => op === "same")));
  });

  it("takes what is deployed from a file, by system, kind or component", () => {
    withFiles({ "deployed.yaml": 'halo: "0.5.44"\nhalo/kingdom: "0.5.45"\n' }, (folder) => {
      const { code, stdout } = stepwise("plan", "--stack", "prod", "--set", "halo=latest", "--no-diff", "--json", "--deployed", path.join(folder, "deployed.yaml"));
      assert.equal(code, 0);
      assert.deepEqual((JSON.parse(stdout) as Plan).components.map(({ from }) => from), ["0.5.45", "0.5.44", "0.5.44"]);
    });
  });

  it("takes what is deployed from a stack's export, where an update may not have finished", () => {
    const resource = (version: string, outputs: object) =>
      ({ urn: "urn:pulumi:prod::stepwise::stepwise:halo:Kingdom::kingdom", type: "stepwise:halo:Kingdom", custom: false, inputs: { version }, outputs });
    const plan = (outputs: object) => withFiles(
      { "export.json": JSON.stringify({ version: 3, deployment: { resources: [resource("0.5.45", outputs)] } }), "Pulumi.one.yaml": stackText({ version: "0.5.46" }) },
      (folder) => stepwise("--cwd", folder, "plan", "--stack", "one", "--no-diff", "--json", "--deployed", path.join(folder, "export.json")));
    assert.equal(plan({ deployed: "0.5.45" }).code, 0);
    const unfinished = plan({});
    assert.equal(unfinished.code, 2);
    assert.deepEqual((JSON.parse(unfinished.stdout) as Plan).components[0]!.reasons.map(({ id }) => id), ["unfinished"]);
  });

  it("is blocked, with the reason, where a lower release can't run on the schema", () => {
    const { code, stdout } = stepwise("plan", "--stack", "prod", "--set", "halo=0.5.18", "--no-diff");
    assert.equal(code, 2, "nothing irreversible lies between, but the stack does not say that it is a return");
    assert.match(stdout, /can go back \(0\.5\.22 → 0\.5\.18\)/);
    const across = stepwise("plan", "--stack", "staging", "--set", "halo/kingdom=0.5.22", "--no-diff");
    assert.equal(across.code, 2);
    assert.match(across.stdout, /BLOCKED/);
    assert.match(across.stdout, /irreversible:spanner@0\.5\.23/);
  });

  it("has no colours where there is no terminal, and lines of at most 100 columns but for addresses", () => {
    const { stdout } = stepwise("plan", "--stack", "prod", "--set", "halo=latest");
    assert.ok(!stdout.includes("\u001b"));
    assert.deepEqual(stdout.split("\n").filter((line) => line.length > 100 && !line.includes("https://")), []);
  });
});
