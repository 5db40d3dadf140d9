import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { hopObstacles, migrationsCrossed, offlineMigrations } from "../../upgrades/hop";
import { catalogFrom, ids, migration } from "../support/catalogs";
import { catalogOfWorld, journeys, nameOf, oracleAllows } from "../support/worlds";

describe("a hop upwards", () => {
  const releases = [
    "1.0.0",
    "1.1.0",
    { version: "1.2.0", stop: { id: "S", from: "<1.1.0" } },
    "1.3.0",
    { version: "1.4.0", withdrawn: true },
    "1.5.0",
  ];
  const catalog = catalogFrom({ releases });
  const obstacles = (from: string, to: string) => ids(hopObstacles(catalog, "core", from, to));

  it("is free where an edge leads and nothing stands in the way", () =>
    assert.deepEqual(obstacles("1.0.0", "1.1.0"), []));

  it("may not pass over a required stop", () => assert.deepEqual(obstacles("1.0.0", "1.3.0"), ["required-stop:S"]));

  it("may end exactly at a required stop", () => assert.deepEqual(obstacles("1.0.0", "1.2.0"), []));

  it("may begin exactly at a required stop", () => assert.deepEqual(obstacles("1.2.0", "1.5.0"), []));

  it("may pass over a stop that is not required from where it begins", () =>
    assert.deepEqual(obstacles("1.1.0", "1.3.0"), []));

  it("may leave a withdrawn release and pass over one, and not enter one", () => {
    assert.deepEqual(obstacles("1.4.0", "1.5.0"), []);
    assert.deepEqual(obstacles("1.3.0", "1.5.0"), []);
    assert.deepEqual(obstacles("1.3.0", "1.4.0"), ["withdrawn:1.4.0"]);
  });

  it("names everything in its way, not only the first", () =>
    assert.deepEqual(obstacles("1.0.0", "1.4.0"), ["withdrawn:1.4.0", "required-stop:S"]));

  it("says why a stop is required, where that is written, and where to go first", () => {
    const [reason] = hopObstacles(catalog, null, "1.0.0", "1.3.0");
    assert.match(
      reason!.message,
      /1\.0\.0 → 1\.3\.0 .*1\.2\.0.*the data must be converted there.*https:\/\/example\.org\/stop/,
    );
    assert.match(reason!.remedy, /1\.2\.0 first/);
    assert.equal(reason!.kind, "legality");
  });

  it("names every release that is not in the catalog, and the ends of the catalog", () => {
    const reasons = hopObstacles(catalog, "core", "0.9.0", "7.0.0");
    assert.deepEqual(ids(reasons), ["not-in-catalog:0.9.0", "not-in-catalog:7.0.0"]);
    assert.match(reasons[0]!.message, /1\.0\.0 to 1\.5\.0/);
  });

  it("needs an edge of its own: 8.18 may be followed by 9.0, 8.19 may not", () => {
    const elastic = catalogFrom({
      releases: ["8.17", "8.18", "8.19", "9.0", "9.1"],
      upgrades: [
        { from: ">=8.0 <9.0", to: ">=8.0 <9.0" },
        { from: "8.18", to: ">=9.0" },
        { from: "8.19", to: "9.1" },
      ],
    });
    assert.deepEqual(ids(hopObstacles(elastic, null, "8.18", "9.0")), []);
    assert.deepEqual(ids(hopObstacles(elastic, null, "8.19", "9.0")), ["no-edge:8.19:9.0"]);
    assert.deepEqual(ids(hopObstacles(elastic, null, "8.19", "9.1")), []);
    assert.deepEqual(ids(hopObstacles(elastic, null, "8.17", "9.0")), ["no-edge:8.17:9.0"]);
  });
});

describe("a hop downwards", () => {
  const catalog = catalogFrom({
    releases: [
      { version: "1.0.0", withdrawn: true },
      "1.1.0",
      { version: "1.2.0", migrations: [migration()] },
      { version: "1.3.0", migrations: [migration({ reversible: false, text: "drops a column" })] },
      { version: "1.4.0", stop: { id: "S", from: "*" } },
      "1.5.0",
    ],
    downgrades: [{ from: ">=1.1.0", to: "<1.5.0" }],
  });
  const obstacles = (from: string, to: string, kind: string | null = "core") =>
    ids(hopObstacles(catalog, kind, from, to));

  it("is free where an edge leads back, over reversible migrations and stops", () => {
    assert.deepEqual(obstacles("1.2.0", "1.1.0"), []);
    assert.deepEqual(obstacles("1.5.0", "1.3.0"), []);
  });

  it("needs an edge of its own", () => {
    const oneWay = catalogFrom({ releases: ["1.0.0", "1.1.0"], downgrades: [] });
    assert.deepEqual(ids(hopObstacles(oneWay, "core", "1.1.0", "1.0.0")), ["no-downgrade:1.1.0:1.0.0"]);
  });

  it("may not leave a release whose migration can't be undone", () =>
    assert.deepEqual(obstacles("1.3.0", "1.2.0"), ["irreversible:db@1.3.0"]));

  it("may not pass over such a release", () =>
    assert.deepEqual(obstacles("1.4.0", "1.1.0"), ["irreversible:db@1.3.0"]));

  it("may end exactly at such a release", () => assert.deepEqual(obstacles("1.4.0", "1.3.0"), []));

  it("minds only the migrations of its own kind of component, and all of them for the system as a whole", () => {
    assert.deepEqual(obstacles("1.3.0", "1.2.0", "worker"), []);
    assert.deepEqual(obstacles("1.3.0", "1.2.0", null), ["irreversible:db@1.3.0"]);
  });

  it("says what the migration did and that its backup is the way back", () => {
    const [reason] = hopObstacles(catalog, "core", "1.3.0", "1.2.0");
    assert.match(reason!.message, /1\.3\.0 changed the db schema .*1\.2\.0 .*drops a column.*changelog\.yaml/);
    assert.match(reason!.remedy, /restore the backup taken before 1\.3\.0/);
  });

  it("may not enter a withdrawn release, as no hop may", () =>
    assert.deepEqual(obstacles("1.1.0", "1.0.0"), ["withdrawn:1.0.0"]));
});

describe("the migrations of a hop", () => {
  const catalog = catalogFrom({
    releases: [
      { version: "1.0.0", migrations: [migration({ text: "zero" })] },
      {
        version: "1.1.0",
        migrations: [
          migration({ text: "one", window: "offline" }),
          migration({ text: "queue", component: "worker", store: "queue" }),
        ],
      },
      { version: "1.2.0", migrations: [migration({ text: "two" })] },
      { version: "1.3.0", migrations: [migration({ text: "three", window: "offline" })] },
    ],
  });

  it("are those after the release it leaves, up to the one it enters, of its kind", () => {
    const found = migrationsCrossed(catalog, "core", "1.0.0", "1.2.0");
    assert.deepEqual(
      found.map(({ version, migration: { text } }) => [version, text]),
      [
        ["1.1.0", "one"],
        ["1.2.0", "two"],
      ],
    );
  });

  it("are offline where one of them needs its store without traffic", () => {
    assert.deepEqual(
      offlineMigrations(catalog, "core", "1.0.0", "1.2.0").map(({ version }) => version),
      ["1.1.0"],
    );
    assert.deepEqual(offlineMigrations(catalog, "core", "1.1.0", "1.2.0"), []);
    assert.deepEqual(offlineMigrations(catalog, "worker", "1.0.0", "1.3.0"), []);
  });
});

describe("a hop in any small catalog", () => {
  it("upwards is free exactly where edges, stops and withdrawals say so", () => {
    fc.assert(
      fc.property(journeys, ([world, a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(from < to);
        assert.equal(
          hopObstacles(catalogOfWorld(world), "core", nameOf(from), nameOf(to)).length === 0,
          oracleAllows(world, from, to),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("downwards is free exactly where edges, migrations and withdrawals say so", () => {
    fc.assert(
      fc.property(journeys, ([world, a, b]) => {
        const [from, to] = [Math.max(a, b), Math.min(a, b)];
        fc.pre(from > to);
        assert.equal(
          hopObstacles(catalogOfWorld(world), "core", nameOf(from), nameOf(to)).length === 0,
          oracleAllows(world, from, to),
        );
      }),
      { numRuns: 500 },
    );
  });
});
