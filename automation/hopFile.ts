import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { isAlias, isScalar } from "yaml";
import type { DeclaredComponent } from "../config/components";
import { namespace, parseStackFile, type StackFile } from "../config/stack";
import type { ReturnedFrom, Stage } from "../config/versioned";
import type { Other } from "../upgrades/change";
import type { Facts } from "../upgrades/graph/model";

/** Where one component is to be in one `up`. */
export interface Goal {
  readonly version: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
}

/** What a temporary copy says beside versions: what the deployer has found out and the program can't. */
export interface Overlay {
  /** Components whose installation is stated in this copy, for a rehearsal that starts from nothing. */
  readonly install?: readonly string[];
  readonly facts?: Facts;
  /** Where components of other stacks were found. */
  readonly elsewhere?: readonly Other[];
  /** The day on which that was found. */
  readonly today?: string;
}

/**
 * The text of a stack file in which the versions, stages and `returnedFrom` of the components are others; everything
 * else, comments included, stays as it was reviewed. A component without a goal is not there yet, and is left out.
 */
export function hopText(
  reviewed: StackFile,
  declared: readonly DeclaredComponent[],
  goals: ReadonlyMap<string, Goal>,
  { install = [], facts = {}, elsewhere = [], today = "" }: Overlay = {},
): string {
  const document = reviewed.yaml.document.clone();
  const place = ({ system, path: below }: DeclaredComponent): string[] => ["config", `${namespace}:${system}`, ...below];
  // What is written as another's alias becomes a copy of its own first, so that either can change, or go, alone.
  const settings = ["facts", "elsewhere"].map((key) => ["config", `${namespace}:${key}`]);
  for (const at of [...declared.map(place), ...settings]) {
    const block = document.getIn(at, true);
    if (isAlias(block)) document.setIn(at, block.resolve(document)?.clone());
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
  for (const [fact, value] of Object.entries(facts)) document.setIn(["config", `${namespace}:facts`, fact], value);
  for (const { component, kind, at } of elsewhere) {
    const said = reviewed.settings.elsewhere[component];
    const place = ["config", `${namespace}:elsewhere`, component];
    if (at === undefined || !said || ("version" in said && said.version === at)) continue;
    const by = "stack" in said ? `the state of ${said.stack}` : "what the plan was told";
    if (at === null) document.deleteIn(place);
    else {
      document.setIn(place, document.createNode({ kind, version: at, by, date: today }));
      // Without quotes, readers of YAML 1.1 take a date for a moment.
      const date = document.getIn([...place, "date"], true);
      if (isScalar(date)) date.type = "QUOTE_DOUBLE";
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
