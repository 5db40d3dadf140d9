import * as assert from "node:assert/strict";
import { diagnose } from "../../../automation/cluster/diagnose";
import type { Diagnosis, FailedObject } from "../../../automation/cluster/diagnosis";
import { FakeCluster } from "../../support/fakeCluster";
import { deployment, ended, event, failedJob, job, migrate, plainObject, podOf, waiting, whats, why } from "./failures";

const server: FailedObject = { kind: "Deployment", namespace: "kingdom", name: "system-api" };

describe("a diagnosis", () => {
  const failed = job("BackoffLimitExceeded");

  it("says of each pull secret whether it is there, and who needs it", async () => {
    const spec = { imagePullSecrets: [{ name: "there" }, { name: "gone" }], containers: [{ name: "main", image: "i:1" }] };
    const pod = podOf(failed, "p", waiting("ImagePullBackOff", 'Back-off pulling image "i:1"'), { phase: "Pending", spec });
    const objects = [failed, pod, plainObject("Secret", "there", { data: { password: "aHVudGVyMg==" } }),
      event(pod, "Failed", 'Failed to pull image "i:1": 401 Unauthorized')];
    const diagnosis = await why(objects);
    assert.deepEqual(diagnosis.pullSecrets, [{ name: "there", exists: true, usedBy: ["p"] }, { name: "gone", exists: false, usedBy: ["p"] }]);
    assert.deepEqual(whats(diagnosis), ["no Secret gone", "ImagePullBackOff", "BackoffLimitExceeded"]);
    assert.deepEqual(diagnosis.images, [{ pod: "p", container: "main", image: "i:1", state: "ImagePullBackOff" }]);
    assert.match(diagnosis.findings[1]!.detail, /refuses access.*401 Unauthorized/);
    const blind = await why(objects, { refuses: (asked) => asked.includes("secret") ? "forbidden" : undefined });
    assert.deepEqual(blind.pullSecrets.map(({ exists }) => exists), ["unknown", "unknown"]);
  });

  it("says what could not be asked and why, and goes on with the rest", async () => {
    const objects = [failed, podOf(failed, "p", ended(1))];
    for (const [verb, what, least] of [["get job", `the Job ${migrate}`, 0], ["list pods", "its Pods", 1], ["list events", "the events", 2],
      ["log", "the log of container main of p", 2]] as const) {
      const diagnosis = await why(objects, { refuses: (asked) => asked.startsWith(verb) ? `no ${verb}` : undefined });
      assert.deepEqual(diagnosis.unknown, [{ what, why: `no ${verb}` }]);
      assert.equal(diagnosis.findings.length, least, verb);
    }
    const dark = await why(objects, { refuses: () => "the cluster is gone" });
    assert.match(dark.summary, /nothing was found .*; not everything could be asked/);
  });

  it("is no answer to a mistake of ours", async () => {
    const broken = new FakeCluster([]);
    broken.get = () => Promise.reject(new TypeError("a defect"));
    await assert.rejects(diagnose(broken, { component: "c", phase: "p", objects: [failedJob] }), /a defect/);
    await assert.rejects(diagnose(broken, { component: "c", phase: "p", objects: [] }), /there is no object/);
  });

  it("is about the object that is nearest to the cause", async () => {
    const { deployment: one, current } = deployment("system-api");
    const { deployment: two, current: other } = deployment("public-api");
    const objects = [one, current, two, other, podOf(other, "q", waiting("CreateContainerConfigError", 'secret "s" not found'), { phase: "Pending" })];
    const second: FailedObject = { ...server, name: "public-api" };
    const diagnosis = await why(objects, {}, [server, second]);
    assert.deepEqual(diagnosis.object, second);
  });

  it("keeps the newest events of its own objects, in time, and not those of an earlier Job of that name", async () => {
    const pod = podOf(failed, "p", ended(1));
    const at = (i: number) => new Date(Date.UTC(2026, 10, 21, 10, i)).toISOString();
    const many = Array.from({ length: 40 }, (_, i) => event(pod, "BackOff", `number ${i}`, { lastTimestamp: at(i) }));
    const before = { ...job(), metadata: { ...job().metadata, uid: "earlier" } };
    const newer = event(failed, "BackoffLimitExceeded", "newer", { lastTimestamp: null, eventTime: at(50), series: { count: 12, lastObservedTime: at(55) } });
    const { events } = await why([failed, pod, ...many.reverse(), newer, event(before, "FailedCreate", "exceeded quota", { lastTimestamp: at(58) }),
      event(plainObject("Pod", "stranger"), "BackOff", "no"), event(pod, "Pulled", "fine", { type: "Normal", lastTimestamp: at(1) })]);
    assert.deepEqual(events.map(({ message }) => message), ["fine", ...Array.from({ length: 14 }, (_, i) => `number ${i + 26}`), "newer"]);
    assert.deepEqual(events.at(-1), {
      time: at(55), type: "Warning", reason: "BackoffLimitExceeded", message: "newer", count: 12, object: `Job/${migrate}`,
    });
  });

  it("holds no secret, no control character and no endless line, wherever they come from", async () => {
    const canary = "c4n4ry-S3CRET-value";
    const pod = podOf(failed, "p", ended(1, "Error", `boom PGPASSWORD=${canary}`), {
      container: { env: [{ name: "DB_PASSWORD", value: canary }, { name: "HOST", value: "database.example.org" }] },
      spec: {},
    });
    const log = [`plain ${canary}`, "\u001b[31mpassw\u001b[0mord=hunter2hunter2", "x".repeat(20_000), ...Array.from({ length: 60 }, (_, i) => `line ${i}`),
      "key follows", "-----BEGIN PRIVATE KEY-----", "c2VjcmV0c2VjcmV0", "-----END PRIVATE KEY-----", `\u0007last ${canary} of database.example.org \u202e`].join("\n");
    const objects = [failed, pod, event(pod, "BackOff", `postgres://u:${canary}@db/x \u001b]0;title\u0007`), plainObject("Secret", "s", { data: { a: canary } })];
    const diagnosis = await why(objects, { logs: { "p/main": log } });
    const written = JSON.stringify(diagnosis);
    for (const secret of [canary, "hunter2", "c2VjcmV0"]) assert.ok(!written.includes(secret), secret);
    assert.doesNotMatch(written, /\\u00[01]|\u202e|[\u0000-\u001f]/);
    const [{ lines }] = diagnosis.logs as [Diagnosis["logs"][number]];
    assert.ok(lines.length <= 40 && lines.every((line) => line.length <= 500));
    assert.match(lines.at(-1)!, /last \[redacted\] of database\.example\.org/);
  });
});
