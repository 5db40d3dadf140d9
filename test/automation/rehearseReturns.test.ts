import * as assert from "node:assert/strict";
import { everythingConfirmed } from "../support/kingdomStack";
import { rehearsedStack } from "../support/rehearsedStack";

const said = ({ rehearsal }: Awaited<ReturnType<typeof rehearsedStack>>) =>
  rehearsal.ups
    .map(
      ({ message, outcome }) =>
        `${message}: ${outcome.result} ${outcome.diagnostics.map((one) => one.message).join("; ")}`,
    )
    .join("\n");

describe("what a rehearsal does not do to the servers and the data", function () {
  this.timeout(120_000);

  it("does not stop the servers before a precondition that nobody confirmed", async () => {
    const { C1: drained, ...others } = everythingConfirmed;
    assert.ok(drained);
    const done = await rehearsedStack({ version: "0.5.18", permits: { confirmed: others } }, ["halo=0.5.30"]);
    assert.notEqual(done.rehearsal.result, "reached");
    assert.deepEqual([...new Set(done.plan.hops.flatMap(({ open }) => open.map(({ id }) => id)))], ["C1"]);
    assert.ok(!done.replicas.includes(0), `${said(done)}\n${done.rehearsal.result}\n${done.rehearsal.next.join("\n")}`);
  });

  it("advises after a return that failed only what the gate allows: the same return", async () => {
    const { rehearsal } = await rehearsedStack({ version: "0.5.45" }, ["halo=0.5.46"], {
      faults: [
        { component: "halo/kingdom", phase: "migrate", version: "0.5.46" },
        { component: "halo/kingdom", phase: "verify", version: "0.5.45" },
      ],
    });
    assert.equal(rehearsal.result, "needs a person");
    assert.doesNotMatch(rehearsal.next.join("\n"), /ask for halo\/kingdom "0\.5\.46" again/);
  });

  it("carries out a return that restores a backup", async () => {
    const done = await rehearsedStack(
      { version: "0.5.22", returnedFrom: { version: "0.5.46", restore: "kingdom-20260101T000000Z" } },
      [],
      {},
      () => ({ kind: "complete", deployed: "0.5.46", schema: "0.5.46" }),
    );
    assert.equal(done.rehearsal.result, "reached", said(done));
    assert.ok(
      done.rehearsal.ups.some(({ outcome }) => outcome.steps.some(({ name }) => name.startsWith("kingdom-restore"))),
    );
  });
});
