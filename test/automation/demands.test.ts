import * as assert from "node:assert/strict";
import { hopText, withHopFile } from "../../automation/hopFile";
import { demandProblems, permitProblems } from "../../automation/problems";
import { declaredComponents } from "../../config/components";
import { parseStackFile } from "../../config/stack";
import { planRequest } from "../../automation/request";
import { rehearseUpgrade } from "../../automation/rehearseUpgrade";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
import { catalogFrom } from "../support/catalogs";
import { stackText } from "../support/kingdomStack";
import { catalogs as real, deployed, storeFrom } from "./deploy/world";

const catalogs = new Map([["halo", catalogFrom({ system: "halo", components: { kingdom: { title: "Kingdom" } }, releases: ["0.5.45", "0.5.46"] })]]);
const parse = (rest: string) => parseStackFile("Pulumi.prod.yaml", `config:
  stepwise:demands: { verifiedIn: [staging, organization/stepwise/eu] }
${rest}
  stepwise:halo:
    version: "0.5.45"
    targets: { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" }
    googleCloudProject: example
    spannerInstance: halo
    kingdom: { namespace: kingdom, publicApiAddressName: kingdom-public, systemApiAddressName: kingdom-system }
`);
const confirming = (id: string) => parse(`  stepwise:permits: { confirmed: { "${id}": { by: ops, date: "2026-01-01" } } }`);
const wrong = (id: string) => permitProblems(confirming(id), catalogs, "2026-01-02T00:00:00Z").map(({ path, message }) => `${path}: ${message}`);

describe("a demand that somebody has confirmed", () => {
  it("is one of the stack's own: of a stack it names, a component it has, and a release there is", () => {
    for (const id of ["verified-in:staging:halo/kingdom@0.5.46", "verified-in:organization/stepwise/eu:halo/kingdom@0.5.45"]) assert.deepEqual(wrong(id), [], id);
    for (const id of ["verified-in:other:halo/kingdom@0.5.46", "verified-in:staging:halo/duchy-a@0.5.46", "verified-in:staging:halo/kingdom@9"]) {
      assert.equal(wrong(id).length, 1, id);
      assert.match(wrong(id)[0]!, /permits\.confirmed\..*found the confirmation of something that no catalog asks for/);
    }
  });

  it("is never a clean commit: whoever could say so could commit as well", () =>
    assert.equal(wrong("clean-commit").length, 1));
});

describe("a stack that demands to have verified itself", () => {
  it("is refused, however it names itself", () => {
    assert.deepEqual(demandProblems(parse("")), []);
    for (const name of ["prod", "organization/stepwise/prod"]) {
      const file = parseStackFile("Pulumi.prod.yaml", `config:\n  stepwise:demands:\n    verifiedIn:\n      - staging\n      - {stack: ${name}, for: 1h}\n`);
      const [problem, ...more] = demandProblems(file);
      assert.deepEqual([problem!.path, problem!.line, more], ["config.stepwise:demands.verifiedIn[1]", 5, []]);
      assert.match(problem!.message, /which is this stack itself, expected another/);
    }
  });
});

describe("demands that are met, in the copy of a stack file for one hop", () => {
  const met = [{ id: "clean-commit", by: "commit 0123456789ab" }, { id: "verified-in:staging:halo/kingdom@0.5.46", by: "what staging has been through" }];
  const copied = (rest: string) => {
    const file = parse(rest);
    const text = hopText(file, declaredComponents(file.settings), new Map([["halo/kingdom", { version: "0.5.46" }]]), { met, today: "2026-01-02" });
    return { text, permits: parseStackFile(file.file, text).settings.permits };
  };
  const expected = Object.fromEntries(met.map(({ id, by }) => [id, { by, date: "2026-01-02" }]));

  it("are stated there, beside what the file confirms", () => {
    assert.deepEqual(copied("").permits.confirmed, expected);
    const { text, permits } = copied('  stepwise:permits: { install: [halo/kingdom], confirmed: { C1: { by: ops, date: "2026-01-01" } } }');
    assert.deepEqual(permits.confirmed, { C1: { by: "ops", date: "2026-01-01" }, ...expected });
    assert.deepEqual(permits.install, ["halo/kingdom"]);
    assert.match(text, /by: commit 0123456789ab\s*\n?\s*,? *date: "2026-01-02"/);
  });

  it("are stated there alone where the file shares its permits with something else", () => {
    const { permits, text } = copied('  other:shared: &p { confirmed: { C1: { by: ops, date: "2026-01-01" } } }\n  stepwise:permits: *p');
    assert.deepEqual(Object.keys(permits.confirmed), ["C1", ...met.map(({ id }) => id)]);
    assert.equal(text.split("clean-commit").length, 2);
    const confirmed = copied('  other:shared: &c { C1: { by: ops, date: "2026-01-01" } }\n  stepwise:permits: { confirmed: *c }');
    assert.equal(confirmed.text.split("clean-commit").length, 2);
    assert.deepEqual(Object.keys(confirmed.permits.confirmed), ["C1", ...met.map(({ id }) => id)]);
  });
});

describe("a rehearsal from nothing of a stack that demands much", () => {
  const { config } = JSON.parse(stackText({ version: "0.5.45" })) as { config: object };
  const text = JSON.stringify({ config: { ...config, "stepwise:demands": { verifiedIn: ["staging"], cleanCommit: true, maintenance: true } } });

  it("puts what is deployed in place, walks its way, and asks nobody", async () => {
    const request = planRequest(parseStackFile("Pulumi.small.yaml", text), real, { set: ["halo=0.5.46"], demands: { areTakenForMet: true } });
    const { result, states } = await rehearseUpgrade({
      request, catalogs: real, store: memoryStore(), faults: [], onFailure: "stop", policyPack: false,
    });
    assert.deepEqual([result, states.get("halo/kingdom")], ["reached", { kind: "complete", deployed: "0.5.46", schema: "0.5.46" }]);
  }).timeout(60_000);
});

describe("an update that no deployer makes, of a stack that demands something", () => {
  it("is refused by the gate before anything is touched, where it is not known to be met", async () => {
    const { config } = JSON.parse(stackText({ version: "0.5.46" })) as { config: object };
    const text = JSON.stringify({ config: { ...config, "stepwise:demands": { verifiedIn: ["a-stack-that-is-not-there"] } } });
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const engine = new RehearsalEngine({ stack: "small", store });
    const { result, steps, diagnostics } = await withHopFile("small", text, (configFile) => engine.up({ configFile, message: "by hand" }));
    assert.equal(result, "failed");
    assert.deepEqual(steps.filter(({ op, result: how }) => op !== "same" && how === "succeeded").map(({ urn }) => urn), []);
    assert.match(diagnostics.map(({ message }) => message).join(), /\[verified-in:a-stack-that-is-not-there:halo\/kingdom@0\.5\.46\]/);
  }).timeout(60_000);
});
