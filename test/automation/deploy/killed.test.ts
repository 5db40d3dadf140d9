import * as assert from "node:assert/strict";
import { installationStates } from "../../../gates/installationState";
import { carried, deployed, jobsBegun, snapshotOf, storeFrom, type Carriage, type Snapshot } from "./world";

const phases = ["backup", "migrate", "verify"] as const;
const job = (phase: string): string => `batch/v1/Job/kingdom/kingdom-${phase}-0-5-23`;
const isBegun = ({ cluster }: Snapshot, phase: string): boolean => Object.hasOwn(cluster.objects, job(phase));
const pends = ({ pending }: Snapshot, text: string): boolean => pending.some(({ type, resource }) => `${type} ${resource.type.split(":").at(-1)} ${resource.urn}`.includes(text));
const creating = (one: Snapshot, phase: string): boolean => one.pending.some(({ type, resource }) => type === "creating" && resource.urn.endsWith(`::kingdom-${phase}`));
const ups = (count: number) => ({ history }: Snapshot): boolean => history.length === count + 1;

/** The moments at which a process is killed: the first or last one at which this is so. */
const moments: readonly (readonly [string, "first" | "last", (one: Snapshot) => boolean])[] = [
  ["while the servers are stopped", "first", (one) => ups(0)(one) && pends(one, "updating Deployment")],
  ["when they are stopped and the history does not say so", "last", ups(0)],
  ["between the stages quiesce and migrate", "first", ups(1)],
  ["before the backup is there", "first", (one) => creating(one, "backup") && !isBegun(one, "backup")],
  ["while the backup runs", "first", (one) => creating(one, "backup") && isBegun(one, "backup")],
  ["between backup and migration", "first", (one) => isBegun(one, "backup") && one.pending.length === 0],
  ["before the migration is there", "first", (one) => creating(one, "migrate") && !isBegun(one, "migrate")],
  ["while the migration runs", "first", (one) => creating(one, "migrate") && isBegun(one, "migrate")],
  ["between migration and the end of its stage", "last", ups(1)],
  ["between the stages migrate and roll-out", "first", ups(2)],
  ["while servers are rolled out", "first", (one) => ups(2)(one) && pends(one, "updating Deployment")],
  ["while the verification runs", "first", (one) => creating(one, "verify") && isBegun(one, "verify")],
  ["when all is verified and the history does not say so", "last", ups(2)],
];

describe("an upgrade whose process is killed", function () {
  this.timeout(300_000);
  const snapshots: Snapshot[] = [];
  const again = new Map<string, Promise<{ readonly from: Snapshot; readonly to: Snapshot } & Carriage>>();

  before(async () => {
    const store = storeFrom(await deployed({ version: "0.5.22" }), { save: () => { snapshots.push(snapshotOf(store)); } });
    const { result } = await carried({ version: "0.5.23" }, store, { pace: 5 });
    assert.equal(result.result, "reached");
    // Two at a time: each waits for the processes of its program most of the time.
    const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
    moments.forEach(([title, which, is], i) => {
      const from = which === "first" ? snapshots.find(is) : [...snapshots].reverse().find(is);
      assert.ok(from, title);
      const run = lanes[i % 2]!.then(async () => {
        const next = storeFrom(from);
        return { from, ...await carried({ version: "0.5.23" }, next), to: snapshotOf(next) };
      });
      again.set(title, run);
      lanes[i % 2] = run;
    });
    await Promise.all(lanes);
  });

  for (const [title] of moments) {
    it(`${title} is gone on with, and nothing is done twice`, async () => {
      const { from, to, result, events } = await again.get(title)!;
      assert.deepEqual([result.result, result.reasons, to.pending], ["reached", [], []]);
      assert.deepEqual(installationStates({ deployment: { resources: to.resources } }).get("halo/kingdom"), { kind: "complete", deployed: "0.5.23", schema: "0.5.23" });
      assert.deepEqual(jobsBegun(events), phases.filter((phase) => !isBegun(from, phase)).map((phase) => `kingdom-${phase}`));
      const replicas = to.resources.filter(({ type }) => type.endsWith(":Deployment")).map(({ inputs }) => (inputs as { spec: { replicas?: number } }).spec.replicas);
      assert.ok(replicas.length > 0 && !replicas.includes(0), "its servers are at work again");
      assert.match(to.tags["stepwise:backup:halo.kingdom"] ?? "nothing", /^0\.5\.22>0\.5\.23=kingdom-\d{8}-\d{6}$/, "a rollback finds the backup");
      assert.ok(to.history.every(({ result: was }) => was === "succeeded"), "nothing is in the history that did not happen");
    });
  }
});
