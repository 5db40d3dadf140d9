import * as assert from "node:assert/strict";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { stateObjects } from "../../../automation/status/stateObjects";
import { checkJobOf, checkLabel, type CheckJob } from "../../../automation/verify/checkJob";
import { runCheck, type Clock } from "../../../automation/verify/runCheck";
import { FakeCluster, type FakeClusterOptions } from "../../support/fakeCluster";
import { stateWith } from "../status/world";

const check = checkJobOf(stateObjects(stateWith()).find(({ phase }) => phase === "verify")!, new Date("2026-11-21T15:27:01Z"), "mine") as CheckJob;
const key = `job.batch ${check.namespace}/${check.name}`;
const ended = (type: "Complete" | "Failed", more: object = {}) => (job: KubernetesObject): KubernetesObject =>
  ({ ...job, status: { conditions: [{ type, status: "True", ...more }] } });
const podOf = (name: string, created: string): KubernetesObject => ({
  apiVersion: "v1", kind: "Pod", metadata: { name, namespace: check.namespace, labels: { "batch.kubernetes.io/job-name": check.name }, creationTimestamp: created },
});

/** Time that passes only where it is waited. */
class Waited implements Clock {
  now = 0;
  constructor(private readonly atEach: (now: number) => void = () => undefined) {}
  elapsed(): number {
    return this.now;
  }
  pause(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    this.atEach(this.now);
    return Promise.resolve();
  }
}

async function run(
  options: FakeClusterOptions = {}, objects: readonly KubernetesObject[] = [],
  clock: Clock = new Waited(), signal = new AbortController().signal,
) {
  const cluster = new FakeCluster(objects, options);
  const found = await runCheck(cluster, check, clock, signal);
  return { ...found, cluster, left: cluster.objects.filter(({ kind }) => kind === "Job").map(({ metadata }) => metadata.labels?.[checkLabel]) };
}

describe("running a check", () => {
  it("passes where its Job finishes, shows what its newest Pod said, and leaves nothing", async () => {
    const pods = [podOf("old", "2026-11-21T15:27:02Z"), podOf("new", "2026-11-21T15:28:02Z"), { ...podOf("other", "2026-11-21T15:29:00Z"), metadata: { name: "other", namespace: "kingdom" } }];
    const { result, message, log, left } = await run(
      { becomes: ended("Complete"), logs: { "new/verify": "grpc://api:8443 answers gRPC over mutual TLS\nPASSWORD=hunter2\n", "old/verify": "wrong" } }, pods);
    assert.deepEqual([result, message, log, left], ["passed", "its verify Job ran once more and finished", ["grpc://api:8443 answers gRPC over mutual TLS", "PASSWORD=[redacted]"], []]);
  });

  it("fails where its Job fails, with the reason", async () => {
    const { result, message, log, left } = await run({ becomes: ended("Failed", { reason: "BackoffLimitExceeded", message: "token=abcdefgh" }) });
    assert.deepEqual([result, log, left], ["failed", ["(no Pod of it came to be)"], []]);
    assert.match(message, /failed: BackoffLimitExceeded: token=\[redacted\]/);
  });

  it("waits for it", async () => {
    const cluster = new FakeCluster([], { becomes: (job) => ({ ...job }) });
    const clock = new Waited((now) => {
      const job = cluster.objects[0] as { status?: object };
      if (now >= 20_000) job.status = { conditions: [{ type: "Complete", status: "True" }] };
    });
    assert.equal((await runCheck(cluster, check, clock, new AbortController().signal)).result, "passed");
    assert.equal(clock.now, 20_000);
    assert.deepEqual(cluster.objects, []);
  });

  it("is unknown where the Job never ends, and does not wait for ever", async () => {
    const clock = new Waited();
    const { result, message, left } = await run({}, [], clock);
    assert.deepEqual([result, left], ["unknown", []]);
    assert.match(message, /neither finished nor failed 1920 s after/);
    assert.ok(clock.now >= 1_920_000 && clock.now < 1_930_000);
  });

  const unknown: readonly (readonly [what: string, options: FakeClusterOptions, said: RegExp])[] = [
    ["the Job can't be made", { refuses: (asked) => asked.startsWith("create") ? "is forbidden" : undefined }, /could not be made: is forbidden$/],
    ["the cluster stops answering", { becomes: ended("Complete"), refuses: (asked) => asked === `get ${key}` ? "connection refused" : undefined }, /how its Job ends is not known: connection refused/],
    ["what it says of the Job can't be read", { becomes: (job) => ({ ...job, status: { conditions: "none" } }) as never }, /can't be read/],
  ];
  for (const [what, options, said] of unknown) {
    it(`is unknown where ${what}`, async () => {
      const { result, message } = await run(options);
      assert.equal(result, "unknown");
      assert.match(message, said);
    });
  }

  it("goes on where the cluster fails to answer for a moment, again and again", async () => {
    let asked = 0;
    const cluster = new FakeCluster([], {
      becomes: (job) => ({ ...job }), refuses: (what) => what === `get ${key}` && ++asked % 5 !== 0 ? "timeout" : undefined,
    });
    const clock = new Waited((now) => {
      if (now >= 60_000) Object.assign(cluster.objects[0]!, { status: { conditions: [{ type: "Complete", status: "True" }] } });
    });
    assert.equal((await runCheck(cluster, check, clock, new AbortController().signal)).result, "passed");
    assert.ok(asked > 20);
  });

  it("is unknown where somebody deletes the Job", async () => {
    const cluster = new FakeCluster();
    const clock = new Waited(() => void cluster.delete({ kind: "job", namespace: check.namespace, name: check.name }));
    const { result, message } = await runCheck(cluster, check, clock, new AbortController().signal);
    assert.equal(result, "unknown");
    assert.match(message, /was deleted before it had ended/);
  });

  it("never removes a Job of the same name that another run has made", async () => {
    const another = { ...check.job, metadata: { ...check.job.metadata, labels: { [checkLabel]: "another" } } };
    const { result, message, left } = await run({}, [another]);
    assert.deepEqual([result, left], ["unknown", ["another"]]);
    assert.match(message, /already exists/);
  });

  it("removes its Job when it is stopped, and takes nothing for passed", async () => {
    const stop = new AbortController();
    const { result, message, left } = await run({}, [], new Waited(() => stop.abort()), stop.signal);
    assert.deepEqual([result, message, left], ["unknown", "the run was stopped before it had ended", []]);
    const before = new AbortController();
    before.abort();
    const { result: unstarted, cluster } = await run({ becomes: ended("Complete") }, [], new Waited(), before.signal);
    assert.equal(unstarted, "unknown");
    assert.ok(!cluster.asked.some((asked) => asked.startsWith("create")));
  });

  it("removes its Job when a fault of its own ends it", async () => {
    const cluster = new FakeCluster();
    const clock = new Waited(() => { throw new TypeError("a fault"); });
    await assert.rejects(runCheck(cluster, check, clock, new AbortController().signal), TypeError);
    assert.deepEqual(cluster.objects, []);
  });

  it("says where its Job may still be", async () => {
    const { result, message } = await run({ becomes: ended("Complete"), refuses: (asked) => asked.startsWith("delete") ? "connection refused" : undefined });
    assert.equal(result, "passed");
    assert.match(message, /kingdom\/kingdom-verify-0-5-46-check-20261121152701 may still be there \(connection refused\)/);
  });

  it("says where its log can't be read, and stays what it is", async () => {
    const { result, log } = await run({ becomes: ended("Complete"), refuses: (asked) => asked.startsWith("list") ? "is forbidden" : undefined });
    assert.deepEqual([result, log], ["passed", ["(its log can't be read: is forbidden)"]]);
  });
});
