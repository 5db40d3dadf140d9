import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as fc from "fast-check";
import {
  begunAt, readReviewedPlan, reviewedOperations, reviewedPlan, staleReasons, unreviewed, type ReviewedOrigin, type ReviewedPlan,
} from "../../../automation/deploy/reviewed";
import { InputError } from "../../../releases/problem";
import type { InstallationState } from "../../../upgrades/installationState";
import type { Hop, HopChange, Plan, ResourceChange } from "../../../upgrades/planModel";
import { complete, incomplete } from "../../support/judging";

const change = (op: ResourceChange["op"], name: string, ...changedPaths: string[]): ResourceChange =>
  ({ op, urn: `urn:pulumi:prod::stepwise::t::${name}`, type: "t", name, changedPaths });
const kingdom = (from: string | null, to: string, restore?: string): HopChange =>
  ({ component: "halo/kingdom", from, to, ...(restore !== undefined && { returnedFrom: { version: from!, restore } }) });
const hop = (one: HopChange, ...diff: ResourceChange[]): Hop =>
  ({ number: 1, changes: [one], offline: false, pointOfNoReturn: [], open: [], steps: [], diff });
const plan = (hops: readonly Hop[], more: Partial<Plan> = {}): Plan =>
  ({ schema: "stepwise/plan/v1", stack: "prod", verdict: "allowed", catalogs: { halo: "aaa" }, components: [], hops, interleaved: [], ...more });

const way = [hop(kingdom("1", "2"), change("update", "a"), change("same", "b")), hop(kingdom("2", "3"), change("replace", "a")), hop(kingdom("3", "4"))];
const at = (version: string): ReadonlyMap<string, InstallationState> => new Map([["halo/kingdom", complete(version)]]);
const origin = (more: Partial<ReviewedOrigin> = {}): ReviewedOrigin =>
  ({ text: "config: {}\n", git: { commit: "0123456789ab", tree: "t1" }, states: at("1"), ...more });
const reviewed = reviewedPlan(plan(way), origin());
const stale = (now: Plan, more: Partial<ReviewedOrigin> = {}, what = reviewed, isOwn = true) =>
  staleReasons(what, now, origin(more), isOwn).map(({ id }) => id);

describe("a reviewed plan", () => {
  let folder: string;
  before(() => { folder = mkdtempSync(path.join(tmpdir(), "stepwise-reviewed-")); });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const written = (text: string): string => {
    const file = path.join(folder, "plan.json");
    writeFileSync(file, text);
    return file;
  };

  it("is read from its file as it was written, whatever the stack is like", () => {
    const versions = fc.constantFrom("1", "2", "__proto__", "constructor");
    const states = fc.dictionary(fc.constantFrom("halo/kingdom", "halo/duchy-a", "constructor"), fc.oneof(
      versions.map((one) => complete(one)), versions.map((one) => incomplete(one, { returnedFrom: { version: "9", restore: undefined } })),
    ));
    fc.assert(fc.property(states, fc.boolean(), (some, clean) => {
      const made = reviewedPlan(plan(way), origin({ states: new Map(Object.entries(some)), ...(clean ? {} : { git: undefined }) }), [change("create", "c")]);
      const read = readReviewedPlan(written(JSON.stringify(made, null, 2)));
      assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(made)));
      assert.deepEqual(stale(plan(way), { states: new Map(Object.entries(some)), ...(clean ? {} : { git: undefined }) }, read), []);
    }), { numRuns: 50 });
  });

  it("has every operation once, of the first hop also what the engine previewed, and none of what stays", () => {
    const made = reviewedPlan(plan([hop(kingdom("1", "2"), change("delete", "z"), change("update", "a"), change("same", "b"))]), origin(), [change("replace", "a"), change("create", "c")]);
    assert.deepEqual(made.hops[0]!.operations.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`), ["replace a", "create c", "delete z"]);
  });

  it("is bound to no tree where files differ from their commit", () => {
    assert.equal(reviewedPlan(plan(way), origin({ git: { commit: "0123456789ab-dirty", tree: undefined } })).git, undefined);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["no YAML at all", "{", /plan\.json/],
    ["another kind of file", JSON.stringify({ schema: "stepwise/plan/v1" }), /schema/],
    ["an operation that there is not", JSON.stringify({ ...reviewed, hops: [{ changes: [], operations: [{ op: "same", urn: "u" }] }] }), /hops\[0\]\.operations\[0\]\.op/],
    ["what nobody knows", JSON.stringify({ ...reviewed, force: true }), /force/],
    ["the half of one", JSON.stringify(reviewed).slice(0, 300), /plan\.json/],
  ];
  for (const [title, text, expected] of broken) {
    it(`is refused with ${title}`, () => {
      assert.throws(() => readReviewedPlan(written(text)), (error) => error instanceof InputError && expected.test(error.message));
    });
  }
  it("is refused where there is none", () => assert.throws(() => readReviewedPlan(path.join(folder, "none.json")), InputError));
});

describe("a reviewed plan is stale", () => {
  it("not at all while nothing has changed", () => assert.deepEqual(stale(plan(way)), []));

  const reasons: readonly (readonly [string, Plan, Partial<ReviewedOrigin>, readonly string[]])[] = [
    ["for another stack, of which nothing else is said", plan(way, { stack: "staging" }), { text: "x" }, ["stale-plan:stack"]],
    ["when the stack file is another", plan(way), { text: "config: {} # comment\n" }, ["stale-plan:stack-file"]],
    ["when a catalog is another", plan(way, { catalogs: { halo: "bbb" } }), {}, ["stale-plan:catalog:halo"]],
    ["when a catalog is new", plan(way, { catalogs: { halo: "aaa", dx: "x" } }), {}, ["stale-plan:catalog:dx"]],
    ["when the project's files are others", plan(way), { git: { commit: "ffffffffffff", tree: "t2" } }, ["stale-plan:commit"]],
    ["when a component was moved", plan(way), { states: at("1.1") }, ["stale-plan:deployed"]],
    ["when a component has come", plan(way), { states: new Map([...at("1"), ["halo/duchy-a", complete("1")]]) }, ["stale-plan:deployed"]],
    ["when a component has gone", plan(way), { states: new Map() }, ["stale-plan:deployed"]],
    ["when a component was begun", plan(way), { states: new Map([["halo/kingdom", incomplete("1")]]) }, ["stale-plan:deployed"]],
    ["when the way is another", plan([way[0]!, hop(kingdom("2", "4"))]), {}, ["stale-plan:route"]],
    ["when another backup would be restored", plan([hop(kingdom("1", "0", "b-2"))]), {}, ["stale-plan:route"]],
    ["for every reason at once", plan(way, { catalogs: { halo: "bbb" } }), { text: "x", states: at("9"), git: { commit: "f", tree: "t2" } },
      ["stale-plan:stack-file", "stale-plan:catalog:halo", "stale-plan:commit", "stale-plan:deployed"]],
  ];
  for (const [title, now, more, expected] of reasons) it(title, () => assert.deepEqual(stale(now, more), expected));

  it("not by a merge that changes no file, nor where there is no git to ask", () => {
    assert.deepEqual(stale(plan(way), { git: { commit: "ffffffffffff", tree: "t1" } }), []);
    assert.deepEqual(stale(plan(way), { git: undefined }), []);
  });

  it("not when an earlier run has walked its first hops, but still by its file and catalogs", () => {
    assert.deepEqual(stale(plan(way.slice(1)), { states: at("2") }), []);
    assert.deepEqual(stale(plan(way.slice(1), { catalogs: { halo: "bbb" } }), { states: at("2"), text: "x" }), ["stale-plan:stack-file", "stale-plan:catalog:halo"]);
    assert.deepEqual(stale(plan(way.slice(1)), { states: at("2") }, reviewed, false), ["stale-plan:deployed"], "somebody else walked it");
    assert.deepEqual([0, 1, 2, 3].map((walked) => begunAt(reviewed, way.slice(walked))), [undefined, 1, 2, 3]);
    assert.equal(begunAt(reviewed, [hop(kingdom("2", "5"))]), undefined);
  });
});

describe("what was reviewed of a hop", () => {
  const names = (one: HopChange, of: ReviewedPlan = reviewed) => reviewedOperations(of, { changes: [one] })?.map(({ op }) => op);
  it("is what that hop does", () => {
    assert.deepEqual([names(kingdom("1", "2")), names(kingdom("2", "3")), names(kingdom("1", "3"))], [["update"], ["replace"], undefined]);
  });
  it("is, for one that an earlier run began, what the hop does that leads there", () => {
    assert.deepEqual([names(kingdom("2", "2")), names(kingdom("3", "3")), names(kingdom("9", "9"))], [["update"], ["replace"], undefined]);
  });
});

describe("an operation that nobody has reviewed", () => {
  const ops = ["same", "create", "update", "replace", "delete"] as const;
  const found = (op: ResourceChange["op"], known: string | undefined, paths: readonly string[] = [], stage?: "quiesce") =>
    unreviewed([change(op, "a", ...paths)], known === undefined ? [] : [{ op: known, urn: change(op, "a").urn }], stage).length === 1;

  it("is any but what was reviewed, less of it, and the half of a replacement", () => {
    const extent: Partial<Record<string, number>> = { same: 0, update: 1, replace: 2 };
    for (const op of ops) for (const known of [undefined, "create", "update", "replace", "delete"]) {
      const half = known === "replace" && (op === "create" || op === "delete");
      const less = half || (known !== undefined && (op === known || (extent[op] ?? 9) <= (extent[known] ?? -1)));
      assert.equal(found(op, known), op !== "same" && !less, `${op} where ${known} was reviewed`);
    }
  });

  it("is none that only stops servers, in a stage that is there for it", () => {
    assert.equal(found("update", undefined, ["spec.replicas"], "quiesce"), false);
    assert.equal(found("update", undefined, ["spec.suspend", "stage"], "quiesce"), false);
    assert.equal(found("update", undefined, ["spec.replicas", "spec.template"], "quiesce"), true);
    assert.equal(found("update", undefined, ["spec.replicas"]), true);
    assert.equal(found("replace", undefined, ["spec.replicas"], "quiesce"), true);
  });
});
