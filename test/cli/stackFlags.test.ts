import * as assert from "node:assert/strict";
import { stackFlags } from "../../cli/stackFlags";

const least = { fail: [], climbAgain: [], pace: "0", onFailure: "stop" };

describe("what is passed on to the run of each stack", () => {
  it("is everything that holds for every stack, as it was given", () => {
    assert.deepEqual(stackFlags({
      ...least, stacks: "a,b", wave: "1", concurrency: "2", json: true, rehearsal: "r", deployed: "d.yaml",
      facts: "f.yaml", live: true, cost: "hops", soak: "60", policyConfig: "p.yaml", retry: true, onFailure: "rollback", pace: "2",
      fail: ["halo/kingdom:migrate", "halo/kingdom:verify@0.5.46"], climbAgain: ["--retry"],
    }).sort(), [
      "--climb-again=--retry", "--cost=hops", "--facts=f.yaml", "--fail=halo/kingdom:migrate", "--fail=halo/kingdom:verify@0.5.46",
      "--live", "--on-failure=rollback", "--pace=2", "--policy-config=p.yaml", "--retry", "--soak=60",
    ]);
  });

  it("is not what nobody asked for", () => {
    assert.deepEqual(stackFlags({ ...least, live: false, retry: false }).sort(), ["--on-failure=stop", "--pace=0"]);
  });
});
