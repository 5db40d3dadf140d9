import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { compareGoals } from "../../../engines/rehearsal/compare";
import { secret } from "../../../engines/rehearsal/values";
import { planText, type PlanView } from "../../../report/terminal/plan";
import { plain, width } from "../../../report/terminal/screen";
import { verdictText } from "../../../report/terminal/verdict";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { plainSurroundings } from "../../support/judging";
import { planUpgrade } from "../../../upgrades/plan";
import type { Hop, Plan, PlannedComponent, PlanNote } from "../../../upgrades/planModel";
import type { Reason } from "../../../upgrades/reason";
import { resource } from "../../support/rehearsedSession";

const bare = createColors(false);
const text = (plan: Plan, view: Partial<PlanView> = {}) =>
  planText({ plan, source: { from: "declared" }, allNotes: false, ...view }, bare);
const tooLong = (shown: string) =>
  shown.split("\n").filter((line) => plain(line).length > width && !line.includes("https://"));

const note = (id: string, more: Partial<PlanNote> = {}): PlanNote => ({
  id,
  version: "0.5.46",
  kind: "action",
  category: "C",
  component: "kingdom",
  text: `Do ${id}.`,
  source: `https://example.org/${id}`,
  found: "commits",
  ...more,
});
const reason = (kind: Reason["kind"], id: string): Reason => ({
  id,
  kind,
  message: `${id} stands in the way`,
  remedy: `mend ${id}`,
});
const hop = (more: Partial<Hop> = {}): Hop => ({
  number: 1,
  changes: [{ component: "halo/kingdom", from: "0.5.45", to: "0.5.46" }],
  offline: false,
  pointOfNoReturn: [],
  open: [],
  diff: [],
  steps: (["backup", "migrate", "rollout", "verify"] as const).map((phase) => ({
    id: `halo/kingdom:${phase}`,
    component: "halo/kingdom",
    phase,
    after: [],
  })),
  ...more,
});
const component = (more: Partial<PlannedComponent> = {}): PlannedComponent => ({
  component: "halo/kingdom",
  state: "complete",
  from: "0.5.45",
  to: "0.5.46",
  verdict: "allowed",
  route: ["0.5.45", "0.5.46"],
  releasesCrossed: ["0.5.46"],
  notes: [],
  reasons: [],
  cost: null,
  runnerUp: null,
  accepted: [],
  ...more,
});
const plan = (
  components: readonly PlannedComponent[],
  hops: readonly Hop[] = [hop()],
  more: Partial<Plan> = {},
): Plan => ({ schema: "stepwise/plan/v1", stack: "prod", verdict: "allowed", catalogs: {}, components, hops, interleaved: [], ...more });

describe("a plan in the terminal", () => {
  it("says the verdict, where versions are from, the route and the phases", () => {
    const shown = text(plan([component()]));
    assert.match(shown, /^Plan for the stack prod +ALLOWED$/m);
    assert.match(shown, /as Pulumi\.prod\.yaml declares them; no state was read/);
    assert.match(shown, /halo\/kingdom +0\.5\.45 +0\.5\.46 +allowed +0\.5\.45 → 0\.5\.46/);
    assert.match(shown, /phases +backup → migrate → rollout → verify/);
    assert.match(
      text(plan([component()]), { source: { from: "file", file: "deployed.yaml" } }),
      /deployed versions: from deployed\.yaml/,
    );
  });

  it("that is blocked says so, gives every reason with its remedy, and shows no route", () => {
    const blocked = component({
      verdict: "blocked",
      route: [],
      reasons: [reason("legality", "irreversible:spanner@0.5.23"), reason("exposure", "R1")],
    });
    const shown = text(plan([blocked, component({ component: "halo/reporting" })], [], { verdict: "blocked" }));
    assert.match(shown, /^Plan for the stack prod +BLOCKED$/m);
    assert.match(shown, /halo\/kingdom +0\.5\.45 +0\.5\.46 +blocked +none/);
    assert.match(
      shown,
      /legality: what the graph says\n {2}irreversible:spanner@0\.5\.23 +halo\/kingdom\n.*stands in the way\./,
    );
    assert.match(shown, /→ +mend irreversible:spanner@0\.5\.23\./);
    assert.ok(shown.indexOf("legality:") < shown.indexOf("exposure:"));
    assert.doesNotMatch(shown, /Hop/);
  });

  it("tells a reason that several components share once, with all of them", () => {
    const shared = reason("readiness", "C1");
    const shown = text(
      plan([component({ reasons: [shared] }), component({ component: "halo/reporting", reasons: [shared] })]),
    );
    assert.match(shown, /C1 +halo\/kingdom halo\/reporting/);
    assert.equal(shown.match(/C1 stands in the way/g)?.length, 1);
  });

  it("says where there is nothing to do, and what is installed first", () => {
    const there = component({ to: "0.5.45", route: ["0.5.45"], releasesCrossed: [] });
    assert.match(text(plan([there], [])), /there already[\s\S]*Every component is where the stack wants it\./);
    assert.match(
      text(plan([component({ from: null, route: ["0.5.46"] })])),
      /halo\/kingdom +nothing +0\.5\.46 +allowed +first install/,
    );
  });

  it("shows the notes that somebody must act on, counts the rest, and shows all on request", () => {
    const notes = [
      note("A-1"),
      note("B-1", { kind: "breaking" }),
      note("F-1", { kind: "feature" }),
      note("X-1", { kind: "fix" }),
    ];
    const planned = plan([component({ notes })]);
    const shown = text(planned);
    assert.match(shown, /1 release crossed: 1 .*somebody to act +2 more notes with --all-notes/);
    assert.deepEqual(
      ["A-1", "B-1", "F-1", "X-1"].map((id) => shown.includes(`Do ${id}.`)),
      [true, true, false, false],
    );
    const all = text(planned, { allNotes: true });
    assert.ok(notes.every(({ id }) => all.includes(`Do ${id}.`)));
    assert.doesNotMatch(all, /--all-notes/);
  });

  it("says of a note that a later one took its place", () => {
    const shown = text(plan([component({ notes: [note("A-1", { supersededBy: "A-2" }), note("A-2")] })]));
    assert.match(shown, /Do A-1\. \(superseded by A-2\)/);
    assert.doesNotMatch(shown, /Do A-2\. \(superseded/);
  });

  it("tells a note that several components cross once, in the order of the releases", () => {
    const [old, young] = [note("OLD", { version: "0.5.45" }), note("YOUNG", { version: "0.5.46" })];
    const crossed = { releasesCrossed: ["0.5.45", "0.5.46"] };
    const shown = text(
      plan([
        component({ notes: [young, old], ...crossed }),
        component({ component: "halo/reporting", notes: [young], ...crossed }),
      ]),
    );
    assert.equal(shown.match(/Do YOUNG\./g)?.length, 1);
    assert.ok(shown.indexOf("Do OLD.") < shown.indexOf("Do YOUNG."));
  });

  it("says of a hop that servers stop, and what can't be undone", () => {
    const shown = text(
      plan([component()], [hop({ offline: true, pointOfNoReturn: ["0.5.23 spanner: copies event groups"] })]),
    );
    assert.match(shown, /Hop 1 of 1 {2}halo\/kingdom 0\.5\.45 → 0\.5\.46 +offline: servers stop while data moves/);
    assert.match(shown, /no return +once migrated, only a backup leads back: 0\.5\.23 spanner: copies event groups/);
  });

  it("says why resources were not compared", () => {
    assert.match(text(plan([component()])), /resources +not compared$/m);
    assert.match(
      text(plan([component()], [hop({ diffMissing: "a setting is missing" })])),
      /not compared: a setting is missing/,
    );
  });

  it("never shows a secret's value", () => {
    const goal = (value: string) =>
      resource("kubernetes:core/v1:Secret", "kingdom-db", { kind: "Secret", stringData: { password: secret(value) } });
    const shown = text(plan([component()], [hop({ diff: compareGoals([goal("hunter2")], [goal("hunter3")]) })]));
    assert.match(shown, /± replace +Secret db/);
    assert.match(shown, /stringData\.password {2}\[secret\] → \[secret\]/);
    assert.doesNotMatch(shown, /hunter/);
  });

  it("has no line over 100 columns but for addresses, whatever way the real catalog gives", () => {
    const catalogs = loadCatalogs(catalogFolder);
    const catalog = catalogs.get("halo")!;
    for (const [from, to] of [
      ["0.5.22", "0.5.46"],
      ["0.5.46", "0.5.22"],
      ["0.5.18", "0.5.30"],
      ["0.5.0", catalog.newest],
    ]) {
      const travellers = ["kingdom", "duchy", "reporting"].map((kind) => ({
        component: `halo/${kind}`,
        system: "halo",
        kind,
        wanted: to!,
        state: { kind: "complete", deployed: from! } as const,
      }));
      const made = planUpgrade("prod", catalogs, travellers, plainSurroundings);
      assert.deepEqual(tooLong(text(made, { allNotes: true })), []);
    }
  });

  it("says the same in colours as without", () => {
    const planned = plan([component({ notes: [note("A-1")], reasons: [reason("exposure", "R1")] })]);
    const coloured = planText({ plan: planned, source: { from: "declared" }, allNotes: true }, createColors(true));
    assert.notEqual(coloured, plain(coloured));
    assert.equal(plain(coloured), text(planned, { allNotes: true }));
    assert.ok(!text(planned).includes("\u001b"));
  });
});

describe("a verdict on a graph in the terminal", () => {
  const verdict = {
    schema: "stepwise/verdict/v1",
    format: "stepwise",
    graph: "demo",
    from: "1.0.0",
    to: "2.0.0",
    allowed: true,
    route: ["1.0.0", "1.5.0", "2.0.0"],
    available: ["1.5.0"],
    reasons: [],
    nearest: [],
    catalog: "abc",
    cost: { hops: 2, windows: 1, irreversible: 0, actions: 3, exposures: 0 },
    order: ["hops", "windows", "irreversible", "actions", "exposures"],
    runnerUp: {
      route: ["1.0.0", "1.4.0", "1.5.0", "2.0.0"],
      cost: { hops: 3, windows: 0, irreversible: 0, actions: 3, exposures: 0 },
      more: { hops: 1, windows: -1, irreversible: 0, actions: 0, exposures: 0 },
    },
    reachable: [],
    missing: null,
  } as const;

  it("is one word, the route and where one can go from here", () => {
    const shown = verdictText("demo", verdict, bare);
    assert.match(shown, /^demo 1\.0\.0 → 2\.0\.0 +ALLOWED$/m);
    assert.match(shown, /route +1\.0\.0 → 1\.5\.0 → 2\.0\.0/);
    assert.match(shown, /from here +1\.5\.0/);
    assert.doesNotMatch(shown, /nearest/);
  });

  it("is BLOCKED with every reason, its remedy, and the nearest that can be reached", () => {
    const shown = verdictText(
      "demo",
      {
        ...verdict,
        allowed: false,
        route: null,
        available: [],
        nearest: ["1.9.0", "2.1.0"],
        reasons: [reason("legality", "no-edge:1.0.0:2.0.0")],
      },
      bare,
    );
    assert.match(
      shown,
      /BLOCKED[\s\S]*route +none[\s\S]*nearest +1\.9\.0 and 2\.1\.0 can be reached[\s\S]*nothing can be entered in one hop/,
    );
    assert.match(shown, /no-edge:1\.0\.0:2\.0\.0\n +no-edge:1\.0\.0:2\.0\.0 stands in the way\.\n +→ mend/);
    assert.deepEqual(tooLong(shown), []);
  });
});
