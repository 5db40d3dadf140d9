import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Goals, Known, Origin } from "../../../automation/explain/known";
import { labelled } from "../../../automation/explain/label";
import { compareGoals } from "../../../engines/rehearsal/compare";
import type { Goal } from "../../../engines/rehearsal/goal";
import { isAtOrBelow } from "../../../engines/rehearsal/propertyPath";
import type { Properties } from "../../../engines/rehearsal/values";
import type { ExplainedChange } from "../../../upgrades/explain";
import type { ResourceChange } from "../../../upgrades/planModel";
import { component, secretObject, phaseJobGoal, resource, service } from "../../support/rehearsedSession";

const byUrn = (goals: readonly Goal[]): Goals => new Map(goals.map((goal) => [goal.urn, goal]));
const nothing = { settings: [], crossings: new Map(), leaving: [], firstStep: "version" } as const;

interface World {
  readonly saved: readonly Goal[];
  readonly asked: readonly Goal[];
  readonly between?: readonly Goal[] | undefined;
  readonly wanted: readonly Goal[];
}

function originOf({ asked, between }: Pick<World, "asked" | "between">, more: Partial<Origin> = {}): Origin {
  return { ...nothing, settings: ["stepwise:halo.a"], asked: byUrn(asked), between: between && byUrn(between), ...more };
}

function label(
  world: World, origin: Partial<Origin> = {}, more: Partial<Known> = {}, changes?: readonly ResourceChange[],
): ExplainedChange[] {
  const known = { saved: world.saved, origins: [originOf(world, origin)], wanted: byUrn(world.wanted), ...more };
  return labelled(changes ?? compareGoals(world.saved, world.wanted), known);
}
const short = (changes: readonly ExplainedChange[]) => changes.map(({ op, name, causes }) =>
  [op, name, ...causes.map(({ cause, paths, settings }) => [cause, ...paths, ...settings ?? []].join(" "))].join(", "));

const [old, edited] = [secretObject("a", { x: "1", y: "1" }), secretObject("a", { x: "9", y: "1" })];
const moved = secretObject("a", { x: "1", y: "2" });

describe("a change, labelled", () => {
  it("is a version's, a setting's, both's part by part, or unexplained, by the step that shows it", () => {
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [moved], wanted: [moved] })), ["replace, a, version data.y"]);
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [old], wanted: [moved] })), ["replace, a, setting data.y stepwise:halo.a"]);
    const both = secretObject("a", { x: "3", y: "2" });
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [moved], wanted: [both] })), [
      "replace, a, setting data.x stepwise:halo.a, version data.y",
    ]);
    assert.deepEqual(short(label({ saved: [edited], asked: [old], between: [moved], wanted: [moved] })), [
      "replace, a, unexplained data.x, version data.y",
    ]);
  });

  it("follows the order in which releases and settings were changed", () => {
    const settingsFirst = { firstStep: "setting" } as const;
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [moved], wanted: [moved] }, settingsFirst)), [
      "replace, a, setting data.y stepwise:halo.a",
    ]);
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [old], wanted: [moved] }, settingsFirst)), ["replace, a, version data.y"]);
    // Where neither can be evaluated, the settings are what a reviewer can look at.
    assert.deepEqual(short(label({ saved: [old], asked: [old], wanted: [moved] })), ["replace, a, setting data.y stepwise:halo.a"]);
  });

  it("is one of a whole resource where it comes or goes", () => {
    assert.deepEqual(short(label({ saved: [], asked: [], between: [old], wanted: [old] })), ["create, a, version"]);
    assert.deepEqual(short(label({ saved: [], asked: [], between: [], wanted: [old] })), ["create, a, setting stepwise:halo.a"]);
    assert.deepEqual(short(label({ saved: [], asked: [old], between: [old], wanted: [old] })), ["create, a, unexplained"], "the state has lost it");
    assert.deepEqual(short(label({ saved: [old], asked: [old], between: [], wanted: [] })), ["delete, a, version"]);
    assert.deepEqual(short(label({ saved: [old], asked: [], between: [], wanted: [] })), ["delete, a, unexplained"], "nobody asked for it");
  });

  it("names the setting that has the effect alone, and all that differ where none has", () => {
    const settings = ["stepwise:halo.a", "stepwise:halo.b"];
    const alone = new Map([["stepwise:halo.a", byUrn([old])], ["stepwise:halo.b", byUrn([moved])]]);
    const world = { saved: [old], asked: [old], between: [old], wanted: [moved] };
    assert.deepEqual(short(label(world, { settings, alone })), ["replace, a, setting data.y stepwise:halo.b"]);
    const none = new Map([...alone].map(([name]) => [name, byUrn([old])]));
    assert.deepEqual(short(label(world, { settings, alone: none })), ["replace, a, setting data.y stepwise:halo.a stepwise:halo.b"]);
    const created = { settings, alone: new Map([["stepwise:halo.a", byUrn([moved])]]) };
    assert.deepEqual(short(label({ ...world, saved: [], asked: [], between: [] }, created)), ["create, a, setting stepwise:halo.a"]);
  });

  it("is taken from the update of the past that the resource is the result of, each for itself", () => {
    const [b, b2] = [service("b", 1), service("b", 2)];
    const failed = originOf({ asked: [moved, b2], between: [moved, b2] });
    const succeeded = originOf({ asked: [old, b], between: [old, b] });
    const wanted = byUrn([secretObject("a", { x: "1", y: "2" }), service("b", 3)]);
    const changes = compareGoals([old, b2], [...wanted.values()]);
    const labels = labelled(changes, { saved: [old, b2], origins: [failed, succeeded], wanted });
    assert.deepEqual(short(labels), ["replace, a, setting data.y stepwise:halo.a", "update, b, setting spec.port stepwise:halo.a"]);
    assert.deepEqual(short(labelled(changes, { saved: [old, b2], origins: [succeeded], wanted })), [
      "replace, a, setting data.y stepwise:halo.a", "update, b, unexplained spec.port",
    ]);
    assert.deepEqual(short(labelled(changes, { saved: [old, b2], origins: [], wanted })), [
      "replace, a, unexplained data.y", "update, b, unexplained spec.port",
    ]);
  });

  it("is unexplained where only the engine sees it", () => {
    const same = { saved: [old], asked: [old], between: [old], wanted: [old] };
    const step = { op: "update", urn: old.urn, type: old.type, name: "a", changedPaths: ["metadata.labels"] } as const;
    assert.deepEqual(short(label(same, {}, {}, [step])), ["update, a, unexplained metadata.labels"]);
    assert.deepEqual(short(label(same, {}, {}, [{ ...step, op: "replace", changedPaths: [] }])), ["replace, a, unexplained"]);
  });

  it("is resumed where an earlier update did not bring it to its end", () => {
    const same = { saved: [old], asked: [old], between: [old], wanted: [old] };
    const step = { op: "replace", urn: old.urn, type: old.type, name: "a", changedPaths: ["#initerror"] } as const;
    const failed = { saved: [{ ...old, initErrors: ["timed out"] }] };
    assert.deepEqual(short(label(same, {}, failed, [step])), ["replace, a, resumed"]);
    assert.deepEqual(short(label(same, {}, {}, [step])), ["replace, a, unexplained"], "nothing failed");
    const leftover = { saved: [old, { ...old, delete: true }] };
    assert.deepEqual(short(label(same, {}, leftover, [{ ...step, op: "delete", changedPaths: [] }])), ["delete, a, resumed"]);
  });

  it("of what is replaced is that of the replacement, also in the step that lets the old one go", () => {
    const steps = [...compareGoals([old], [moved]), { op: "delete", urn: old.urn, type: old.type, name: "a", changedPaths: [] } as const];
    const labels = label({ saved: [old], asked: [old], between: [moved], wanted: [moved] }, {}, {}, steps);
    assert.deepEqual(short(labels), ["replace, a, version data.y", "delete, a, version data.y"]);
    assert.deepEqual(labels.map(({ loss }) => loss), [undefined, undefined]);
  });

  it("of what another provider replaces is the provider's", () => {
    const provider = (context: string): Goal => resource("pulumi:providers:kubernetes", "cluster", { context });
    const world = { saved: [provider("a"), old], asked: [provider("a"), old], between: [provider("a"), old], wanted: [provider("b"), old] };
    const steps = [
      { op: "update", urn: provider("a").urn, type: "pulumi:providers:kubernetes", name: "cluster", changedPaths: ["context"] },
      { op: "replace", urn: old.urn, type: old.type, name: "a", changedPaths: [] },
    ] as const;
    assert.deepEqual(short(label(world, { settings: ["stepwise:cluster.context"] }, {}, steps)), [
      "update, cluster, setting context stepwise:cluster.context", "replace, a, setting context stepwise:cluster.context",
    ]);
  });

  it("follows a resource under the URN that it had", () => {
    const renamed = { ...secretObject("b", { x: "1", y: "2" }), aliases: [old.urn] };
    const step = { op: "update", urn: renamed.urn, type: renamed.type, name: "b", changedPaths: ["data.y"] } as const;
    const world = { saved: [old], asked: [old], between: [renamed], wanted: [renamed] };
    assert.deepEqual(short(label(world, {}, {}, [step])), ["update, b, version data.y"]);
  });

  it("leaves out what stays the same, the stack, and providers that the engine makes by itself", () => {
    const goals = [resource("pulumi:pulumi:Stack", "s", {}), old];
    const random = { type: "pulumi:providers:random", name: "default", changedPaths: [] };
    const own = { op: "create", urn: "urn:pulumi:test::stepwise::pulumi:providers:random::default", ...random } as const;
    const stack = { op: "update", urn: goals[0]!.urn, type: goals[0]!.type, name: "s", changedPaths: ["x"] } as const;
    const world = { saved: goals, asked: goals, between: goals, wanted: goals };
    assert.deepEqual(label(world, {}, {}, [...compareGoals(goals, goals), own, stack]), []);
  });
});

const leaf = fc.constantFrom("1", "2", "3");
const inputs = fc.record({
  x: leaf, "y.z": leaf, deep: fc.dictionary(fc.constantFrom("k", "l"), leaf),
  args: fc.array(fc.constantFrom("--a=1", "--a=2", "--b=1", "run"), { maxLength: 3 }),
}, { requiredKeys: [] }) as fc.Arbitrary<Properties>;
const named = fc.tuple(fc.constantFrom("a", "b", "c", "kingdom", "job-verify"), inputs);
const goals = fc.uniqueArray(named, { selector: ([name]) => name, maxLength: 5 })
  .map((made) => made.map(([name, fields]): Goal => name === "kingdom" ? component(name, fields)
    : name === "job-verify" ? phaseJobGoal(name, String(fields["x"] ?? "1")) : secretObject(name, fields)));
const causesOf = (labels: readonly ExplainedChange[]): string[] =>
  [...new Set(labels.flatMap(({ causes }) => causes.map(({ cause }) => cause)))];

describe("labels in general", () => {
  it("are as many as there are changes, and divide what changes: each part has one cause, and nothing else has any", () => {
    fc.assert(fc.property(goals, goals, goals, goals, (saved, asked, between, wanted) => {
      const changes = compareGoals(saved, wanted).filter(({ op }) => op !== "same");
      const labels = label({ saved, asked, between, wanted });
      assert.deepEqual(labels.map(({ urn, op }) => `${op} ${urn}`), changes.map(({ urn, op }) => `${op} ${urn}`));
      for (const { op, causes, changedPaths } of labels) {
        const paths = causes.flatMap((cause) => cause.paths);
        assert.ok(causes.length > 0);
        assert.equal(new Set(paths).size, paths.length, "no part has two causes");
        if (op === "create" || op === "delete") assert.deepEqual([causes.length, paths], [1, []]);
        else {
          assert.ok(paths.every((path) => changedPaths.some((one) => isAtOrBelow(path, one))), "nothing else has a cause");
          assert.ok(changedPaths.every((one) => paths.some((path) => isAtOrBelow(path, one))), "all that changes has one");
        }
      }
    }), { numRuns: 300 });
  });

  it("are none where nothing changes", () => {
    fc.assert(fc.property(goals, goals, goals, (same, asked, between) => {
      assert.deepEqual(label({ saved: same, asked, between, wanted: same }), []);
    }));
  });

  it("hold nothing unexplained where the state is what the last update asked for, and one word where one thing has changed", () => {
    fc.assert(fc.property(goals, goals, goals, (asked, between, wanted) => {
      assert.ok(!causesOf(label({ saved: asked, asked, between, wanted })).includes("unexplained"));
      const onlyVersion = causesOf(label({ saved: asked, asked, between: wanted, wanted }));
      assert.ok(onlyVersion.every((cause) => cause === "version"), onlyVersion.join());
      const onlySettings = causesOf(label({ saved: asked, asked, between: asked, wanted }));
      assert.ok(onlySettings.every((cause) => cause === "setting"), onlySettings.join());
    }), { numRuns: 200 });
  });

  it("say of everything that changes without a new release or setting that it is unexplained", () => {
    fc.assert(fc.property(goals, goals, (saved, asked) => {
      assert.ok(causesOf(label({ saved, asked, between: asked, wanted: asked })).every((cause) => cause === "unexplained"));
    }), { numRuns: 200 });
  });
});
