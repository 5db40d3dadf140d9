import * as assert from "node:assert/strict";
import { jobKept } from "../../policies/jobKept";
import { changed, deployment, deploymentType, jobType, migrateJob, said, unknownValue } from "./asking";

describe("the policy job-kept", () => {
  const ask = (path: readonly string[], value: unknown) => said(jobKept, { type: jobType, props: changed(migrateJob, path, value) });

  it("says nothing of a Job that stays", () => assert.deepEqual(said(jobKept, { type: jobType, props: migrateJob }), []));

  for (const [title, seconds] of [["later", 3600], ["at once", 0], ["at a time that is not known yet", unknownValue]] as const) {
    it(`refuses one that Kubernetes deletes ${title}`, () => {
      assert.deepEqual(ask(["spec", "ttlSecondsAfterFinished"], seconds), ["spec.ttlSecondsAfterFinished is set, expected none"]);
    });
  }

  it("refuses one of which nothing is known yet", () => assert.equal(ask(["spec"], unknownValue).length, 1));

  it("takes a null for what is not there, as Kubernetes does", () => assert.deepEqual(ask(["spec", "ttlSecondsAfterFinished"], null), []));

  it("says nothing of what a CronJob starts: Pulumi does not know of those Jobs", () => {
    const props = { spec: { jobTemplate: { spec: { ttlSecondsAfterFinished: 60 } } } };
    assert.deepEqual(said(jobKept, { type: "kubernetes:batch/v1:CronJob", props }), []);
    assert.deepEqual(said(jobKept, { type: deploymentType, props: deployment }), []);
  });
});
