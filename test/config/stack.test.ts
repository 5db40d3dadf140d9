import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { settingsOf } from "../../config/program";
import { parseStackFile, readStackFile } from "../../config/stack";
import { changed, lineWith } from "../support/catalogYaml";
import { problemOf, problemsOf } from "../support/problems";

const stackYaml = `encryptionsalt: v1:abc
config:
  kubernetes:renderYamlToDirectory: elsewhere
  stepwise:cluster:
    kubernetes: "1.31"
    context: prod
  stepwise:facts:
    halo.ranNightly: false
  stepwise:permits:
    install: [halo/kingdom]
    adopt: { halo/reporting: "0.5.30" }
    confirmed:
      C1: { by: ops, date: "2025-06-01" }
    risks:
      C18: { owner: ops, reason: read, until: "2026-12-31" }
    maintenance: [{ from: "2026-11-22T01:00:00Z", until: "2026-11-22T05:00:00Z" }]
  stepwise:elsewhere:
    halo/duchy-far: { kind: duchy, stack: partner }
    halo/duchy-near: { kind: duchy, version: "0.5.46", by: partner, date: "2025-06-01" }
  stepwise:halo:
    version: "0.5.30"
    targets: { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" }
    googleCloudProject: halo-prod
    spannerInstance: halo
`;

const parse = (text: string) => parseStackFile("Pulumi.prod.yaml", text);
const broken = (what: string, into: string) => problemOf(() => parse(changed(stackYaml, what, into)));

describe("a stack file", () => {
  it("is read, other programs' settings left alone", () => {
    const { stack, settings } = parse(stackYaml);
    assert.equal(stack, "prod");
    assert.equal(settings.cluster.kubernetes, "1.31");
    assert.deepEqual(settings.facts, { "halo.ranNightly": false });
    assert.deepEqual(settings.permits, {
      install: ["halo/kingdom"],
      adopt: { "halo/reporting": "0.5.30" },
      remove: [],
      rerun: [],
      confirmed: { C1: { by: "ops", date: "2025-06-01" } },
      risks: { C18: { owner: "ops", reason: "read", until: "2026-12-31" } },
      maintenance: [{ from: "2026-11-22T01:00:00Z", until: "2026-11-22T05:00:00Z" }],
    });
    assert.deepEqual(settings.elsewhere, {
      "halo/duchy-far": { kind: "duchy", stack: "partner" },
      "halo/duchy-near": { kind: "duchy", version: "0.5.46", by: "partner", date: "2025-06-01" },
    });
    assert.equal(settings.halo?.version, "0.5.30");
  });

  it("may say nothing, and then permits nothing", () => {
    assert.deepEqual(parse("config: {}\n").settings, {
      cluster: {},
      permits: { install: [], adopt: {}, remove: [], rerun: [], confirmed: {}, risks: {}, maintenance: [] },
      facts: {},
      channel: {},
      elsewhere: {},
    });
    assert.deepEqual(parse("encryptionsalt: v1:abc\n").settings.permits.install, []);
  });

  it("may follow channels, and state its place in roll-outs", () => {
    const { settings } = parse('config: { stepwise:channel: { halo: stable }, stepwise:rollout: { wariness: 0.3 } }');
    assert.deepEqual([settings.channel, settings.rollout], [{ halo: "stable" }, { wariness: 0.3 }]);
    for (const wrong of ["1.5", "-0.1", "soon", "~"]) {
      const { path: at, line, message } = problemOf(() => parse(`config:\n  stepwise:rollout: { wariness: ${wrong} }\n`));
      assert.deepEqual([at, line], ["config.stepwise:rollout.wariness", 2]);
      assert.match(message, /expected a number from 0 \(among the first\) to 1/);
    }
    assert.equal(problemOf(() => parse("config: { stepwise:channel: { halo: 1 } }")).path, "config.stepwise:channel.halo");
  });

  it("is named after its stack", () => {
    assert.equal(parseStackFile("a/b/Pulumi.kleidia-staging.yaml", "config: {}").stack, "kleidia-staging");
    assert.match(problemOf(() => parseStackFile("stack.yaml", "config: {}")).message, /Pulumi\.prod\.yaml/);
    assert.match(problemOf(() => parseStackFile("Pulumi.yaml", "config: {}")).message, /Pulumi\.prod\.yaml/);
  });

  it("is refused with file, line and path of a misspelt key, as it stands in the file", () => {
    const problem = broken("    context: prod", "    contxt: prod");
    assert.equal(problem.file, "Pulumi.prod.yaml");
    assert.equal(problem.path, "config.stepwise:cluster.contxt");
    assert.equal(problem.line, lineWith(stackYaml, "context: prod"));
  });

  it("is refused for a system that is misspelt", () => {
    assert.equal(broken("stepwise:halo:", "stepwise:hallo:").path, "config.stepwise:hallo");
  });

  it("is refused for a version that is a number, with what was found and how to write it", () => {
    const problem = broken('version: "0.5.30"', "version: 0.5");
    assert.equal(problem.path, "config.stepwise:halo.version");
    assert.equal(problem.line, lineWith(stackYaml, 'version: "0.5.30"'));
    assert.match(problem.message, /found the number 0\.5, expected a version in quotes, such as "0\.5"/);
    assert.equal(broken('kubernetes: "1.31"', "kubernetes: 1.31").path, "config.stepwise:cluster.kubernetes");
    assert.equal(
      broken('halo/reporting: "0.5.30"', "halo/reporting: 0.5").path,
      "config.stepwise:permits.adopt.halo/reporting",
    );
  });

  it("is refused for a permit of what is no component, with what one looks like", () => {
    const problem = broken("[halo/kingdom]", "[kingdom]");
    assert.equal(problem.path, "config.stepwise:permits.install[0]");
    assert.match(problem.message, /such as halo\/kingdom/);
    assert.match(broken('halo/reporting: "0.5.30"', 'reporting: "0.5.30"').message, /such as halo\/kingdom/);
  });

  it("is refused for a confirmation without a name or a date", () => {
    assert.equal(broken("by: ops, date", "date").path, "config.stepwise:permits.confirmed.C1.by");
    assert.match(broken('ops, date: "2025-06-01"', "ops, date: soon").message, /expected a date in quotes/);
  });

  it("is refused for a risk that is accepted without an owner, a reason or an end", () => {
    const at = "config.stepwise:permits.risks.C18";
    assert.equal(broken("owner: ops, reason", "reason").path, `${at}.owner`);
    assert.equal(broken("reason: read, ", "").path, `${at}.reason`);
    assert.equal(broken(', until: "2026-12-31"', "").path, `${at}.until`);
    assert.match(broken('until: "2026-12-31"', "until: never").message, /expected a date in quotes/);
  });

  it("is refused for a maintenance window that is no time in UTC, or ends before it begins", () => {
    const window = 'from: "2026-11-22T01:00:00Z"';
    const at = "config.stepwise:permits.maintenance[0]";
    for (const from of ['from: "2026-11-22T01:00:00+01:00"', 'from: "2026-11-22"', 'from: "2026-11-22 01:00:00Z"']) {
      const problem = broken(window, from);
      assert.equal(problem.path, `${at}.from`);
      assert.match(problem.message, /expected a time in UTC, such as/);
    }
    for (const from of ['from: "2026-11-22T05:00:00Z"', 'from: "2026-11-23T05:00:00Z"']) {
      const problem = broken(window, from);
      assert.equal(problem.path, at);
      assert.match(problem.message, /`until` to be later than `from`/);
    }
  });

  it("is refused for a window that is no time at all with one problem, not two", () => {
    assert.match(broken('from: "2026-11-22T01:00:00Z"', "from: soon").message, /expected a time in UTC/);
  });

  it("is refused for a component elsewhere of which it says both a stack and a release, or neither", () => {
    const at = "config.stepwise:elsewhere.halo/duchy-far";
    const problem = broken("kind: duchy, stack: partner", 'kind: duchy, stack: partner, version: "0.5.46"');
    assert.equal(problem.path, `${at}.version`);
    for (const said of ["kind: duchy", 'kind: duchy, version: "0.5.46"']) {
      const { path: where, message } = broken("kind: duchy, stack: partner", said);
      assert.equal(where, at, said);
      assert.match(message, /expected either \{kind, stack\} or \{kind, version, by, date\}/);
    }
    assert.match(broken("halo/duchy-far:", "duchy-far:").message, /such as halo\/kingdom/);
  });

  it("is refused for a fact that is neither text nor yes or no, with both named once", () => {
    const problem = broken("halo.ranNightly: false", "halo.ranNightly: 3");
    assert.equal(problem.path, "config.stepwise:facts.halo.ranNightly");
    assert.match(problem.message, /text or true or false/);
    assert.doesNotMatch(problem.message, /Invalid input.*Invalid input/);
  });

  it("is refused for a folder to render to beside a cluster", () => {
    for (const beside of ["context: prod\n    renderTo: out", "kubeconfig: kube.yaml\n    renderTo: out"]) {
      const problem = broken("context: prod", beside);
      assert.equal(problem.path, "config.stepwise:cluster");
      assert.match(problem.message, /found renderTo beside a cluster, expected either/);
    }
    assert.equal(parse(changed(stackYaml, "context: prod", "renderTo: out")).settings.cluster.renderTo, "out");
  });

  it("is refused with the line when it is not YAML, has a key twice, or an alias that leads nowhere", () => {
    assert.equal(
      broken("  stepwise:facts:", "  stepwise:cluster: {}\n  stepwise:facts:").line,
      lineWith(stackYaml, "stepwise:facts:"),
    );
    assert.ok(problemsOf(() => parse(`${stackYaml}  - ][\n`)).every(({ line }) => line !== undefined));
    assert.equal(
      problemsOf(() => parse(changed(stackYaml, "context: prod", "context: *nobody")))[0]?.file,
      "Pulumi.prod.yaml",
    );
  });

  it("is refused when its configuration is no map", () => {
    for (const text of ["- a\n", "config: []\n", "config: text\n"])
      assert.equal(problemOf(() => parse(text)).file, "Pulumi.prod.yaml");
  });
});

describe("stack files in a folder", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "stepwise-stacks-"));
  after(() => rmSync(folder, { recursive: true }));

  it("are found by the stack's name", () => {
    writeFileSync(path.join(folder, "Pulumi.prod.yaml"), stackYaml);
    assert.equal(readStackFile(folder, "prod").settings.halo?.version, "0.5.30");
  });

  it("that are not there are named", () => {
    const problem = problemOf(() => readStackFile(folder, "nowhere"));
    assert.match(problem.file, /Pulumi\.nowhere\.yaml$/);
    assert.match(problem.message, /no such file/);
  });
});

describe("the settings that the engine hands to the program", () => {
  const config = (values: Readonly<Record<string, unknown>>) => ({
    getObject: <T>(key: string) => values[key] as T | undefined,
  });

  it("are those of the file", () => {
    const { halo, cluster, permits, facts, elsewhere } = parse(stackYaml).settings;
    assert.deepEqual(settingsOf(config({ halo, cluster, permits, facts, elsewhere })), parse(stackYaml).settings);
  });

  it("are refused with their path", () => {
    const problem = problemOf(() => settingsOf(config({ cluster: { context: 3 } })));
    assert.equal(problem.path, "stepwise:cluster.context");
  });
});
