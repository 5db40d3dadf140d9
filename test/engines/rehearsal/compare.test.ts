import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { compareGoals } from "../../../engines/rehearsal/compare";
import type { Goal } from "../../../engines/rehearsal/goal";
import { secret, unknownValue, type Value } from "../../../engines/rehearsal/values";
import { component, secretObject, phaseJobGoal, resource, service } from "../../support/rehearsedSession";

const short = (before: readonly Goal[], after: readonly Goal[]) =>
  compareGoals(before, after).map(({ op, name }) => `${op} ${name}`);
const changesOf = (before: Value, after: Value) =>
  compareGoals(
    [resource("kubernetes:x/v1:Thing", "a", { at: before })],
    [resource("kubernetes:x/v1:Thing", "a", { at: after })],
  )[0]!.changes ?? [];

/** Resources that depend on earlier ones, as programs register them. */
const programs: fc.Arbitrary<Goal[]> = fc
  .array(
    fc.record({
      port: fc.integer({ min: 1, max: 2 }),
      there: fc.boolean(),
      needs: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { maxLength: 7 },
  )
  .map((sketches) =>
    sketches.reduce<Goal[]>((goals, { port, there, needs }, i) => {
      const dependencies = goals.length === 0 ? [] : [...new Set(needs.map((n) => goals[n % goals.length]!.urn))];
      return there ? [...goals, service(`s${9 - i}`, port, { dependencies })] : goals;
    }, []),
  );

/** The same registrations in another order in which they may arrive: nothing before what it needs. */
function otherwise(goals: readonly Goal[], choices: readonly number[]): Goal[] {
  const left = [...goals];
  const arrived: Goal[] = [];
  for (let i = 0; left.length > 0; i++) {
    const ready = left.filter(({ dependencies }) =>
      dependencies.every((urn) => arrived.some((one) => one.urn === urn)),
    );
    const next = ready[(choices[i] ?? 0) % ready.length]!;
    arrived.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return arrived;
}

describe("what becomes of resources between two goal states", () => {
  it("is created, updated, replaced, deleted or the same, what comes first first", () => {
    const [a, c] = [service("a", 1), secretObject("c", { k: "1" })];
    assert.deepEqual(
      short(
        [a, c, service("b", 1), service("gone", 1)],
        [a, secretObject("c", { k: "2" }), service("b", 2), service("new", 1, { dependencies: [a.urn] })],
      ),
      ["same a", "update b", "replace c", "delete gone", "create new"],
    );
  });

  it("does not depend on the order in which registrations arrive", () => {
    fc.assert(
      fc.property(programs, programs, fc.array(fc.nat(), { maxLength: 7 }), (before, after, choices) => {
        assert.deepEqual(
          compareGoals(otherwise(before, choices), otherwise(after, choices)),
          compareGoals(before, after),
        );
      }),
    );
  });

  it("is said of every resource of either, once", () => {
    fc.assert(
      fc.property(programs, programs, (before, after) => {
        const urns = compareGoals(before, after).map(({ urn }) => urn);
        assert.deepEqual([...urns].sort(), [...new Set([...before, ...after].map(({ urn }) => urn))].sort());
      }),
    );
  });

  it("is nothing between a goal state and itself", () => {
    fc.assert(
      fc.property(programs, (goals) => {
        assert.ok(
          compareGoals(goals, goals).every(
            ({ op, changedPaths, changes }) => op === "same" && changedPaths.length === 0 && changes?.length === 0,
          ),
        );
      }),
    );
  });

  it("turns around with the direction: what is created one way is deleted the other way", () => {
    const turned = { create: "delete", delete: "create", update: "update", replace: "replace", same: "same" } as const;
    fc.assert(
      fc.property(programs, programs, (before, after) => {
        const there = compareGoals(before, after)
          .map(({ op, urn }) => `${urn} ${op}`)
          .sort();
        assert.deepEqual(
          there,
          compareGoals(after, before)
            .map(({ op, urn }) => `${urn} ${turned[op]}`)
            .sort(),
        );
      }),
    );
  });

  it("does not bring what is needed after what needs it", () => {
    fc.assert(
      fc.property(programs, programs, (before, after) => {
        const order = compareGoals(before, after).map(({ urn }) => urn);
        for (const { urn, dependencies } of after)
          assert.ok(dependencies.every((needed) => order.indexOf(needed) < order.indexOf(urn)));
      }),
    );
  });

  it("finds a resource under its alias", () => {
    const old = component("old", { version: "1.0.0" });
    assert.deepEqual(short([old], [component("new", { version: "1.1.0" }, { aliases: [old.urn] })]), ["update new"]);
  });

  it("leaves out the stack and the providers, which nobody reviews", () => {
    const hidden = [
      resource("pulumi:pulumi:Stack", "stepwise-test", {}),
      resource("pulumi:providers:kubernetes", "cluster", {}),
    ];
    assert.deepEqual(short(hidden, [...hidden, service("a", 1)]), ["create a"]);
  });

  it("says where a Job is replaced and what changed there", () => {
    const [change] = compareGoals([phaseJobGoal("core-migrate", "1.0.0")], [phaseJobGoal("core-migrate", "1.1.0")]);
    assert.equal(change!.op, "replace");
    assert.deepEqual(
      change!.changes!.map(({ path, before, after }) => [path, before, after]),
      [
        ['metadata.annotations["stepwise.dev/version"]', "1.0.0", "1.1.0"],
        ["metadata.name", "core-migrate-1-0-0", "core-migrate-1-1-0"],
        ["spec.template.spec.containers[0].image", "example.org/run:1.0.0", "example.org/run:1.1.0"],
      ],
    );
  });
});

describe("a change in words", () => {
  it("never shows a secret, before or after", () => {
    assert.deepEqual(changesOf(secret("one"), secret("two")), [{ path: "at", before: "[secret]", after: "[secret]" }]);
    assert.deepEqual(changesOf(null, secret("two")), [{ path: "at", before: undefined, after: "[secret]" }]);
    assert.deepEqual(changesOf(secret("one"), "plain"), [{ path: "at", before: "[secret]", after: "plain" }]);
  });

  it("says what is known only later, what is not there, and how many lines there are", () => {
    assert.deepEqual(changesOf("a", unknownValue), [{ path: "at", before: "a", after: "(known after the update)" }]);
    assert.deepEqual(changesOf(null, 3), [{ path: "at", before: undefined, after: "3" }]);
    assert.deepEqual(changesOf("a\nb", "a\nb\nc"), [{ path: "at", before: "[2 lines]", after: "[3 lines]" }]);
  });

  it("is cut at a hundred characters", () => {
    const [change] = changesOf("x".repeat(100), "y".repeat(101));
    assert.deepEqual([change!.before?.length, change!.after?.length, change!.after?.at(-1)], [100, 100, "…"]);
  });
});
