import { isDeepStrictEqual } from "node:util";
import { isMap } from "../../config/plainValues";
import type { DeclaredComponent } from "../../config/components";
import { namespace, parseStackFile } from "../../config/stack";
import type { Problem } from "../../releases/problem";
import { blockPath, type Goal } from "../hopFile";
import { problemsAt } from "../problems";
import type { PlanRequest } from "../request";
import { secretShown, type ReadUpdate } from "./pastUpdates";
import { valueAt } from "./plainValue";
import { editedStack } from "./stackEdit";

/** A setting that the stack file has otherwise than a past update. */
export interface SettingDifference {
  /** Where it stands in the stack file: `config`, `stepwise:halo`, `reporting`, `pdpName`. */
  readonly at: readonly string[];
  /** What it was in the past update; undefined where it was not there. */
  readonly then: unknown;
  readonly now: unknown;
}

export interface SettingsAtReturn {
  /** What the older releases need as it was: `{at, value: then}` goes into the stack file. */
  readonly restored: readonly SettingDifference[];
  readonly staying: readonly SettingDifference[];
  /** Paths of secrets on both sides, of which nobody can say whether they are the same. */
  readonly secrets: readonly (readonly string[])[];
  /** What the older releases need and the past update did not have either. */
  readonly missing: readonly Problem[];
}

/** Beside the systems, these belong to the day and not to a release; and a hop's copy says more in them than the reviewed file. */
const ofTheDay: readonly string[] = ["permits", "facts", "elsewhere"].map((key) => `${namespace}:${key}`);

/**
 * Which settings of the stack file are not as they were in the update that is gone back to, and which of them have to be.
 * @param request the stack as it is now
 * @param text the stack file's
 * @param goals where every component that is deployed will be
 */
export function settingsAtReturn(
  request: PlanRequest, text: string, goals: ReadonlyMap<string, Goal>, update: ReadUpdate,
): SettingsAtReturn {
  const { stack } = request;
  const found = changedSettings(request, update);
  const secrets = found.filter(({ then, now: there }) => isSecret(then) && isSecret(there));
  const different = found.filter((one) => !secrets.includes(one));
  const problemsWith = (taken: readonly SettingDifference[]): readonly Problem[] => {
    const edited = editedStack(stack.file, text, { goals: new Map(), restored: taken.map(({ at, then }) => ({ at, value: then })) });
    return problemsAt({ ...request, stack: parseStackFile(stack.file, edited) }, goals).filter(({ path }) => !/(^|\.)version$/.test(path));
  };
  const restored: SettingDifference[] = [];
  for (;;) {
    const missing = problemsWith(restored);
    const staying = different.filter((one) => !restored.includes(one));
    const more = staying.filter((one) => missing.some(({ path }) => isAbout(path, one.at)));
    if (more.length === 0) return { restored, staying, secrets: secrets.map(({ at }) => at), missing };
    restored.push(...more);
  }
}

/** The outermost settings that a stack file has otherwise than a past update; where hops stand is none. */
export function changedSettings({ stack, declared }: Pick<PlanRequest, "stack" | "declared">, update: Pick<ReadUpdate, "components" | "values">): SettingDifference[] {
  const written = new Set([...declared, ...update.components].flatMap(pathsOfHops).map(keyOf));
  const now = new Map(Object.entries((stack.yaml.content as { config?: Record<string, unknown> }).config ?? {}));
  const keys = [...new Set([...update.values.keys(), ...now.keys()])].sort().filter((key) => !ofTheDay.includes(key));
  return keys.flatMap((key) => differences(["config", key], update.values.get(key), now.get(key))).filter(({ at }) => !written.has(keyOf(at)));
}

/** A value as a report shows it: short, and no secret. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (_, inner: unknown) => isSecret(inner) ? secretShown : inner);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What a rollback and its hops write themselves. */
function pathsOfHops(component: DeclaredComponent): string[][] {
  const block = blockPath(component);
  return [[...block.slice(0, 2), "version"], ...["version", "returnedFrom", "stage"].map((key) => [...block, key])];
}

/** The outermost paths below which two values differ. */
function differences(at: readonly string[], then: unknown, now: unknown): SettingDifference[] {
  if (isOpen(then) && isOpen(now)) {
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].sort().flatMap((key) =>
      differences([...at, key], valueAt(then, [key]), valueAt(now, [key])));
  }
  // Pulumi keeps a setting that is a number or a truth value as text.
  const same = isDeepStrictEqual(then, now) || (at.length === 2 && isPlain(then) && isPlain(now) && String(then) === String(now));
  return same ? [] : [{ at, then, now }];
}

function isOpen(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && !isSecret(value);
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** As an engine shows a secret, or as a stack file holds one: `{secure: <ciphertext>}`. */
function isSecret(value: unknown): boolean {
  if (value === secretShown) return true;
  return isMap(value) && Object.keys(value).length === 1 && Object.hasOwn(value, "secure");
}

/** Whether a problem is found at a setting, above it or below it. */
function isAbout(path: string, at: readonly string[]): boolean {
  const setting = at.join(".");
  return path === setting || path.startsWith(`${setting}.`) || setting.startsWith(`${path}.`);
}

function keyOf(at: readonly string[]): string {
  return JSON.stringify(at);
}
