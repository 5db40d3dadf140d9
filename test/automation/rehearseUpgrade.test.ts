import * as assert from "node:assert/strict";
import type { UpgradeResult } from "../../automation/deploy/run";
import type { RehearsalRun } from "../../automation/rehearseUpgrade";
import type { Store } from "../../engines/rehearsal/store";
import type { InstallationState } from "../../upgrades/installationState";
import type { SmallStack } from "../support/kingdomStack";
import { rehearsedStack } from "../support/rehearsedStack";

/** Rehearses the way of a small stack's components from where it says they are to these releases, and stops where it fails. */
const rehearsed = (stack: SmallStack, set: readonly string[], more: Partial<RehearsalRun> = {}, without?: string) =>
  rehearsedStack(stack, set, { onFailure: "stop", ...more }, (component) => component === without ? { kind: "absent" } : undefined);

const kingdomOf = ({ states }: Pick<UpgradeResult, "states">) => states.get("halo/kingdom");
const jobsOf = ({ ups }: UpgradeResult) =>
  ups.map(({ outcome }) =>
    outcome.steps
      .filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && (op === "create" || op === "replace"))
      .map(({ name, result }) => `${name.replace("kingdom-", "")}${result === "failed" ? " failed" : ""}`)
      .sort(),
  );
const replicas = ({ resources }: Store) => [
  ...new Set(
    resources
      .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
      .map(({ inputs }) => (inputs as { spec: { replicas?: number } }).spec.replicas),
  ),
];

describe("a rehearsed upgrade", function () {
  this.timeout(120_000);
  const migrateFails = { component: "halo/kingdom", phase: "migrate", version: "0.5.46" };
  const one: SmallStack = { version: "0.5.45", duchies: { worker1: "0.5.45" } };

  it("that fails and may go back leaves what was deployed, verified again, and says what is left to do", async () => {
    const told: string[] = [];
    const { rehearsal, store } = await rehearsed(one, ["halo/kingdom=0.5.46"], {
      faults: [migrateFails],
      onFailure: "rollback",
      onEvent: (event) => {
        if (event.event === "up-started") told.push(`${event.hop} ${event.stage ?? "whole"} ${event.kind}`);
      },
    });
    assert.equal(rehearsal.result, "rolled back");
    assert.deepEqual(told, ["1 whole upgrade", "1 whole return"]);
    assert.deepEqual(
      rehearsal.ups.map(({ message, kind, outcome }) => [message, kind, outcome.result]),
      [
        ["halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1", "upgrade", "failed"],
        ["halo/kingdom 0.5.46 → 0.5.45, going back from hop 1", "return", "succeeded"],
      ],
    );
    assert.deepEqual(
      jobsOf(rehearsal).map((jobs) => jobs.join()),
      ["backup,migrate failed", "verify"],
    );
    assert.deepEqual(rehearsal.ups.map(kingdomOf), [
      { kind: "incomplete", attempted: "0.5.46" },
      {
        kind: "complete",
        deployed: "0.5.45",
        schema: "0.5.46",
        returnedFrom: { version: "0.5.46", restore: undefined },
      },
    ]);
    assert.deepEqual(rehearsal.states, rehearsal.ups.at(-1)!.states);
    assert.deepEqual(rehearsal.states.get("halo/duchy-worker1"), {
      kind: "complete",
      deployed: "0.5.45",
      schema: "0.5.45",
    });
    assert.match(
      rehearsal.next.join("\n"),
      /the stack file now has to say so too: halo\/kingdom version "0\.5\.45" with returnedFrom\.version "0\.5\.46"/,
    );
    assert.deepEqual(
      store.history.map(({ message, result }) => `${message.replace(/ [0-9a-f]{12}/, " …")}: ${result}`),
      [
        "halo/kingdom 0.5.46 → 0.5.45, going back from hop 1 (catalog halo …): succeeded",
        "halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1 (catalog halo …): failed",
        "what is deployed: succeeded",
      ],
    );
  });

  it("that fails and is to stop stays unfinished, and says both ways on", async () => {
    const { rehearsal } = await rehearsed({ version: "0.5.45" }, ["halo=0.5.46"], { faults: [migrateFails] });
    assert.equal(rehearsal.result, "stopped");
    assert.deepEqual(
      rehearsal.ups.map(({ outcome }) => outcome.result),
      ["failed"],
    );
    assert.deepEqual(kingdomOf(rehearsal), { kind: "incomplete", attempted: "0.5.46" });
    assert.match(rehearsal.next[0]!, /ask for halo\/kingdom "0\.5\.46" again/);
    assert.match(rehearsal.next[1]!, /halo\/kingdom version "0\.5\.45" with returnedFrom\.version "0\.5\.46"/);
    assert.match(rehearsal.ups[0]!.outcome.diagnostics.map(({ message }) => message).join(), /BackoffLimitExceeded/);
  });

  it("over an offline migration goes in stages, and needs a person when it fails after what can't be undone", async () => {
    const { rehearsal } = await rehearsed({ version: "0.5.22" }, ["halo=0.5.23"], {
      faults: [{ component: "halo/kingdom", phase: "rollout", version: "0.5.23" }],
      onFailure: "rollback",
    });
    assert.equal(rehearsal.result, "needs a person");
    assert.deepEqual(
      rehearsal.ups.map(({ message, stage }) => [message, stage]),
      [
        ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 1, quiesce", "quiesce"],
        ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 1, migrate", "migrate"],
        ["halo/kingdom 0.5.22 → 0.5.23, hop 1 of 1", undefined],
      ],
    );
    assert.deepEqual(rehearsal.ups.map(kingdomOf), [
      { kind: "complete", deployed: "0.5.22", schema: "0.5.22", stage: "quiesce" },
      { kind: "incomplete", attempted: "0.5.23", stage: "migrate" },
      { kind: "incomplete", attempted: "0.5.23" },
    ]);
    assert.deepEqual(jobsOf(rehearsal)[0], [], "quiescing runs nothing");
    assert.deepEqual(jobsOf(rehearsal)[1], ["backup", "migrate"]);
    assert.match(rehearsal.next.join(), /restore the backup taken before 0\.5\.23/);
  });

  it("over an offline migration reaches the release with its servers at work again", async () => {
    const { rehearsal, store } = await rehearsed({ version: "0.5.22" }, ["halo=0.5.23"]);
    assert.deepEqual([rehearsal.result, rehearsal.next], ["reached", []]);
    assert.deepEqual(kingdomOf(rehearsal), { kind: "complete", deployed: "0.5.23", schema: "0.5.23" });
    assert.ok(!replicas(store).includes(0));
    const [quiesce, migrate] = rehearsal.ups;
    const scaled = (up: typeof quiesce) =>
      up!.outcome.steps.filter(({ type, op }) => type === "kubernetes:apps/v1:Deployment" && op === "update");
    assert.ok(
      scaled(quiesce).length > 0 && scaled(quiesce).every(({ changedPaths }) => changedPaths.includes("spec.replicas")),
    );
    assert.ok(
      scaled(migrate).every(({ changedPaths }) => !changedPaths.includes("spec.replicas")),
      "still at zero",
    );
  });

  it("that installs brings the component, and does not go back to nothing when it fails", async () => {
    const stack: SmallStack = {
      version: "0.5.46",
      duchies: { worker1: "0.5.46" },
      permits: { install: ["halo/duchy-worker1"] },
    };
    const { rehearsal } = await rehearsed(
      stack,
      [],
      {
        faults: [{ component: "halo/duchy-worker1", phase: "verify", times: 1 }],
        onFailure: "rollback",
      },
      "halo/duchy-worker1",
    );
    assert.deepEqual([rehearsal.result, rehearsal.ups.length], ["stopped", 1]);
    assert.equal(rehearsal.ups[0]!.message, "halo/duchy-worker1 nothing → 0.5.46, hop 1 of 1");
    assert.deepEqual(rehearsal.states.get("halo/duchy-worker1"), {
      kind: "incomplete",
      attempted: "0.5.46",
    } satisfies InstallationState);
    assert.deepEqual(kingdomOf(rehearsal), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
    assert.deepEqual(rehearsal.next.length, 1, "there is no way back to say");
  });

  it("of a stack that is where it should be does nothing", async () => {
    const { rehearsal } = await rehearsed({ version: "0.5.46" }, []);
    assert.deepEqual([rehearsal.result, rehearsal.ups, rehearsal.next], ["reached", [], []]);
    assert.deepEqual(kingdomOf(rehearsal), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
  });
});
