import * as assert from "node:assert/strict";
import { declaredComponents } from "../../config/components";
import { settingsSchema, type StackSettings } from "../../config/stack";

const targets = { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" };
const duchy = {
  namespace: "halo",
  role: "worker",
  certificateId: "c-1",
  publicApiAddress: "p",
  systemApiAddress: "s",
  database: { spanner: {} },
  storage: { gcs: { bucket: "blobs" } },
};
const kingdom = { namespace: "halo", publicApiAddressName: "p", systemApiAddressName: "s" };

/** Settings of which only the outer fields count here; the rest may still grow. */
function settings(halo: object): StackSettings {
  return {
    ...settingsSchema.parse({}),
    halo: { version: "0.5.46", targets, ...halo } as unknown as NonNullable<StackSettings["halo"]>,
  };
}

const told = (halo: object) => declaredComponents(settings(halo)).map(({ id, kind, version }) => [id, kind, version]);

describe("the components that a stack declares", () => {
  it("are none without a system, and none that it leaves out", () => {
    assert.deepEqual(declaredComponents(settingsSchema.parse({})), []);
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ kingdom }), [["halo/kingdom", "kingdom", "0.5.46"]]);
  });

  it("are at the system's version unless they name their own", () => {
    const all = {
      kingdom,
      duchies: { worker1: { ...duchy, version: "0.5.45" }, aggregator: duchy },
      reporting: { namespace: "r", version: "0.5.44" },
    };
    assert.deepEqual(told(all), [
      ["halo/kingdom", "kingdom", "0.5.46"],
      ["halo/duchy-worker1", "duchy", "0.5.45"],
      ["halo/duchy-aggregator", "duchy", "0.5.46"],
      ["halo/reporting", "reporting", "0.5.44"],
    ]);
  });

  it("carry their own return and stage, and nobody else's", () => {
    const returnedFrom = { version: "0.5.46", restore: "b-1" };
    const [first, second] = declaredComponents(
      settings({ kingdom: { ...kingdom, version: "0.5.45", returnedFrom, stage: "restore" }, duchies: { a: duchy } }),
    );
    assert.deepEqual([first!.returnedFrom, first!.stage], [returnedFrom, "restore"]);
    assert.deepEqual([second!.returnedFrom, second!.stage], [undefined, undefined]);
  });

  it("say where in the stack file they stand", () => {
    assert.deepEqual(
      declaredComponents(settings({ kingdom, duchies: { a: duchy } })).map(({ path }) => path),
      [["kingdom"], ["duchies", "a"]],
    );
  });

  it("can all be named in a permit, whatever a Duchy is called", () => {
    for (const name of ["worker1", "worker-1", "worker.1"]) {
      const parsed = settingsSchema.safeParse({ halo: { version: "0.5.46", targets, duchies: { [name]: duchy } } });
      // A name that no permit could spell has to be refused where it is given.
      if (!parsed.success && name.includes(".")) continue;
      assert.ok(parsed.success, name);
      const [{ id } = { id: "" }] = declaredComponents(parsed.data);
      assert.equal(settingsSchema.safeParse({ permits: { install: [id] } }).success, true, id);
    }
  });
});
