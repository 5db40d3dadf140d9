import * as assert from "node:assert/strict";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import * as pulumi from "@pulumi/pulumi";
import type { VersionedArgs } from "../../../components/core/phases";
import { VersionedComponent, type Gate } from "../../../components/core/versionedComponent";
import { registrationsOf, type Registrations } from "../../support/registrations";

const job = (name: string) => ({ pod: { containers: [{ name, image: `example.org/${name}` }] } });

/** A component with two stores, a configuration and one workload. */
class Core extends VersionedComponent {
  readonly wanted: number | undefined;

  constructor(name: string, args: VersionedArgs, opts: pulumi.ComponentResourceOptions & { gate?: Gate } = {}) {
    super("stepwise:demo:Core", name, args, { namespace: "ns", labels: { app: name } }, opts);
    const foundation = new ConfigMap(`${name}-config`, { metadata: { name: "config" } }, this.child());
    const data = this.data([foundation], {
      backup: [
        { ...job("a"), store: "a" },
        { ...job("b"), store: "b" },
      ],
      migrate: [job("migrate")],
      restore: (backup) => [{ ...job(backup), store: "a" }],
    });
    this.wanted = this.replicas(3);
    const workload = new ConfigMap(
      `${name}-api`,
      { metadata: { name: "api" }, data: { replicas: String(this.wanted) } },
      this.child(data),
    );
    this.complete([workload], job("verify"));
  }
}

const run = (args: VersionedArgs, opts?: ConstructorParameters<typeof Core>[2]): Promise<Registrations> =>
  registrationsOf(() => {
    new Core("core", args, opts);
  });
const needs = ({ requests }: Registrations, name: string) =>
  requests
    .get(name)!
    .getDependenciesList()
    .map((urn) => urn.split("::").at(-1)!)
    .sort();

describe("a versioned component", () => {
  const back = { version: "1.0.0", returnedFrom: { version: "1.1.0" } };

  it("hands its arguments over, or neither hook nor policy sees them", async () => {
    const { requests } = await run({ ...back, stage: "quiesce" });
    assert.deepEqual(requests.get("core")!.getObject()!.toJavaScript(), { ...back, stage: "quiesce" });
    assert.equal(requests.get("core")!.getCustom(), false);
  });

  it("runs backup, migration, roll-out and verification one after the other", async () => {
    const made = await run({ version: "1.1.0" });
    assert.deepEqual([...made.requests.keys()].sort(), [
      "core",
      "core-api",
      "core-backup-a",
      "core-backup-b",
      "core-config",
      "core-migrate",
      "core-verify",
    ]);
    assert.deepEqual(needs(made, "core-backup-a"), ["core-config"]);
    assert.deepEqual(needs(made, "core-backup-b"), ["core-config"]);
    assert.deepEqual(needs(made, "core-migrate"), ["core-backup-a", "core-backup-b"]);
    assert.deepEqual(needs(made, "core-api"), ["core-migrate"]);
    assert.deepEqual(needs(made, "core-verify"), ["core-api"]);
  });

  it("takes nothing from a Job as a property: workloads only wait for it", async () => {
    const { requests } = await run({ version: "1.1.0" });
    requests
      .get("core-api")!
      .getPropertydependenciesMap()
      .forEach((dependencies) => assert.deepEqual(dependencies.getUrnsList(), []));
  });

  it("goes back without a migration, by way of the backup that is named", async () => {
    const made = await run(back);
    assert.deepEqual([...made.requests.keys()].sort(), ["core", "core-api", "core-config", "core-verify"]);
    assert.deepEqual(needs(made, "core-api"), ["core-config"]);
    const restored = await run({ ...back, returnedFrom: { version: "1.1.0", restore: "b-1" } });
    assert.deepEqual(needs(restored, "core-restore-a"), ["core-config"]);
    assert.deepEqual(needs(restored, "core-api"), ["core-restore-a"]);
    assert.match(
      JSON.stringify(restored.requests.get("core-restore-a")!.getObject()!.toJavaScript()),
      /example\.org\/b-1/,
    );
  });

  it("says what is deployed only by way of its last phase, and which release the schema is of", async () => {
    const outputs = async (args: VersionedArgs) => (await run(args)).outputs.get("core");
    assert.deepEqual(await outputs({ version: "1.1.0" }), { attempted: "1.1.0", deployed: "1.1.0", schema: "1.1.0" });
    assert.deepEqual(await outputs(back), { attempted: "1.0.0", deployed: "1.0.0", schema: "1.1.0" });
    assert.deepEqual(await outputs({ ...back, returnedFrom: { version: "1.1.0", restore: "b-1" } }), {
      attempted: "1.0.0",
      deployed: "1.0.0",
      schema: "1.0.0",
    });
  });

  it("says nothing of what is deployed between the stages of a hop", async () => {
    for (const stage of ["migrate", "halt"] as const) {
      assert.deepEqual((await run({ version: "1.1.0", stage })).outputs.get("core"), { attempted: "1.1.0" });
    }
    assert.deepEqual((await run({ ...back, stage: "restore" })).outputs.get("core"), { attempted: "1.0.0" });
  });

  it("still says it while the deployed release is only held at zero replicas", async () => {
    const { outputs, requests } = await run({ version: "1.0.0", stage: "quiesce" });
    assert.deepEqual(outputs.get("core"), { attempted: "1.0.0", deployed: "1.0.0", schema: "1.0.0" });
    assert.deepEqual((requests.get("core-api")!.getObject()!.toJavaScript() as { data: object }).data, {
      replicas: "0",
    });
  });

  it("wants its replicas outside of stages", async () => {
    const { requests } = await run({ version: "1.0.0" });
    assert.deepEqual((requests.get("core-api")!.getObject()!.toJavaScript() as { data: object }).data, {
      replicas: "3",
    });
  });

  it("passes what it depends on to everything in it, which Pulumi does not", async () => {
    const made = await registrationsOf(() => {
      const before = new ConfigMap("before", { metadata: { name: "before" } });
      new Core("core", { version: "1.1.0" }, { dependsOn: [before] });
    });
    for (const name of ["core-config", "core-backup-a", "core-migrate", "core-api", "core-verify"]) {
      assert.ok(needs(made, name).includes("before"), name);
      assert.match(made.requests.get(name)!.getParent(), /::core$/);
    }
  });

  it("puts its gate on itself and on everything in it", async () => {
    const hook = (name: string) => new pulumi.ResourceHook(name, () => undefined);
    const owners: string[] = [];
    const made = await registrationsOf(() => {
      const gate: Gate = {
        component: { beforeUpdate: [hook("gate")] },
        children: ({ componentId }) => {
          owners.push(componentId);
          return { beforeUpdate: [hook("part")] };
        },
      };
      new Core("core", { version: "1.1.0" }, { gate });
    });
    const hooks = (name: string) => made.requests.get(name)!.getHooks()?.getBeforeUpdateList() ?? [];
    assert.deepEqual([owners, hooks("core")], [["demo/core"], ["gate"]]);
    for (const name of made.requests.keys()) if (name !== "core") assert.deepEqual(hooks(name), ["part"], name);
  });
});
