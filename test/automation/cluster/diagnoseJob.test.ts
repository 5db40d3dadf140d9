import * as assert from "node:assert/strict";
import { ended, event, failedJob, job, migrate, plainObject, podOf, waiting, whats, why } from "./failures";

const unschedulable = (message: string): Parameters<typeof podOf>[3] => ({
  phase: "Pending",
  status: { containerStatuses: [], conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
});

/** What is wrong with a Job's Pod, what it is called, what is said of it and what to do. */
const jobFailures: readonly (readonly [string, Parameters<typeof podOf>[2], string, RegExp, RegExp, Parameters<typeof podOf>[3]?])[] = [
  ["an image that is not there", waiting("ErrImagePull", 'rpc error: code = NotFound desc = failed to resolve reference "ghcr.io/halo/kingdom:0.5.46": not found'),
    "ErrImagePull", /no such image or tag/, /stepwise plan --images/, { phase: "Pending" }],
  ["a registry that refuses", waiting("ErrImagePull", "unexpected status from HEAD request: 403 Forbidden"),
    "ErrImagePull", /refuses access/, /pull secret/, { phase: "Pending" }],
  ["a registry out of reach", waiting("ErrImagePull", "dial tcp: lookup ghcr.io: no such host"),
    "ErrImagePull", /can't be reached/, /mirror/, { phase: "Pending" }],
  ["an image of another architecture", waiting("ErrImagePull", "no match for platform in manifest: not found"),
    "ErrImagePull", /architecture/, /architecture/, { phase: "Pending" }],
  ["a Secret's key that is missing", waiting("CreateContainerConfigError", "couldn't find key password in Secret kingdom/halo-db"),
    "CreateContainerConfigError", /Secret kingdom\/halo-db has no key password/, /add the key password/, { phase: "Pending" }],
  ["a ConfigMap that is missing", waiting("CreateContainerConfigError", 'configmap "config-files" not found'),
    "CreateContainerConfigError", /there is no ConfigMap config-files/, /create the ConfigMap config-files/, { phase: "Pending" }],
  ["a command that the image does not have", ended(128, "StartError", 'exec: "migrate": executable file not found in $PATH: unknown'),
    "StartError", /could not run its command: exec: "migrate"/, /has that command/],
  ["too little memory", ended(137, "OOMKilled"), "OOMKilled", /more memory than its limit/, /raise its memory limit/],
  ["an exit code", ended(3), "exit code 3", /ended with exit code 3/, /read the end of its log/],
  ["a kill from outside", ended(137), "exit code 137", /killed from outside/, /deadline/],
  ["a termination message", ended(1, "Error", "first\nthe last words"), "exit code 1", /exit code 1: the last words$/, /log/],
  ["a Pod that no node takes", {}, "Unschedulable", /no node takes the Pod .*: 0\/3 nodes are available: 3 Insufficient cpu/, /add nodes or room/,
    unschedulable("0/3 nodes are available: 3 Insufficient cpu.")],
  ["a Pod that no node's labels suit", {}, "Unschedulable", /no node takes the Pod/, /labels and taints/, unschedulable("3 node(s) didn't match Pod's node affinity/selector.")],
  ["a Pod that the right nodes have no room for", {}, "Unschedulable", /no node takes the Pod/, /add nodes or room/,
    unschedulable("1 Insufficient memory, 2 node(s) had untolerated taint {a: b}.")],
  ["an evicted Pod", {}, "Evicted", /ended from outside: The node was low on resource: memory/, /nodes are well/, {
    status: { reason: "Evicted", message: "The node was low on resource: memory.", containerStatuses: [] },
  }],
];

describe("why a Job failed", () => {
  for (const [failure, containerStatus, what, detail, next, more] of jobFailures) {
    it(`is told of ${failure}, before what follows from it`, async () => {
      const failed = job("BackoffLimitExceeded");
      const diagnosis = await why([failed, podOf(failed, "p", containerStatus, more)]);
      assert.deepEqual(whats(diagnosis), [what, "BackoffLimitExceeded"]);
      assert.match(diagnosis.summary, detail);
      assert.match(diagnosis.next[0]!, next);
      assert.deepEqual([diagnosis.component, diagnosis.phase, diagnosis.object, diagnosis.unknown], ["halo/kingdom", "migrate", failedJob, []]);
    });
  }

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["exceeded quota", 'pods "p" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=4, limited: cpu=4', /no room/],
    ["PodSecurity", 'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', /Pod Security/],
    ["no service account", 'pods "p" is forbidden: error looking up service account kingdom/halo-backup: serviceaccount "halo-backup" not found', /halo-backup/],
    ["denied by admission", 'admission webhook "images.example.org" denied the request: unsigned', /denies/],
    ["denied by admission", "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: broken by a test", /denies/],
    ["FailedCreate", 'pods "p" is forbidden: no PriorityClass with name high was found', /refuses/],
  ];
  for (const [what, message, detail] of refused) {
    it(`is told where no Pod may be created: ${what}, ${message.slice(0, 24)}`, async () => {
      const failed = job("DeadlineExceeded");
      const diagnosis = await why([failed, event(failed, "FailedCreate", `Error creating: ${message}`)]);
      assert.deepEqual(whats(diagnosis), [what, "DeadlineExceeded"]);
      assert.match(diagnosis.summary, detail);
      assert.equal(diagnosis.events.length, 1);
    });
  }

  it("is told by the events of its Pods where these went with its deadline, and not by another Job's", async () => {
    const failed = job("DeadlineExceeded");
    const [own, others] = [`${migrate}-x7k2p`, `${migrate}-retry-x7k2p`].map((name) => podOf(failed, name, ended(0)));
    const unscheduled = await why([failed, event(own!, "FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.")]);
    assert.deepEqual(whats(unscheduled), ["FailedScheduling", "DeadlineExceeded"]);
    assert.match(unscheduled.summary, /gone by now: 0\/3 nodes are available/);
    const unpulled = await why([failed, event(own!, "Failed", 'Failed to pull image "ghcr.io/a/b:1": not found')]);
    assert.match(unpulled.summary, /image ghcr\.io\/a\/b:1: the registry has no such image/);
    assert.deepEqual(whats(await why([failed, event(others!, "FailedScheduling", "no")])), ["DeadlineExceeded"]);
  });

  it("is looked for in its own newest Pods, not in another's or an older one's", async () => {
    const [failed, other] = [job("BackoffLimitExceeded"), job("BackoffLimitExceeded", "other")];
    const pods = ["a", "b", "c", "d"].map((name, i) => podOf(failed, name, ended(i + 1), { created: `2026-11-21T10:0${i}:00Z` }));
    const diagnosis = await why([failed, ...pods, podOf(other, "x", ended(9)), podOf(failed, "fine", ended(0), { phase: "Succeeded" })]);
    assert.deepEqual(whats(diagnosis), ["exit code 4", "exit code 3", "BackoffLimitExceeded"]);
    assert.deepEqual(diagnosis.images.map(({ pod }) => pod), ["d", "c"]);
  });

  it("is that it finished after all, or is not there", async () => {
    const done = { ...job(), status: { conditions: [{ type: "Complete", status: "True" }] } };
    assert.match((await why([done])).summary, /has finished well in the meantime/);
    const gone = await why([]);
    assert.match(gone.summary, /there is no Job kingdom-migrate-0-5-46 in kingdom/);
    assert.deepEqual(gone.unknown, []);
  });

  it("is not what the scheduler said before it found a node, nor a condition that says nothing of failure", async () => {
    const failed = { ...job(), status: { conditions: [{ type: "Suspended", status: "True", reason: "JobSuspended" }] } };
    const pod = podOf(failed, "p", ended(1));
    assert.deepEqual(whats(await why([failed, pod, event(pod, "FailedScheduling", "0/3 nodes are available")])), ["exit code 1"]);
  });

  it("is told in the Job's own words where it gives another reason", async () => {
    const failed = job("PodFailurePolicy");
    assert.deepEqual((await why([failed])).findings, [{ what: "PodFailurePolicy", detail: `Job ${failed.metadata.name} failed` }]);
  });

  it("is not made up where nothing says it", async () => {
    const { summary, findings, next } = await why([job()]);
    assert.deepEqual([findings, next], [[], []]);
    assert.equal(summary, "nothing was found that says why Job kingdom/kingdom-migrate-0-5-46 failed");
  });

  it("names what its Pods wait for although the events that said it are gone", async () => {
    const failed = job("DeadlineExceeded");
    const container = {
      env: [
        { name: "A", valueFrom: { secretKeyRef: { name: "gone", key: "k" } } },
        { name: "B", valueFrom: { secretKeyRef: { name: "optional", key: "k", optional: true } } },
        { name: "C", valueFrom: { configMapKeyRef: { name: "there", key: "k" } } },
      ],
    };
    const spec = {
      containers: [{ name: "main", image: "i:1", ...container }],
      volumes: [{ name: "v", projected: { sources: [{ configMap: { name: "config-files" } }] } }, { name: "s", secret: { secretName: "gone" } }],
    };
    const pod = podOf(failed, "p", waiting("ContainerCreating"), { phase: "Pending", spec });
    const diagnosis = await why([failed, pod, plainObject("ConfigMap", "there")]);
    assert.deepEqual(whats(diagnosis), ["no ConfigMap config-files", "no Secret gone", "DeadlineExceeded"]);
    assert.match(diagnosis.next[1]!, /create the Secret gone/);
  });

  it("names what is missing once", async () => {
    const failed = job("DeadlineExceeded");
    const container = { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "gone", key: "k" } } }] };
    const pod = podOf(failed, "p", waiting("CreateContainerConfigError", 'secret "gone" not found'), { phase: "Pending", container });
    assert.deepEqual(whats(await why([failed, pod])), ["CreateContainerConfigError", "DeadlineExceeded"]);
  });

  it("is told of volumes and networks by events alone", async () => {
    const failed = job("DeadlineExceeded");
    const pod = podOf(failed, "p", waiting("ContainerCreating"), { phase: "Pending" });
    assert.deepEqual((await why([failed, pod])).images.map(({ state }) => state), ["not pulled yet"]);
    for (const [reason, next] of [["FailedAttachVolume", /volume can be attached/], ["FailedCreatePodSandBox", /network/]] as const) {
      const diagnosis = await why([failed, pod, event(pod, reason, "it did not work")]);
      assert.deepEqual(diagnosis.findings[0], { what: reason, detail: "Pod p: it did not work" });
      assert.match(diagnosis.next[0]!, next);
    }
  });

  it("names the volume's Secret or key that an event names", async () => {
    const failed = job("DeadlineExceeded");
    const pod = podOf(failed, "p", waiting("ContainerCreating"), { phase: "Pending" });
    const mount = (message: string) => why([failed, pod, event(pod, "FailedMount", message)]);
    assert.match((await mount('MountVolume.SetUp failed for volume "certs" : secret "certs-and-configs" not found')).summary, /there is no Secret certs-and-configs$/);
    assert.match((await mount('MountVolume.SetUp failed for volume "certs" : references non-existent secret key: tls.key')).summary, /Secret of the volume certs has no key tls\.key$/);
  });
});
