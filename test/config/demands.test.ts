import * as assert from "node:assert/strict";
import { settingsOf } from "../../config/program";
import { verifiedIn } from "../../config/demands";
import { parseStackFile } from "../../config/stack";
import { problemOf } from "../support/problems";

const parse = (demands: string) => parseStackFile("Pulumi.prod.yaml", `config:\n  stepwise:demands: ${demands}\n`).settings.demands!;
const broken = (demands: string) => problemOf(() => parse(demands));

describe("what a stack demands", () => {
  it("is nothing where it says nothing", () => {
    assert.equal(parseStackFile("Pulumi.prod.yaml", "config: {}\n").settings.demands, undefined);
    assert.deepEqual(verifiedIn({}), []);
  });

  it("names stacks alone, or with a time", () => {
    const demands = parse('{ verifiedIn: [staging, {stack: org/stepwise/eu, for: "24h"}, {stack: b}, {stack: c, for: 30m}, {stack: d, for: 7d}] }');
    assert.deepEqual(verifiedIn(demands), [
      { stack: "staging", seconds: 0 }, { stack: "org/stepwise/eu", seconds: 86_400 }, { stack: "b", seconds: 0 },
      { stack: "c", seconds: 1800 }, { stack: "d", seconds: 604_800 },
    ]);
  });

  it("is read by the program as by the command", () => {
    const demands = { verifiedIn: ["staging"], cleanCommit: true, maintenance: true };
    const read = settingsOf({ getObject: <T>(key: string) => (key === "demands" ? demands as T : undefined) });
    assert.deepEqual(read.demands, demands);
  });

  it("is refused where it can't be understood, with its place", () => {
    for (const [wrong, path] of [
      ["{ verifiedIn: staging }", "verifiedIn"], ["{ verifiedIn: [{stack: a, for: 24}] }", "verifiedIn[0]"],
      ['{ verifiedIn: [{stack: a, for: "0h"}] }', "verifiedIn[0].for"], ['{ verifiedIn: [{stack: a, for: "1w"}] }', "verifiedIn[0].for"],
      ['{ verifiedIn: ["../a b"] }', "verifiedIn[0]"], ['{ cleanCommit: "yes" }', "cleanCommit"], ["{ clean: true }", "clean"],
    ] as const) {
      const { path: at, line } = broken(wrong);
      assert.deepEqual([at, line], [`config.stepwise:demands.${path}`, 2], wrong);
    }
    assert.match(broken("{ verifiedIn: [{stack: a, for: 24}] }").message, /found a map, expected the name of a stack.*\{stack, for\}/);
  });
});
