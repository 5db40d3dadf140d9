import * as assert from "node:assert/strict";

/**
 * Does some work and holds that it was no endless one: what only grows too fast takes minutes. Counted is what the process
 * has worked, which other processes on the machine don't add to.
 * @param most in milliseconds
 */
export function soon<T>(work: () => T, most: number): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  const took = Math.round((user + system) / 1000);
  assert.ok(took < most, `took ${took} ms of work, expected less than ${most}`);
  return result;
}
