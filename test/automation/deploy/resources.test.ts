import * as assert from "node:assert/strict";
import { failedBefore } from "../../../automation/deploy/afterFailure";
import { failedIn, failedSubjects, stackObject } from "../../../automation/deploy/resources";
import type { Step } from "../../../engines/engine";
import { incomplete } from "../../support/judging";
import { kingdomUrn, manifests, objectResource } from "../status/world";
import { requestOf } from "./world";

const [job, server, settings] = ["kingdom-migrate-0-5-46", "server", "settings"].map((name) => objectResource(manifests[name]!, kingdomUrn));
const failing = { initErrors: ["Job has failed: BackoffLimitExceeded"] };
const step = (urn: string, result: Step["result"] = "failed"): Step => ({ op: "create", urn, type: "", name: "", changedPaths: [], result });

describe("an object of a stack", () => {
  it("is known by its component and its phase", () => {
    const found = [job!, server!].map((one) => stackObject(one)!);
    assert.deepEqual(found.map(({ component, phase, kind, namespace, name }) => [component, phase, kind, namespace, name]), [
      ["halo/kingdom", "migrate", "Job", "kingdom", "kingdom-migrate-0-5-46"], ["halo/kingdom", "rollout", "Deployment", "kingdom", "server"],
    ]);
  });
  it("is of no component below what is none, and in no namespace where it says none", () => {
    const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } };
    const { component, namespace } = stackObject({ type: "kubernetes:core/v1:Secret", inputs })!;
    assert.deepEqual([component, namespace], [undefined, undefined]);
  });
  it("is none where something is no Kubernetes object, or has no name yet", () => {
    assert.equal(stackObject({ type: "random:index/randomPassword:RandomPassword", inputs: { length: 3 } }), undefined);
    for (const inputs of [{}, { apiVersion: "v1", kind: "Secret" }, { apiVersion: "v1", kind: "Secret", metadata: { name: 3 } }]) {
      assert.equal(stackObject({ type: "kubernetes:core/v1:Secret", inputs }), undefined);
    }
  });
});

describe("what the state says has failed", () => {
  it("is what was made and did not become what it should, and nothing that is on its way out", () => {
    const found = failedIn([{ ...job!, ...failing }, server!, { ...server!, ...failing, delete: true }, { ...settings!, initErrors: [] }]);
    assert.deepEqual(found.map(({ name, errors }) => [name, errors]), [["kingdom-migrate-0-5-46", failing.initErrors]]);
  });
  it("is said with what was attempted, and with both ways on", () => {
    const [one] = failedIn([{ ...job!, ...failing }]);
    const run = { request: { ...requestOf({ version: "0.5.46" }) } } as Parameters<typeof failedBefore>[0];
    const { reasons, next } = failedBefore(run, [one!, one!], new Map([["halo/kingdom", incomplete("0.5.46")]]));
    assert.equal(reasons[0]!.id, "failed:halo/kingdom:migrate");
    assert.equal(reasons[0]!.message,
      "the last update of halo/kingdom to 0.5.46 failed in migrate: Job kingdom/kingdom-migrate-0-5-46: Job has failed: BackoffLimitExceeded");
    assert.equal(next.length, 1, "the same advice once");
    assert.match(next[0]!, /stepwise up --stack small --retry; or go back: stepwise rollback --stack small/);
  });
});

describe("what to ask the cluster about after a failure", () => {
  it("is every workload and Job whose step failed, together for a phase", () => {
    const pair = objectResource(manifests["pair"]!, kingdomUrn);
    const all = [job!, server!, pair, settings!];
    const subjects = failedSubjects({ steps: all.map(({ urn }) => step(urn)) }, all);
    assert.deepEqual(subjects.map(({ component, phase, objects }) => [component, phase, objects.map(({ name }) => name)]), [
      ["halo/kingdom", "migrate", ["kingdom-migrate-0-5-46"]], ["halo/kingdom", "rollout", ["server", "pair"]],
    ]);
  });
  it("is nothing that succeeded, is on its way out, or is no longer there", () => {
    assert.deepEqual(failedSubjects({ steps: [step(job!.urn, "succeeded")] }, [job!]), []);
    assert.deepEqual(failedSubjects({ steps: [step(job!.urn)] }, [{ ...job!, delete: true }]), []);
    assert.deepEqual(failedSubjects({ steps: [step(job!.urn)] }, []), []);
  });
});
