import * as assert from "node:assert/strict";
import { noPermits } from "../../upgrades/change";
import { catalogFrom, componentRequirement, ids, migration, skewLimit } from "../support/catalogs";
import { openIds, planOf, planned, returns, toldHops, travels } from "../support/plans";

const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];
/** From each release only to the one beside it. */
const neighbours = {
  upgrades: versions.slice(1).map((to, i) => ({ from: versions[i]!, to })),
  downgrades: versions.slice(1).map((from, i) => ({ from, to: versions[i]! })),
};
const chain = { a: { title: "A" }, b: { title: "B", after: ["a"] }, c: { title: "C", after: ["b"] } };
const core = (from: string | null, to: string) => travels("demo/core", "core", from, to);
const worker = (from: string | null, to: string, name = "worker") => travels(`demo/${name}`, "worker", from, to);
const report = (from: string | null, to: string) => travels("demo/report", "report", from, to);

describe("the order between what depends on each other", () => {
  const catalog = catalogFrom({ releases: versions, components: chain, ...neighbours });

  it("brings what others come after all the way first, also through one that does not move", () => {
    const plan = planOf(catalog, [travels("demo/c", "c", "1.0.0", "1.2.0"), travels("demo/a", "a", "1.0.0", "1.2.0")]);
    assert.deepEqual(toldHops(plan), ["a 1.0.0→1.1.0", "a 1.1.0→1.2.0", "c 1.0.0→1.1.0", "c 1.1.0→1.2.0"]);
    assert.deepEqual(plan.interleaved, []);
  });

  it("goes back the other way round: what comes after goes first, all the way", () => {
    const plan = planOf(catalog, [
      returns("demo/a", "a", "1.2.0", "1.0.0"),
      returns("demo/b", "b", "1.2.0", "1.1.0"),
      returns("demo/c", "c", "1.2.0", "1.0.0"),
    ]);
    assert.deepEqual(toldHops(plan), ["c 1.2.0→1.1.0", "c 1.1.0→1.0.0", "b 1.2.0→1.1.0", "a 1.2.0→1.1.0", "a 1.1.0→1.0.0"]);
    assert.deepEqual(plan.interleaved, []);
  });

  it("has no way back to say of an install or of a return", () => {
    const plan = planOf(catalog, [returns("demo/a", "a", "1.2.0", "1.1.0"), travels("demo/b", "b", null, "1.1.0")]);
    const changes = plan.hops.flatMap((hop) => hop.changes);
    assert.deepEqual(changes.map(({ component, wayBack, returnedFrom }) => [component, wayBack, returnedFrom?.version]), [
      ["demo/b", undefined, undefined],
      ["demo/a", undefined, "1.2.0"],
    ]);
  });
});

describe("a limit on skew", () => {
  const both = (from: string, to: string) => [core(from, to), worker(from, to, "worker-a"), worker(from, to, "worker-b")];

  it("makes the ways alternate where one may be one release ahead, and the plan says so", () => {
    const plan = planOf(catalogFrom({ releases: versions, skew: [skewLimit("K")], ...neighbours }), both("1.0.0", "1.2.0"));
    assert.deepEqual(toldHops(plan), [
      "core 1.0.0→1.1.0", "worker-a 1.0.0→1.1.0", "worker-b 1.0.0→1.1.0",
      "core 1.1.0→1.2.0", "worker-a 1.1.0→1.2.0", "worker-b 1.1.0→1.2.0",
    ]);
    assert.deepEqual(plan.interleaved, [
      "demo/worker-a moves before demo/core has arrived at 1.2.0",
      "demo/worker-b moves before demo/core has arrived at 1.2.0",
    ]);
    assert.deepEqual(openIds(plan), [[], [], [], [], [], []]);
    assert.ok(plan.hops.every(({ changes: [change] }) => change!.wayBack?.possible));
  });

  it("makes them stop on the way where each alone could go in one hop, and moves none together for it", () => {
    const plan = planOf(catalogFrom({ releases: versions, skew: [skewLimit("K")] }), both("1.0.0", "1.2.0"));
    assert.deepEqual(toldHops(plan), [
      "core 1.0.0→1.1.0", "worker-a 1.0.0→1.1.0", "worker-b 1.0.0→1.1.0",
      "core 1.1.0→1.2.0", "worker-a 1.1.0→1.2.0", "worker-b 1.1.0→1.2.0",
    ]);
    assert.deepEqual(planned(plan, "demo/core").route, ["1.0.0", "1.1.0", "1.2.0"]);
  });

  it("changes which risks are on the way, and so which of them count as accepted", () => {
    const risk = (id: string, from: string) => ({ id, from, text: "slow", source: "https://example.org/risk" });
    const accepted = { owner: "ops", reason: "read", until: "2026-12-31" };
    const catalog = catalogFrom({
      releases: ["1.0.0", "1.1.0", { version: "1.2.0", risks: [risk("leap", "1.0.0"), risk("step", "1.1.0")] }],
      skew: [skewLimit("K")],
    });
    const permits = { ...noPermits, risks: { leap: accepted, step: accepted } };
    assert.deepEqual(ids(planned(planOf(catalog, both("1.0.0", "1.2.0"), { permits }), "demo/core").accepted), ["step"]);
  });

  it("makes the ways back alternate too, the one that may be ahead last", () => {
    const catalog = catalogFrom({ releases: versions, skew: [skewLimit("K")], ...neighbours });
    const plan = planOf(catalog, [returns("demo/core", "core", "1.2.0", "1.0.0"), returns("demo/worker", "worker", "1.2.0", "1.0.0")]);
    assert.deepEqual(toldHops(plan), ["worker 1.2.0→1.1.0", "core 1.2.0→1.1.0", "worker 1.1.0→1.0.0", "core 1.1.0→1.0.0"]);
    assert.equal(plan.interleaved.length, 1);
  });

  it("counts minors where it says so, however many releases one has", () => {
    const releases = ["1.0.0", "1.0.1", "1.1.0", "1.1.1", "1.2.0"];
    const upgrades = [{ from: "1.0.0", to: "1.0.1" }, { from: "1.0.1", to: "1.1.1" }, { from: "1.1.1", to: "1.2.0" }];
    const catalog = catalogFrom({ releases, upgrades, skew: [skewLimit("K", { unit: "minor" })] });
    assert.deepEqual(toldHops(planOf(catalog, [core("1.0.0", "1.2.0"), worker("1.0.0", "1.2.0")])), [
      "core 1.0.0→1.0.1", "core 1.0.1→1.1.1", "worker 1.0.0→1.0.1", "worker 1.0.1→1.1.1", "core 1.1.1→1.2.0", "worker 1.1.1→1.2.0",
    ]);
  });

  it("lets one that is not there yet be installed at any distance that it then keeps", () => {
    const catalog = catalogFrom({ releases: versions, skew: [skewLimit("K")], ...neighbours });
    const plan = planOf(catalog, [core("1.0.0", "1.2.0"), worker(null, "1.2.0")]);
    assert.deepEqual(toldHops(plan), ["core 1.0.0→1.1.0", "core 1.1.0→1.2.0", "worker null→1.2.0"]);
  });

  it("blocks where the one it is measured by stays too far behind, and names both", () => {
    const catalog = catalogFrom({ releases: versions, skew: [skewLimit("K")], ...neighbours });
    const plan = planOf(catalog, [core("1.0.0", "1.2.0"), worker("1.0.0", "1.0.0"), report("1.0.0", "1.0.0")]);
    assert.deepEqual(plan.components.map(({ verdict }) => verdict), ["blocked", "blocked", "allowed"]);
    const reason = planned(plan, "demo/core").reasons.at(-1)!;
    assert.equal(reason.id, "clash:K:demo/core:demo/worker");
    assert.match(reason.message, /demo\/core may be at most 1 release ahead of demo\/worker and 0 behind/);
  });

  it("is not kept to by a release elsewhere only because the catalog does not list it", () => {
    const elsewhere = [{ component: "demo/worker", system: "demo", kind: "worker", at: "1.9.0" }];
    const plan = planOf(catalogFrom({ releases: versions, skew: [skewLimit("K")] }), [core(null, "1.0.0")], { elsewhere });
    assert.ok(plan.verdict === "blocked" || openIds(plan).flat().length > 0, "core is far behind a worker that is at 1.9.0");
  });

  it("of the whole system counts for every kind of it", () => {
    const catalog = catalogFrom({ releases: versions, skew: [skewLimit("K", { component: "system" })] });
    const plan = planOf(catalog, [core("1.0.0", "1.2.0"), worker("1.0.0", "1.0.0")]);
    assert.equal(plan.verdict, "blocked");
  });
});

describe("a requirement of another component", () => {
  const needing = (more: object) => catalogFrom({
    releases: [
      "1.0.0",
      { version: "2.0.0", requires: [componentRequirement("needs", more)], migrations: [migration({ reversible: false })] },
      "3.0.0",
    ],
  });

  it("makes the needed one go first, against the order of roll-outs, and the plan says so", () => {
    const plan = planOf(needing({}), [core("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["worker 1.0.0→2.0.0", "core 1.0.0→2.0.0"]);
    assert.deepEqual(plan.interleaved, ["demo/worker moves before demo/core has arrived at 2.0.0"]);
    assert.deepEqual([plan.verdict, openIds(plan)], ["allowed", [[], []]]);
    assert.deepEqual(plan.hops.map(({ pointOfNoReturn }) => pointOfNoReturn), [[], ["2.0.0 db: adds a column"]]);
    assert.deepEqual(plan.hops.map(({ changes: [change] }) => change!.wayBack), [
      { possible: true, restores: [], reasons: [] },
      { possible: true, restores: ["db"], reasons: [] },
    ]);
  });

  it("makes the needed one go first across systems", () => {
    const demo = needing({ needs: "other/store" });
    const other = catalogFrom({ system: "other", components: { store: { title: "Store" } }, releases: ["1.0.0", "2.0.0"] });
    const plan = planOf([demo, other], [core("1.0.0", "2.0.0"), travels("other/store", "store", "1.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["store 1.0.0→2.0.0", "core 1.0.0→2.0.0"]);
    assert.deepEqual(Object.keys(plan.catalogs).sort(), ["demo", "other"]);
    assert.deepEqual(openIds(plan), [[], []]);
  });

  it("does not mean a kind of the same name in another system", () => {
    const other = catalogFrom({ system: "other", components: { worker: { title: "Worker" } }, releases: ["1.0.0", "2.0.0"] });
    const plan = planOf([needing({}), other], [core("1.0.0", "2.0.0"), travels("other/worker", "worker", "1.0.0", "2.0.0")]);
    assert.deepEqual(openIds(plan), [["needs"], []]);
    assert.match(plan.hops[0]!.open[0]!.message, /nothing is known here of any worker/);
  });

  it("waits for every one of the needed kind", () => {
    const plan = planOf(needing({}), [core("1.0.0", "3.0.0"), worker("2.0.0", "3.0.0", "worker-a"), worker("1.0.0", "2.0.0", "worker-b")]);
    assert.deepEqual(toldHops(plan)[0], "worker-b 1.0.0→2.0.0");
    assert.deepEqual(openIds(plan), [[], [], []]);
  });

  it("is met for a first install by a hop of the same plan before it", () => {
    const plan = planOf(needing({ component: "report", needs: "core" }), [report(null, "2.0.0"), core("1.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["core 1.0.0→2.0.0", "report null→2.0.0"]);
    assert.deepEqual([plan.verdict, openIds(plan)], ["allowed", [[], []]]);
  });

  it("is met for a first install by another first install before it", () => {
    const plan = planOf(needing({}), [core(null, "2.0.0"), worker(null, "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["worker null→2.0.0", "core null→2.0.0"]);
    assert.deepEqual([plan.verdict, openIds(plan)], ["allowed", [[], []]]);
  });

  it("blocks where the needed one stays too old", () => {
    const plan = planOf(needing({}), [core("1.0.0", "2.0.0"), worker("1.0.0", "1.0.0")]);
    assert.deepEqual([plan.verdict, plan.hops], ["blocked", []]);
    const [reason] = planned(plan, "demo/core").reasons;
    assert.deepEqual([reason!.id, reason!.kind], ["clash:needs:demo/core:demo/worker", "legality"]);
    assert.match(reason!.message, /demo\/core from 2\.0\.0 on needs demo\/worker >=2\.0\.0 \(needs: it calls it\)/);
  });

  it("keeps the needed one from going back under it", () => {
    const plan = planOf(needing({}), [core("2.0.0", "2.0.0"), returns("demo/worker", "worker", "2.0.0", "1.0.0")]);
    assert.equal(plan.verdict, "blocked");
  });

  it("lets the needed one go back once what needs it has", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "2.0.0", requires: [componentRequirement("needs")] }] });
    const plan = planOf(catalog, [returns("demo/core", "core", "2.0.0", "1.0.0"), returns("demo/worker", "worker", "2.0.0", "1.0.0")]);
    assert.deepEqual(toldHops(plan), ["core 2.0.0→1.0.0", "worker 2.0.0→1.0.0"]);
  });

  it("of each other without a lock has no order: each would have to be there first", () => {
    const mutual = catalogFrom({
      releases: ["1.0.0", {
        version: "2.0.0",
        requires: [componentRequirement("there"), componentRequirement("back", { component: "worker", needs: "core" })],
      }],
    });
    const plan = planOf(mutual, [core("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    // A plan that the gate can never let through is none.
    assert.ok(plan.verdict === "blocked" || openIds(plan).flat().length === 0, JSON.stringify([toldHops(plan), openIds(plan)]));
  });

  it("of the whole system is not asked of the needed one itself", () => {
    const catalog = needing({ component: "system", needs: "core" });
    const plan = planOf(catalog, [core("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["core 1.0.0→2.0.0", "worker 1.0.0→2.0.0"]);
    assert.deepEqual(openIds(plan), [[], []]);
  });

  it("that somebody confirmed holds nothing up", () => {
    const confirmed = { needs: { by: "ops", date: "2025-06-01" } };
    const plan = planOf(needing({}), [core("1.0.0", "2.0.0"), worker("1.0.0", "1.0.0")], {
      permits: { ...noPermits, confirmed },
    });
    assert.equal(plan.verdict, "allowed", JSON.stringify(ids(planned(plan, "demo/core").reasons)));
  });

  it("is not met by one whose update did not finish: that is finished first", () => {
    const unfinished = { ...worker("2.0.0", "2.0.0"), state: { kind: "incomplete" as const, attempted: "2.0.0" } };
    const plan = planOf(needing({}), [core("1.0.0", "2.0.0"), unfinished]);
    assert.deepEqual(toldHops(plan), ["worker 2.0.0→2.0.0", "core 1.0.0→2.0.0"]);
  });

  it("is not met by one that is on its way back from an update that did not finish: that arrives first", () => {
    const state = { kind: "incomplete" as const, attempted: "3.0.0" };
    const unfinished = { ...returns("demo/worker", "worker", "3.0.0", "2.0.0"), state };
    const plan = planOf(needing({}), [core("1.0.0", "2.0.0"), unfinished]);
    assert.deepEqual(toldHops(plan), ["worker 3.0.0→2.0.0", "core 1.0.0→2.0.0"]);
  });

  it("of the whole system is not asked of the needed one itself, also where it is named with its system", () => {
    const plan = planOf(needing({ component: "system", needs: "demo/core" }), [core("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    assert.deepEqual(openIds(plan), [[], []]);
  });

  it("may have the id `after`", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", { version: "2.0.0", requires: [componentRequirement("after", { component: "worker", needs: "core" })] }],
    });
    const plan = planOf(catalog, [core("1.0.0", "2.0.0"), worker("1.0.0", "2.0.0")]);
    assert.deepEqual(toldHops(plan), ["core 1.0.0→2.0.0", "worker 1.0.0→2.0.0"]);
  });
});

describe("requirements that clash", () => {
  const releases = [
    "1.0.0", "1.1.0",
    { version: "1.2.0", requires: [componentRequirement("young", { component: "report", needs: "core", range: "<1.1.0" })] },
    { version: "1.3.0", requires: [componentRequirement("old", { component: "report", needs: "core", range: ">=1.2.0" })] },
  ];
  const upgrades = [{ from: "1.0.0", to: "1.1.0" }, { from: "1.1.0", to: "1.2.0" }, { from: "1.2.0", to: "1.3.0" }];
  const plan = planOf(catalogFrom({ releases, upgrades }), [core("1.0.0", "1.3.0"), report("1.0.0", "1.3.0"), worker("1.0.0", "1.3.0")]);

  it("block, with one reason that names both", () => {
    assert.deepEqual([plan.verdict, plan.hops, plan.interleaved], ["blocked", [], []]);
    for (const component of ["demo/core", "demo/report"]) {
      const { reasons, verdict, route } = planned(plan, component);
      assert.deepEqual([verdict, route], ["blocked", []]);
      const reason = reasons.at(-1)!;
      assert.equal(reason.id, "clash:old:demo/report:demo/core+young:demo/report:demo/core");
      assert.match(reason.message, /needs demo\/core <1\.1\.0 \(young: /);
      assert.match(reason.message, /needs demo\/core >=1\.2\.0 \(old: /);
      assert.ok(reason.remedy.length > 10);
    }
  });

  it("block nothing else", () => {
    const { verdict, route, reasons } = planned(plan, "demo/worker");
    assert.deepEqual([verdict, route, ids(reasons)], ["allowed", ["1.0.0", "1.1.0", "1.2.0", "1.3.0"], ["no-edge:1.0.0:1.3.0"]]);
  });
});

describe("what is there already and breaks a rule", () => {
  it("does not keep what is not concerned from moving", () => {
    const catalog = catalogFrom({ releases: versions, skew: [skewLimit("K")], ...neighbours });
    const plan = planOf(catalog, [core("1.3.0", "1.3.0"), worker("1.0.0", "1.0.0"), report("1.0.0", "1.1.0")]);
    assert.deepEqual([plan.verdict, toldHops(plan)], ["allowed", ["report 1.0.0→1.1.0"]]);
  });

  it("counts as the stack has it where it is said to be elsewhere too", () => {
    const elsewhere = [{ component: "demo/core", system: "demo", kind: "core", at: "1.0.0" }];
    assert.deepEqual(toldHops(planOf(catalogFrom({ releases: versions }), [core("1.0.0", "1.1.0")], { elsewhere })), ["core 1.0.0→1.1.0"]);
  });
});
