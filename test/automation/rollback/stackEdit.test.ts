import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";
import type { Goal } from "../../../automation/hopFile";
import { editedStack, type StackEdit } from "../../../automation/rollback/stackEdit";
import { declaredComponents } from "../../../config/components";
import { parseStackFile } from "../../../config/stack";
import { projectRoot } from "../../../releases/projectRoot";
import { problemOf } from "../../support/problems";

const file = (stack: string) => path.join(projectRoot, `Pulumi.${stack}.yaml`);
const prod = readFileSync(file("prod"), "utf8");
const declaredIn = (text: string) => declaredComponents(parseStackFile("Pulumi.prod.yaml", text).settings);
const goalsIn = (text: string) =>
  new Map(declaredIn(text).map(({ id, version, returnedFrom }): [string, Goal] => [id, { version, returnedFrom }]));
const edit = (text: string, goals: Record<string, Goal>, restored?: StackEdit["restored"]) =>
  editedStack("Pulumi.prod.yaml", text, { goals: new Map(Object.entries(goals)), restored });
const back = (version: string, from: string, restore?: string): Goal =>
  ({ version, returnedFrom: { version: from, ...(restore !== undefined && { restore }) } });
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
/** The lines that one text has more than the other, in order. */
const added = (before: string, after: string): string[] => {
  const left = before.split("\n");
  return after.split("\n").filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
const small = (halo: string) => `config:
  stepwise:halo:
    version: "0.5.45" # all of it
    googleCloudProject: example
    spannerInstance: halo
    targets: {kingdomPublicApi: "k:1", kingdomSystemApi: "s:1"}
${halo}`;
const kingdom = "    kingdom:\n      namespace: kingdom\n      publicApiAddressName: a\n      systemApiAddressName: b\n";

describe("the stack file after a rollback", () => {
  it("lowers the system's version where all that inherit it go back alike", () => {
    const made = edit(prod, Object.fromEntries(declaredIn(prod).map(({ id }) => [id, back("0.5.18", "0.5.22")])));
    assert.deepEqual(added(prod, made), [
      "    version: \"0.5.18\"",
      "      returnedFrom:", "        version: \"0.5.22\"", "        returnedFrom:", "          version: \"0.5.22\"", "      returnedFrom:", "        version: \"0.5.22\"",
    ]);
    assert.deepEqual(added(made, prod), ["    version: \"0.5.22\""]);
  });

  it("gives a component that goes back alone a version of its own, and leaves the system's", () => {
    const made = edit(prod, { "halo/kingdom": back("0.5.18", "0.5.22", "kingdom-20261120-140311") });
    assert.deepEqual(added(made, prod), []);
    assert.deepEqual(added(prod, made), [
      "      version: \"0.5.18\"", "      returnedFrom:", "        version: \"0.5.22\"", "        restore: \"kingdom-20261120-140311\"",
    ]);
    assert.deepEqual(declaredIn(made).map(({ version }) => version), ["0.5.18", "0.5.22", "0.5.22"]);
  });

  it("keeps the comment and the quotes beside a version that it lowers", () => {
    const made = edit(small(kingdom), { "halo/kingdom": back("0.5.44", "0.5.45") });
    assert.match(made, /^ {4}version: "0\.5\.44" # all of it$/m);
  });

  it("takes out an old return and a stage, and does nothing where there is nothing to do", () => {
    const text = small(`${kingdom}      returnedFrom: {version: "0.5.46"}\n      stage: halt\n`);
    assert.equal(edit(text, { "halo/kingdom": { version: "0.5.45" } }), small(kingdom));
    assert.equal(edit(prod, {}), prod);
    assert.equal(editedStack("Pulumi.prod.yaml", prod, { goals: goalsIn(prod) }), prod);
  });

  it("writes restored settings, with what they stand in, and takes out what was not there", () => {
    const at = (...rest: string[]) => ["config", "stepwise:halo", ...rest];
    const made = edit(prod, {}, [
      { at: at("reporting", "pdpName"), value: "dataProviders/other" }, { at: at("reporting", "mcp", "host"), value: "mcp.example.org" },
      { at: at("reporting", "mcp", "oauthIssuer"), value: "https://example.org" }, { at: at("backups", "serviceAccountName"), value: undefined },
    ]);
    const { reporting, backups } = parseStackFile("Pulumi.prod.yaml", made).settings.halo!;
    assert.deepEqual([reporting?.pdpName, reporting?.mcp?.host, backups.serviceAccountName], ["dataProviders/other", "mcp.example.org", undefined]);
    assert.deepEqual(added(made, prod), ["      serviceAccountName: halo-backup", "      pdpName: dataProviders/JxW4d8sLr6M"]);
  });

  for (const [layout, change] of [
    ["four spaces", (text: string) => text.replace(/^( +)/gm, "$1$1")],
    ["Windows' line ends", (text: string) => text.replace(/\n/g, "\r\n")],
    ["no end of the last line", (text: string) => text.trimEnd()],
    ["spaces inside brackets", (text: string) => text.replace(/\{(\S.*)\}$/gm, "{ $1 }")],
    ["gaps before values and comments", (text: string) => text.replace(/: (?=[a-z"])/g, ":   ").replace(/^( +)# /gm, "$1#    ")],
  ] as const) {
    it(`leaves every other line as it is in a file with ${layout}`, () => {
      const text = change(prod);
      const made = edit(text, { "halo/duchy-worker1": back("0.5.18", "0.5.22") });
      assert.equal(added(text, made).filter((line) => line.trim() !== "").length, 3);
      assert.deepEqual(added(made, text), []);
      assert.equal(made.includes("\r"), text.includes("\r"));
      assert.ok(!/[^\r]\n/.test(made) || !text.includes("\r"), "no line end differs from the others");
    });
  }

  it("says the same in a file whose lines can't be kept", () => {
    const text = prod.replace("  stepwise:halo:", "\n\n\n  stepwise:halo:");
    assert.deepEqual(declaredIn(edit(text, { "halo/kingdom": back("0.5.18", "0.5.22") })).map(({ version }) => version), ["0.5.18", "0.5.22", "0.5.22"]);
  });

  it("lets components that are written as one go apart", () => {
    const duchy = `      worker1: &w
        namespace: w
        role: worker
        certificateId: x
        database: {spanner: {}}
        storage: {gcs: {bucket: b}}
        publicApiAddress: p
        systemApiAddress: s
      worker2: *w
`;
    for (const [goes, stays] of [["worker1", "worker2"], ["worker2", "worker1"]] as const) {
      const made = edit(small(`    duchies:\n${duchy}`), { [`halo/duchy-${goes}`]: back("0.5.44", "0.5.45") });
      const { duchies } = parseStackFile("Pulumi.prod.yaml", made).settings.halo!;
      assert.deepEqual([duchies?.[goes]?.version, duchies?.[stays]?.version, duchies?.[stays]?.returnedFrom], ["0.5.44", undefined, undefined]);
    }
  });

  it("refuses a file in which a lowered version would lower something else, and says what to write", () => {
    const text = small(kingdom).replace("\"0.5.45\" #", "&v \"0.5.45\" #").replace("spannerInstance: halo", "spannerInstance: *v");
    const { message } = problemOf(() => edit(text, { "halo/kingdom": back("0.5.44", "0.5.45") }));
    assert.match(message, /^found anchors.* it should say config\.stepwise:halo\.version: "0\.5\.44", /);
    assert.match(message, /, config\.stepwise:halo\.kingdom\.returnedFrom: \{"version":"0\.5\.45"\}$/);
  });

  it("refuses what is no stack file", () => {
    assert.match(problemOf(() => edit("config: [", {})).message, /not YAML/);
    assert.match(problemOf(() => edit("config:\n  stepwise:halo: 1\n", {})).message, /expected a map/);
  });

  for (const stack of ["staging", "prod", "halo-dev"]) {
    it(`says exactly the goals, and all else as before, for Pulumi.${stack}.yaml (property)`, () => {
      const text = readFileSync(file(stack), "utf8");
      const version = fc.constantFrom("0.5.18", "0.5.22", "0.5.46", "1.10", "on", "1.0.0-rc.1+b");
      const restore = fc.constantFrom("b-20260101-000000", "x: y # z");
      const returnedFrom = fc.option(fc.record({ version, restore }, { requiredKeys: ["version"] }), { nil: undefined });
      const goal = fc.record({ version, returnedFrom });
      const others = (one: string) => one.split("\n").filter((line) => !/^ +(version|returnedFrom|restore):/.test(line));
      fc.assert(fc.property(fc.dictionary(fc.constantFrom(...goalsIn(text).keys()), goal, { noNullPrototype: true }), (goals) => {
        const made = edit(text, goals);
        assert.deepEqual(plain([...goalsIn(made)]), plain([...new Map([...goalsIn(text), ...Object.entries(goals)])]));
        assert.deepEqual(others(made), others(text));
        assert.equal(edit(made, goals), made, "a second time there is nothing to do");
        const before = editedStack("Pulumi.prod.yaml", made, { goals: goalsIn(text) });
        assert.deepEqual(goalsIn(before), goalsIn(text));
      }), { numRuns: 60 });
    });
  }
});
