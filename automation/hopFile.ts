import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { isAlias } from "yaml";
import type { DeclaredComponent } from "../config/components";
import { namespace, parseStackFile, type StackFile } from "../config/stack";
import type { ReturnedFrom, Stage } from "../config/versioned";

/** Where one component is to be in one `up`. */
export interface Goal {
  readonly version: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
}

/**
 * The text of a stack file in which the versions, stages and `returnedFrom` of the components are others; everything
 * else, comments included, stays as it was reviewed. A component without a goal is not there yet, and is left out.
 * @param install components whose installation is stated in this copy, for a rehearsal that starts from nothing
 */
export function hopText(
  reviewed: StackFile,
  declared: readonly DeclaredComponent[],
  goals: ReadonlyMap<string, Goal>,
  install: readonly string[] = [],
): string {
  const document = reviewed.yaml.document.clone();
  const place = ({ system, path: below }: DeclaredComponent): string[] => ["config", `${namespace}:${system}`, ...below];
  // What is written as another's alias becomes a copy of its own first, so that either can change, or go, alone.
  for (const component of declared) {
    const block = document.getIn(place(component), true);
    if (isAlias(block)) document.setIn(place(component), block.resolve(document)?.clone());
  }
  for (const component of declared) {
    const goal = goals.get(component.id);
    const at = place(component);
    if (!goal) {
      document.deleteIn(at);
      continue;
    }
    document.setIn([...at, "version"], goal.version);
    for (const key of ["returnedFrom", "stage"] as const) {
      const value = goal[key];
      if (value === undefined) document.deleteIn([...at, key]);
      else document.setIn([...at, key], document.createNode(value));
    }
  }
  if (install.length > 0) document.setIn(["config", `${namespace}:permits`, "install"], document.createNode(install));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Runs `work` with a temporary copy of a stack file, and removes it afterwards whatever happens. */
export async function withHopFile<T>(stack: string, text: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-"));
  try {
    const file = path.join(folder, `Pulumi.${stack}.yaml`);
    writeFileSync(file, text, { mode: 0o600 });
    parseStackFile(file, text);
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
