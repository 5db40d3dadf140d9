import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Goal } from "../../../automation/hopFile";
import { planRequest } from "../../../automation/request";
import { isRead, pastUpdates } from "../../../automation/rollback/pastUpdates";
import { settingsAtReturn, shownValue } from "../../../automation/rollback/settings";
import { parseStackFile } from "../../../config/stack";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder, projectRoot } from "../../../releases/projectRoot";
import { parseYaml } from "../../../releases/yamlFile";
import { asText, entry } from "./entries";

const catalogs = loadCatalogs(catalogFolder);
const prod = readFileSync(path.join(projectRoot, "Pulumi.prod.yaml"), "utf8");
const configIn = (text: string) => (parseYaml("Pulumi.prod.yaml", text).content as { config: Record<string, unknown> }).config;
const without = (line: string) => {
  assert.ok(prod.includes(line));
  return prod.replace(line, "");
};

/** What of the stack's settings a return of everything to a release finds, from one text to another. */
function at(version: string, now: string, then: Readonly<Record<string, unknown>>) {
  const request = planRequest(parseStackFile("Pulumi.prod.yaml", now), catalogs, { set: [] });
  const [update] = pastUpdates([entry(0, undefined, { config: then })]);
  assert.ok(update && isRead(update));
  const goals = new Map(request.declared.map(({ id }): [string, Goal] => [id, { version }]));
  const { restored, staying, secrets, missing } = settingsAtReturn(request, now, goals, update);
  const shown = (differences: typeof staying) => differences.map((one) => `${one.at.join(".")}: ${shownValue(one.then)} → ${shownValue(one.now)}`);
  return { restored: shown(restored), staying: shown(staying), secrets: secrets.map((one) => one.join(".")), missing: missing.map((one) => one.path) };
}

const nothing = { restored: [], staying: [], secrets: [], missing: [] };
const pdpName = "      pdpName: dataProviders/JxW4d8sLr6M\n";

describe("the settings of a past update", () => {
  it("are no others where only releases, permits and facts changed, as objects or as JSON", () => {
    const later = prod.replace("version: \"0.5.22\"", "version: \"0.5.46\"").replace("halo.schemaRehearsedOn: spanner", "other.fact: true")
      .replace("      # Roles in Access.\n", "      more: {by: operations, date: \"2026-11-17\"}\n");
    assert.deepEqual(at("0.5.22", later, configIn(prod)), nothing);
    assert.deepEqual(at("0.5.22", later, asText(configIn(prod))), nothing);
  });

  it("stay as they are now where the older release does not need them", () =>
    assert.deepEqual(at("0.5.22", prod.replace("retention: 90d", "retention: 30d").replace("basicReportsEnabled: true", "verboseGrpcServerLogging: true"), configIn(prod)), {
      ...nothing, staying: [
        "config.stepwise:halo.backups.retention: \"90d\" → \"30d\"",
        "config.stepwise:halo.reporting.basicReportsEnabled: true → nothing",
        "config.stepwise:halo.reporting.verboseGrpcServerLogging: nothing → true",
      ],
    }));

  it("are restored where the older release does not start without them, and only there", () => {
    const restored = ["config.stepwise:halo.reporting.pdpName: \"dataProviders/JxW4d8sLr6M\" → nothing"];
    assert.deepEqual(at("0.5.30", without(pdpName), configIn(prod)), { ...nothing, restored });
    assert.deepEqual(at("0.5.22", without(pdpName), configIn(prod)), { ...nothing, staying: restored });
  });

  it("are named where the older release needs them and the past update had none either", () =>
    assert.deepEqual(at("0.5.30", without(pdpName), configIn(without(pdpName))), { ...nothing, missing: ["config.stepwise:halo.reporting.pdpName"] }));

  it("are restored above and below what is wrong", () => {
    const now = prod.replace("database: {spanner: {}}", "database: {postgres: {host: h, region: r, credentialSecretName: c, credentials: generated}}");
    const { restored, staying, missing } = at("0.5.22", now, configIn(prod));
    assert.deepEqual(missing, []);
    assert.deepEqual(restored.map((line) => line.split(":").slice(0, 2).join(":")), [
      "config.stepwise:halo.duchies.worker1.database.postgres", "config.stepwise:halo.duchies.worker1.database.spanner",
    ]);
    assert.deepEqual(staying, []);
  });

  it("show no secret, and say of which nobody can tell", () => {
    const secret = (value: string) => prod.replace("config:\n", `config:\n  kubernetes:kubeconfig: {secure: ${value}}\n  other:flag: true\n`);
    const now = secret("CANARYnow");
    assert.deepEqual(at("0.5.22", now, { ...asText(configIn(prod)), "other:flag": "true", "kubernetes:kubeconfig": "[secret]" }),
      { ...nothing, secrets: ["config.kubernetes:kubeconfig"] });
    assert.deepEqual(at("0.5.22", now, configIn(secret("CANARYthen"))), { ...nothing, secrets: ["config.kubernetes:kubeconfig"] });
    assert.deepEqual(at("0.5.22", now, configIn(now)), nothing, "the same ciphertext is the same secret");
    const gone = at("0.5.22", prod, configIn(now)).staying;
    assert.deepEqual(gone, ["config.kubernetes:kubeconfig: \"[secret]\" → nothing", "config.other:flag: true → nothing"]);
    assert.ok(!JSON.stringify(gone).includes("CANARY"));
  });
});

describe("a setting's value in a report", () => {
  it("is short, and hides every secret inside it", () => {
    assert.equal(shownValue({ a: [{ secure: "CANARY" }, "b"] }), "{\"a\":[\"[secret]\",\"b\"]}");
    assert.equal(shownValue(undefined), "nothing");
    assert.equal(shownValue("x".repeat(100)).length, 58);
  });
});
