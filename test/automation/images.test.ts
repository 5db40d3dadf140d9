import * as assert from "node:assert/strict";
import { imagesOf } from "../../automation/images";
import type { Goal } from "../../engines/rehearsal/goal";

const goal = (type: string, inputs: object): Goal => ({ type, inputs }) as Goal;
const pod = (...containers: readonly object[]) => ({ spec: { template: { spec: { containers } } } });

describe("the images of a way", () => {
  it("are those of all containers, each once, in order", () => {
    const goals = [
      goal("kubernetes:apps/v1:Deployment", pod({ name: "b", image: "b:1" }, { name: "a", image: "a:1" })),
      goal("kubernetes:batch/v1:CronJob", { spec: { jobTemplate: pod({ name: "b", image: "b:1" }) } }),
      goal("kubernetes:core/v1:PodTemplate", { template: { spec: { initContainers: [{ name: "c", image: "c:1" }] } } }),
    ];
    assert.deepEqual(imagesOf(goals), ["a:1", "b:1", "c:1"]);
  });

  it("are of Kubernetes objects only, and not what a setting calls an image", () => {
    assert.deepEqual(imagesOf([goal("stepwise:halo:Kingdom", pod({ name: "x", image: "x:1" })), goal("kubernetes:core/v1:ConfigMap", { data: { image: "y:1" } })]), []);
  });
});
