import * as assert from "node:assert/strict";
import { noPermits, type Other } from "../../upgrades/change";
import { catalogFrom, componentRequirement, ids } from "../support/catalogs";
import { planOf, planned, returns, toldHops, travels } from "../support/plans";

const catalog = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [componentRequirement("needs")] }, "3.0.0"] });
const far = (at: Other["at"], more: Partial<Other> = {}): Other => ({ component: "demo/far", system: "demo", kind: "worker", at, ...more });
const core = travels("demo/core", "core", "1.0.0", "2.0.0");
const climb = (elsewhere: readonly Other[], confirmed = {}) => planOf(catalog, [core], { elsewhere, permits: { ...noPermits, confirmed } });
const asked = (elsewhere: readonly Other[]) => climb(elsewhere).hops[0]!.open;

describe("a component elsewhere that one of the stack needs", () => {
  it("is no matter where it is known to be at what is needed", () => {
    const plan = climb([far("2.0.0")]);
    assert.deepEqual([plan.verdict, toldHops(plan), asked([far("2.0.0")])], ["allowed", ["core 1.0.0→2.0.0"], []]);
  });

  it("blocks where it is known to be at something else, and is named with what is needed of it", () => {
    const plan = climb([far("1.0.0")]);
    assert.equal(plan.verdict, "blocked");
    const [reason] = planned(plan, "demo/core").reasons;
    assert.equal(reason!.id, "clash:needs:demo/core:demo/far");
    assert.match(reason!.message, /demo\/core from 2\.0\.0 on needs demo\/far >=2\.0\.0/);
    assert.match(reason!.remedy, /outside of this stack/);
  });

  it("is to be stated where nobody knows its release; the plan goes on until then", () => {
    const plan = climb([far(undefined)]);
    assert.equal(plan.verdict, "allowed");
    const [reason, ...more] = asked([far(undefined)]);
    assert.deepEqual([reason!.id, reason!.kind, reason!.component, more], ["needs", "readiness", "demo/core", []]);
    assert.match(reason!.message, /demo\/far is at a release that nobody knows/);
    assert.match(reason!.remedy, /stepwise:elsewhere.*stepwise:permits\.confirmed\.needs/);
    assert.deepEqual(ids(planned(plan, "demo/core").reasons), ["needs"]);
  });

  it("is to be stated where nobody knows of any", () => {
    for (const elsewhere of [[], [far("2.0.0", { kind: "report" })], [far("2.0.0", { system: "other" })]]) {
      const [reason] = asked(elsewhere);
      assert.deepEqual([reason!.id, reason!.kind], ["needs", "readiness"]);
      assert.match(reason!.message, /nothing is known here of any worker/);
      assert.match(reason!.remedy, /stepwise:elsewhere.*stepwise:permits\.confirmed\.needs/);
    }
  });

  it("blocks where it is known not to be there", () => {
    const plan = climb([far(null)]);
    assert.equal(plan.verdict, "blocked");
    assert.deepEqual(ids(planned(plan, "demo/core").reasons), ["clash:needs:demo/core:demo/far"]);
  });

  it("is one of several, of which each counts, all named in one reason with what to do about each", () => {
    const further = (at: Other["at"]) => far(at, { component: "demo/further" });
    assert.equal(climb([far("2.0.0"), further("1.0.0")]).verdict, "blocked");
    const [one, ...more] = asked([far("2.0.0"), further(undefined)]);
    assert.deepEqual([one!.id, more], ["needs", []]);
    assert.doesNotMatch(one!.message, /demo\/far /);
    const [both, ...others] = asked([far(undefined), further(undefined)]);
    assert.deepEqual([both!.id, others], ["needs", []]);
    assert.match(both!.message, /demo\/far is .*demo\/further is /);
    assert.match(both!.remedy, /demo\/far, demo\/further/);
  });

  it("asks nothing any more once somebody has confirmed it, whether unknown, unheard of, or known", () => {
    for (const elsewhere of [[far(undefined)], [], [far(null)], [far("1.0.0")]]) {
      const plan = climb(elsewhere, { needs: { by: "ops", date: "2025-06-01" } });
      assert.equal(plan.verdict, "allowed", JSON.stringify(elsewhere));
      assert.deepEqual(plan.hops[0]!.open, []);
    }
  });
});

describe("a component elsewhere that needs one of the stack", () => {
  const needing = far("2.0.0", { kind: "core" });
  const worker = (from: string, to: string) => (from < to ? travels : returns)("demo/worker", "worker", from, to);

  it("lets it move within what it needs", () => {
    assert.equal(planOf(catalog, [worker("2.0.0", "3.0.0")], { elsewhere: [needing] }).verdict, "allowed");
  });

  it("keeps it from going back under what it needs", () => {
    const plan = planOf(catalog, [worker("3.0.0", "1.0.0")], { elsewhere: [needing] });
    assert.deepEqual([plan.verdict, planned(plan, "demo/worker").reasons.at(-1)!.id], ["blocked", "clash:needs:demo/far:demo/worker"]);
  });

  it("keeps it from going back also where its own system has no component in the stack", () => {
    const other = catalogFrom({
      system: "other", components: { reader: { title: "Reader" } },
      releases: [{ version: "2.0.0", requires: [componentRequirement("reads", { component: "reader", needs: "demo/worker" })] }],
    });
    const reader = far("2.0.0", { component: "other/reader", system: "other", kind: "reader" });
    assert.equal(planOf([catalog, other], [worker("3.0.0", "1.0.0")], { elsewhere: [reader] }).verdict, "blocked");
  });
});
