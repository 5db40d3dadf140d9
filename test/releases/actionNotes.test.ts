import * as assert from "node:assert/strict";
import * as path from "node:path";
import { haloShapes } from "../../components/halo/shapes";
import { stackJsonSchema } from "../../config/jsonSchema";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { collect, type Registered } from "../components/halo/collect";
import { asObject, type KubernetesObject, type Plain } from "../components/halo/compare";
import { argsOf, containerOf, flags, objectsOf, podAt, type Objects } from "../components/halo/objects";
import { eksDuchy, stackConfig } from "../components/halo/stacks";
import { claims } from "./actionNoteClaims";

/** What shows that Halo's action notes were followed (`check`), held against the objects and settings that there are. */

const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
const notes = halo.releases.flatMap((release) => release.notes.map((note) => ({ ...note, version: release.version })));
const described = Object.keys(haloShapes);

describe("what shows that Halo's action notes were followed", () => {
  it("is said of actions only", () => {
    assert.deepEqual(notes.filter(({ kind, check }) => check && kind !== "action").map(({ id }) => id), []);
    assert.equal(notes.filter(({ check }) => check && check.kind !== "advice").length, 26);
    assert.deepEqual(notes.filter(({ check }) => check?.kind === "advice").map(({ id }) => id), ["PR-2558", "PR-2585", "PR-2702"]);
  });

  it("are objects only where there are some: of the components that are described", () => {
    const byObjects = notes.filter(({ check }) => check?.kind === "objects");
    const elsewhere = byObjects.filter(({ component }) => component !== "system" && !described.includes(component));
    assert.deepEqual(elsewhere.map(({ id }) => id), []);
  });

  it("are settings that the component's block has, and that are not there by themselves", () => {
    const bySetting = notes.flatMap(({ component, check }) => (check?.kind === "setting" ? [{ component, ...check }] : []));
    assert.deepEqual(bySetting.map(({ component, setting }) => `${component}.${setting}`), ["reporting.pdpName"]);
    for (const { component, setting } of bySetting) {
      const found = settingOf(component, setting);
      assert.ok(found !== undefined, `${component} has no setting ${setting}`);
      assert.equal(found["default"], undefined, `${component}.${setting}`);
    }
    assert.equal(settingOf("reporting", "pdpname"), undefined);
    assert.equal(settingOf("duchy", "database.oracle"), undefined);
    assert.ok(settingOf("duchy", "database.postgres"));
  });

  it("are facts that the catalog's risks ask for", () => {
    const risks = new Set(halo.releases.flatMap((release) => release.risks.flatMap(({ when }) => (when ? [when.fact] : []))));
    const byFact = notes.flatMap(({ check }) => (check?.kind === "fact" ? [check.fact] : []));
    assert.equal(byFact.length, 5);
    assert.deepEqual(byFact.filter((fact) => !risks.has(fact)), []);
  });

  it("leaves these for a person between 0.5.22 and 0.5.46", () => {
    const open = halo.crossed("0.5.22", "0.5.46").flatMap((release) => release.notes.filter(({ kind, component, check }) =>
      kind === "action" && check === undefined && (component === "system" || described.includes(component))));
    assert.deepEqual(open.map(({ id, component }) => `${component} ${id}`), [
      "reporting PR-2679",
      "reporting PR-2923",
      "reporting PR-3203",
      "kingdom C21-trustee-protocol-config",
      "duchy PR-3215",
      "reporting PR-3226-a",
      "reporting PR-3226-b",
      "kingdom C24-rate-limit-config-file",
      "system C24-config-files-directory",
      "duchy PR-4320-b",
    ]);
  });
});

describe("the objects that show that an action note was followed", function () {
  this.timeout(120_000);
  const seen = new Map<string, Promise<Objects>>();
  /** Staging's objects with basic reports off, which is where a release asks for the least. */
  const at = (version: string): Promise<Objects> => {
    const { reporting, ...config } = stackConfig("staging", { version });
    const objects = seen.get(version) ?? objectsOf({ ...config, reporting: { ...reporting!, basicReportsEnabled: false } });
    seen.set(version, objects);
    return objects;
  };

  it("are claimed of every note that is said to be followed by objects; the quiesced ones are below", () => {
    const byObjects = notes.filter(({ check }) => check?.kind === "objects").map(({ id }) => id);
    const claimed = [...claims.map(({ note }) => note), "PR-2537", "C2-quiesce-kingdom"];
    assert.deepEqual(claimed.sort(), byObjects.sort());
  });

  for (const { note, shown, is, was } of claims) {
    const { version } = notes.find(({ id }) => id === note)!;
    const [before, first] = neighbours(version);
    it(`do as ${note} of ${version} asks, in ${first} and in ${halo.newest}`, async () => {
      for (const release of [first, halo.newest]) assert.deepEqual(shown(await at(release)), is, release);
    });
    if (was !== undefined) {
      it(`did not yet do so in ${before}, before ${note}`, async () => assert.deepEqual(shown(await at(before)), was));
    }
  }

  it("are stopped while the Kingdom's event groups are copied, and backed up before (PR-2537, C2-quiesce-kingdom)", async () => {
    for (const [version, stage] of [["0.5.22", "quiesce"], ["0.5.23", "migrate"]] as const) {
      const { kingdom, ...config } = stackConfig("staging", { version });
      const registered = await collect({ ...config, kingdom: { ...kingdom!, stage } });
      const parts = registered.filter(({ urn }) => urn.includes("stepwise:halo:Kingdom$"));
      const objects = parts.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => inputs as KubernetesObject);
      const still = objects.filter(({ kind }) => kind === "Deployment" || kind === "CronJob").map((object) => {
        const { replicas, suspend } = asObject(object["spec"]);
        return replicas ?? suspend ?? null;
      });
      assert.deepEqual(still.sort(), [0, 0, 0, true, true, true, true], stage);
      if (stage === "migrate") assert.ok(dependsOn(parts, "kingdom-migrate", "kingdom-backup"));
    }
  });

  it("do so on EKS too: the herald's image and storage, and no Duchies for the internal API (PR-1632, PR-2954)", async () => {
    const objects = await objectsOf({ ...eksDuchy(), version: "0.5.27" });
    const eksHerald = podAt(objects, "Deployment/worker2-herald-daemon-deployment");
    assert.match(String(containerOf(eksHerald)["image"]), /\/duchy\/aws-herald:0\.5\.27$/);
    assert.ok(argsOf(containerOf(eksHerald)).includes("--s3-storage-bucket=b"));
    assert.deepEqual(flags(objects, "Deployment/worker2-internal-api-server-deployment", "--duchy-info-config"), []);
  });
});

/** The schema of a setting below a component's block, or undefined when there is none. */
function settingOf(component: string, setting: string): KubernetesObject | undefined {
  const schema = stackJsonSchema() as unknown as Plain;
  const blocks: Readonly<Record<string, readonly string[]>> = {
    kingdom: ["properties", "kingdom"],
    duchy: ["properties", "duchies", "additionalProperties"],
    reporting: ["properties", "reporting"],
  };
  const below = setting.split(".").flatMap((key) => ["properties", key]);
  const steps = ["properties", "config", "properties", "stepwise:halo", ...blocks[component]!, ...below];
  const found = steps.reduce<Plain | undefined>((from, key) => (from === undefined ? from : asObject(from)[key]), schema);
  return found === undefined ? undefined : asObject(found);
}

/** The release before this one and this one itself, or the oldest whose objects are described. */
function neighbours(version: string): [string, string] {
  const versions = halo.releases.map((release) => release.version);
  const first = Math.max(versions.indexOf(version), versions.indexOf(haloShapes.kingdom.oldest));
  return [versions[first - 1]!, versions[first]!];
}

function dependsOn(registered: readonly Registered[], name: string, other: string): boolean {
  const found = registered.find(({ urn }) => urn.endsWith(`::${name}`));
  return found?.dependencies.some((urn) => urn.endsWith(`::${other}`)) ?? false;
}
