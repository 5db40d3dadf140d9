import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { collectAt } from "../../../automation/diffs";
import { manifestsOf } from "../../../automation/manifests";
import { planRequest } from "../../../automation/request";
import { parseStackFile } from "../../../config/stack";
import { collectGoals } from "../../../engines/rehearsal/collect";
import { compareGoals } from "../../../engines/rehearsal/compare";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder, projectRoot } from "../../../releases/projectRoot";
import { InputError } from "../../../releases/problem";
import { StackFolder, stackText } from "../../support/kingdomStack";

describe("what the program asks for, collected in this process", function () {
  this.timeout(60_000);
  const files = [new StackFolder("one"), new StackFolder("two")] as const;
  after(() => files.forEach((folder) => folder.remove()));
  const asked = (version: string, set: readonly string[] = []) =>
    planRequest(parseStackFile("Pulumi.one.yaml", stackText({ version })), loadCatalogs(catalogFolder), { set });

  it("is every resource with its URN in this stack, dependencies and settings, each file for itself", async () => {
    const [one, two] = await Promise.all([
      collectGoals("one", files[0].write({ version: "0.5.45" })),
      collectGoals("two", files[1].write({ version: "0.5.46", duchies: { worker1: "0.5.45" } })),
    ]);
    const find = (goals: typeof one, name: string) => goals.find((goal) => goal.name === name);
    assert.equal(find(one, "kingdom")!.urn, "urn:pulumi:one::stepwise::stepwise:halo:Kingdom::kingdom");
    assert.deepEqual(
      [find(one, "kingdom")!.inputs["version"], find(two, "kingdom")!.inputs["version"]],
      ["0.5.45", "0.5.46"],
    );
    assert.ok(!find(one, "duchy-worker1") && find(two, "duchy-worker1"));
    const migrate = find(one, "kingdom-migrate")!;
    assert.deepEqual([migrate.deleteBeforeReplace, migrate.replaceOnChanges], [true, ["#initerror"]]);
    assert.ok(migrate.dependencies.some((urn) => urn.endsWith("::kingdom-backup")));
    assert.ok(migrate.hooks.beforeCreate.length > 0);
  });

  it("is found once for the same configuration, and anew for another one or another stack, whatever the file is called", async () => {
    const [first, again, other, elsewhere] = [
      await collectGoals("one", files[0].write({ version: "0.5.44" })), await collectGoals("one", files[1].write({ version: "0.5.44" })),
      await collectGoals("one", files[0].write({ version: "0.5.43" })), await collectGoals("two", files[1].write({ version: "0.5.44" })),
    ];
    assert.equal(again, first);
    const kingdom = (goals: typeof first) => goals.find(({ name }) => name === "kingdom")!;
    assert.deepEqual([other, elsewhere].map((goals) => [kingdom(goals).urn.split(":")[2], kingdom(goals).inputs["version"]]), [["one", "0.5.43"], ["two", "0.5.44"]]);
  });

  it("is the same each time, so that a stack compared with itself has no changes", async () => {
    const file = files[0].write({ version: "0.5.46" });
    const changes = compareGoals(await collectGoals("one", file), await collectGoals("one", file));
    assert.ok(changes.length > 10);
    assert.deepEqual(
      changes.filter(({ op }) => op !== "same"),
      [],
    );
  });

  it("is refused with the file where the program fails, and the next one is collected all the same", async () => {
    await assert.rejects(collectGoals("one", "/nowhere/Pulumi.one.yaml"), InputError);
    assert.ok((await collectGoals("one", files[0].write({ version: "0.5.46" }))).length > 0);
  });

  it("is said to be missing, with the reason, where a release is too old to be described", async () => {
    const collected = await collectAt(asked("0.5.46"), new Map([["halo/kingdom", { version: "0.5.0" }]]));
    assert.match("missing" in collected ? collected.missing : "", /0\.5\.0/);
  });

  it("is written as manifests at the wanted release, one file an object below its component, secrets never", async () => {
    const manifests = await manifestsOf(asked("0.5.45", ["halo=0.5.46"]));
    const names = manifests.map(({ file }) => file);
    assert.equal(new Set(names).size, names.length);
    assert.ok(
      names.every((file) => /^(stack|[a-z0-9-]+(\/[a-z0-9.-]+)+)\/[A-Za-z]+-[a-z0-9.-]+\.yaml$/.test(file)),
      names.join("\n"),
    );
    const job = manifests.find(({ file }) => file === "halo/kingdom/Job-kingdom-migrate-0-5-46.yaml");
    assert.match(job!.yaml, /stepwise\.dev\/version: 0\.5\.46/);
    assert.ok(
      manifests.every(({ yaml }) => !yaml.includes("4dabf18193072939515e22adb298388d") && !yaml.includes("0.5.45")),
    );
  });

  it("can't be written as manifests where the release can't be described, and says so", async () => {
    await assert.rejects(manifestsOf(asked("0.5.0")), InputError);
  });
});

describe("what the SDK needs only for dynamic providers", () => {
  it("is not loaded at its start, and is there when it is touched", () => {
    const script = `
      require("./dist/engines/rehearsal/preload.js");
      require("@pulumi/pulumi");
      const loaded = () => Object.keys(require.cache).some((file) => /node_modules.typescript.lib.typescript\\.js$/.test(file));
      const before = loaded();
      const ts = require("typescript");
      const kind = ts.SyntaxKind.Unknown;
      process.stdout.write(JSON.stringify([before, kind, loaded(), "version" in ts]));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
      cwd: path.resolve(projectRoot),
      encoding: "utf8",
    });
    assert.equal(stdout, "[false,0,true,true]", stderr);
  });
});
