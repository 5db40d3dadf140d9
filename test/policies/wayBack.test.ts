import * as assert from "node:assert/strict";
import { canComeBack } from "../../policies/reading/wayBack";
import { catalogFrom, migration } from "../support/catalogs";

const releases = ["1.0.0", { version: "1.1.0", withdrawn: true }, { version: "1.2.0", migrations: [migration({ reversible: false })] }, "2.0.0"];
const catalog = catalogFrom({ releases, downgrades: [{ from: "<2.0.0", to: "<2.0.0" }] });

describe("whether a component can come back to the release that it leaves", () => {
  for (const [deployed, version, expected, why] of [
    ["1.0.0", "1.2.0", true, "by a backup over what can't be undone"],
    ["1.2.0", "2.0.0", false, "where the catalog has no way down"],
    ["0.9.0", "1.2.0", false, "where the release is not in the catalog"],
    ["1.1.0", "2.0.0", true, "where it was withdrawn, and nobody wants to"],
    ["2.0.0", "1.2.0", true, "where it goes down"],
    ["2.0.0", "2.0.0", true, "where it stays"],
  ] as const) {
    it(`${deployed} from ${version}: ${expected ? "yes" : "no"}, ${why}`, () => assert.equal(canComeBack(catalog, "core", deployed, version), expected));
  }
});
