import * as assert from "node:assert/strict";
import { deliver } from "../../../automation/notify/deliver";
import { answer, Receiver, silence, tellsSecret } from "./receiver";

describe("delivering a notification", () => {
  const receiver = new Receiver();
  let waits: number[] = [];
  before(() => receiver.start());
  after(() => receiver.stop());
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answers = [answer(200)];
    waits = [];
  });
  const clock = { pause: (milliseconds: number) => (waits.push(milliseconds), Promise.resolve()) };
  const send = async (url = receiver.url, timeout?: number) => {
    const why = await deliver({ url, body: { event: "started" }, clock, timeout });
    assert.ok(why === undefined || !tellsSecret(why), why);
    return why;
  };

  it("posts it as JSON, once", async () => {
    assert.equal(await send(), undefined);
    assert.deepEqual(receiver.received.map(({ path, type, body }) => [path, type, body]),
      [["/hooks/T0KEN-12345?key=53CRET", "application/json", { event: "started" }]]);
    assert.deepEqual(waits, []);
  });

  it("takes any answer of success", async () => {
    for (const status of [201, 202, 204]) {
      receiver.answers = [answer(status)];
      assert.equal(await send(), undefined);
    }
  });

  it("tries again where somebody can't at the moment, and only so often", async () => {
    for (const status of [500, 503, 429, 408]) {
      receiver.answers = [answer(status), answer(200)];
      assert.equal(await send(), undefined, String(status));
    }
    assert.equal(receiver.received.length, 8);
    receiver.received.length = 0;
    waits = [];
    receiver.answers = [answer(500)];
    assert.equal(await send(), "the answer was 500, also after 3 attempts");
    assert.deepEqual([receiver.received.length, waits], [3, [1000, 3000]]);
  });

  it("does not try again where it was refused", async () => {
    for (const status of [400, 401, 403, 404, 410]) {
      receiver.answers = [answer(status)];
      assert.equal(await send(), `the answer was ${status}`);
    }
    assert.equal(receiver.received.length, 5);
  });

  it("follows no redirection", async () => {
    const other = new Receiver();
    await other.start();
    try {
      for (const status of [301, 302, 307, 308]) {
        receiver.answers = [answer(status, { location: other.url })];
        assert.equal(await send(), `the answer was ${status}, a redirection, which is not followed`);
      }
      assert.deepEqual([other.received.length, receiver.received.length], [0, 4]);
    } finally {
      await other.stop();
    }
  });

  it("does not wait for an answer for ever", async () => {
    receiver.answers = [silence];
    assert.equal(await send(receiver.url, 50), "there was no answer within 0.05 s, also after 3 attempts");
    receiver.answers = [silence, answer(200)];
    assert.equal(await send(receiver.url, 200), undefined);
  });

  it("says by its code alone why nobody can be reached", async () => {
    const gone = new Receiver();
    await gone.start();
    const url = gone.url;
    await gone.stop();
    assert.equal(await send(url), "it can't be reached (ECONNREFUSED), also after 3 attempts");
  });
});
