import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { planRequest } from "../../automation/request";
import { parseStackFile } from "../../config/stack";
import type { Catalog } from "../../releases/catalog";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { stackText, type SmallStack } from "../support/kingdomStack";
import { problemOf } from "../support/problems";

describe("what a plan is asked about", () => {
  const catalogs = loadCatalogs(catalogFolder);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-request-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const deployed = path.join(folder, "deployed.yaml");
  const given: SmallStack = { version: "0.5.45", duchies: { worker1: "0.5.44", worker2: "0.5.45" } };
  const ask = (set: readonly string[] = [], content?: string, stack = given) => {
    if (content !== undefined) writeFileSync(deployed, content);
    return planRequest(
      parseStackFile("Pulumi.small.yaml", stackText(stack)),
      catalogs,
      { set, deployed: content === undefined ? undefined : deployed },
    );
  };
  const wanted = (...set: readonly string[]) => ask(set).travellers.map(({ wanted: version }) => version);
  const states = (content: string) => ask([], content).travellers.map(({ state }) => state);
  const complete = (version: string) => ({ kind: "complete", deployed: version });

  it("is, without more, the stack as it is declared, and says that this is where it was taken from", () => {
    const { travellers, source, surroundings, declared } = ask();
    assert.deepEqual(source, { from: "declared" });
    assert.deepEqual(
      travellers.map(({ component, system, kind, wanted: version, state }) => [
        component,
        system,
        kind,
        version,
        state,
      ]),
      [
        ["halo/kingdom", "halo", "kingdom", "0.5.45", complete("0.5.45")],
        ["halo/duchy-worker1", "halo", "duchy", "0.5.44", complete("0.5.44")],
        ["halo/duchy-worker2", "halo", "duchy", "0.5.45", complete("0.5.45")],
      ],
    );
    assert.equal(surroundings.platform.kubernetes, "1.31");
    assert.equal(declared.length, 3);
  });

  it("takes destinations by system, by kind and by component, and the narrowest counts whatever their order", () => {
    assert.deepEqual(wanted("halo=0.5.46"), ["0.5.46", "0.5.46", "0.5.46"]);
    assert.deepEqual(wanted("halo/duchy=0.5.46"), ["0.5.45", "0.5.46", "0.5.46"]);
    assert.deepEqual(wanted("halo/kingdom=0.5.46"), ["0.5.46", "0.5.44", "0.5.45"]);
    const all = ["halo=0.5.44", "halo/duchy=0.5.45", "halo/duchy-worker2=0.5.46"];
    for (const order of [all, [...all].reverse()]) assert.deepEqual(wanted(...order), ["0.5.44", "0.5.45", "0.5.46"]);
  });

  it("knows the newest release by the word latest", () =>
    assert.deepEqual(wanted("halo/kingdom=latest")[0], catalogs.get("halo")!.newest));

  describe("of a stack that follows a channel", () => {
    const halo = catalogs.get("halo")!;
    const promoted = new Map([["0.5.44", { stable: "2026-01-01" }], ["0.5.45", { stable: "2026-02-01" }]]);
    const withChannels = new Map([["halo", {
      ...halo, channels: [{ name: "stable" }, { name: "empty" }],
      releases: halo.releases.map((release) => ({ ...release, channels: promoted.get(release.version) })),
    }]]);
    const following = (channel: Record<string, string>, known: ReadonlyMap<string, Catalog> = withChannels, now = "2026-01-31T12:00:00Z") => {
      const { config } = JSON.parse(stackText({ ...given, channel })) as { config: object };
      const text = JSON.stringify({ config: { ...config, "stepwise:rollout": { wariness: 0.25 } } });
      return planRequest(parseStackFile("Pulumi.small.yaml", text), known, { set: ["halo=latest"], now });
    };

    it("takes for latest the newest release that is in it by now", () => {
      const latest = (now: string) => following({ halo: "stable" }, withChannels, now).travellers[0]!.wanted;
      assert.deepEqual(["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"].map(latest), ["0.5.44", "0.5.45"]);
      assert.equal(following({}).travellers[0]!.wanted, halo.newest);
    });

    it("judges by the channel, and by the place in roll-outs that the stack states", () => {
      const { channels, wariness } = following({ halo: "stable" }).surroundings;
      assert.deepEqual([channels, wariness("0.5.46")], [{ halo: "stable" }, 0.25]);
    });

    it("knows no latest release in a channel that has none", () => {
      const { file, path: at, message } = problemOf(() => following({ halo: "empty" }));
      assert.deepEqual([file, at], ["--set", "halo"]);
      assert.match(message, /no release of Halo .* is in the channel empty yet; expected the name of a release/);
    });

    it("is refused for a channel that the catalog does not have, and for a system that there is not", () => {
      for (const [channel, at, expected, known] of [
        [{ halo: "stabel" }, "halo", /found the channel stabel, expected one of stable, empty/, withChannels],
        [{ halo: "stable" }, "halo", /found the channel stable, expected none: the catalog of Halo .* has no channels/, catalogs],
        [{ constructor: "stable" }, "constructor", /found the system constructor, expected one of halo/, withChannels],
      ] as const) {
        const { path: found, line, message } = problemOf(() => following(channel, known));
        assert.deepEqual([found, line], [`config.stepwise:channel.${at}`, 1]);
        assert.match(message, expected);
      }
    });
  });

  it("keeps what the stack says of a return only beside the version it belongs to", () => {
    const returned: SmallStack = { version: "0.5.45", returnedFrom: { version: "0.5.46" } };
    assert.deepEqual(ask([], undefined, returned).travellers[0]!.returnedFrom, { version: "0.5.46" });
    assert.deepEqual(ask(["halo=0.5.45"], undefined, returned).travellers[0]!.returnedFrom, { version: "0.5.46" });
    assert.equal(ask(["halo=0.5.46"], undefined, returned).travellers[0]!.returnedFrom, undefined);
  });

  it("takes what is deployed from a map, in the same words, and what is not in it for not known", () => {
    const notNamed = { kind: "unknown", why: `${deployed} does not name it` };
    assert.deepEqual(states('halo/duchy: "0.5.44"\nhalo/duchy-worker2: "0.5.45"\n'), [
      notNamed,
      complete("0.5.44"),
      complete("0.5.45"),
    ]);
    assert.deepEqual(ask([], 'halo: "0.5.44"').source, { from: "file", file: deployed });
    assert.deepEqual(states("{}"), [notNamed, notNamed, notNamed]);
    assert.deepEqual(states("halo: null\nhalo/duchy: ~\n"), [
      { kind: "absent" },
      { kind: "absent" },
      { kind: "absent" },
    ]);
  });

  it("takes it from a stack's export, in JSON as Pulumi writes it", () => {
    const resources = [
      {
        urn: "urn:pulumi:s::stepwise::stepwise:halo:Kingdom::kingdom",
        type: "stepwise:halo:Kingdom",
        inputs: { version: "0.5.45" },
        outputs: { deployed: "0.5.45" },
      },
      {
        urn: "urn:pulumi:s::stepwise::stepwise:halo:Duchy::duchy-worker1",
        type: "stepwise:halo:Duchy",
        inputs: { version: "0.5.44" },
      },
      { urn: "urn:pulumi:s::stepwise::stepwise:halo:Duchy::duchy-worker2", type: "stepwise:halo:Duchy", inputs: {} },
    ];
    assert.deepEqual(
      states(JSON.stringify({ version: 3, deployment: { resources } })).map(({ kind }) => kind),
      ["complete", "incomplete", "unknown"],
    );
    assert.deepEqual(
      states(JSON.stringify({ version: 3, deployment: {} })).map(({ kind }) => kind),
      ["absent", "absent", "absent"],
    );
  });

  const refusedSets: readonly (readonly [set: string, path: string, message: RegExp])[] = [
    ["halo", "", /found "halo", expected something such as halo=0\.5\.46/],
    ["=0.5.46", "", /found "=0\.5\.46"/],
    ["halo=", "", /found "halo="/],
    [
      "halo/mars=0.5.46",
      "halo/mars",
      /no such component; it has halo, halo\/duchy, halo\/duchy-worker1, halo\/duchy-worker2, halo\/kingdom/,
    ],
    ["dx=1.0", "dx", /no such component/],
    [
      "halo=9.9.9",
      "halo",
      /found the release 9\.9\.9, which is not in the catalog of .*; expected one from 0\.5\.\d+ to 0\.5\.46, or latest/,
    ],
    ["halo/kingdom=v0.5.46", "halo/kingdom", /found the release v0\.5\.46/],
  ];
  for (const [set, at, message] of refusedSets) {
    it(`refuses --set ${set}, and says what could be said`, () => {
      const problem = problemOf(() => ask([set]));
      assert.deepEqual([problem.file, problem.path], ["--set", at]);
      assert.match(problem.message, message);
    });
  }

  const refusedFiles: readonly (readonly [
    what: string,
    content: string,
    path: string,
    line: number | undefined,
    message: RegExp,
  ])[] = [
    [
      "a version without quotes that is a number",
      'halo: "0.5.44"\nhalo/kingdom: 1.10\n',
      "halo/kingdom",
      2,
      /found 1\.1, expected a version in quotes/,
    ],
    [
      "a component that the stack does not have",
      'halo: "0.5.44"\nhalo/mars: "0.5.44"\n',
      "halo/mars",
      2,
      /no such component/,
    ],
    ["a list", "- halo\n", "", undefined, /expected a map of component to version/],
    ["an empty file", "", "", undefined, /expected a map of component to version/],
    ["a text", "halo\n", "", undefined, /expected a map of component to version/],
  ];
  for (const [what, content, at, line, message] of refusedFiles) {
    it(`refuses ${what} as what is deployed, with file and line`, () => {
      const problem = problemOf(() => ask([], content));
      assert.deepEqual([problem.file, problem.path, problem.line], [deployed, at, line]);
      assert.match(problem.message, message);
    });
  }

  for (const content of ["null", '{"resources": {}}', '{"resources": [{"type": "a"}]}']) {
    it(`refuses an export whose deployment is ${content}, with its file`, () => {
      assert.equal(problemOf(() => ask([], `{"deployment": ${content}}`)).file, deployed);
    });
  }

  it("refuses a file that is not there", () => {
    const stack = parseStackFile("Pulumi.small.yaml", stackText(given));
    assert.equal(
      problemOf(() => planRequest(stack, catalogs, { set: [], deployed: path.join(folder, "none.yaml") })).file,
      path.join(folder, "none.yaml"),
    );
  });
});
