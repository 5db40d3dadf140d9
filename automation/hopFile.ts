import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { isAlias, isScalar, type Document } from "yaml";
import type { DeclaredComponent } from "../config/components";
import { namespace, parseStackFile, type StackFile } from "../config/stack";
import type { ReturnedFrom, Stage } from "../config/versioned";
import type { Other } from "../upgrades/change";
import type { MetDemand } from "../upgrades/demands";
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
  /** The stack's demands that were found to be met, with what meets them. */
  readonly met?: readonly MetDemand[];
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
  { install = [], facts = {}, elsewhere = [], met = [], today = "" }: Overlay = {},
): string {
  const settings = [["facts"], ["elsewhere"], ["cluster"], ["permits"], ["permits", "confirmed"]]
    .map(([key, ...below]) => ["config", `${namespace}:${key}`, ...below]);
  const document = editableCopy(reviewed, [...declared.map(blockPath), ...settings]);
  for (const component of declared) {
    const goal = goals.get(component.id);
    const at = blockPath(component);
    if (!goal) {
      document.deleteIn(at);
      continue;
    }
    for (const key of ["version", "returnedFrom", "stage"] as const) assign(document, [...at, key], goal[key]);
  }
  // A cluster that was asked has said more than the file does.
  for (const platform of platforms) {
    const at = ["config", `${namespace}:cluster`, platform];
    const version = reviewed.settings.cluster[platform];
    if (document.getIn(at) !== version) assign(document, at, version);
  }
  for (const [fact, value] of Object.entries(facts)) document.setIn(["config", `${namespace}:facts`, fact], value);
  for (const { component, kind, at } of elsewhere) {
    const said = reviewed.settings.elsewhere[component];
    const place = ["config", `${namespace}:elsewhere`, component];
    if (at === undefined || !said || ("version" in said && said.version === at)) continue;
    const by = "stack" in said ? `the state of ${said.stack}` : "what the plan was told";
    if (at === null) document.deleteIn(place);
    else dated(document, place, { kind, version: at, by, date: today });
  }
  for (const { id, by } of met) dated(document, ["config", `${namespace}:permits`, "confirmed", id], { by, date: today });
  if (install.length > 0) document.setIn(["config", `${namespace}:permits`, "install"], document.createNode(install));
  return document.toString(asWritten);
}

/** Without quotes, readers of YAML 1.1 take a date for a moment. */
function dated(document: Document, at: readonly string[], statement: Readonly<Record<string, string>>): void {
  document.setIn(at, document.createNode(statement));
  const date = document.getIn([...at, "date"], true);
  if (isScalar(date)) date.type = "QUOTE_DOUBLE";
}

const platforms = ["kubernetes", "helm", "postgresql", "openbao"] as const;

/** Where a component's block stands in a stack file. */
export function blockPath({ system, path: below }: Pick<DeclaredComponent, "system" | "path">): string[] {
  return ["config", `${namespace}:${system}`, ...below];
}

/** A copy of a stack file. What is written there as another's alias becomes a copy of its own, so that either can change, or go, alone. */
export function editableCopy(reviewed: Pick<StackFile, "yaml">, blocks: readonly (readonly string[])[]): Document {
  const document = reviewed.yaml.document.clone();
  for (const at of blocks) {
    const block = document.getIn(at, true);
    if (isAlias(block)) document.setIn(at, block.resolve(document)?.clone());
  }
  return document;
}

/** Sets a value in a stack file, or takes it out. Text keeps the quotes and the comment of the text before. */
export function assign(document: Document, at: readonly string[], value: unknown): void {
  if (value === undefined) document.deleteIn(at);
  else document.setIn(at, typeof value === "object" ? document.createNode(value) : value);
}

/** No line is broken, and brackets are written as people write them here. */
export const asWritten = { lineWidth: 0, flowCollectionPadding: false } as const;

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
