import * as assert from "node:assert/strict";
import { loadCatalog } from "../../releases/load";
import { catalogYaml, changed } from "../support/catalogYaml";
import { problemsOf } from "../support/problems";

interface Case {
  readonly name: string;
  readonly what: string;
  readonly into: string;
  readonly path: string;
  readonly message: RegExp;
}

const cases: readonly Case[] = [
  {
    name: "a note of a component that there is not",
    what: "component: core, text: do it",
    into: "component: cor, text: do it",
    path: "releases[1].notes[0].component",
    message: /found the component cor, expected one of core, system, worker/,
  },
  {
    name: "a migration of a component that there is not",
    what: "component: core, store: db",
    into: "component: kor, store: db",
    path: "releases[1].migrations[0].component",
    message: /found the component kor/,
  },
  {
    name: "a migration of a store that its component has not",
    what: "store: db",
    into: "store: queue",
    path: "releases[1].migrations[0].store",
    message: /found queue, expected db/,
  },
  {
    name: "a migration of a component without a store",
    what: "component: core, store: db",
    into: "component: worker, store: db",
    path: "releases[1].migrations[0].store",
    message: /found db, expected a store/,
  },
  {
    name: "a note superseded by one that there is not",
    what: "supersededBy: N-2",
    into: "supersededBy: N-3",
    path: "releases[1].notes[0].supersededBy",
    message: /there is no note N-3/,
  },
  {
    name: "a component after one that there is not",
    what: "after: [core]",
    into: "after: [kore]",
    path: "components.worker.after[0]",
    message: /found the component kore/,
  },
  {
    name: "a requirement of a component that there is not",
    what: "needs: worker",
    into: "needs: wroker",
    path: "releases[1].requires[2].needs",
    message: /found the component wroker/,
  },
  {
    name: "a requirement for a component that there is not",
    what: "D-1, component: core",
    into: "D-1, component: kore",
    path: "releases[1].requires[0].component",
    message: /found the component kore/,
  },
  {
    name: "a configuration change of a component that there is not",
    what: "component: core, change",
    into: "component: kore, change",
    path: "releases[1].config[0].component",
    message: /found the component kore/,
  },
  {
    name: "an id that is used twice",
    what: "id: R-1",
    into: "id: N-1",
    path: "releases[1].risks[0].id",
    message: /the id N-1 is used in release 2\.0\.0 too/,
  },
  {
    name: "a release that is listed twice",
    what: 'version: "2.0.0"',
    into: 'version: "1.0.0"',
    path: "releases[1].version",
    message: /release 1\.0\.0 is listed twice/,
  },
  {
    name: "one release under two spellings",
    what: 'version: "2.0.0"',
    into: 'version: "v1.0.0"',
    path: "releases[1].version",
    message: /listed twice/,
  },
  {
    name: "a migration of a component called as what every object has",
    what: "component: core, store: db",
    into: "component: constructor, store: db",
    path: "releases[1].migrations[0].component",
    message: /found the component constructor/,
  },
  {
    name: "a stop whose range can't be read",
    what: 'S-1, from: "<2.0.0"',
    into: 'S-1, from: "=<2.0.0"',
    path: "releases[1].stop.from",
    message: /found "=<2\.0\.0", expected a range/,
  },
  {
    name: "a risk whose range can't be read",
    what: 'R-1, from: "<2.0.0"',
    into: 'R-1, from: "before 2.0.0"',
    path: "releases[1].risks[0].from",
    message: /expected a range/,
  },
  {
    name: "a platform whose range can't be read",
    what: 'range: ">=1.29"',
    into: 'range: ">=1.29 and <1.33"',
    path: "releases[1].requires[1].range",
    message: /expected a range/,
  },
  {
    name: "an upgrade whose range can't be read",
    what: 'upgrades:\n  - { from: ">=1.0.0"',
    into: 'upgrades:\n  - { from: "1 || || 2 !"',
    path: "upgrades[0].from",
    message: /expected a range/,
  },
  {
    name: "a downgrade whose range can't be read",
    what: 'downgrades:\n  - { from: ">=1.0.0", to: ">=1.0.0"',
    into: 'downgrades:\n  - { from: ">=1.0.0", to: "1 || || 2 !"',
    path: "downgrades[0].to",
    message: /expected a range/,
  },
];

describe("a catalog is refused for", () => {
  for (const { name, what, into, path, message } of cases) {
    it(name, () => {
      const text = changed(catalogYaml, what, into);
      const problem = problemsOf(() => loadCatalog("demo.yaml", text)).find((one) => one.path === path);
      assert.match(problem?.message ?? `nothing was found at ${path}`, message);
      assert.equal(problem?.line, text.slice(0, catalogYaml.indexOf(what) + into.length).split("\n").length);
    });
  }
});
