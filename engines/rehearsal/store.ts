import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import * as path from "node:path";
import { InputError } from "../../releases/problem";
import type { ExportedResource, HeldLock, HistoryEntry, PendingOperation } from "../engine";
import { emptyCluster, type ClusterState } from "./cluster";

/** Where a rehearsal keeps what an engine would keep in its backend, and what a cluster would keep. */
export interface Store {
  resources: ExportedResource[];
  /** What was begun and has not ended, as far as this process or the one before it knows. */
  pending: PendingOperation[];
  cluster: ClusterState;
  history: HistoryEntry[];
  tags: Record<string, string>;
  /** Makes what is here now what the next process finds. */
  save(): void;
  /** Reads what another process may have saved. */
  reload(): void;
  /** Takes the stack for one run; who has it, where somebody has. */
  lock(since: Date): HeldLock | undefined;
  unlock(): void;
}

type Saved = Pick<Store, "resources" | "pending" | "cluster" | "history" | "tags">;

const nothing = (): Saved => ({ resources: [], pending: [], cluster: emptyCluster(), history: [], tags: {} });

const kept = { save: () => undefined, reload: () => undefined, lock: () => undefined, unlock: () => undefined };

/** A rehearsal that is gone when the process ends. */
export function memoryStore(resources: readonly ExportedResource[] = []): Store {
  return { ...nothing(), resources: [...resources], ...kept };
}

/**
 * A rehearsal in a folder, so that the next process goes on from it. Written beside and renamed, never half.
 * @throws InputError where what is in the folder is no such thing
 */
export function folderStore(folder: string): Store {
  const file = path.join(folder, "rehearsal.json");
  const lockFile = path.join(folder, "lock.json");
  const store: Store = {
    ...nothing(),
    ...savedIn(file),
    save: () => {
      mkdirSync(folder, { recursive: true });
      const { resources, pending, cluster, history, tags } = store;
      writeFileSync(`${file}.new`, JSON.stringify({ resources, pending, cluster, history, tags }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    reload: () => { Object.assign(store, savedIn(file)); },
    lock: (since) => {
      mkdirSync(folder, { recursive: true });
      const own: HeldLock = { by: `${userInfo().username}@${hostname()}`, pid: process.pid, since: since.toISOString() };
      const held = takeLock(lockFile, own);
      if (!held) store.reload();
      return held;
    },
    unlock: () => rmSync(lockFile, { force: true }),
  };
  return store;
}

function savedIn(file: string): Partial<Saved> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Saved;
  } catch (error) {
    const message = `the rehearsal's state can't be read (${(error as Error).message.split("\n")[0]}); expected what a rehearsal wrote; ` +
      "name another folder to begin anew";
    throw new InputError([{ file, path: "", message }]);
  }
}

/** A process that is gone holds nothing: a rehearsal's folder is used on one machine only. */
function takeLock(file: string, own: HeldLock): HeldLock | undefined {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: "wx" });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const held = lockIn(file);
    if (held.pid === undefined || isRunning(held.pid)) return held;
    rmSync(file, { force: true });
  }
}

/** Half a lock is one that is just being written, or was never finished; nothing is known of its holder. */
function lockIn(file: string): HeldLock {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as HeldLock;
  } catch {
    return {};
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
