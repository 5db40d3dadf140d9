import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { causeNames, changeReasons, isChangeId, unexplainedFirst, worstCause, type Cause, type ExplainedChange, type Loss } from "../../upgrades/explain";

const change = (name: string, causes: readonly Cause[], loss?: Loss): ExplainedChange => ({
  op: loss?.kind === "deletion" ? "delete" : "update", type: "kubernetes:apps/v1:Deployment", name,
  urn: `urn:pulumi:prod::stepwise::kubernetes:apps/v1:Deployment::${name}`, changedPaths: [], causes, loss,
});
const unexplained: Cause = { cause: "unexplained", paths: ["spec.replicas"] };
const accepted = { owner: "operations", reason: "seen", until: "2026-06-30" };
const ids = (changes: readonly ExplainedChange[], risks = {}, now = "2026-06-30T23:59:59Z") => changeReasons(changes, risks, now).map(({ id }) => id);

describe("the reasons against changes", () => {
  it("are what is unexplained and what is lost unannounced, each by name", () => {
    const reasons = changeReasons([
      change("b", [unexplained, { cause: "version", paths: ["x"] }]),
      change("a", [{ cause: "version", paths: [] }], { kind: "deletion", why: "in this step" }),
      change("db", [{ cause: "setting", settings: ["stepwise:halo.x"], paths: [] }], { kind: "replacement", why: "because stepwise:halo.x has changed" }),
      change("fine", [{ cause: "version", paths: [] }]),
    ], {}, "2026-01-01T00:00:00Z");
    assert.deepEqual(reasons.map(({ id, kind }) => [id, kind]), [
      ["deletion:Deployment/a", "exposure"], ["replacement:Deployment/db", "exposure"], ["unexplained:Deployment/b", "exposure"],
    ]);
    assert.match(reasons[0]!.message, /^Deployment\/a would be deleted in this step, and no release/);
    assert.match(reasons[1]!.message, /keeps data and would be replaced because stepwise:halo\.x has changed/);
    assert.match(reasons[2]!.message, /the update of Deployment\/b follows neither .*: spec\.replicas$/);
    assert.ok(reasons.every(({ id, remedy }) => remedy.includes(`stepwise:permits.risks.${id}: {owner, reason, until}`)));
  });

  it("are gone once somebody answers for them by name, up to the day that was named", () => {
    const changes = [change("a", [unexplained], { kind: "deletion", why: "" }), change("b", [unexplained])];
    const risks = { "unexplained:Deployment/a": accepted };
    assert.deepEqual(ids(changes, risks), ["deletion:Deployment/a", "unexplained:Deployment/b"], "one does not stand for the other");
    assert.deepEqual(ids([changes[0]!], { ...risks, "deletion:Deployment/a": accepted }), []);
    assert.deepEqual(ids([changes[0]!], { ...risks, "deletion:Deployment/a": accepted }, "2026-07-01T00:00:00Z").length, 2);
  });

  it("name some paths and count the rest", () => {
    const paths = ["a", "b", "c", "d", "e", "f", "g"];
    assert.match(changeReasons([change("a", [{ cause: "unexplained", paths }])], {}, "2026-01-01")[0]!.message, /: a, b, c, d, e and 2 more$/);
    assert.match(changeReasons([change("a", [{ cause: "unexplained", paths: [] }])], {}, "2026-01-01")[0]!.message, /stack file$/);
  });

  it("are one for each name, sorted, and none where all is explained", () => {
    const cause = fc.constantFrom(...causeNames).map((name): Cause => ({ cause: name, paths: [] }));
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "constructor", "__proto__"), fc.array(cause))), (made) => {
      const changes = made.map(([name, causes]) => change(name, causes));
      const open = ids(changes);
      const wanted = changes.filter(({ causes }) => causes.some(({ cause: one }) => one === "unexplained")).map(({ name }) => `unexplained:Deployment/${name}`);
      assert.deepEqual(open, [...new Set(wanted)].sort());
      assert.ok(open.every(isChangeId));
    }));
  });

  it("have ids that no catalog's risk has", () => {
    assert.ok(["unexplained:a", "deletion:A/b", "replacement:A/b"].every(isChangeId));
    assert.ok(!["unexplained:", "deletion", "untested:x", "halo-deletion:x"].some(isChangeId));
  });
});

describe("the worst cause", () => {
  it("is what nobody can explain, then settings, then what a catalog names", () => {
    const worst = (...names: Cause["cause"][]) => worstCause(names.map((cause) => ({ cause })));
    assert.equal(worst("version", "unexplained", "setting"), "unexplained");
    assert.equal(worst("version", "catalog", "setting"), "setting");
    assert.equal(worst("resumed", "version"), "version");
    assert.equal(worst(), undefined);
  });

  it("comes first where it is unexplained, and the rest stays in its order", () => {
    const changes = [change("a", [{ cause: "version", paths: [] }]), change("b", []), change("c", [unexplained]), change("d", [{ cause: "setting", paths: [] }])];
    assert.deepEqual(unexplainedFirst(changes).map(({ name }) => name), ["c", "a", "b", "d"]);
    assert.deepEqual(changes.map(({ name }) => name), ["a", "b", "c", "d"]);
  });
});
