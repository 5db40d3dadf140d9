import * as assert from "node:assert/strict";
import { restrictedFaults } from "../../../policies/reading/podSecurity";
import type { PlainRecord } from "../../../policies/reading/plain";
import { Built, config } from "./stacks";

const replicas = { backend: { replicas: 3 }, frontend: { replicas: 2 } };
const beside = (services: object, version = "2.3.0") =>
  Built.of(config({ version, services: { ...replicas, blueGreen: { previous: "2.2.0" }, ...services } }));
const imageOf = (built: Built, name: string) => built.at(name, "spec", "template", "spec", "containers", 0, "image");
const replicasOf = (built: Built) => built.names("Deployment").map((name) => built.at(name, "spec", "replicas"));
const entrances = ["services-backend-service", "services-frontend-service"];
const candidates = ["services-backend-candidate-service", "services-frontend-candidate-service"];

/** What a Service selects, and the Pods of which Deployments that is. */
function selected(built: Built, service: string): string[] {
  const selector = Object.entries(built.at(service, "spec", "selector") as PlainRecord);
  const labelsOf = (name: string) => built.at(name, "spec", "template", "metadata", "labels") as PlainRecord;
  return built.names("Deployment").filter((name) => selector.every(([key, value]) => labelsOf(name)[key] === value));
}

describe("Kleidia's services by blue-green", function () {
  this.timeout(60_000);
  let both: Built;
  before(async () => { both = await beside({}); });

  it("have Deployments for each release, all of its own image, of which Services select one release", () => {
    assert.deepEqual(both.names("Deployment"), ["services-backend-2-2-0", "services-backend-2-3-0", "services-frontend-2-2-0", "services-frontend-2-3-0"]);
    for (const name of both.names("Deployment")) {
      const version = name.slice(-5).replaceAll("-", ".");
      assert.match(String(imageOf(both, name)), new RegExp(`:v${version}$`), name);
      assert.equal(both.at(name, "metadata", "annotations", "stepwise.dev/version"), version);
      assert.deepEqual(restrictedFaults(both.at(name, "spec", "template", "spec") as PlainRecord), [], name);
    }
    for (const [i, program] of ["backend", "frontend"].entries()) {
      assert.deepEqual(selected(both, entrances[i]!), [`services-${program}-2-3-0`]);
      assert.deepEqual(selected(both, candidates[i]!), [`services-${program}-2-3-0`]);
    }
    assert.deepEqual(replicasOf(both), [3, 3, 2, 2]);
  });

  it("leave the Deployments of the release that stays exactly as they were", async () => {
    const before = await beside({}, "2.2.0");
    assert.deepEqual(before.names("Deployment"), ["services-backend-2-2-0", "services-frontend-2-2-0"]);
    for (const name of before.names("Deployment")) assert.deepEqual(both.at(name), before.at(name), name);
  });

  it("change what takes traffic only once the new release was tested where it has none", () => {
    assert.match(String(both.env("services-test")["CHECKS"]), /^http:\/\/backend-candidate:8080\/health 200 "version":"2\.3\.0"\nhttp:\/\/frontend-candidate:80\/ 200$/);
    assert.match(String(both.env("services-verify")["CHECKS"]), /^http:\/\/backend:8080\/health 200 "version":"2\.3\.0"\n/);
    for (const name of both.names("Deployment")) assert.ok(both.after("services-test").has(name), name);
    for (const name of entrances) {
      assert.ok(both.after(name).has("services-test"), name);
      assert.ok(both.after("services-kleidia").has(name), name);
    }
    for (const name of candidates) assert.ok(both.after("services-backend-2-3-0").has(name) && !both.after(name).has("services-test"), name);
    assert.ok(both.after("services-backend-2-3-0").has("services-migrate") && both.after("services-backend-2-2-0").has("services-migrate"));
  });

  it("have a test that is no phase, so that it may come with the setting, and whose Pods reach what they ask", () => {
    const marks = ["spec", "template", "metadata"] as const;
    for (const at of [["metadata"], [...marks]]) assert.equal(both.at("services-test", ...at, "annotations", "stepwise.dev/phase"), undefined);
    assert.equal(both.at("services-test", ...marks, "labels", "stepwise.dev/phase"), "test");
    // With another name it would count as an object that a release takes away.
    assert.equal(both.at("services-test", "metadata", "name"), "services-test");
  });

  it("go back to what still runs, and stop the newer release afterwards", async () => {
    const back = await beside({ version: "2.2.0", returnedFrom: { version: "2.3.0" } });
    const [running, stopped] = ["2-2-0", "2-3-0"].map((release) => ["services-backend", "services-frontend"].map((name) => `${name}-${release}`));
    assert.deepEqual(back.names("Deployment"), [...running!, ...stopped!].sort());
    for (const name of running!) assert.deepEqual(back.at(name), both.at(name), name);
    // Not taken away, which would have to be confirmed first, and stopped only when the traffic has gone.
    for (const name of stopped!) {
      assert.equal(back.at(name, "spec", "replicas"), 0);
      assert.deepEqual(back.at(name, "spec", "template"), both.at(name, "spec", "template"));
      assert.ok(back.after(name).has("services-backend-service") && back.after("services-verify").has(name));
    }
    assert.deepEqual(selected(back, "services-backend-service"), ["services-backend-2-2-0"]);
    assert.ok(back.after("services-backend-service").has("services-test"));
  });

  it("keep nothing beside them where nothing is named, and change no Job by that", async () => {
    const alone = await beside({ blueGreen: {} });
    assert.deepEqual(alone.names("Deployment"), ["services-backend-2-3-0", "services-frontend-2-3-0"]);
    for (const name of alone.names("Job")) assert.deepEqual(alone.at(name), both.at(name), name);
  });

  it("never start a release that is newer than the one that serves", async () => {
    const early = await beside({ version: "2.2.0", blueGreen: { previous: "2.3.0" } });
    assert.deepEqual(early.names("Deployment"), ["services-backend-2-2-0", "services-frontend-2-2-0"]);
  });

  it("stop all that runs where they are quiesced, and test nothing in a stage that nothing runs in", async () => {
    assert.deepEqual(replicasOf(await beside({ stage: "quiesce" })), [0, 0, 0, 0]);
    const returnedFrom = { version: "2.3.0", restore: "services-20260101-000000" };
    const restoring = await beside({ version: "2.2.0", stage: "restore", returnedFrom });
    assert.deepEqual(replicasOf(restoring), [0, 0, 0, 0]);
    assert.deepEqual(restoring.names("Job").filter((name) => name.startsWith("services-")), ["services-restore"]);
  });

  it("are reached on ports of every node where the stack says so", async () => {
    const portsOf = (built: Built, name: string) => [built.at(name, "spec", "type"), built.at(name, "spec", "ports", 0, "nodePort")];
    for (const name of [...entrances, ...candidates]) assert.deepEqual(portsOf(both, name), [undefined, undefined]);
    const open = await beside({
      backend: { replicas: 1, nodePort: 32570 }, frontend: { replicas: 1, nodePort: 30805 },
      blueGreen: { nodePorts: { backend: 32571, frontend: 30806 } },
    });
    assert.deepEqual([...entrances, ...candidates].map((name) => portsOf(open, name)),
      [["NodePort", 32570], ["NodePort", 30805], ["NodePort", 32571], ["NodePort", 30806]]);
    const rolling = await Built.of(config({ services: { backend: { nodePort: 32570 } } }));
    assert.deepEqual(entrances.map((name) => portsOf(rolling, name)), [["NodePort", 32570], [undefined, undefined]]);
  });
});
