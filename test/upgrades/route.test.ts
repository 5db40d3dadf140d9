import * as assert from "node:assert/strict";
import { checkCatalog } from "../../upgrades/check";
import { findRoute } from "../../upgrades/route";
import { catalogFrom, migration } from "../support/catalogs";

const edge = (from: string, to: string) => ({ from, to });

describe("a route", () => {
  it("is one hop where one hop is allowed", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0", "1.2.0"] });
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.2.0"), ["1.0.0", "1.2.0"]);
  });

  it("to where one is already has no hops", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", withdrawn: true }] });
    assert.deepEqual(findRoute(catalog, "core", "1.1.0", "1.1.0"), ["1.1.0"]);
  });

  it("stops where a stop is required, and at no more than that", () => {
    const stop = { id: "S", from: "<1.1.0" };
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0", { version: "1.2.0", stop }, "1.3.0", "1.4.0"] });
    // By way of 1.1.0 no stop is required any more: as many hops, but an older release in between.
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.4.0"), ["1.0.0", "1.2.0", "1.4.0"]);
    assert.deepEqual(findRoute(catalog, "core", "1.1.0", "1.4.0"), ["1.1.0", "1.4.0"]);
  });

  it("goes through every one of several required stops", () => {
    const catalog = catalogFrom({
      releases: [
        "1.0.0",
        { version: "1.1.0", stop: { id: "A", from: "*" } },
        "1.2.0",
        { version: "1.3.0", stop: { id: "B", from: "*" } },
        "1.4.0",
      ],
    });
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.4.0"), ["1.0.0", "1.1.0", "1.3.0", "1.4.0"]);
  });

  it("goes round a withdrawn release", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", "1.1.0", { version: "1.2.0", withdrawn: true }, "1.3.0"],
      upgrades: [edge("1.0.0", "1.1.0 || 1.2.0"), edge("1.1.0 || 1.2.0", "1.3.0")],
    });
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.3.0"), ["1.0.0", "1.1.0", "1.3.0"]);
    assert.equal(findRoute(catalog, "core", "1.0.0", "1.2.0"), null);
    assert.deepEqual(findRoute(catalog, "core", "1.2.0", "1.3.0"), ["1.2.0", "1.3.0"]);
  });

  it("is none where the only stop on the way was withdrawn", () => {
    const release = { version: "1.1.0", stop: { id: "S", from: "*" }, withdrawn: true };
    assert.equal(findRoute(catalogFrom({ releases: ["1.0.0", release, "1.2.0"] }), "core", "1.0.0", "1.2.0"), null);
  });

  it("follows edges that are not monotone: to 9.0 by way of 8.18, and not of 8.19", () => {
    const catalog = catalogFrom({
      releases: ["8.17", "8.18", "8.19", "9.0", "9.1"],
      upgrades: [edge(">=8.0 <9.0", ">=8.0 <9.0"), edge("8.18", ">=9.0"), edge("8.19", "9.1")],
    });
    assert.deepEqual(findRoute(catalog, null, "8.18", "9.0"), ["8.18", "9.0"]);
    assert.deepEqual(findRoute(catalog, null, "8.17", "9.0"), ["8.17", "8.18", "9.0"]);
    assert.equal(findRoute(catalog, null, "8.19", "9.0"), null);
    assert.deepEqual(findRoute(catalog, null, "8.17", "9.1"), ["8.17", "8.19", "9.1"]);
  });

  it("takes the newest stop among equals", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"],
      upgrades: [edge("1.0.0", "1.1.0 || 1.2.0"), edge("1.1.0 || 1.2.0", "1.3.0")],
    });
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.3.0"), ["1.0.0", "1.2.0", "1.3.0"]);
  });

  it("takes the one with fewer offline hops before the one with newer stops, and never a longer one for it", () => {
    const offline = { version: "1.2.0", migrations: [migration({ window: "offline" })] };
    const upgrades = [edge("1.0.0", "1.1.0 || 1.3.0"), edge("1.1.0", "1.4.0"), edge("1.3.0", "1.4.0")];
    const twice = catalogFrom({
      releases: ["1.0.0", "1.1.0", offline, "1.3.0", { ...offline, version: "1.4.0" }],
      upgrades,
    });
    assert.deepEqual(findRoute(twice, "core", "1.0.0", "1.4.0"), ["1.0.0", "1.1.0", "1.4.0"]);
    assert.deepEqual(findRoute(twice, "worker", "1.0.0", "1.4.0"), ["1.0.0", "1.3.0", "1.4.0"]);
    const straight = catalogFrom({ releases: ["1.0.0", "1.1.0", offline], upgrades: [edge("*", "*")] });
    assert.deepEqual(findRoute(straight, "core", "1.0.0", "1.2.0"), ["1.0.0", "1.2.0"]);
  });

  it("takes fewer hops by a newer stop before more hops by older ones", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"],
      upgrades: [
        edge("1.0.0", "1.1.0 || 1.3.0"),
        edge("1.1.0", "1.2.0"),
        edge("1.2.0", "1.4.0"),
        edge("1.3.0", "1.4.0"),
      ],
    });
    assert.deepEqual(findRoute(catalog, "core", "1.0.0", "1.4.0"), ["1.0.0", "1.3.0", "1.4.0"]);
  });

  it("goes back by the chain of downgrades", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", "1.1.0", "1.2.0"],
      downgrades: [edge("1.2.0", "1.1.0"), edge("1.1.0", "1.0.0")],
    });
    assert.deepEqual(findRoute(catalog, "core", "1.2.0", "1.0.0"), ["1.2.0", "1.1.0", "1.0.0"]);
  });

  it("goes back over no migration that can't be undone, of its own kind", () => {
    const catalog = catalogFrom({
      releases: ["1.0.0", { version: "1.1.0", migrations: [migration({ reversible: false })] }, "1.2.0"],
    });
    assert.equal(findRoute(catalog, "core", "1.2.0", "1.0.0"), null);
    assert.deepEqual(findRoute(catalog, "core", "1.2.0", "1.1.0"), ["1.2.0", "1.1.0"]);
    assert.deepEqual(findRoute(catalog, "worker", "1.2.0", "1.0.0"), ["1.2.0", "1.0.0"]);
  });

  it("is none from or to what is not in the catalog", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0"] });
    assert.equal(findRoute(catalog, "core", "0.9.0", "1.1.0"), null);
    assert.equal(findRoute(catalog, "core", "1.0.0", "2.0.0"), null);
  });
});

describe("where one can go from a release", () => {
  const catalog = catalogFrom({
    releases: ["1.0.0", "1.1.0", { version: "1.2.0", withdrawn: true }, "1.3.0", "1.4.0"],
    upgrades: [edge("1.0.0", "1.1.0 || 1.2.0"), edge("1.1.0", "1.3.0")],
    downgrades: [edge("1.1.0", "1.0.0")],
  });

  it("are the releases one hop away, up and down, oldest first", () => {
    assert.deepEqual(checkCatalog(catalog, "1.0.0", "1.0.0", "core").available, ["1.1.0"]);
    assert.deepEqual(checkCatalog(catalog, "1.1.0", "1.1.0", "core").available, ["1.0.0", "1.3.0"]);
    assert.deepEqual(checkCatalog(catalog, "1.4.0", "1.4.0", "core").available, []);
  });

  it("are nearest to one that can't be reached the newest below it and the oldest above", () => {
    assert.deepEqual(checkCatalog(catalog, "1.0.0", "1.2.0", "core").nearest, ["1.1.0", "1.3.0"]);
    assert.deepEqual(checkCatalog(catalog, "1.0.0", "1.4.0", "core").nearest, ["1.3.0"]);
    assert.deepEqual(checkCatalog(catalog, "1.4.0", "1.0.0", "core").nearest, []);
  });
});

describe("a conditional stop", () => {
  const stop = { id: "S", from: "*", when: { fact: "demo.packages", equals: true } };
  const catalog = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", stop }, "1.2.0"] });
  const route = (facts: Record<string, string | boolean>) => findRoute(catalog, "core", "1.0.0", "1.2.0", { known: { facts } });

  it("is one where its condition holds, and where nobody knows", () => {
    assert.deepEqual(route({ "demo.packages": true }), ["1.0.0", "1.1.0", "1.2.0"]);
    assert.deepEqual(route({}), ["1.0.0", "1.1.0", "1.2.0"]);
    assert.deepEqual(route({ "demo.packages": "false" }), ["1.0.0", "1.1.0", "1.2.0"]);
  });

  it("is passed over where its condition does not hold", () => {
    assert.deepEqual(route({ "demo.packages": false }), ["1.0.0", "1.2.0"]);
    assert.deepEqual(checkCatalog(catalog, "1.0.0", "1.2.0", "core", { facts: { "demo.packages": false } }).reasons, []);
  });
});
