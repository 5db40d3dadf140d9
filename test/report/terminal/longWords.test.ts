import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { planText } from "../../../report/terminal/plan";
import { columns, plain, width } from "../../../report/terminal/screen";
import type { Hop, PlannedComponent } from "../../../upgrades/planModel";

const bare = createColors(false);
const widest = (text: string) =>
  Math.max(
    ...text
      .split("\n")
      .filter((line) => !line.includes("https://"))
      .map((line) => plain(line).length),
  );
const component = (name: string, more: Partial<PlannedComponent> = {}): PlannedComponent => ({
  component: name,
  state: "complete",
  from: "0.5.45",
  to: "0.5.46",
  verdict: "allowed",
  route: ["0.5.45", "0.5.46"],
  releasesCrossed: [],
  notes: [],
  reasons: [],
  cost: null,
  runnerUp: null,
  accepted: [],
  ...more,
});
const plan = (components: readonly PlannedComponent[], hops: readonly Hop[] = []) =>
  planText(
    {
      plan: { schema: "stepwise/plan/v1", stack: "prod", verdict: "allowed", catalogs: {}, components, hops, interleaved: [] },
      source: { from: "declared" },
      allNotes: false,
    },
    bare,
  );

describe("a report in the terminal with long words", () => {
  it("shows a word that is longer than its column whole", () => {
    const urn = `urn:pulumi:prod::stepwise::stepwise:halo:Kingdom$kubernetes:core/v1:PersistentVolumeClaim::${"x".repeat(40)}`;
    assert.ok(
      columns([["", `resource "${urn}" is protected`]], [3])
        .replace(/\s/g, "")
        .includes(urn),
    );
  });

  it("shows a component's whole name", () =>
    assert.match(plan([component("halo/duchy-worker-europe-west")]), /halo\/duchy-worker-europe-west/));

  it("shows a whole version", () =>
    assert.match(plan([component("halo/kingdom", { to: "1.10.0-rc.12+5" })]), /1\.10\.0-rc\.12\+5/));

  it("keeps a reason that many components share on the page", () => {
    const reasons = [{ id: "R1", kind: "exposure", message: "m", remedy: "r" }] as const;
    assert.ok(
      widest(plan(Array.from({ length: 8 }, (_, i) => component(`halo/duchy-worker${i}`, { reasons })))) <= width,
    );
  });
});
