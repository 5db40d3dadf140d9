import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { ExportedResource, HistoryEntry } from "../engine";
import type { ClusterState } from "./cluster";

/** Where a rehearsal keeps what an engine would keep in its backend, and what a cluster would keep. */
export interface Store {
  resources: ExportedResource[];
  cluster: { objects: string[]; struck: Record<string, number> } & ClusterState;
  history: HistoryEntry[];
  /** Makes what is here now what the next process finds. */
  save(): void;
}

/** A rehearsal that is gone when the process ends. */
export function memoryStore(resources: readonly ExportedResource[] = []): Store {
  return { resources: [...resources], cluster: { objects: [], struck: {} }, history: [], save: () => undefined };
}

/** A rehearsal in a folder, so that the next process goes on from it. Written beside and renamed, never half. */
export function folderStore(folder: string): Store {
  const file = path.join(folder, "rehearsal.json");
  const saved = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) as Pick<Store, "resources" | "cluster" | "history"> : undefined;
  const store: Store = {
    resources: saved?.resources ?? [],
    cluster: saved?.cluster ?? { objects: [], struck: {} },
    history: saved?.history ?? [],
    save: () => {
      mkdirSync(folder, { recursive: true });
      const { resources, cluster, history } = store;
      writeFileSync(`${file}.new`, JSON.stringify({ resources, cluster, history }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
  return store;
}
