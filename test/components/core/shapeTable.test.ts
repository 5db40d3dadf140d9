import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { shapeTable } from "../../../components/core/shapeTable";
import { compareVersions } from "../../../releases/version";

interface Shape {
  readonly image: string;
  readonly port: number;
  readonly flag?: string | undefined;
}
const oldest = { since: "1.0.0", shape: { image: "one", port: 1 } as Shape };
const table = shapeTable<Shape>(
  oldest,
  { since: "1.2.0", change: { port: 2 } },
  { since: "1.10.0", change: { image: "two", flag: "--new" } },
  { since: "2.0.0", change: { flag: undefined } },
);

describe("the table of what varies by release", () => {
  const rows: readonly (readonly [version: string, expected: Shape | undefined])[] = [
    ["0.9.0", undefined],
    ["1.0.0-rc.1", undefined],
    ["1.0.0", { image: "one", port: 1 }],
    ["1.1.9", { image: "one", port: 1 }],
    ["1.2.0", { image: "one", port: 2 }],
    ["1.9.0", { image: "one", port: 2 }],
    ["1.10.0", { image: "two", port: 2, flag: "--new" }],
    ["1.99.0", { image: "two", port: 2, flag: "--new" }],
    ["2.0.0", { image: "two", port: 2, flag: undefined }],
    ["99.0.0", { image: "two", port: 2, flag: undefined }],
  ];
  for (const [version, expected] of rows) {
    it(`${version}: ${expected ? JSON.stringify(expected) : "not described"}`, () =>
      assert.deepEqual(table.at(version), expected));
  }

  it("says where something changes, oldest first", () => {
    assert.deepEqual([table.oldest, table.changes], ["1.0.0", ["1.0.0", "1.2.0", "1.10.0", "2.0.0"]]);
  });

  it("can have no change at all", () => assert.deepEqual(shapeTable(oldest).at("5.0.0"), oldest.shape));

  it("refuses changes that are out of order or said twice, and names both releases", () => {
    const build =
      (...since: readonly string[]) =>
      () =>
        shapeTable(oldest, ...since.map((one) => ({ since: one, change: {} })));
    assert.throws(build("1.10.0", "1.9.0"), /1\.9\.0 is listed after 1\.10\.0; list the changes oldest first/);
    assert.throws(build("1.1.0", "1.1.0"), /1\.1\.0 is listed after 1\.1\.0/);
    assert.throws(build("0.9.0"), /0\.9\.0 is listed after 1\.0\.0/);
  });

  it("gives the shape of the newest change that is not newer (property)", () => {
    const version = fc.tuple(fc.nat(3), fc.nat(12), fc.nat(3)).map((parts) => parts.join("."));
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 1, maxLength: 6 }), version, (all, asked) => {
        const [first, ...later] = all.sort(compareVersions);
        const made = shapeTable(
          { since: first!, shape: { at: first! } },
          ...later.map((since) => ({ since, change: { at: since } })),
        );
        assert.equal(made.at(asked)?.at, all.filter((one) => compareVersions(one, asked) <= 0).at(-1));
      }),
    );
  });
});
