import type { HeldLock } from "../engine";

/**
 * Who holds a stack, out of what the CLI says when it is refused. A backend of files says who and since when (pulumi,
 * pkg/backend/diy/lock.go); Pulumi Cloud says only that somebody does.
 * @returns undefined where it says something else
 */
export function heldLock(said: string): HeldLock | undefined {
  if (said.includes("[409] Conflict: Another update is currently in progress")) return {};
  if (!said.includes("the stack is currently locked by")) return undefined;
  const [, by, pid, since] = /: created by (\S+) \(pid (\d+)\) at (\S+)/.exec(said) ?? [];
  return { ...(by !== undefined && { by }), ...(pid !== undefined && { pid: Number(pid) }), ...(since !== undefined && { since }) };
}
