import { declaredComponents, type DeclaredComponent } from "../../config/components";
import { namespace, settingsSchema } from "../../config/stack";
import type { HistoryEntry } from "../../engines/engine";
import { issueProblems, pathText } from "../../releases/yamlFile";

/** An entry of the stack's history whose components could be read from its configuration. */
export interface ReadUpdate extends HistoryEntry {
  readonly components: readonly DeclaredComponent[];
  /** Its whole configuration by full key, as plain values; a secret is `[secret]`. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** An entry that an older schema wrote, or that was cut off. */
export interface UnreadUpdate extends HistoryEntry {
  /** Why its versions can't be told. */
  readonly unreadable: string;
}

export type PastUpdate = ReadUpdate | UnreadUpdate;

/** What an engine shows in the place of a secret. */
export const secretShown = "[secret]";

/**
 * The stack's history with the components of each entry, in the order in which the engine gives it, newest first. No entry
 * makes it fail: what can't be read says why.
 */
export function pastUpdates(history: readonly HistoryEntry[]): PastUpdate[] {
  return history.map((entry) => {
    const read = readConfig(entry.config);
    return typeof read === "string" ? { ...entry, unreadable: read } : { ...entry, ...read };
  });
}

export function isRead(update: PastUpdate): update is ReadUpdate {
  return "components" in update;
}

/** Whether an entry is a part of an offline hop, with servers at zero replicas. */
export function isStage(update: PastUpdate): boolean {
  return isRead(update) && update.components.some(({ stage }) => stage !== undefined);
}

/** Whether an update came to its end, so that it can be gone back to as far as one can read it. */
export function hasEnded(update: PastUpdate): boolean {
  return update.kind === "update" && update.result === "succeeded" && !isStage(update);
}

/** Settings beside the systems: what is wrong with one of them hides no version. */
const besideSystems: readonly string[] = ["cluster", "permits", "facts", "channel", "rollout", "demands", "notify", "elsewhere"];

function readConfig(config: unknown): Pick<ReadUpdate, "components" | "values"> | string {
  if (typeof config !== "object" || config === null) return "it has no configuration";
  const values = new Map(Object.entries(config).map(([key, value]) => [key, plainValue(value)] as const));
  const systems = [...values].filter(([key]) => key.startsWith(`${namespace}:`) && !besideSystems.includes(key.slice(namespace.length + 1)));
  const opaque = systems.find(([, value]) => typeof value === "string");
  if (opaque) return `${opaque[0]} is ${opaque[1] === secretShown ? "a secret" : "not complete JSON"}`;
  const result = settingsSchema.safeParse(
    Object.fromEntries(systems.map(([key, value]) => [key.slice(namespace.length + 1), value])), { reportInput: true },
  );
  if (result.success) return { components: declaredComponents(result.data), values };
  const [first, ...rest] = issueProblems(result.error.issues);
  return `${namespace}:${pathText(first!.path)}: ${first!.message}${rest.length > 0 ? `, and ${rest.length} more` : ""}`;
}

/** Pulumi keeps what is not text as JSON; the rehearsal engine as it stands in the stack file. */
function plainValue(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
