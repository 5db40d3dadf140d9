import * as assert from "node:assert/strict";
import { readStatus, type StatusSources } from "../../../automation/status/readStatus";
import { parseStackFile } from "../../../config/stack";
import type { Engine, EngineRun, Outcome } from "../../../engines/engine";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { FakeCluster } from "../../support/fakeCluster";
import { stackText } from "../../support/kingdomStack";
import { healthy, stateWith } from "./world";

const catalogs = loadCatalogs(catalogFolder);
const nothing: Outcome = { result: "succeeded", steps: [], diagnostics: [], violations: [] };

function engineOf(parts: Partial<Engine> = {}): Engine & { readonly previewed: EngineRun[] } {
  const previewed: EngineRun[] = [];
  const no = () => assert.fail("a status only looks");
  return {
    kind: "rehearsal", previewed, up: no, refresh: no, replaceState: no, lock: no, history: no, tags: no, setTag: no,
    state: () => Promise.resolve(stateWith()),
    preview: (run) => {
      previewed.push(run);
      return Promise.resolve(nothing);
    },
    ...parts,
  };
}

const read = async (more: Partial<StatusSources> = {}) => (await readStatus({
  file: parseStackFile("Pulumi.small.yaml", stackText({ version: "0.5.46" })),
  catalogs, engine: engineOf(), cluster: new FakeCluster(Object.values(healthy())), now: "2026-11-21T12:00:00Z", stateOf: () => new Map(), ...more,
})).status;

describe("reading a stack's status", () => {
  it("puts the stack file, the state and the cluster side by side, and asks no preview", async () => {
    const engine = engineOf();
    const { verdict, stack, engine: asked } = await read({ engine });
    assert.deepEqual([verdict, stack, asked, engine.previewed], ["as declared", "small", null, []]);
  });

  it("asks the engine what it would change only where that is wished", async () => {
    const engine = engineOf();
    const { verdict, engine: asked } = await read({ engine, previewOf: "Pulumi.small.yaml" });
    assert.deepEqual([verdict, asked, engine.previewed.map(({ configFile }) => configFile)], ["as declared", { drift: [] }, ["Pulumi.small.yaml"]]);
    const step = { op: "create" as const, urn: "u", type: "t", name: "n", changedPaths: [], result: "succeeded" as const };
    assert.equal((await read({ engine: engineOf({ preview: () => Promise.resolve({ ...nothing, steps: [step] }) }), previewOf: "x" })).verdict, "differs");
  });

  it("is unknown, and not an error, where something can't be asked", async () => {
    assert.equal((await read({ cluster: { unknown: "--offline" } })).verdict, "unknown");
    assert.equal((await read({ engine: engineOf({ preview: () => Promise.reject(new Error("no pulumi")) }), previewOf: "x" })).verdict, "unknown");
    const broken = await read({ engine: engineOf({ state: () => Promise.reject(new Error("login failed, token=abcdefgh\u001b[2J")) }) });
    assert.equal(broken.verdict, "unknown");
    assert.deepEqual(broken.components.map(({ deployed }) => deployed), [
      { kind: "unknown", why: "the stack's state can't be read: login failed, token=[redacted]" },
    ]);
    assert.equal((await read({ engine: engineOf({ state: () => Promise.resolve({ version: 3, deployment: { resources: [{ urn: 1 }] } } as never) }) })).verdict, "unknown");
  });

  it("lets a fault of its own through", async () => {
    const cluster = new FakeCluster(Object.values(healthy()));
    cluster.list = () => Promise.reject(new TypeError("a fault"));
    await assert.rejects(read({ cluster }), TypeError);
  });
});
