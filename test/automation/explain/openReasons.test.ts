import * as assert from "node:assert/strict";
import { openReasons, withOpenReasons } from "../../../automation/explain/openReasons";
import { planRequest } from "../../../automation/request";
import { parseStackFile } from "../../../config/stack";
import type { ExplainedChange } from "../../../upgrades/explain";
import { planUpgrade } from "../../../upgrades/plan";
import type { OpenReason } from "../../../upgrades/planModel";
import { stackText } from "../../support/kingdomStack";
import { catalogs } from "../deploy/world";

const stack = parseStackFile("Pulumi.small.yaml", stackText({ version: "0.5.45", duchies: { worker1: "0.5.45" } }));
const request = planRequest(stack, catalogs, { set: ["halo=0.5.46"] });
const plan = planUpgrade("small", catalogs, request.travellers, request.surroundings);
const change = (name: string): ExplainedChange =>
  ({ op: "update", urn: `urn:${name}`, type: "kubernetes:core/v1:Service", name, changedPaths: [], causes: [{ cause: "unexplained", paths: [] }] });
const both = { changes: [{ component: "halo/kingdom", from: "1", to: "2" }, { component: "halo/duchy-worker1", from: "1", to: "2" }] };

describe("what is open before a hop because of its changes", () => {
  it("is the component's in whose name the object's begins, or the first one's", () => {
    const found = openReasons(both, ["duchy-worker1-x", "kingdom-x", "worker1-java"].map(change), request);
    assert.deepEqual(found.map(({ component }) => component), ["halo/duchy-worker1", "halo/kingdom", "halo/kingdom"]);
    assert.deepEqual(openReasons({ changes: [] }, [change("a")], request).map(({ component }) => component), [""]);
  });

  it("is added to the hop and to its component, each once", () => {
    const [reason] = openReasons(both, [change("kingdom-x")], request) as [OpenReason];
    const more = withOpenReasons(withOpenReasons(plan, [[reason, reason]]), [[reason]]);
    assert.deepEqual(more.hops.map(({ open }) => open.map(({ id }) => id)), [["unexplained:Service/kingdom-x"], []]);
    const { id, kind, message, remedy } = reason;
    assert.deepEqual(more.components.map(({ reasons }) => reasons), [[{ id, kind, message, remedy }], []]);
    assert.deepEqual(withOpenReasons(plan, []), plan);
  });
});
