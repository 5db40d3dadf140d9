import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { checkCatalog } from "../../upgrades/check";
import { catalogFrom, ids } from "../support/catalogs";
import { demo } from "../support/judging";
import { catalogOfWorld, journeys, nameOf, oracleAllows, oracleRoutes, releasesOf } from "../support/worlds";

describe("the verdict of a graph", () => {
  it("has the shape that is promised", () => {
    assert.deepEqual(checkCatalog(demo, "1.2.0", "1.3.0", "core"), {
      schema: "stepwise/verdict/v1",
      format: "stepwise",
      graph: "demo",
      from: "1.2.0",
      to: "1.3.0",
      allowed: true,
      route: ["1.2.0", "1.3.0"],
      available: ["1.3.0", "1.5.0", "1.6.0"],
      reasons: [],
      nearest: [],
      catalog: demo.digest,
      cost: { hops: 1, windows: 0, irreversible: 0, actions: 0, exposures: 0 },
      order: ["hops", "windows", "irreversible", "actions", "exposures"],
      runnerUp: null,
      reachable: [],
      missing: null,
    });
  });

  it("is allowed over several hops, and says why one is not enough", () => {
    const verdict = checkCatalog(demo, "1.0.0", "1.5.0", "core");
    assert.deepEqual([verdict.allowed, verdict.route], [true, ["1.0.0", "1.3.0", "1.5.0"]]);
    assert.deepEqual(ids(verdict.reasons), ["required-stop:S"]);
    assert.deepEqual(verdict.available, ["1.1.0", "1.2.0", "1.3.0"]);
  });

  it("is blocked with reasons and with what comes nearest", () => {
    const verdict = checkCatalog(demo, "1.0.0", "1.4.0", "core");
    assert.deepEqual([verdict.allowed, verdict.route, verdict.nearest], [false, null, ["1.3.0", "1.5.0"]]);
    assert.deepEqual(ids(verdict.reasons), ["withdrawn:1.4.0", "required-stop:S"]);
  });

  it("of going nowhere is allowed, also at a withdrawn release", () => {
    const { allowed, route, reasons } = checkCatalog(demo, "1.4.0", "1.4.0");
    assert.deepEqual([allowed, route, reasons], [true, ["1.4.0"], []]);
  });

  it("is blocked where a release is not in the catalog, and names it", () => {
    const from = checkCatalog(demo, "0.1.0", "1.0.0");
    assert.deepEqual(
      [from.allowed, from.available, from.nearest, ids(from.reasons)],
      [false, [], [], ["not-in-catalog:0.1.0"]],
    );
    const to = checkCatalog(demo, "1.2.0", "1.4.5", "core");
    assert.deepEqual([to.allowed, to.nearest, ids(to.reasons)], [false, ["1.3.0", "1.5.0"], ["not-in-catalog:1.4.5"]]);
    assert.equal(checkCatalog(demo, "7.7.7", "7.7.7").allowed, false);
  });

  it("names both releases where neither is in the catalog", () => {
    assert.deepEqual(ids(checkCatalog(demo, "0.1.0", "9.9.9").reasons), ["not-in-catalog:0.1.0", "not-in-catalog:9.9.9"]);
  });

  it("differs by kind of component, whose migrations differ", () => {
    assert.equal(checkCatalog(demo, "1.2.0", "1.1.0", "core").allowed, false);
    assert.equal(checkCatalog(demo, "1.2.0", "1.1.0", "worker").allowed, true);
    assert.equal(checkCatalog(demo, "1.2.0", "1.1.0").allowed, false);
  });

  it("says 8.18 → 9.0 yes, 8.19 → 9.0 no", () => {
    const elastic = catalogFrom({
      releases: ["8.18", "8.19", "9.0", "9.1"],
      downgrades: [],
      upgrades: [
        { from: "8.18", to: "8.19 || 9.0" },
        { from: "8.19", to: "9.1" },
        { from: "9.0", to: "9.1" },
      ],
    });
    assert.deepEqual(checkCatalog(elastic, "8.18", "9.0").route, ["8.18", "9.0"]);
    const no = checkCatalog(elastic, "8.19", "9.0");
    assert.deepEqual(
      [no.allowed, no.available, no.nearest, ids(no.reasons)],
      [false, ["9.1"], ["9.1"], ["no-edge:8.19:9.0"]],
    );
  });
});

describe("the verdict of any small graph", () => {
  it("is allowed exactly where a way is, with it as the witness; otherwise it has reasons", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const { allowed, route, reasons, nearest } = checkCatalog(
          catalogOfWorld(world),
          nameOf(from),
          nameOf(to),
          "core",
        );
        const ways = oracleRoutes(world, from, to).map((way) => way.map(nameOf).join());
        assert.equal(allowed, ways.length > 0);
        if (allowed) assert.ok(ways.includes(route!.join()));
        else assert.ok(route === null && reasons.length > 0);
        if (allowed) assert.deepEqual(nearest, []);
      }),
      { numRuns: 500 },
    );
  });

  it("has available exactly what one hop reaches, and nothing nearest that no way reaches", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const { available, nearest } = checkCatalog(catalogOfWorld(world), nameOf(from), nameOf(to), "core");
        const others = releasesOf(world).filter((n) => n !== from);
        assert.deepEqual(available, others.filter((n) => oracleAllows(world, from, n)).map(nameOf));
        for (const near of nearest)
          assert.ok(
            others.some((n) => nameOf(n) === near && oracleRoutes(world, from, n).length > 0),
            near,
          );
      }),
      { numRuns: 500 },
    );
  });
});
