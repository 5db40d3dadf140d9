import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { hopText, type Overlay } from "../../automation/hopFile";
import { permitProblems } from "../../automation/problems";
import { planRequest, type Wishes } from "../../automation/request";
import { declaredComponents } from "../../config/components";
import { parseStackFile, type StackFile } from "../../config/stack";
import type { Problem } from "../../releases/problem";
import { catalogFrom, componentRequirement, note, platformRequirement } from "../support/catalogs";
import { changed, lineWith } from "../support/catalogYaml";
import { problemOf } from "../support/problems";

const catalogs = new Map([catalogFrom({
  system: "halo",
  components: { kingdom: { title: "Kingdom" }, duchy: { title: "Duchy" }, core: { title: "Core" }, worker: { title: "Worker" } },
  releases: ["0.5.45", {
    version: "0.5.46",
    notes: [note("N-act"), note("N-read", { kind: "fix" })],
    requires: [
      componentRequirement("Q-1"), platformRequirement("tried", "kubernetes", ">=1.28", { tested: ">=1.29" }),
      platformRequirement("plain", "helm", ">=3"),
    ],
    risks: [{ id: "R-1", text: "slow", source: "https://example.org/risk" }],
  }],
})].map((catalog) => [catalog.system, catalog]));

const stackYaml = `config:
  stepwise:facts:
    halo.ranNightly: false
    halo.spannerEdition: ENTERPRISE # asked in May
  stepwise:permits:
    confirmed:
      N-act: { by: ops, date: "2026-01-01" }
      Q-1: { by: ops, date: "2025-06-01" }
      maintenance-window: { by: ops, date: "2025-06-01" }
    risks:
      R-1: { owner: ops, reason: read, until: "2026-01-01" }
      untested:tried: { owner: ops, reason: read, until: "2026-12-31" }
  stepwise:elsewhere:
    halo/duchy-far: { kind: duchy, stack: partner }
    halo/duchy-near: { kind: duchy, version: "0.5.45", by: partner, date: "2025-06-01" }
  stepwise:halo:
    version: "0.5.45"
    targets: { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" }
    googleCloudProject: example
    spannerInstance: halo
    kingdom: { namespace: kingdom, publicApiAddressName: kingdom-public, systemApiAddressName: kingdom-system }
`;
const parse = (text = stackYaml): StackFile => parseStackFile("Pulumi.small.yaml", text);
const now = "2026-01-01T12:00:00Z";

describe("what a stack has confirmed or accepted", () => {
  const problems = (what: string, into: string, at = now): Problem[] => permitProblems(parse(changed(stackYaml, what, into)), catalogs, at);

  /** The only problem, with where it stands. */
  function only(found: readonly Problem[], id: string, list: string, within: string): string {
    assert.equal(found.length, 1, JSON.stringify(found));
    const [{ file, path: at, line, message }] = found as [Problem];
    assert.deepEqual([file, at, line], ["Pulumi.small.yaml", `config.stepwise:permits.${list}.${id}`, lineWith(within, `${id}:`)]);
    return message;
  }

  it("is right where a catalog asks for it and it holds today, on the first and on the last day", () =>
    assert.deepEqual(permitProblems(parse(), catalogs, now), []));

  it("is no risk where no catalog knows it, and says which are known", () => {
    for (const id of ["R-2", "constructor", "untested:plain", "Q-1"]) {
      const [{ line, path: at, message }, ...more] = problems("R-1:", `${id}:`) as [Problem];
      assert.deepEqual([at, line, more], [`config.stepwise:permits.risks.${id}`, lineWith(stackYaml, "R-1:"), []]);
      assert.match(message, /a risk that no catalog knows, expected one of R-1, untested:tried/);
    }
  });

  it("has ended the day after its last, and names who has to look again", () => {
    const message = only(permitProblems(parse(), catalogs, "2026-01-02T00:00:00Z"), "R-1", "risks", stackYaml);
    assert.match(message, /ended on 2026-01-01; ops has to look at the risk again/);
  });

  it("is no confirmation where no catalog asks for it: a note for reading, a risk, another's word", () => {
    for (const id of ["N-read", "R-9", "constructor", "N-acts"]) {
      const message = only(problems("N-act:", `${id}:`), id, "confirmed", stackYaml.replace("N-act:", `${id}:`));
      assert.match(message, /the confirmation of something that no catalog asks for/);
    }
  });

  it("was not confirmed tomorrow", () => {
    const found = problems('N-act: { by: ops, date: "2026-01-01" }', 'N-act: { by: ops, date: "2026-01-02" }');
    const message = only(found, "N-act", "confirmed", stackYaml);
    assert.match(message, /a confirmation of 2026-01-02, which is still to come/);
  });

  it("is reported all at once", () => {
    const text = changed(changed(stackYaml, "R-1:", "R-2:"), "N-act:", "N-acts:");
    assert.deepEqual(permitProblems(parse(text), catalogs, "2027-01-01T00:00:00Z").map(({ path: at }) => at.split(".").slice(2).join(".")),
      ["risks.R-2", "risks.untested:tried", "confirmed.N-acts"]);
  });
});

describe("a day in a stack file", () => {
  it("is one that the calendar has", () => {
    for (const day of ["2026-02-30", "2026-13-01", "9999-99-99"]) {
      assert.match(problemOf(() => parse(changed(stackYaml, 'until: "2026-12-31"', `until: "${day}"`))).message, /expected a date/);
    }
  });
});

describe("what is laid over a stack file for a plan", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-permits-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const written = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const ask = (wishes: Partial<Wishes> = {}) => planRequest(parse(), catalogs, { set: [], now, ...wishes }).surroundings;
  const withFacts = (content: string) => ask({ facts: written("facts.yaml", content) }).facts;
  const withDeployed = (content: string) => Object.fromEntries(
    ask({ deployed: written("deployed.yaml", content) }).elsewhere.map(({ component, at }) => [component, at]));

  it("is the facts of a file over those of the stack, fact by fact", () => {
    assert.deepEqual(ask().facts, { "halo.ranNightly": false, "halo.spannerEdition": "ENTERPRISE" });
    assert.deepEqual(withFacts("halo.ranNightly: true\nhalo.other: x\n"),
      { "halo.ranNightly": true, "halo.spannerEdition": "ENTERPRISE", "halo.other": "x" });
    assert.deepEqual(withFacts('{"halo.spannerEdition": "STANDARD"}')["halo.spannerEdition"], "STANDARD");
    assert.deepEqual(withFacts("{}"), ask().facts);
  });

  it("is the time that was given, and what the stack permits", () => {
    assert.equal(ask().now, now);
    assert.deepEqual(Object.keys(ask().permits.risks), ["R-1", "untested:tried"]);
    assert.match(ask({ now: undefined }).now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  });

  for (const [what, content, at, line, message] of [
    ["a number", "halo.a: true\nhalo.b: 3\n", "halo.b", 2, /expected text,? (or )?true or false/],
    ["nothing", "halo.a:\n", "halo.a", 1, /expected text,? (or )?true or false/],
    ["a list", "- halo.a\n", "", undefined, /expected a map/],
    ["an empty file", "", "", undefined, /expected a map/],
    ["a fact within a fact", "halo:\n  a: true\n", "halo", undefined, /expected text,? (or )?true or false/],
  ] as const) {
    it(`refuses ${what} as a fact, with file, path and line`, () => {
      const problem = problemOf(() => withFacts(content));
      assert.deepEqual([path.basename(problem.file), problem.path], ["facts.yaml", at]);
      if (line !== undefined) assert.equal(problem.line, line);
      assert.match(problem.message, message);
    });
  }

  it("refuses facts that are no YAML, and a file that is not there", () => {
    assert.equal(path.basename(problemOf(() => withFacts("a: [")).file), "facts.yaml");
    assert.match(problemOf(() => ask({ facts: path.join(folder, "none.yaml") })).message, /no such file/);
  });

  it("is where components elsewhere are, by name, also that one is not there; of others what the stack says", () => {
    const [far, near] = ["halo/duchy-far", "halo/duchy-near"];
    assert.deepEqual(withDeployed(`halo: "0.5.45"\n${far}: "0.5.46"\n`), { [far]: "0.5.46", [near]: "0.5.45" });
    assert.deepEqual(withDeployed(`${far}: null\n${near}: "0.5.46"\n`), { [far]: null, [near]: "0.5.46" });
  });

  it("is of a component elsewhere not known where neither the file nor its stack tells", () =>
    assert.deepEqual(withDeployed('halo: "0.5.45"\n'), { "halo/duchy-far": undefined, "halo/duchy-near": "0.5.45" }));

  it("names components elsewhere among those that a file of deployed releases may have", () => {
    assert.match(problemOf(() => withDeployed('halo/duchy-fra: "0.5.46"\n')).message, /it has .*halo\/duchy-far, halo\/duchy-near/);
  });
});

describe("a temporary copy of a stack file", () => {
  const made = (overlay: Overlay, text = stackYaml) => {
    const file = parse(text);
    const goals = new Map([["halo/kingdom", { version: "0.5.45" }]]);
    const copy = hopText(file, declaredComponents(file.settings), goals, { today: "2026-01-01", ...overlay });
    return { copy, settings: parse(copy).settings };
  };
  const at = (component: string, place: string | null | undefined) => ({ component, system: "halo", kind: "duchy", at: place });

  it("says facts that were found over those that were stated, and keeps the others and their comments", () => {
    const { copy, settings } = made({ facts: { "halo.ranNightly": true, "halo.other": "x: y # z" } });
    assert.deepEqual(settings.facts, { "halo.ranNightly": true, "halo.spannerEdition": "ENTERPRISE", "halo.other": "x: y # z" });
    assert.match(copy, /# asked in May/);
  });

  it("says facts also where the stack states none, or states them as another's alias", () => {
    const none = stackYaml.replace(/ {2}stepwise:facts:\n( {4}.*\n)+/, "");
    assert.deepEqual(made({ facts: { "halo.a": "1" } }, none).settings.facts, { "halo.a": "1" });
    const alias = none.replace("config:\n", "config:\n  other:a: &f { halo.a: \"0\", halo.b: true }\n  stepwise:facts: *f\n");
    assert.deepEqual(made({ facts: { "halo.a": "1" } }, alias).settings.facts, { "halo.a": "1", "halo.b": true });
  });

  it("says where a component of another stack was found, so that nothing has to ask that stack again", () => {
    const found = made({ elsewhere: [at("halo/duchy-far", "0.5.46")] }).settings.elsewhere["halo/duchy-far"]!;
    assert.ok("version" in found);
    assert.deepEqual([found.version, found.kind, found.by, found.date], ["0.5.46", "duchy", "the state of partner", "2026-01-01"]);
  });

  it("leaves one that was not found to its stack", () => {
    assert.deepEqual(made({ elsewhere: [at("halo/duchy-far", undefined)] }).settings.elsewhere, parse().settings.elsewhere);
  });

  it("says of one whose release was stated what the plan was told instead", () => {
    const said = made({ elsewhere: [at("halo/duchy-near", "0.5.46")] }).settings.elsewhere["halo/duchy-near"]!;
    assert.ok("version" in said && said.version === "0.5.46", JSON.stringify(said));
  });

  it("is the same whenever it is made", () => {
    const real = Date;
    const on = (day: string) => {
      globalThis.Date = class extends real {
        constructor(...given: [] | [number | string]) { super(given[0] ?? day); }
      } as DateConstructor;
      try {
        return made({ elsewhere: [at("halo/duchy-far", "0.5.46")] }).copy;
      } finally {
        globalThis.Date = real;
      }
    };
    assert.equal(on("2026-01-01"), on("2026-01-02"));
  });
});
