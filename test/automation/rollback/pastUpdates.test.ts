import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { hasEnded, isRead, isStage, pastUpdates } from "../../../automation/rollback/pastUpdates";
import type { HistoryEntry } from "../../../engines/engine";
import { asText, configOf, entry } from "./entries";

const only = (given: HistoryEntry) => pastUpdates([given])[0]!;
const versions = (given: HistoryEntry) => {
  const update = only(given);
  return isRead(update) ? update.components.map(({ id, version }) => `${id} ${version}`) : update.unreadable;
};

describe("the past updates of a stack", () => {
  const stack = { version: "0.5.45", duchies: { worker1: "0.5.44" } };

  it("say which releases they asked for, whether settings are kept as objects or as JSON", () => {
    const expected = ["halo/kingdom 0.5.45", "halo/duchy-worker1 0.5.44"];
    assert.deepEqual(versions(entry(0, stack)), expected);
    assert.deepEqual(versions(entry(0, undefined, { config: asText(configOf(stack)) })), expected);
  });

  it("keep what they went back from, and their stages", () => {
    const update = only(entry(0, { version: "0.5.44", returnedFrom: { version: "0.5.45", restore: "kingdom-1" }, stage: "restore" }));
    assert.ok(isRead(update));
    assert.deepEqual(update.components[0]!.returnedFrom, { version: "0.5.45", restore: "kingdom-1" });
    assert.ok(isStage(update) && !hasEnded(update));
  });

  it("can be read although what stands beside the systems can't: a secret, an older schema", () => {
    const config = { ...asText(configOf(stack)), "stepwise:facts": "[secret]", "stepwise:permits": "{\"gone\": 1}", "other:key": "{not JSON" };
    assert.deepEqual(versions(entry(0, undefined, { config })), ["halo/kingdom 0.5.45", "halo/duchy-worker1 0.5.44"]);
  });

  it("are unreadable, with the reason, where their versions can't be told", () => {
    const text = asText(configOf(stack))["stepwise:halo"]!;
    const halo = (value: unknown) => versions(entry(0, undefined, { config: { "stepwise:halo": value } }));
    assert.equal(halo("[secret]"), "stepwise:halo is a secret");
    assert.equal(halo(text.slice(0, -1)), "stepwise:halo is not complete JSON");
    assert.match(String(halo({ version: "0.5.45", formerly: 1 })), /^stepwise:(halo\.formerly: this key is not known here|halo\.targets: found nothing).*and \d+ more$/);
    assert.match(String(versions(entry(0, undefined, { config: { "stepwise:marblerun": {} } }))), /^stepwise:marblerun: this key is not known here/);
    assert.equal(versions(entry(0, undefined, { config: null as unknown as Record<string, unknown> })), "it has no configuration");
  });

  it("have no component where nothing of ours was configured", () =>
    assert.deepEqual(versions(entry(0, undefined, { config: { "kubernetes:context": "prod" } })), []));

  it("keep the engine's order and count, and never fail, however a history file was cut off (property)", () => {
    const text = JSON.stringify(configOf(stack)["stepwise:halo"]);
    const anyRubbish = fc.array(fc.oneof(fc.json(), fc.string(), fc.anything()), { maxLength: 4 });
    fc.assert(fc.property(fc.nat(text.length - 1), anyRubbish, (cut, rubbish) => {
      const entries = [text.slice(0, cut), ...rubbish].map((value, i) => entry(i, undefined, { config: { "stepwise:halo": value } }));
      const past = pastUpdates(entries);
      assert.deepEqual(past.map(({ startTime }) => startTime), entries.map(({ startTime }) => startTime));
      assert.ok(!isRead(past[0]!), "a part of the JSON is no configuration");
    }));
  });

  it("have ended only as succeeded updates", () => {
    assert.ok(hasEnded(only(entry(0, stack))));
    assert.ok(!hasEnded(only(entry(0, stack, { result: "failed" }))));
    assert.ok(!hasEnded(only(entry(0, stack, { result: "in-progress" }))));
    assert.ok(!hasEnded(only(entry(0, stack, { kind: "refresh" }))));
  });
});
