import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import type { CarriedUp, UpgradeResult } from "../../automation/deploy/run";
import type { Step } from "../../engines/engine";
import { dark, light } from "../../report/html/palette";
import { renderHtml } from "../../report/html/report";
import type { HtmlReport } from "../../report/html/input";
import type { InstallationState } from "../../upgrades/installationState";
import type { Reason } from "../../upgrades/reason";
import type { Hop, Plan, PlannedComponent, PlanNote, PlanStep, ResourceChange } from "../../upgrades/planModel";

const repository = "https://github.com/world-federation-of-advertisers/cross-media-measurement";
const attack = "<script>alert(\"1\")</script><img src=x onerror='alert(1)'>";

const note = (version: string, id: string, kind: string, text: string, more: Partial<PlanNote> = {}): PlanNote => ({
  id, version, kind, category: "C", component: "system", text, found: "commits",
  source: `${repository}/pull/${id.slice(3)}`, ...more,
});

const notes = {
  trustee: note("0.5.33", "PR-3459", "breaking", "The shipped manifests switch TrusTEE on.", { component: "kingdom" }),
  liquid: note("0.5.33", "PR-3460", "action", "Liquid Legions v2 is deprecated.", { supersededBy: "PR-3700" }),
  move: note("0.5.46", "PR-3700", "action", "Liquid Legions v2 is gone: move to HMSS before.", { category: "R" }),
  attack: note("0.5.40", "PR-3601", "action", `Set the flag ${attack} & restart.`, {
    component: "reporting", source: "javascript:alert(1)",
  }),
  otel: note("0.5.40", "PR-3602", "fix", "Spans are no longer lost.", { component: "reporting", found: "manifests" }),
  schema: note("0.5.46", "PR-3711", "action", "The update takes an hour.", { component: "duchy", category: "P" }),
};

const phasesOf = (component: string, phases: readonly PlanStep["phase"][]): PlanStep[] => phases.map((phase, i) =>
  ({ id: `${component}:${phase}`, component, phase, after: i === 0 ? [] : [`${component}:${phases[i - 1]!}`] }));

type Op = ResourceChange["op"];

const change = (op: Op, type: string, name: string, changedPaths: readonly string[] = []): ResourceChange =>
  ({ op, type, name, changedPaths, urn: `urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$${type}::${name}` });

const job = "kubernetes:batch/v1:Job";
const deployment = "kubernetes:apps/v1:Deployment";
const template = "spec.template.spec.containers[0]";
const kingdomDiff: ResourceChange[] = [
  change("same", "kubernetes:core/v1:ServiceAccount", "kingdom-internal"),
  change("update", deployment, "kingdom-v2alpha-public-api-server", [`${template}.image`, `${template}.args`]),
  change("replace", job, "kingdom-migrate", Array.from({ length: 12 }, (_, i) => `${template}.args[${i}]`)),
  change("create", "kubernetes:core/v1:ConfigMap", "kingdom-known-metadata-types"),
  change("delete", "kubernetes:core/v1:Service", "kingdom-legacy-system-api"),
];

const hop = (number: number, component: string, from: string, to: string, more: Partial<Hop> = {}): Hop => ({
  number, changes: [{ component, from, to }], offline: false, pointOfNoReturn: [], open: [], diff: kingdomDiff,
  steps: phasesOf(component, [...(more.offline ? ["quiesce" as const] : []), "backup", "migrate", "rollout", "verify"]),
  ...more,
});

const crossed = Array.from({ length: 16 }, (_, i) => `0.5.${31 + i}`);
type Planned = PlannedComponent;

const component = (name: string, found: readonly PlanNote[], more: Partial<Planned> = {}): Planned => ({
  component: `halo/${name}`, state: "complete", from: "0.5.30", to: "0.5.46", verdict: "allowed", route: ["0.5.30", "0.5.46"],
  releasesCrossed: crossed, notes: found, reasons: [], cost: null, runnerUp: null, accepted: [], ...more,
});

const nightly: Reason = {
  id: "liquibase-checksum-nightly-0.5.36", kind: "exposure",
  message: `0.5.36: a nightly's checksum may differ (${repository}/pull/3662)`,
  remedy: "state stepwise:facts: {halo.ranNightly: …} if you know it",
};
const drained: Reason = {
  id: "C1", kind: "readiness",
  message: "no UNFULFILLED Requisition may exist", remedy: "count them until there are none",
};
const noEdge: Reason = {
  id: "no-edge:0.5.30:0.5.46", kind: "legality", message: "no upgrade is in the catalog", remedy: "go by way of 0.5.36",
};

const plan: Plan = {
  schema: "stepwise/plan/v1", stack: "prod", verdict: "allowed", interleaved: [],
  catalogs: { halo: "3f9a1c2b4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8" },
  components: [
    component("kingdom", [notes.trustee, notes.liquid, notes.move], {
      route: ["0.5.30", "0.5.36", "0.5.46"], reasons: [nightly, drained],
    }),
    component("duchy-worker1", [notes.liquid, notes.move, notes.schema], { reasons: [nightly] }),
    component("reporting", [notes.liquid, notes.attack, notes.otel, notes.move], { reasons: [nightly] }),
  ],
  hops: [
    hop(1, "halo/kingdom", "0.5.30", "0.5.36"),
    hop(2, "halo/duchy-worker1", "0.5.30", "0.5.46", { diff: [], diffMissing: "there is no keyEncryption" }),
    hop(3, "halo/reporting", "0.5.30", "0.5.46", { diff: kingdomDiff.slice(0, 1) }),
    hop(4, "halo/kingdom", "0.5.36", "0.5.46", {
      offline: true, pointOfNoReturn: ["0.5.41 spanner: drops 13 columns"],
    }),
  ],
};

const complete = (deployed: string, more: object = {}): InstallationState => ({ kind: "complete", deployed, ...more });

const states = (kingdom: InstallationState, rest = "0.5.46"): ReadonlyMap<string, InstallationState> => new Map([
  ["halo/kingdom", kingdom], ["halo/duchy-worker1", complete(rest)], ["halo/reporting", complete(rest)],
]);

const step = (op: Op, type: string, name: string, result: Step["result"] = "succeeded"): Step =>
  ({ ...change(op, type, name), result });
const backup = step("replace", job, "kingdom-backup");
const migrate = step("replace", job, "kingdom-migrate");
const rollout = step("update", deployment, "kingdom-gcp-server");
const verify = step("replace", job, "kingdom-verify");

type Up = CarriedUp;

const up = (of: Hop, message: string, steps: readonly Step[], after: InstallationState, more?: Partial<Up>): Up => ({
  hop: of, stage: undefined, kind: "upgrade", message, states: states(after), ...more,
  outcome: {
    result: steps.some(({ result }) => result === "failed") ? "failed" : "succeeded", steps,
    diagnostics: [], violations: [], ...more?.outcome,
  },
});

const [firstHop, offlineHop] = [plan.hops[0]!, plan.hops[3]!];
const climb = "halo/kingdom 0.5.36 → 0.5.46, hop 4 of 4";
const reached: UpgradeResult = {
  reasons: [],
  diagnoses: [],
  stack: "prod", result: "reached", next: [], states: states(complete("0.5.46")),
  ups: [
    up(firstHop, "halo/kingdom 0.5.30 → 0.5.36, hop 1 of 4", [backup, migrate, rollout, verify], complete("0.5.36")),
    up(offlineHop, `${climb}, quiesce`, [rollout, backup], complete("0.5.36", { stage: "quiesce" }), {
      stage: "quiesce",
    }),
    up(offlineHop, `${climb}, migrate`, [migrate], { kind: "incomplete", attempted: "0.5.46", stage: "migrate" }, {
      stage: "migrate",
    }),
    up(offlineHop, climb, [rollout, verify], complete("0.5.46")),
  ],
};

const failedSteps = [
  backup,
  step("replace", job, "kingdom-migrate", "failed"),
  step("update", "kubernetes:core/v1:ConfigMap", "kingdom-config"),
];
const returned = complete("0.5.30", { returnedFrom: { version: "0.5.36" } });
const begun: InstallationState = { kind: "incomplete", attempted: "0.5.36" };
const rolledBack: UpgradeResult = {
  reasons: [],
  diagnoses: [],
  stack: "prod", result: "rolled back", next: ["find out why the phase failed before trying again"],
  states: states(returned, "0.5.30"),
  ups: [
    up(firstHop, "halo/kingdom 0.5.30 → 0.5.36, hop 1 of 4", failedSteps, begun, {
      outcome: {
        result: "failed", steps: failedSteps,
        diagnostics: [{ severity: "error", message: "failed:\nBackoffLimitExceeded", urn: migrate.urn }],
        violations: [{ policy: "allowed-path", enforcement: "advisory", message: "the route is reviewed per hop" }],
      },
    }),
    up(firstHop, "halo/kingdom 0.5.36 → 0.5.30, going back from hop 1", [
      step("delete", job, "kingdom-migrate"), rollout, verify,
    ], returned, { kind: "return" }),
  ],
};

/** As `phaseOfStep` of automation/ does it, which would bring the engines with it. */
const phaseOf: HtmlReport["phaseOf"] = ({ type, urn }) =>
  (type === job ? /-(backup|migrate|restore|verify)$/.exec(urn)?.[1] : undefined) ?? "rollout";

const report: HtmlReport = {
  title: "Halo prod 0.5.30 → 0.5.46", generated: new Date("2026-11-21T09:30:00Z"), source: { from: "declared" },
  plan, phaseOf,
  rehearsals: [
    { title: "without faults", rehearsal: reached },
    { title: "with halo/kingdom:migrate failing", rehearsal: rolledBack },
  ],
};

const blocked: HtmlReport = {
  ...report, rehearsals: [], source: { from: "file", file: "state/<prod>.json" },
  plan: { ...plan, verdict: "blocked", hops: [], components: [
    component("kingdom", [notes.trustee], { verdict: "blocked", route: [], reasons: [noEdge] }),
    component("duchy-worker1", [], { from: null, route: ["0.5.46"], releasesCrossed: [] }),
    component("reporting", [], { from: "0.5.46", route: ["0.5.46"], releasesCrossed: [] }),
  ] },
};

describe("report/html", () => {
  const page = renderHtml(report);

  it("is well-formed, also when it is blocked or has next to nothing to say", () => {
    const empty = { ...report, plan: { ...plan, components: [], hops: [], catalogs: {} }, rehearsals: [] };
    for (const input of [report, blocked, empty]) assertBalanced(renderHtml(input));
  });

  it("never lets data become markup", () => {
    assert.ok(!/<script|<img/i.test(page));
    assert.ok(page.includes("Set the flag &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"));
    assert.ok(!page.includes("href=\"javascript:"));
    const inJson = JSON.stringify(attack).slice(1, -1);
    const hostile = JSON.parse(JSON.stringify(plan).replaceAll("halo/", `${inJson}/`)) as Plan;
    const attacked = { ...hostile, stack: attack, catalogs: { [attack]: attack } };
    const other = renderHtml({ ...report, title: attack, plan: attacked });
    assert.ok(!/<script|<img/i.test(other));
    assertBalanced(other);
  });

  it("shows what would turn the direction of writing", () => {
    assert.ok(renderHtml({ ...report, title: "a\u202eb\u0007" }).includes("<h1>a\ufffdb\ufffd</h1>"));
  });

  it("loads nothing: addresses stand in links alone", () => {
    const links = page.replace(/<a href="https:[^"]*" title="https:[^"]*"/g, "<a");
    assert.ok(!/(https?:)?\/\/[a-z]/i.test(links), /.{30}\/\/[a-z].{30}/i.exec(links)?.[0]);
    assert.ok(!/<[^>]*\s(src|srcset|data)=|@import|url\(/.test(links));
    assert.ok(page.includes("default-src 'none'"));
  });

  it("says every note once, whichever components it concerns", () => {
    for (const { text, id } of Object.values(notes).filter((one) => one !== notes.attack)) {
      assert.equal(page.split(text).length - 1, 1, id);
      assert.equal(page.split(`<code>${id}</code>`).length - 1, 1, id);
    }
    assert.ok(page.includes("superseded by PR-3700"));
    assert.ok(page.includes("for all of halo"));
    assert.match(page, /Notes needing action<\/a><\/dt>\s*<dd><span class="number">3</);
  });

  it("says every reason once, with its remedy", () => {
    for (const { id, remedy } of [nightly, drained]) {
      assert.equal(page.split(`<code>${id}</code>`).length - 1, 1, id);
      assert.equal(page.split(remedy).length - 1, 1, id);
    }
  });

  it("has every hop once, in order, with its phases and what becomes of resources", () => {
    assert.deepEqual([...page.matchAll(/<h3 id="hop-(\d+)">/g)].map(([, number]) => number), ["1", "2", "3", "4"]);
    assert.ok(page.includes("1 to delete, 1 to replace, 1 to create, 1 to update"));
    assert.ok(page.includes("there is no keyEncryption"));
    assert.ok(page.includes("1 resource unchanged"));
    assert.ok(page.includes("drops 13 columns"));
    assert.match(page, /Downtime windows<\/dt>\s*<dd><span class="number">1</);
  });

  it("tells how a rehearsal went, phase by phase, and that it is no apply", () => {
    const text = words(page);
    assert.ok(text.includes("A rehearsal is not an apply."));
    assert.ok(text.includes("✕ Migrate: failed: kingdom-migrate"));
    assert.ok(text.includes("! Roll out: stopped after 1 step"));
    assert.ok(text.includes("· Verify: not reached"));
    assert.ok(text.includes("✓ Quiesce: 1 step ✓ Back up: 1 step"));
    assert.ok(text.includes("− Migrate: not run, its Job was removed ✓ Roll out: 1 step ✓ Verify: 1 step"));
    assert.ok(text.includes("0.5.30 is deployed; returned from 0.5.36"));
    assert.ok(text.includes("find out why the phase failed"));
    assert.ok(text.includes("advisory policy allowed-path"));
  });

  it("says why right after the verdict when it is blocked", () => {
    const headings = (file: string): string[] => [...file.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id!);
    assert.deepEqual(headings(renderHtml(blocked)), ["verdict", "reasons", "way", "notes", "hops", "rehearsals"]);
    assert.deepEqual(headings(page), ["verdict", "way", "notes", "reasons", "hops", "rehearsals"]);
    assert.ok(words(renderHtml(blocked)).includes("✕ blocks for halo/kingdom no upgrade is in the catalog"));
    assert.ok(words(renderHtml(blocked)).includes("Preconditions open – not judged where blocked"));
    assert.equal(words(renderHtml(blocked)).split("Not judged where the way is blocked.").length - 1, 2);
    assert.ok(renderHtml(blocked).includes("state/&lt;prod&gt;.json"));
  });

  it("draws names inside the picture and apart from each other, however many stops there are", () => {
    const route = ["0.5.0", "0.5.1", "0.5.2", "0.5.18", "0.5.44", "0.5.45", "0.5.46"];
    const releasesCrossed = Array.from({ length: 46 }, (_, i) => `0.5.${i + 1}`);
    const way = { from: "0.5.0", route, releasesCrossed };
    const components = [1, 2, 3, 4, 5, 6].map((i) => component(`duchy-${i}`, [], way));
    const marked = { offline: true, pointOfNoReturn: ["all of it"] };
    const hops = route.slice(1).map((to, i) => hop(i + 1, "halo/duchy-1", route[i]!, to, marked));
    const file = renderHtml({ ...report, plan: { ...plan, components, hops } });
    const drawings = [...file.matchAll(/<svg class="way (?:wide|narrow)" viewBox="0 0 (\d+) [^>]*>(.*?)<\/svg>/gs)];
    assert.equal(drawings.length, 2);
    for (const [, width, drawing] of drawings) {
      const labels = [...drawing!.matchAll(/<text class="stop" x="([\d.]+)" y="([\d.]+)">([^<]+)/g)]
        .map(([, x, y, text]) => ({ y, left: Number(x) - text!.length * 3.6, right: Number(x) + text!.length * 3.6 }));
      assert.equal(labels.length, 6 * 7);
      for (const one of labels) {
        assert.ok(one.left >= 0 && one.right <= Number(width));
        const others = labels.filter((other) => other !== one && other.y === one.y);
        assert.ok(others.every((other) => other.right < one.left || other.left > one.right));
      }
      const numbers = [...drawing!.matchAll(/<circle class="number" cx="([\d.]+)"/g)].map(([, x]) => Number(x));
      assert.ok(numbers.slice(1).every((x, i) => x - numbers[i]! >= 22));
    }
  });

  it("keeps text readable in both schemes", () => {
    assert.ok(page.includes("prefers-color-scheme:dark"));
    for (const scheme of [light, dark]) {
      const { ground, surface, goodGround, badGround, warnGround, text, muted, accent } = scheme;
      const pairs = [
        ...[ground, surface].flatMap((on) => [[text, on], [muted, on], [accent, on]]),
        ...[goodGround, badGround, warnGround].flatMap((on) => [[text, on], [accent, on]]),
        ...(["good", "bad", "warn"] as const).flatMap((name) =>
          [ground, scheme[`${name}Ground`]].map((on) => [scheme[name], on])),
        [scheme.onAccent, accent],
      ];
      for (const [ink, on] of pairs) assert.ok(contrast(ink!, on!) >= 4.5, `${ink!} on ${on!}`);
      assert.ok(contrast(scheme.tick, ground) >= 3);
    }
  });

  it("loads neither Pulumi nor an engine", () => {
    const script = "require('./report/html/report'); console.log(JSON.stringify(Object.keys(require.cache)))";
    const root = path.join(__dirname, "..", "..");
    const args = ["-r", "ts-node/register/transpile-only", "-e", script];
    const loaded = JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })) as string[];
    const own = loaded.map((file) => path.relative(root, file));
    assert.ok(own.some((file) => file.endsWith("way.ts")));
    assert.deepEqual(own.filter((file) => /^(automation|engines|components|gates)\/|@pulumi/.test(file)), []);
  }).timeout(120_000);
});

/** What a reader reads, without markup. */
function words(file: string): string {
  return file.replace(/<style>.*?<\/style>/s, "").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

const tags = /<(\/?)([a-z0-9]+)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<]*")?)*)\s*\/?>/g;

/** Every tag closed in order, every attribute quoted, every id once, every link within the page leading somewhere. */
function assertBalanced(file: string): void {
  const empty = new Set(["meta", "wbr"]);
  const body = file.replace("<!DOCTYPE html>", "").replace(/(?<=<style>).*?(?=<\/style>)/s, "");
  const open: string[] = [];
  for (const [tag, slash, name] of body.matchAll(tags)) {
    if (slash === "/") assert.equal(open.pop(), name, `${tag} closes something else`);
    else if (!empty.has(name!) && !tag.endsWith("/>")) open.push(name!);
  }
  assert.deepEqual(open, []);
  const rest = body.replace(tags, "");
  assert.ok(!/[<>]/.test(rest), /.{0,40}[<>].{0,40}/.exec(rest)?.[0]);
  const ids = [...file.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  assert.equal(new Set(ids).size, ids.length);
  const targets = [...file.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
  assert.deepEqual(targets.filter((target) => !ids.includes(target)), []);
}

/** WCAG 2's contrast ratio of two colours. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r, g, blue] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}
