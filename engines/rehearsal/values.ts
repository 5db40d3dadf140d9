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

/**
 * The paths at which two values differ, as a person writes them: `spec.template.spec.containers[0].image`. A list whose
 * length changed differs as a whole where its items have no names to go by.
 */
export function changedPaths(before: Value | undefined, after: Value | undefined, path = ""): string[] {
  if (isSecret(before) || isSecret(after)) {
    const [a, b] = [isSecret(before) ? before.value : before, isSecret(after) ? after.value : after];
    return isSecret(before) === isSecret(after) && changedPaths(a, b).length === 0 ? [] : [path];
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changedPaths(before[key], after[key], joined(path, key)));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => changedPaths(before[i] as Value, after[i] as Value, `${path}[${i}]`)).flat();
  }
  // A property that is absent and one that is null are the same to the engine.
  return (before ?? null) === (after ?? null) ? [] : [path];
}

function joined(path: string, key: string): string {
  const part = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
  return part === key ? (path === "" ? key : `${path}.${key}`) : `${path}[${part}]`;
}

export function containsUnknown(value: Value | undefined): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some((item: Value) => containsUnknown(item));
  return isRecord(value) && Object.values(value).some(containsUnknown);
}
