/**
 * Property values as they travel between program and engine. Secrets and unknowns travel marked; the marks are fixed by
 * Pulumi's wire format (sdk/nodejs/runtime/rpc.ts).
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Properties = Readonly<Record<string, Value>>;

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a value that is known only after an update. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isRecord(value: unknown): value is Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is { readonly value: Value } {
  return isRecord(value) && value[signatureKey] === secretSignature;
}

export function secret(value: Value): Value {
  return { [signatureKey]: secretSignature, value };
}

/** A place at which two values differ. */
export interface Difference {
  /** As a person writes it: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/**
 * Where two values differ. In a list of plain texts, such as flags, each text that came or went is a difference of the
 * list: one more at its start does not make every one after it another.
 */
export function differences(before: Value | undefined, after: Value | undefined, path = ""): Difference[] {
  if (isSecret(before) || isSecret(after)) {
    const [a, b] = [isSecret(before) ? before.value : before, isSecret(after) ? after.value : after];
    return isSecret(before) === isSecret(after) && differences(a, b).length === 0 ? [] : [{ path, before, after }];
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(ownValue(before, key), ownValue(after, key), joined(path, key)));
  }
  if (isList(before) && isList(after)) {
    if (isTexts(before) && isTexts(after)) return textDifferences(before, after, path);
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => differences(before[i], after[i], `${path}[${i}]`)).flat();
  }
  // A property that is absent and one that is null are the same to the engine.
  return (before ?? null) === (after ?? null) ? [] : [{ path, before, after }];
}

/** Not what every object has by that name, such as `constructor`. */
function ownValue(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function textDifferences(before: readonly string[], after: readonly string[], path: string): Difference[] {
  if (before.length === after.length && before.every((text, i) => text === after[i])) return [];
  const gone = before.filter((text) => !after.includes(text));
  const come = after.filter((text) => !before.includes(text));
  if (gone.length === 0 && come.length === 0) return [{ path, before, after }];
  // A flag that got another value is one difference.
  const flag = (text: string): string => text.split("=")[0] ?? text;
  const changed = gone.map((text) => ({ path, before: text, after: come.find((other) => flag(other) === flag(text)) }));
  const matched = new Set(changed.map(({ after: other }) => other));
  return [...changed, ...come.filter((text) => !matched.has(text)).map((text) => ({ path, before: undefined, after: text }))];
}

/** The paths at which two values differ, each once. */
export function changedPaths(before: Value | undefined, after: Value | undefined): string[] {
  return [...new Set(differences(before, after).map(({ path }) => path))];
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isTexts(list: readonly Value[]): list is readonly string[] {
  return list.length > 0 && list.every((item) => typeof item === "string");
}

/** A value as a person may see it: no secret, however deep, and no mark of the wire. */
export function readable(value: Value): Value {
  if (isSecret(value)) return "[secret]";
  if (value === unknownValue) return "(known after the update)";
  if (Array.isArray(value)) return value.map((item: Value) => readable(item));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
  return value;
}

/** The path of a key below another; quoted where it is no plain word. */
export function joined(path: string, key: string): string {
  const part = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
  return part === key ? (path === "" ? key : `${path}.${key}`) : `${path}[${part}]`;
}

export function containsUnknown(value: Value | undefined): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some((item: Value) => containsUnknown(item));
  return isRecord(value) && Object.values(value).some(containsUnknown);
}
