import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { kingdomShapes } from "../../components/halo/kingdom.shape";
import { collectGoals } from "../../engines/rehearsal/collect";
import { configText } from "../../engines/rehearsal/configuration";
import { customerConfigurationKept } from "../../policies/customerConfigurationKept";
import { existingKind } from "../../policies/reading/customerSettings";
import { loadCatalog } from "../../releases/load";
import { catalogFolder, projectRoot } from "../../releases/projectRoot";
import { compareVersions } from "../../releases/version";
import { parseYaml } from "../../releases/yamlFile";
import { StackFolder } from "../support/kingdomStack";
import { changed, containerPath, deployment, kingdom, podPath, saidOfStack, unknownValue, useStack, type Part } from "./asking";

/** A server with every text that the Kingdom's block says, by default or not. */
const server = changed(changed(deployment, [...containerPath, "args"], [
  "--spanner-database=kingdom", "--address=kingdom-public:8443", "--system=v1/kingdom-system",
]), [...podPath, "volumes"], [{ secret: { secretName: "certs-and-configs" } }, { configMap: { name: "config-files" } }]);
const serverPart = (props: object): Part => ({ type: "kubernetes:apps/v1:Deployment", props, after: ["service", "migrate"] });
const whole = { ...kingdom, server: serverPart(server) };
const ask = (parts: Readonly<Record<string, Part>>, config: object = {}) => saidOfStack(customerConfigurationKept, parts, config);
const lost = (setting: string) => [`the setting ${setting} of halo/kingdom is in none of its objects at 0.5.46; what the customer set would be lost`];

describe("the policy customer-configuration-kept", () => {
  beforeEach(() => useStack({ version: "0.5.46" }));

  it("says nothing where everything that is set is there, and what the stack file names is not created", () => assert.deepEqual(ask(whole), []));

  for (const [setting, args] of [
    ["publicApiAddressName", ["--spanner-database=kingdom", "--address=shipped-default:8443", "--system=v1/kingdom-system"]],
    ["publicApiAddressName", ["--spanner-database=kingdom", "--address=kingdom-public-2", "--system=v1/kingdom-system"]],
    ["systemApiAddressName", ["--spanner-database=kingdom", "--address=kingdom-public", unknownValue]],
  ] as const) {
    it(`refuses ${setting} that is not there: ${args.map(String).join(" ")}`, () => {
      assert.deepEqual(ask({ ...whole, server: serverPart(changed(server, [...containerPath, "args"], args)) }), lost(setting));
    });
  }

  it("refuses a Secret other than the one that was named", () => {
    assert.deepEqual(ask({ ...whole, server: serverPart(changed(server, [...podPath, "volumes", 0, "secret", "secretName"], "shipped-certs")) }),
      // It is in the others' too, which mount what the fixture says.
      []);
    const others = Object.fromEntries(Object.entries(whole).filter(([name]) => name === "kingdom" || name === "server"));
    assert.deepEqual(ask({ ...others, server: serverPart(changed(server, [...podPath, "volumes", 0, "secret", "secretName"], "shipped-certs")) }), lost("secretName"));
  });

  it("does not count what another component's objects say", () => {
    const other = { type: "stepwise:halo:Duchy", props: {}, parent: null };
    assert.deepEqual(ask({ kingdom: kingdom["kingdom"]!, "duchy-x": other, server: { ...serverPart(server), parent: "duchy-x" } }).length, 6);
  });

  const files = (metadata: object, type = "core/v1:ConfigMap"): Part => ({ type: `kubernetes:${type}`, props: { metadata, data: { "a.textproto": "the shipped default" } } });
  it("refuses to create what the stack file names as existing", () => {
    assert.deepEqual(ask({ ...whole, shipped: files({ name: "config-files", namespace: "kingdom" }) }),
      ["shipped is the ConfigMap that configMapName of halo/kingdom names, or may be; it exists already and is not the stack's"]);
    assert.deepEqual(ask({ ...whole, shipped: files({ name: "certs-and-configs", namespace: "kingdom" }, "core/v1:Secret") }),
      ["shipped is the Secret that secretName of halo/kingdom names, or may be; it exists already and is not the stack's"]);
  });

  it("takes a name that is not known yet for one that may be it", () => {
    assert.equal(ask({ ...whole, shipped: files({ name: unknownValue, namespace: "kingdom" }) }).length, 1);
    assert.equal(ask({ ...whole, shipped: files({ name: "config-files", namespace: unknownValue }) }).length, 1);
    assert.equal(ask({ ...whole, shipped: { type: "kubernetes:core/v1:ConfigMap", props: { metadata: unknownValue } } }).length, 1);
  });

  it("lets an object with another name, in another namespace or of another kind be created", () => {
    assert.deepEqual(ask({ ...whole, shipped: files({ name: "config-files-2", namespace: "kingdom" }) }), []);
    assert.deepEqual(ask({ ...whole, shipped: files({ name: "config-files", namespace: "other" }) }), []);
    assert.deepEqual(ask({ ...whole, shipped: files({ name: "config-files", namespace: "kingdom" }, "core/v1:Secret") }), []);
  });

  it("can be told what no object has", () => {
    const parts = { ...whole, server: serverPart(changed(server, [...containerPath, "args", 1], "--address=none")) };
    assert.deepEqual(ask(parts, { notVerbatim: ["kingdom.publicApiAddressName"] }), []);
    assert.deepEqual(ask(parts, { placedSince: { "kingdom.publicApiAddressName": "0.5.47" } }), []);
    assert.deepEqual(ask(parts, { placedSince: { "kingdom.publicApiAddressName": "0.5.46" } }), lost("publicApiAddressName"));
  });

  for (const config of [{ notVerbatim: "duchy.role" }, { placedSince: { x: 5 } }, { placed: {} }]) {
    it(`refuses the configuration ${JSON.stringify(config)}`, () => assert.throws(() => ask(whole, config), /customer-configuration-kept/));
  }

  it("knows by its name which setting names something that exists", () => {
    const kinds = ["secretName", "mcConfigSecretName", "database.postgres.credentials.secret", "configMapName", "namespace", "spannerDatabase"].map(existingKind);
    assert.deepEqual(kinds, ["Secret", "Secret", "Secret", "ConfigMap", undefined, undefined]);
  });
});

describe("what customers set of Halo", function () {
  this.timeout(120_000);
  const files = new StackFolder("kept");
  after(() => files.remove());
  const since = {
    "duchy.internalApiAddress": "0.5.30", "duchy.trusteeMillSubnetworkCidrRange": "0.5.29",
    "reporting.eventMessageTypeUrl": "0.5.29", "reporting.mcp.host": "0.5.45", "reporting.mcp.oauthIssuer": "0.5.45",
    "reporting.mcp.oauthProtectedResource": "0.5.45", "reporting.pdpName": "0.5.30",
  };
  const described = loadCatalog(path.join(catalogFolder, "halo.yaml")).releases.map(({ version }) => version)
    .filter((version) => compareVersions(version, kingdomShapes.oldest) >= 0);
  /** The ends, and both sides of every release in which a setting found its place. */
  const releases = described.filter((version, i) => i === 0 || i === described.length - 1
    || [version, described[i + 1]].some((one) => Object.values(since).some((border) => border === one)));
  const { content } = parseYaml("Pulumi.halo-dev.yaml", readFileSync(path.join(projectRoot, "Pulumi.halo-dev.yaml"), "utf8"));
  const ownValues = (["kingdom", "reporting"] as const).flatMap((block) => [
    [block, "secretName"], [block, "configMapName"], [block, "spannerDatabase"], ...(block === "reporting" ? [[block, "accessSpannerDatabase"], [block, "mcConfigSecretName"]] : []),
  ]);

  /** All that is set of the development stack, and more, with nothing left at its default. */
  async function partsAt(version: string): Promise<Readonly<Record<string, Part>>> {
    let file = changed(content as object, ["config", "stepwise:halo", "version"], version);
    for (const at of ownValues) file = changed(file, ["config", "stepwise:halo", ...at as string[]], `own-${at.join("-").toLowerCase()}`);
    for (const name of ["aggregator", "worker1", "worker2"]) {
      file = changed(file, ["config", "stepwise:halo", "duchies", name, "internalApiAddress"], `own-address-of-${name}`);
    }
    file = changed(file, ["config", "stepwise:halo", "reporting", "mcp"], {
      host: "mcp.example.org", oauthIssuer: "https://issuer.example.org/", oauthProtectedResource: "https://resource.example.org",
    });
    writeFileSync(files.file, JSON.stringify(file));
    pulumi.runtime.setAllConfig(configText(files.file));
    const goals = await collectGoals("kept", files.file);
    pulumi.runtime.setAllConfig(configText(files.file));
    return Object.fromEntries(goals.filter(({ name }) => name !== "stepwise-kept").map(({ type, name, inputs, parent, custom }) =>
      [name, { type, props: custom ? inputs : {}, parent: parent?.endsWith("::stepwise-kept") === true ? null : parent?.split("::").at(-1) ?? null }]));
  }

  it("reaches its objects, and the defaults say exactly since which release", async () => {
    const first = new Map<string, string>();
    for (const version of releases) {
      const parts = await partsAt(version);
      assert.deepEqual(ask(parts), [], version);
      for (const message of ask(parts, { placedSince: {} })) {
        const [, setting, component] = /^the setting (\S+) of halo\/([a-z]+)/.exec(message) ?? [];
        first.set(`${component}.${setting}`, releases[releases.indexOf(version) + 1] ?? "never");
      }
    }
    assert.deepEqual(Object.fromEntries([...first].sort()), since);
  });
});
