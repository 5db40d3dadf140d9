import * as assert from "node:assert/strict";
import * as path from "node:path";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { catalogFrom, componentRequirement, migration } from "../support/catalogs";
import { openIds, planOf, planned, returns, toldHops, travels } from "../support/plans";

const lock = (more: object = {}) => componentRequirement("lock", { component: "report", together: true, ...more });
const report = (from: string | null, to: string) => travels("demo/report", "report", from, to);
const worker = (from: string | null, to: string, name = "worker") => travels(`demo/${name}`, "worker", from, to);

describe("a lock", () => {
  const catalog = catalogFrom({
    releases: ["1.0.0", "1.1.0", {
      version: "2.0.0", requires: [lock()],
      migrations: [migration({ component: "worker", store: "queue", reversible: false, window: "offline", text: "copies it" })],
    }, "2.1.0"],
    upgrades: [{ from: "1.0.0", to: "1.1.0" }, { from: "1.1.0", to: "2.0.0" }, { from: "2.0.0", to: "2.1.0" }],
  });

  it("moves all that it ties in one hop, with the phases of each, and what is not tied alone", () => {
    const plan = planOf(catalog, [report("1.1.0", "2.0.0"), worker("1.1.0", "2.0.0", "worker-a"), worker("1.1.0", "2.0.0", "worker-b")]);
    assert.deepEqual(toldHops(plan), ["worker-a 1.1.0→2.0.0 + worker-b 1.1.0→2.0.0 + report 1.1.0→2.0.0"]);
    const [hop] = plan.hops;
    assert.deepEqual([plan.verdict, plan.interleaved, hop!.open], ["allowed", [], []]);
    assert.deepEqual(hop!.steps.filter(({ after }) => after.length === 0).map(({ id }) => id), [
      "demo/worker-a:quiesce", "demo/worker-b:quiesce", "demo/report:rollout",
    ]);
    assert.equal(hop!.offline, true);
    assert.deepEqual(hop!.pointOfNoReturn, ["2.0.0 queue: copies it", "2.0.0 queue: copies it"]);
    assert.deepEqual(hop!.changes.map(({ component, wayBack }) => [component, wayBack?.restores]), [
      ["demo/worker-a", ["queue"]], ["demo/worker-b", ["queue"]], ["demo/report", []],
    ]);
  });

  it("is met one by one before and after", () => {
    const plan = planOf(catalog, [report("1.0.0", "2.1.0"), worker("1.0.0", "2.1.0")]);
    assert.deepEqual(toldHops(plan), [
      "worker 1.0.0→1.1.0", "report 1.0.0→1.1.0", "worker 1.1.0→2.0.0 + report 1.1.0→2.0.0", "worker 2.0.0→2.1.0", "report 2.0.0→2.1.0",
    ]);
    assert.equal(plan.interleaved.length, 1);
    assert.deepEqual(planned(plan, "demo/report").route, ["1.0.0", "1.1.0", "2.0.0", "2.1.0"]);
  });

  it("lets what needs it follow where the other is there already", () => {
    const plan = planOf(catalog, [report("1.1.0", "2.0.0"), worker("2.0.0", "2.0.0")]);
    assert.deepEqual([toldHops(plan), openIds(plan)], [["report 1.1.0→2.0.0"], [[]]]);
  });

  it("blocks where the other does not come along", () => {
    const plan = planOf(catalog, [report("1.1.0", "2.0.0"), worker("1.1.0", "1.1.0")]);
    assert.equal(plan.verdict, "blocked");
    assert.match(planned(plan, "demo/report").reasons.at(-1)!.message, /demo\/worker >=2\.0\.0 in the same step/);
  });

  it("does not hold back the needed one while nothing that needs it is there", () => {
    const plan = planOf(catalog, [worker("1.1.0", "2.0.0"), report(null, "2.1.0")]);
    assert.deepEqual(toldHops(plan), ["worker 1.1.0→2.0.0", "report null→2.1.0"]);
  });

  it("moves all that it ties back in one hop too", () => {
    const both = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [lock()] }] });
    const plan = planOf(both, [returns("demo/report", "report", "2.0.0", "1.0.0"), returns("demo/worker", "worker", "2.0.0", "1.0.0")]);
    assert.deepEqual(toldHops(plan), ["worker 2.0.0→1.0.0 + report 2.0.0→1.0.0"]);
  });

  it("does not do away with what has to be there first: then there is no order", () => {
    const requires = [lock(), componentRequirement("first", { component: "worker", needs: "report" })];
    const both = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires }] });
    const plan = planOf(both, [report("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    assert.equal(plan.verdict, "blocked", JSON.stringify([toldHops(plan), openIds(plan)]));
  });

  it("may tie all of one kind together", () => {
    const among = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [lock({ component: "worker" })] }] });
    const plan = planOf(among, [worker("1.0.0", "2.0.0", "worker-a"), worker("1.0.0", "2.0.0", "worker-b")]);
    assert.deepEqual(toldHops(plan), ["worker-a 1.0.0→2.0.0 + worker-b 1.0.0→2.0.0"]);
  });

  it("is over where a later release states it anew", () => {
    const restated = catalogFrom({
      releases: [
        "1.0.0",
        { version: "2.0.0", requires: [lock()] },
        { version: "3.0.0", requires: [lock({ id: "loose", together: false })] },
      ],
    });
    const plan = planOf(restated, [report("2.0.0", "3.0.0"), worker("2.0.0", "2.0.0")]);
    assert.equal(plan.verdict, "allowed", planned(plan, "demo/report").reasons.map(({ message }) => message).join());
  });

  it("lets what needs it stop before it where the other has gone ahead", () => {
    const plan = planOf(catalog, [report("1.0.0", "2.0.0"), worker("2.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["report 1.0.0→1.1.0", "report 1.1.0→2.0.0"]);
  });
});

describe("the locks and requirements of Halo's catalog", () => {
  const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
  const at = (name: string, kind: string, from: string, to = "0.5.46") => travels(`halo/${name}`, kind, from, to);
  const kingdom = at("kingdom", "kingdom", "0.5.44");
  const plane = (from: string, to?: string) => at("secure-computation", "secure-computation", from, to);
  const aggregator = (from: string, to?: string) => at("edp-aggregator", "edp-aggregator", from, to);
  const duchies = (from: string, to?: string) => [at("duchy-a", "duchy", from, to), at("duchy-b", "duchy", from, to)];
  const ofRequirements = (plan: ReturnType<typeof planOf>) => openIds(plan).flat().filter((id) => id === "C23" || id === "C25");

  it("move the Duchies and the EDP Aggregator to 0.5.46 in one hop, after the Kingdom and before the control plane", () => {
    const plan = planOf(halo, [plane("0.5.44"), ...duchies("0.5.44"), aggregator("0.5.44"), kingdom]);
    assert.deepEqual(toldHops(plan), [
      "kingdom 0.5.44→0.5.46",
      "duchy-a 0.5.44→0.5.46 + duchy-b 0.5.44→0.5.46 + edp-aggregator 0.5.44→0.5.46",
      "secure-computation 0.5.44→0.5.46",
    ]);
    assert.deepEqual([plan.verdict, plan.interleaved, ofRequirements(plan)], ["allowed", [], []]);
  });

  it("bring the EDP Aggregator to 0.5.45 before the control plane (C23), and no Duchy", () => {
    const plan = planOf(halo, [plane("0.5.44", "0.5.45"), aggregator("0.5.44", "0.5.45"), ...duchies("0.5.44", "0.5.44")]);
    assert.deepEqual(toldHops(plan), ["edp-aggregator 0.5.44→0.5.45", "secure-computation 0.5.44→0.5.45"]);
    assert.deepEqual(ofRequirements(plan), []);
  });

  it("block the control plane while the EDP Aggregator stays behind (C23)", () => {
    const plan = planOf(halo, [plane("0.5.44", "0.5.45"), aggregator("0.5.44", "0.5.44"), kingdom]);
    const clash = "clash:C23:halo/secure-computation:halo/edp-aggregator";
    assert.deepEqual(plan.components.map(({ verdict, reasons }) => [verdict, reasons.at(-1)?.id]), [
      ["blocked", clash], ["blocked", clash], ["allowed", undefined],
    ]);
  });

  it("block the EDP Aggregator while one Duchy stays behind (C25), and name that one only", () => {
    const plan = planOf(halo, [aggregator("0.5.44"), at("duchy-a", "duchy", "0.5.44", "0.5.45"), at("duchy-b", "duchy", "0.5.44")]);
    assert.equal(planned(plan, "halo/edp-aggregator").reasons.at(-1)!.id, "clash:C25:halo/edp-aggregator:halo/duchy-a");
    assert.equal(planned(plan, "halo/duchy-b").verdict, "allowed");
  });

  it("ask where the Duchies of other organisations are (C25)", () => {
    const elsewhere = (release: string | undefined) => [{ component: "halo/duchy-far", system: "halo", kind: "duchy", at: release }];
    assert.deepEqual(ofRequirements(planOf(halo, [aggregator("0.5.44")])), ["C25"]);
    assert.deepEqual(ofRequirements(planOf(halo, [aggregator("0.5.44")], { elsewhere: elsewhere(undefined) })), ["C25"]);
    assert.deepEqual(ofRequirements(planOf(halo, [aggregator("0.5.44")], { elsewhere: elsewhere("0.5.46") })), []);
    assert.equal(planOf(halo, [aggregator("0.5.44")], { elsewhere: elsewhere("0.5.45") }).verdict, "blocked");
  });
});
