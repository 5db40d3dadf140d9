import * as assert from "node:assert/strict";
import { planRequest } from "../../automation/request";
import { dxDefaults } from "../../components/dx/values/defaults";
import { parseStackFile } from "../../config/stack";
import { circumstancesOf } from "../../gates/circumstances";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { judge } from "../../upgrades/judge";
import { ids } from "../support/catalogs";
import { complete } from "../support/judging";
import { problemOf } from "../support/problems";

const text = (values: string) => `config:
  stepwise:cluster: {kubernetes: "1.28", helm: "3.14"}
  stepwise:facts: {dxCoreMigratesItsDatabase: true}
  stepwise:dx:
    version: "CF228"
    contentComposer: {}
    values: ${values}
`;
const stack = (values: string) => parseStackFile("Pulumi.dx.yaml", text(values));
const nobody = (): never => assert.fail("nothing should be asked");
const knownOf = (values: string) => circumstancesOf(stack(values).settings, "2026-01-01T00:00:00Z", nobody, nobody, "dx");
const catalogs = loadCatalogs(catalogFolder);

describe("the customer's values, as gates and plans know them", () => {
  it("are those of the system's settings, as they are written", () => {
    const { valuesOf } = knownOf("{hclFlexnetURL: x, resources: {core: {limits: null}}}");
    assert.deepEqual(valuesOf("dx"), { hclFlexnetURL: "x", resources: { core: { limits: null } } });
    assert.deepEqual(knownOf("{}").valuesOf("dx"), {});
  });

  it("are none of a system that has none, is not there, or is no system", () => {
    const { valuesOf } = knownOf("{}");
    const others = ["halo", "kleidia", "permits", "facts", "", "constructor", "__proto__"];
    for (const system of others) assert.equal(valuesOf(system), undefined, system);
  });

  it("hold up the hop over the release that drops one of them, whatever the stack confirms", () => {
    const change = { component: "dx/content-composer", kind: "content-composer", version: "CF229" };
    const stale = (values: string, more = "") => {
      const { settings } = parseStackFile("Pulumi.dx.yaml", text(values) + more);
      const known = circumstancesOf(settings, "2026-01-01T00:00:00Z", nobody, nobody, "dx");
      return ids(judge(catalogs.get("dx")!, complete("CF228"), change, known).reasons).filter((id) => id.startsWith("value:"));
    };
    const confirmed = '  stepwise:permits: {confirmed: {"value:hclFlexnetURL": {by: me, date: "2025-01-01"}}}\n';
    assert.deepEqual(stale("{hclFlexnetURL: x}"), ["value:hclFlexnetURL"]);
    assert.deepEqual(stale("{hclFlexnetURL: x}", confirmed), ["value:hclFlexnetURL"]);
    assert.deepEqual(stale("{}"), []);
  });

  it("reach a plan, with what the releases ship", () => {
    const { surroundings } = planRequest(stack("{hclFlexnetURL: x}"), catalogs, { set: [] });
    assert.deepEqual(surroundings.valuesOf("dx"), { hclFlexnetURL: "x" });
    assert.deepEqual(surroundings.defaultsOf("dx", null, "CF228"), dxDefaults("CF228"));
    assert.equal(surroundings.defaultsOf("kleidia", null, "2.3.0"), undefined);
  });

  it("are refused by their line in the stack file where they are wrong, without a secret that stands there", () => {
    const problem = problemOf(() => stack("{security: {core: {wasPassword: Hunter2}}}"));
    assert.deepEqual([problem.file, problem.line, problem.path], ["Pulumi.dx.yaml", 7, "config.stepwise:dx.values.security.core.wasPassword"]);
    assert.doesNotMatch(JSON.stringify(problem), /Hunter2/);
  });
});
