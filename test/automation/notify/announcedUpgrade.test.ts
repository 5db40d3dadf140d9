import * as assert from "node:assert/strict";
import type { NotificationEvent } from "../../../automation/notify/announce";
import { announcedUpgrade } from "../../../automation/notify/announcedUpgrade";
import type { UpgradeRun } from "../../../automation/deploy/run";
import type { Notification } from "../../../config/notify";
import { deployed, runOf, storeFrom, type Carried } from "../deploy/world";
import { answer, Receiver, tellsSecret } from "./receiver";

describe("a run that is told of", function () {
  this.timeout(60_000);
  const receiver = new Receiver();
  before(() => receiver.start());
  after(() => receiver.stop());
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answers = [answer(200)];
  });

  /** A Kingdom from 0.5.45 to a release, told of; the events of its telling beside its end. */
  async function told(
    notify: readonly Notification[], { version = "0.5.46", isRehearsal = false, engine, ...more }: Carried & { version?: string; isRehearsal?: boolean } = {},
  ) {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const run = runOf({ version }, store, more);
    const events: NotificationEvent[] = [];
    const result = await announcedUpgrade({ ...run, ...(engine && { engine }) }, {
      notify, isRehearsal, env: { CHAT_URL: `${receiver.url}\n`, EMPTY: "", BAD: "T0KEN" }, timeout: 2000,
      clock: { pause: () => Promise.resolve() }, onEvent: (event) => void events.push(event),
    });
    assert.ok(!tellsSecret(JSON.stringify([events, result.reasons, result.next])), "no address is told");
    return { result, events, updates: store.history.length - 1 };
  }
  const here = (): Notification => ({ url: receiver.url });

  it("tells before and after, by an address or the variable that holds it", async () => {
    for (const notify of [[here()], [{ urlFrom: "CHAT_URL" }]]) {
      receiver.received.length = 0;
      const { result, events } = await told(notify);
      assert.equal(result.result, "reached");
      assert.deepEqual(receiver.events, ["started", "succeeded"]);
      assert.match(receiver.received[0]!.body.text, /begins with halo\/kingdom 0\.5\.45 → 0\.5\.46, hop 1 of 1$/);
      assert.deepEqual(events, ["started", "succeeded"].map((on) => ({ event: "notification", on, to: "stepwise:notify[0]", result: "sent" })));
    }
  });

  it("tells each only what it wants to know", async () => {
    await told([{ ...here(), on: ["failed"] }]);
    assert.deepEqual(receiver.events, []);
    const { result } = await told([{ ...here(), on: ["failed"] }], { faults: [{ component: "halo/kingdom", phase: "migrate" }] });
    assert.equal(result.result, "stopped");
    assert.deepEqual(receiver.events, ["failed"]);
  });

  it("tells that it was refused, and then of no beginning", async () => {
    const { result, updates } = await told([here()], { climbReasons: () => Promise.resolve([{ id: "no", kind: "readiness", message: "no", remedy: "ask" }]) });
    assert.deepEqual([result.result, updates, receiver.events], ["blocked", 0, ["refused"]]);
    assert.equal(receiver.received[0]!.body.reasons[0]!.id, "no");
  });

  it("tells of its beginning once, however many updates it makes", async () => {
    const { result, updates } = await told([here()], { faults: [{ component: "halo/kingdom", phase: "rollout", version: "0.5.46" }], onFailure: "rollback" });
    assert.deepEqual([result.result, updates, receiver.events], ["rolled back", 2, ["started", "failed"]]);
  });

  it("has nothing to tell where there is nothing to do", async () => {
    const { result } = await told([here()], { version: "0.5.45" });
    assert.deepEqual([result.result, receiver.events], ["reached", []]);
  });

  it("goes on where it can't be told, which is an event and no failure", async () => {
    receiver.answers = [answer(404)];
    const { result, events } = await told([here(), { urlFrom: "NOT_SET" }, { urlFrom: "EMPTY" }, { urlFrom: "BAD" }]);
    assert.equal(result.result, "reached");
    assert.deepEqual(events.slice(0, 4).map(({ to, why }) => `${to} ${why}`).sort(), [
      "stepwise:notify[0] the answer was 404",
      "stepwise:notify[1] the environment variable NOT_SET is not set",
      "stepwise:notify[2] the environment variable EMPTY is not set",
      "stepwise:notify[3] the environment variable BAD holds no address that begins with https:// or http://",
    ]);
  });

  it("begins nothing where that has to be told and can't be", async () => {
    receiver.answers = [answer(500)];
    const { result, updates } = await told([{ ...here(), required: true }, { urlFrom: "NOT_SET" }]);
    assert.deepEqual([result.result, updates, result.ups.length], ["blocked", 0, 0]);
    assert.equal(result.reasons.length, 1, "what need not be told holds nothing up");
    assert.equal(result.reasons[0]!.id, "notification:required");
    assert.match(result.next[0]!, /stepwise:notify\[0\]: the answer was 500, also after 3 attempts; .*nothing has been touched/);
    receiver.answers = [answer(200), answer(500)];
    assert.equal((await told([{ ...here(), required: true }])).result.result, "reached", "its end need not be delivered");
  });

  it("tells nobody in a rehearsal, and says what would be told", async () => {
    const { result, events } = await told([{ ...here(), required: true }], { isRehearsal: true });
    assert.deepEqual([result.result, receiver.events], ["reached", []]);
    assert.deepEqual(events.map(({ on, result: how }) => `${on} ${how}`), ["started rehearsed", "succeeded rehearsed"]);
  });

  it("tells that it broke off where it does not know how it ended, and of the engine's error nothing", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const { engine } = runOf({ version: "0.5.46" }, store);
    const broken = new Proxy(engine, {
      get: (target, name) => name === "up" ? () => Promise.reject(new Error("T0KEN")) : (Reflect.get(target, name) as () => unknown).bind?.(target) ?? target.kind,
    }) as UpgradeRun["engine"];
    await assert.rejects(told([here()], { engine: broken }), /T0KEN/);
    assert.deepEqual(receiver.events, ["started", "failed"]);
    assert.equal(receiver.received[1]!.body.result, "broke off");
    assert.ok(!tellsSecret(JSON.stringify(receiver.received[1]!.body)));
  });
});
