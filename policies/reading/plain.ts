import { UnknownValueError } from "@pulumi/policy";

/** Stands where a preview has a value that is known only after the update. */
export const notKnown = Symbol("known after the update");

/** A resource's properties as plain data. */
export type Plain = null | undefined | boolean | number | string | typeof notKnown | readonly Plain[] | { readonly [key: string]: Plain };
export type PlainRecord = Readonly<Record<string, Plain>>;

/**
 * What a policy was given, as plain data with {@link notKnown} in the place of every value that isn't known yet.
 *
 * The SDK's own objects throw when such a value is touched, and turn the policy's whole answer about the resource into a
 * piece of advice: one unknown label would let everything else through. So no policy here reads properties but by this.
 */
export function plain(value: unknown): Plain {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return Array.from({ length: list.length }, (_, i) => plain(read(() => list[i])));
  }
  if (typeof value === "object" && value !== null) {
    const record = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.keys(record).map((key) => [key, plain(read(() => record[key]))]));
  }
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar || value === null || value === notKnown ? value : undefined;
}

/** Reads a property; {@link notKnown} where the SDK refuses to hand it out. */
function read(property: () => unknown): unknown {
  try {
    return property();
  } catch (error) {
    if (error instanceof UnknownValueError) return notKnown;
    throw error;
  }
}

/**
 * The value at a path of what a policy was given, or of plain data; undefined where there is none, and {@link notKnown}
 * where it, or anything that it is part of, isn't known. A null is what is not there: Kubernetes drops it.
 */
export function valueAt(given: unknown, ...path: readonly string[]): Plain {
  let value = given;
  for (const key of path) {
    if (value === notKnown) return notKnown;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    const record = value as Readonly<Record<string, unknown>>;
    value = read(() => record[key]);
  }
  return plain(value) ?? undefined;
}

export function isRecord(value: Plain): value is PlainRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
