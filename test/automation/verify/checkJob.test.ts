import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { stateObjects, type StateObject } from "../../../automation/status/stateObjects";
import { checkJobOf, checkLabel, type CheckJob } from "../../../automation/verify/checkJob";
import { stateWith } from "../status/world";

const now = new Date("2026-11-21T15:27:01.500Z");
const verify = stateObjects(stateWith()).find(({ phase }) => phase === "verify")!;
const made = (object: StateObject = verify, run = "r1"): CheckJob => {
  const check = checkJobOf(object, now, run);
  assert.ok(!(check instanceof Error), String(check));
  return check;
};

describe("the Job of a check", () => {
  it("is the component's own verification under another name, for one run", () => {
    const { job, name, namespace, container, deadlineSeconds } = made();
    assert.equal(name, "kingdom-verify-0-5-46-check-20261121152701");
    assert.deepEqual([namespace, container, deadlineSeconds], ["kingdom", "verify", 1800]);
    assert.deepEqual(job, {
      apiVersion: "batch/v1", kind: "Job",
      metadata: {
        name, namespace, labels: { app: "kingdom-phases-app", [checkLabel]: "r1" },
        annotations: { "stepwise.dev/component": "halo/kingdom", "stepwise.dev/version": "0.5.46" },
      },
      spec: {
        backoffLimit: 1, activeDeadlineSeconds: 1800, ttlSecondsAfterFinished: 3600,
        template: {
          // Network policies know its Pods by the label of the phase.
          metadata: {
            labels: { app: "kingdom-phases-app", "stepwise.dev/phase": "verify", [checkLabel]: "r1" },
            annotations: { "stepwise.dev/component": "halo/kingdom", "stepwise.dev/version": "0.5.46" },
          },
          spec: (verify.inputs["spec"] as { template: { spec: object } }).template.spec,
        },
      },
    });
  });

  it("leaves out what binds it to the stack or to the Job that it is made from", () => {
    const inputs = structuredClone(verify.inputs) as unknown as { metadata: object; spec: { template: { metadata: { labels: object } } } };
    Object.assign(inputs.metadata, { uid: "u", resourceVersion: "7", ownerReferences: [{}], finalizers: ["f"] });
    Object.assign(inputs.spec, { selector: { matchLabels: {} }, manualSelector: true, suspend: true });
    Object.assign(inputs.spec.template.metadata.labels, { "controller-uid": "u", "batch.kubernetes.io/controller-uid": "u", "job-name": "n", "batch.kubernetes.io/job-name": "n" });
    assert.deepEqual(made({ ...verify, inputs: inputs as never }), made());
  });

  it("is of the namespace default where the state names none", () => {
    assert.equal(made({ ...verify, namespace: undefined }).namespace, "default");
  });

  it("can't be made of a manifest that the state does not show whole", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1" };
    const withSpec = (spec: object): StateObject => ({ ...verify, inputs: { ...verify.inputs, spec: { template: { spec } } } as never });
    assert.match(String(checkJobOf(withSpec({ containers: [{ name: "a", env: [secret] }] }), now, "r")), /a secret that the state does not show/);
    for (const pod of [{}, { containers: [] }, { containers: "x" }, { containers: [{}] }]) {
      assert.match(String(checkJobOf(withSpec(pod), now, "r")), /has no container/);
    }
  });

  it("has a name that Kubernetes takes, another for each Job and each second", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    fc.assert(fc.property(name, name, (a, b) => {
      const [first, second] = [a, b].map((one) => made({ ...verify, name: one }).name);
      assert.match(first!, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      assert.equal(first === second, a === b);
      assert.ok(first!.endsWith("-check-20261121152701"));
    }), { numRuns: 500 });
    const twins = ["a", "b"].map((end) => made({ ...verify, name: `${"x".repeat(62)}${end}` }).name);
    assert.notEqual(twins[0], twins[1]);
  });
});
