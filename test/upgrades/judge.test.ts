import * as assert from "node:assert/strict";
import type { Permits } from "../../upgrades/change";
import type { InstallationState } from "../../upgrades/installationState";
import type { Move } from "../../upgrades/judge";
import { ids } from "../support/catalogs";
import { absent, adopted, ask, back, complete, incomplete, unknown, type Asked } from "../support/judging";

const drained = { confirmed: { drained: { by: "ops", date: "2025-06-01" } } };
const install = { install: ["demo/core"] };

type Row = readonly [
  state: InstallationState,
  asked: Asked | string,
  permits: Partial<Permits>,
  outcome: Move | readonly string[],
];

const returned = complete("1.0.0", { returnedFrom: { version: "1.1.0" } });
const rows: Readonly<Record<string, readonly Row[]>> = {
  "a component of which nothing is known": [
    [absent, "1.0.0", install, "install"],
    [absent, "1.6.0", install, "install"],
    [absent, "1.0.0", {}, ["install-not-stated"]],
    [absent, "1.0.0", { install: ["demo/worker"] }, ["install-not-stated"]],
    [absent, "1.4.0", install, ["withdrawn:1.4.0"]],
    [absent, "9.0.0", install, ["not-in-catalog:9.0.0"]],
    [absent, back("1.0.0", "1.1.0"), install, ["return-without-past"]],
    [absent, "1.0.0", { adopt: { "demo/core": "1.0.0" } }, "adopt"],
    [absent, "1.1.0", { adopt: { "demo/core": "1.0.0" } }, ["adopt-as-it-is"]],
    [absent, "1.1.0", { ...install, adopt: { "demo/core": "1.0.0" } }, ["adopt-as-it-is"]],
    [absent, back("1.0.0", "1.1.0"), { adopt: { "demo/core": "1.0.0" } }, ["return-without-past"]],
  ],
  "a component that is being adopted": [
    [adopted("1.1.0"), "1.1.0", {}, "adopt"],
    [adopted("1.4.0"), "1.4.0", {}, "adopt"],
    [adopted("1.1.0"), "1.2.0", {}, ["adopt-as-it-is"]],
    [adopted("1.1.0"), "1.0.0", {}, ["adopt-as-it-is"]],
    [adopted("1.1.0"), back("1.0.0", "1.1.0"), {}, ["return-without-past"]],
  ],
  "a component whose release is not known": [
    [unknown, "1.0.0", {}, ["deployed-unknown"]],
    [unknown, "1.6.0", install, ["deployed-unknown"]],
    [unknown, back("1.0.0", "1.1.0"), {}, ["deployed-unknown"]],
    [unknown, "9.0.0", {}, ["not-in-catalog:9.0.0"]],
    [unknown, "1.0.0", { adopt: { "demo/core": "1.0.0" } }, "adopt"],
    [unknown, "1.1.0", { adopt: { "demo/core": "1.0.0" } }, ["adopt-as-it-is"]],
  ],
  "a component whose last update did not finish": [
    [incomplete("1.1.0"), "1.1.0", {}, "retry"],
    [incomplete("1.1.0"), "1.2.0", {}, ["unfinished"]],
    [incomplete("1.1.0"), "1.0.0", {}, ["unfinished"]],
    [incomplete("1.1.0"), back("1.1.0", "1.1.0"), {}, ["unfinished"]],
    [incomplete("1.1.0"), back("1.0.0", "1.1.0"), {}, "return"],
    [incomplete("1.1.0"), back("1.0.0", "1.2.0"), {}, ["unfinished"]],
    [incomplete("1.2.0"), back("1.1.0", "1.2.0"), {}, ["irreversible:db@1.2.0"]],
    [incomplete("1.4.0"), "1.4.0", {}, "retry"],
  ],
  "a component whose return did not finish": [
    [incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }), back("1.0.0", "1.1.0"), {}, "retry"],
    [incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }), "1.0.0", {}, ["unfinished-return"]],
    [incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }), "1.1.0", {}, ["unfinished-return"]],
    [incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }), back("1.0.0", "1.2.0"), {}, ["unfinished-return"]],
    [
      incomplete("1.0.0", { returnedFrom: { version: "1.1.0" } }),
      back("1.0.0", "1.1.0", "b-1"),
      {},
      ["unfinished-return"],
    ],
    [
      incomplete("1.1.0", { returnedFrom: { version: "1.2.0", restore: "b-1" } }),
      back("1.1.0", "1.2.0"),
      {},
      ["unfinished-return"],
    ],
    [
      incomplete("1.1.0", { returnedFrom: { version: "1.2.0", restore: "b-1" } }),
      back("1.1.0", "1.2.0", "b-2"),
      {},
      ["unfinished-return"],
    ],
    [
      incomplete("1.1.0", { returnedFrom: { version: "1.2.0", restore: "b-1" } }),
      back("1.0.0", "1.1.0"),
      {},
      ["unfinished-return"],
    ],
  ],
  "a component that stays where it is": [
    [complete("1.1.0"), "1.1.0", {}, "unchanged"],
    [complete("1.4.0"), "1.4.0", {}, "unchanged"],
    [returned, back("1.0.0", "1.1.0"), {}, "unchanged"],
    [complete("1.1.0"), back("1.1.0", "1.2.0"), {}, ["returned-from-alone"]],
    [returned, "1.0.0", {}, ["returned-from-alone"]],
    [returned, back("1.0.0", "1.2.0"), {}, ["returned-from-alone"]],
    [returned, back("1.0.0", "1.1.0", "b-1"), {}, ["returned-from-alone"]],
  ],
  "a component that is complete and is to climb": [
    [complete("1.0.0"), "1.1.0", {}, "upgrade"],
    [complete("1.0.0"), "1.3.0", {}, "upgrade"],
    [complete("1.4.0"), "1.5.0", drained, "upgrade"],
    [returned, "1.1.0", {}, "upgrade"],
    [complete("1.2.0"), "1.5.0", drained, "upgrade"],
    [complete("1.2.0"), "1.5.0", {}, ["drained"]],
    [complete("1.0.0"), "1.5.0", drained, ["required-stop:S", "next-release"]],
    [complete("1.3.0"), "1.4.0", {}, ["withdrawn:1.4.0"]],
    [complete("1.3.0"), "9.0.0", {}, ["not-in-catalog:9.0.0"]],
    [complete("0.1.0"), "1.0.0", {}, ["not-in-catalog:0.1.0"]],
    [complete("1.0.0"), back("1.1.0", "1.0.0"), {}, ["return-upwards"]],
    [returned, back("1.1.0", "1.1.0"), {}, ["return-upwards"]],
    [complete("1.5.0"), "1.6.0", drained, ["offline:db@1.6.0"]],
    [complete("1.3.0"), "1.6.0", {}, ["drained", "offline:db@1.6.0"]],
  ],
  "a component that is complete and is to go back": [
    [complete("1.1.0"), back("1.0.0", "1.1.0"), {}, "return"],
    [complete("1.3.0"), back("1.2.0", "1.3.0"), {}, "return"],
    [complete("1.1.0"), "1.0.0", {}, ["downgrade-not-stated"]],
    [complete("1.1.0"), back("1.0.0", "1.2.0"), {}, ["downgrade-not-stated"]],
    [complete("1.1.0"), back("1.0.0", "1.0.0"), {}, ["downgrade-not-stated"]],
    [complete("1.2.0"), back("1.1.0", "1.2.0"), {}, ["irreversible:db@1.2.0"]],
    [complete("1.6.0"), back("1.0.0", "1.6.0"), {}, ["irreversible:db@1.2.0", "irreversible:db@1.6.0"]],
    [complete("1.2.0"), back("1.1.0", "1.2.0", "b-1"), {}, ["restore-needs-stages"]],
    [complete("0.1.0"), back("0.0.1", "0.1.0"), {}, ["not-in-catalog:0.0.1"]],
  ],
};

function told(state: InstallationState, asked: Asked | string, permits: Partial<Permits>): string {
  const permitted = Object.keys(permits).length > 0 ? `, permitting ${JSON.stringify(permits)}` : "";
  return `${JSON.stringify(state)}, asked ${JSON.stringify(asked)}${permitted}`;
}

for (const [title, all] of Object.entries(rows)) {
  describe(title, () => {
    for (const [state, asked, permits, outcome] of all) {
      const verdict =
        typeof outcome === "string" ? `is allowed as ${outcome}` : `is refused for ${outcome.join(" and ")}`;
      it(`${told(state, asked, permits)}: ${verdict}`, () => {
        const judgement = ask(state, asked, permits);
        assert.deepEqual(ids(judgement.reasons), typeof outcome === "string" ? [] : outcome);
        assert.equal(judgement.allowed, typeof outcome === "string");
        assert.equal(judgement.move, typeof outcome === "string" ? outcome : "none");
      });
    }
  });
}
