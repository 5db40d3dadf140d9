import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { ComponentStatus, Drift, StackStatus } from "../../../automation/status/model";
import { plain, width } from "../../../report/terminal/screen";
import { statusText } from "../../../report/terminal/status";

const bare = createColors(false);
const live = {
  versions: ["0.5.46"], objects: { present: 11, of: 11 }, ready: { workloads: 4, of: 4, stopped: 0 }, jobs: { finished: [], failed: [], running: [], deleted: [] },
};
const kingdom: ComponentStatus = {
  component: "halo/kingdom", declared: "0.5.46", deployed: { kind: "complete", deployed: "0.5.46" }, live, verdict: "as declared", drift: [],
  available: [], newest: "0.5.46", next: null,
};
const status = (components: readonly ComponentStatus[], more: Partial<StackStatus> = {}): StackStatus => ({
  schema: "stepwise/status/v1", stack: "prod", verdict: "as declared", components, shared: { live, drift: [] }, engine: null, ...more,
});
const text = (component: Partial<ComponentStatus> = {}, more: Partial<StackStatus> = {}, paint = bare): string =>
  statusText(status([{ ...kingdom, ...component }], more), paint);
const row = (component: Partial<ComponentStatus>): string =>
  text(component).split("\n").find((line) => line.includes("halo/kingdom"))!.replace(/ +/g, " ").trim();
const drift = (id: Drift["id"], message = `it ${id}`, remedy = "do this"): Drift => ({ id, message, remedy });

describe("a status in the terminal", () => {
  it("puts declared, deployed and live side by side", () => {
    const lines = text().split("\n");
    assert.match(lines[0]!, /^Status of the stack prod +AS DECLARED$/);
    assert.match(lines[2]!, /component +declared +deployed +live +ready +may follow/);
    assert.equal(row({}), "halo/kingdom 0.5.46 0.5.46 0.5.46 4 of 4 nothing, it is the newest");
    assert.match(text(), /Everything is as it was declared\.$/);
  });

  const rows: readonly (readonly [what: string, component: Partial<ComponentStatus>, expected: string])[] = [
    ["not deployed", { deployed: { kind: "absent" }, live: null }, "halo/kingdom 0.5.46 nothing nothing nothing"],
    ["unfinished", { deployed: { kind: "incomplete", attempted: "0.5.46" } }, "halo/kingdom 0.5.46 (0.5.46) 0.5.46 4 of 4 nothing"],
    ["unknown", { deployed: { kind: "unknown", why: "x" }, live: { unknown: "y" } }, "halo/kingdom 0.5.46 unknown unknown unknown nothing"],
    ["adopted", { deployed: { kind: "adopted", version: "0.5.44" } }, "halo/kingdom 0.5.46 0.5.44? 0.5.46 4 of 4 nothing"],
    ["no longer declared", { declared: null }, "halo/kingdom nothing 0.5.46 0.5.46 4 of 4 nothing, it is the newest"],
    ["gone from the cluster", { live: { ...live, versions: [], objects: { present: 0, of: 11 }, ready: { workloads: 0, of: 4, stopped: 0 } } },
      "halo/kingdom 0.5.46 0.5.46 nothing 0 of 4 nothing, it is the newest"],
    ["stopped as it should be", { live: { ...live, ready: { workloads: 4, of: 4, stopped: 4 } } },
      "halo/kingdom 0.5.46 0.5.46 0.5.46 stopped nothing, it is the newest"],
    ["no workload that could be stopped", { live: { ...live, ready: { workloads: 0, of: 0, stopped: 0 } } },
      "halo/kingdom 0.5.46 0.5.46 0.5.46 0 of 0 nothing, it is the newest"],
    ["one may follow", { newest: "0.5.47", available: ["0.5.47"], next: { version: "0.5.47", open: [] } }, "halo/kingdom 0.5.46 0.5.46 0.5.46 4 of 4 0.5.47"],
    ["several may follow, with open points", {
      newest: "0.5.48", available: ["0.5.47", "0.5.48"],
      next: { version: "0.5.48", open: [{ id: "a", kind: "readiness", message: "m", remedy: "r" }] },
    }, "halo/kingdom 0.5.46 0.5.46 0.5.46 4 of 4 0.5.48 (1 open), 1 older"],
  ];
  for (const [what, component, expected] of rows) it(`has a row for what is ${what}`, () => assert.equal(row(component), expected));

  it("does not count what is stopped among what is ready, and says that not all is where it is not", () => {
    const shown = (ready: typeof live.ready, paint = bare): string => text({ live: { ...live, ready } }, {}, paint);
    assert.match(shown({ workloads: 3, of: 3, stopped: 1 }), /0\.5\.46 +2 of 3, 1 .*\n +stopped/);
    const paint = createColors(true);
    assert.ok(shown({ workloads: 2, of: 3, stopped: 1 }, paint).includes(paint.red("1 of 3, 1")));
    assert.ok(!shown({ workloads: 3, of: 3, stopped: 3 }, paint).includes(paint.red("stopped")));
  });

  it("shows every release that is found in the cluster", () => {
    assert.match(text({ live: { ...live, versions: ["0.5.45", "0.5.46"] } }), /0\.5\.45 +4 of 4.*\n +0\.5\.46/);
  });

  it("names all that differs or is unknown with whose it is, and each remedy once", () => {
    const shown = text({ drift: [drift("live-image"), drift("live-setting"), drift("unknown", "it is not known", "ask")] }, {
      verdict: "differs", shared: { live, drift: [drift("object-missing", "a LimitRange is gone")] },
      engine: { drift: [drift("engine-would-change", "it would update it")] },
    });
    assert.match(shown, /DIFFERS\n/);
    const block = shown.slice(shown.indexOf("\nhalo/kingdom"), shown.indexOf("\nwhat the components share")).replace(/ +/g, " ").trim();
    assert.equal(block, "halo/kingdom\n ✗ live-image it live-image.\n ✗ live-setting it live-setting.\n ? unknown it is not known.\n → do this.\n → ask.");
    assert.match(shown, /\nwhat the components share\n {2}✗ object-missing +a LimitRange is gone\./);
    assert.match(shown, /\nthe engine\n {2}✗ engine-would-change +it would update it\./);
    assert.doesNotMatch(shown, /as it was declared/);
  });

  it("names Jobs that are gone, without calling that drift", () => {
    const shown = text({ live: { ...live, jobs: { ...live.jobs, deleted: ["kingdom-backup-0-5-46"] } } });
    assert.match(shown, /1 Job of the state is no longer in the cluster; a refresh of .* forget it:\n {2}kingdom-backup-0-5-46/);
  });

  it("shows an unknown in another colour than what is fine, and never as fine", () => {
    const paint = createColors(true);
    const shown = text({ live: { unknown: "x" } }, { verdict: "unknown" }, paint);
    assert.ok(shown.includes(paint.yellow("UNKNOWN")) && !shown.includes(paint.green("UNKNOWN")));
    assert.match(plain(shown), /^Status of the stack prod +UNKNOWN\n/);
    assert.doesNotMatch(plain(shown), /as it was declared/);
  });

  it("lets nothing from the cluster move the cursor, and keeps to the page", () => {
    const evil = "\u001b[2J\u202e\r\nx";
    const shown = text({ component: `halo/${evil}`, live: { ...live, versions: [evil] }, drift: [drift("unknown", evil.repeat(50), evil)] });
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.deepEqual(shown.split("\n").filter((line) => line.length > width), []);
  });
});
