import * as assert from "node:assert/strict";
import { stateObjects } from "../../../automation/status/stateObjects";
import { rehearsedStack } from "../../support/rehearsedStack";
import { kingdomUrn, manifests, objectResource, stateWith } from "./world";

describe("the Kubernetes objects of a stack's state", () => {
  it("are each their component's, with its release and phase, or what components share", () => {
    const objects = stateObjects(stateWith());
    assert.deepEqual(objects.filter(({ component }) => component === undefined).map(({ name }) => name), ["limits"]);
    assert.equal(objects.filter(({ component }) => component === "halo/kingdom").length, Object.keys(manifests).length);
    const job = objects.find(({ name }) => name === "kingdom-verify-0-5-46")!;
    assert.deepEqual([job.kind, job.group, job.namespace, job.version, job.phase], ["Job", "batch", "kingdom", "0.5.46", "verify"]);
    const service = objects.find(({ name }) => name === "api")!;
    assert.deepEqual([service.group, service.version, service.phase], ["", undefined, undefined]);
  });

  it("are found under a plain component inside of theirs", () => {
    const inner = { urn: `${kingdomUrn}$inner`, type: "stepwise:halo/part:Inner", custom: false, parent: kingdomUrn };
    const objects = stateObjects(stateWith(undefined, {}, [inner, objectResource(manifests["api"]!, inner.urn)]));
    assert.equal(objects.find(({ name }) => name === "api")!.component, "halo/kingdom");
  });

  it("are without what is only still to be deleted, what is no object, and what can't be read as one", () => {
    const api = manifests["api"]!;
    const more = [
      objectResource(api, kingdomUrn, { delete: true }),
      objectResource({ ...api, kind: 7 } as never, kingdomUrn),
      objectResource(api, kingdomUrn, { inputs: { apiVersion: "v1", kind: "Service", metadata: {} } }),
      { urn: "u::p", type: "pulumi:providers:kubernetes", custom: true, inputs: { kind: "Service", apiVersion: "v1", metadata: { name: "a" } } },
      { urn: "u::q", type: "kubernetes:core/v1:Service", custom: true },
    ];
    assert.deepEqual(stateObjects(stateWith(undefined, {}, more)).map(({ name }) => name), ["limits"]);
  });

  it("end where parents go round in a circle, or lead nowhere", () => {
    const [a, b] = [{ urn: "a", type: "x:y:Z", custom: false, parent: "b" }, { urn: "b", type: "x:y:Z", custom: false, parent: "a" }];
    const objects = stateObjects({ version: 3, deployment: { resources: [a, b, objectResource(manifests["api"]!, "a"), objectResource(manifests["settings"]!, "nowhere")] } });
    assert.deepEqual(objects.map(({ component }) => component), [undefined, undefined]);
  });

  it("are all that a rehearsed stack has, each with its own verification", async function () {
    this.timeout(120_000);
    const { store } = await rehearsedStack({ version: "0.5.45", duchies: { worker1: "0.5.45" } }, ["halo=0.5.46"]);
    const objects = stateObjects({ version: 3, deployment: { resources: store.resources } });
    assert.equal(objects.length, store.resources.filter(({ type }) => type.startsWith("kubernetes:")).length);
    assert.deepEqual(objects.filter(({ phase }) => phase === "verify").map(({ component, name, version }) => [component, name, version]), [
      ["halo/kingdom", "kingdom-verify-0-5-46", "0.5.46"], ["halo/duchy-worker1", "duchy-worker1-verify-0-5-46", "0.5.46"],
    ]);
  });
});
