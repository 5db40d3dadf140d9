import * as assert from "node:assert/strict";
import { loadCatalog } from "../../releases/load";
import { catalogYaml, changed, lineWith } from "../support/catalogYaml";
import { problemOf, problemsOf } from "../support/problems";

const text = changed(catalogYaml, `    date: "2025-02-01"
`, `    date: "2025-02-01"
    channels: { candidate: 2025-02-01, stable: "2025-02-08" }
    rollout: { start: "2025-02-08T06:00:00Z", durationMinutes: 2880 }
`).replace("releases:\n", `channels:
  - { name: candidate }
  - { name: stable, after: candidate, delayDays: 7 }
releases:
`);
const broken = (what: string, into: string) => {
  const { path, message, line } = problemOf(() => loadCatalog("demo.yaml", changed(text, what, into)));
  assert.notEqual(line, undefined);
  return [path, message];
};

describe("a catalog with channels and a roll-out", () => {
  it("is read", () => {
    const catalog = loadCatalog("demo.yaml", text);
    assert.deepEqual(catalog.channels, [{ name: "candidate" }, { name: "stable", after: "candidate", delayDays: 7 }]);
    const { channels, rollout } = catalog.release("2.0.0")!;
    assert.deepEqual(channels, { candidate: "2025-02-01", stable: "2025-02-08" });
    assert.deepEqual(rollout, { start: "2025-02-08T06:00:00Z", startPercentage: 0, durationMinutes: 2880 });
  });

  it("has none where it says nothing of them", () => {
    const catalog = loadCatalog("demo.yaml", catalogYaml);
    assert.deepEqual([catalog.channels, catalog.release("2.0.0")!.channels], [[], undefined]);
    assert.notEqual(catalog.digest, loadCatalog("demo.yaml", text).digest);
  });

  const cases: readonly [string, string, string, string, RegExp][] = [
    ["a channel that is not listed", "stable: \"2025", "stabel: \"2025", "releases[1].channels.stabel", /^found the channel stabel, expected one of candidate, stable$/],
    ["one that every object has", "stable: \"2025", "constructor: \"2025", "releases[1].channels.constructor", /found the channel constructor/],
    ["a promotion from a channel that is not listed", "after: candidate,", "after: beta,", "channels[1].after", /found the channel beta/],
    ["a channel that is listed twice", "delayDays: 7 }", "delayDays: 7 }\n  - { name: stable }", "channels[2].name", /stable is listed twice/],
    ["channels that come after each other", "name: candidate }", "name: candidate, after: stable }", "channels[0].after", /candidate after stable after candidate/],
    ["a delay without a channel to wait in", "after: candidate, ", "", "channels[1].delayDays", /expected `after` beside it/],
    ["a delay that is no number of days", "delayDays: 7", "delayDays: 1.5", "channels[1].delayDays", /found the number 1\.5, expected whole days/],
    ["a promotion on no day", "2025-02-08\" }", "2025-02-30\" }", "releases[1].channels.stable", /expected a date/],
    ["a roll-out that starts at no time", "2025-02-08T06:00:00Z", "2025-02-08 06:00", "releases[1].rollout.start", /expected a time in UTC/],
    ["a share beyond all", "durationMinutes: 2880", "startPercentage: 101", "releases[1].rollout.startPercentage", /expected a number from 0 to 100/],
    ["a roll-out that takes no time", "durationMinutes: 2880", "durationMinutes: 0", "releases[1].rollout.durationMinutes", /expected a minute at least/],
    ["a roll-out that nobody lives to see", "durationMinutes: 2880", "durationMinutes: 1e15", "releases[1].rollout.durationMinutes", /expected at most 5256000/],
  ];
  for (const [what, from, into, path, message] of cases) {
    it(`is refused for ${what}`, () => {
      const [at, said] = broken(from, into);
      assert.equal(at, path);
      assert.match(said!, message);
    });
  }

  it("names the line of a channel that is not listed", () => {
    const { line } = problemOf(() => loadCatalog("demo.yaml", changed(text, "stable: \"2025", "stabel: \"2025")));
    assert.equal(line, lineWith(text, "stable: \"2025"));
  });

  it("is refused where releases name channels and it lists none", () => {
    const none = text.replace(/channels:\n(?: {2}- .*\n)+/, "");
    assert.match(problemsOf(() => loadCatalog("demo.yaml", none))[0]!.message, /found the channel candidate, expected the catalog to list it under `channels`/);
  });
});

describe("components that come after each other", () => {
  it("are refused, with the circle", () => {
    const yaml = changed(catalogYaml, "    title: Core\n", "    title: Core\n    after: [worker]\n");
    const { path, message } = problemOf(() => loadCatalog("demo.yaml", yaml));
    assert.deepEqual([path, message], ["components.core.after", "core comes after itself: core after worker after core"]);
  });

  it("are read however deep they are", () => {
    const deep = Array.from({ length: 20_000 }, (_, i) => `  c${i}: { title: C${i === 0 ? "" : `, after: [c${i - 1}]`} }\n`).join("");
    const catalog = loadCatalog("demo.yaml", changed(catalogYaml, "components:\n", `components:\n${deep}`));
    assert.equal(Object.keys(catalog.components).length, 20_002);
  });
});
