import * as assert from "node:assert/strict";
import { heldLock } from "../../../engines/pulumi/lock";

describe("who holds a stack, by what the CLI says", () => {
  it("is read out of a refusal of a backend of files", () => {
    const said = "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
      "  file:///state/.pulumi/locks/organization/stepwise/dev/5d1c.json: created by ops@runner-1 (pid 4711) at 2026-11-20T02:00:03Z\n";
    assert.deepEqual(heldLock(said), { by: "ops@runner-1", pid: 4711, since: "2026-11-20T02:00:03Z" });
  });
  it("is nobody in particular where the backend does not say", () => {
    assert.deepEqual(heldLock("error: the stack is currently locked by 1 lock(s)."), {});
    assert.deepEqual(heldLock("error: [409] Conflict: Another update is currently in progress."), {});
  });
  it("is nobody where it is about something else", () => {
    for (const said of ["", "error: 404", "the database is locked by another process"]) assert.equal(heldLock(said), undefined);
  });
});
