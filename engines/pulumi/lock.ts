import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
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

/**
 * Who holds a stack by the lock files of a backend that is a folder: the one kind that tells without being asked to take
 * the lock too. Each is `{pid, username, hostname, timestamp}` (pulumi, pkg/backend/diy/lock.go).
 * @param backend its URL, as the CLI names it
 */
export function lockInFolder(backend: string, project: string, stack: string): HeldLock | undefined {
  const root = folderOf(backend);
  if (root === undefined) return undefined;
  try {
    const folder = path.join(root, ".pulumi", "locks", "organization", project, stack);
    const file = readdirSync(folder).find((name) => name.endsWith(".json"));
    if (file === undefined) return undefined;
    const { pid, username, hostname, timestamp } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Readonly<Record<string, unknown>>;
    return {
      ...(typeof username === "string" && typeof hostname === "string" && { by: `${username}@${hostname}` }),
      ...(typeof pid === "number" && { pid }),
      ...(typeof timestamp === "string" && { since: timestamp }),
    };
  } catch {
    // None there, or gone, or just being written: whoever wants the lock will be told.
    return undefined;
  }
}

function folderOf(backend: string): string | undefined {
  if (!backend.startsWith("file://")) return undefined;
  const [address = ""] = backend.split("?");
  if (address.startsWith("file://~")) return path.join(homedir(), address.slice("file://~".length));
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}
