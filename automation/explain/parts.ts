import { differences, isRecord, isSecret, joined, type Value } from "../../engines/rehearsal/values";
import { valueAtPath } from "./propertyPath";

/**
 * One value at four points: as the state has it, as the program asked for it with the settings and releases of the last
 * update, with one of the two changed to what they are now, and with both. What changed first and what second is the
 * caller's choice.
 */
export interface Points<T> {
  readonly saved: T;
  readonly asked: T;
  readonly between: T;
  readonly wanted: T;
}

/** Something that changes as one, with its values. */
export interface Part {
  /** As `differences` writes it; a flag of a list of texts is `args["--port"]`. Empty for the whole. */
  readonly path: string;
  /** Where it stands: the same, or the list that the flag is in. */
  readonly place: string;
  /** `--port`; empty for what stands between the flags. */
  readonly flag?: string | undefined;
  readonly points: Points<Value | undefined>;
}

/** Which of the steps between the points change a part: from the state to what was asked for, and the two after it. */
export interface Steps {
  readonly before: boolean;
  readonly first: boolean;
  readonly second: boolean;
}

export function stepsOf({ saved, asked, between, wanted }: Points<Value | undefined>): Steps {
  return { before: !isSame(saved, asked), first: !isSame(asked, between), second: !isSame(between, wanted) };
}

/**
 * The parts of which something that changes consists: each flag of a list of flags, and below a part that several steps
 * change, the parts of it. So no part hides another's cause.
 * @param inputs a resource's, at the four points
 * @returns nothing where the state has what is wanted
 */
export function partsAt(path: string, inputs: Points<Value | undefined>): Part[] {
  return partsOf(path, mapped(inputs, (value) => valueAtPath(value, path)));
}

function partsOf(path: string, points: Points<Value | undefined>): Part[] {
  if (isSame(points.saved, points.wanted)) return [];
  const inside = isReordered(points) ? [] : entriesOf(points);
  const parts = inside.flatMap(({ key, flag, points: own }): Part[] => {
    if (flag === undefined) return partsOf(joined(path, key), own);
    if (isSame(own.saved, own.wanted)) return [];
    return [{ path: flag === "" ? path : joined(path, key), place: path, flag, points: own }];
  });
  return parts.length > 0 ? parts : [{ path, place: path, points }];
}

/** What a resource's inputs have of a part. */
export function partValue(inputs: Value | undefined, { place, flag }: Pick<Part, "place" | "flag">): Value | undefined {
  const value = valueAtPath(inputs, place);
  return flag === undefined ? value : textsOf(value, flag);
}

interface Entry {
  readonly key: string;
  readonly flag?: string | undefined;
  readonly points: Points<Value | undefined>;
}

/** What a part can be divided into; nothing where it can't be, or one step alone has made it what it is. */
function entriesOf(points: Points<Value | undefined>): Entry[] {
  const all = [points.saved, points.asked, points.between, points.wanted];
  const there = all.filter((value) => value !== undefined && value !== null);
  if (there.length > 0 && there.every(isFlags)) return flagEntries(points);
  const { before, first, second } = stepsOf(points);
  const several = [before, first, second].filter(Boolean).length > 1;
  // To have nothing and to be absent are two things, which no member tells apart.
  const isWhole = there.length === all.length;
  const isOpen = (value: Value): boolean => isRecord(value) && !isSecret(value) && (isWhole || Object.keys(value).length > 0);
  if (!several || there.length === 0 || !there.every(isOpen)) return [];
  const keys = [...new Set(there.flatMap((value) => Object.keys(value as Record<string, Value>)))].sort();
  const at = (value: Value | undefined, key: string): Value | undefined =>
    isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return keys.map((key) => ({ key, points: mapped(points, (value) => at(value, key)) }));
}

const flagName = /^--?[A-Za-z][\w.-]*/;

/** A list of flags, perhaps with other texts between them. */
function isFlags(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string") && value.some((item) => flagName.test(item as string));
}

function flagEntries(points: Points<Value | undefined>): Entry[] {
  const texts = (Object.values(points) as (readonly string[] | undefined | null)[]).flatMap((list) => list ?? []);
  const names = [...new Set(texts.map(nameOf))].sort();
  return names.map((name) => ({ key: name, flag: name, points: mapped(points, (value) => textsOf(value, name)) }));
}

function textsOf(list: Value | undefined, flag: string): Value | undefined {
  const own = Array.isArray(list) ? (list as readonly string[]).filter((text) => nameOf(text) === flag) : [];
  return own.length === 0 ? undefined : own;
}

function nameOf(text: string): string {
  return flagName.exec(text)?.[0] ?? "";
}

/** Flags of the state in another order than was asked for: no flag of them would be found to differ. */
function isReordered({ saved, asked }: Points<Value | undefined>): boolean {
  if (!isFlags(saved) || !isFlags(asked) || isSame(saved, asked)) return false;
  return [...saved, ...asked].map(nameOf).every((name) => isSame(textsOf(saved, name), textsOf(asked, name)));
}

export function mapped<T, U>({ saved, asked, between, wanted }: Points<T>, to: (value: T) => U): Points<U> {
  return { saved: to(saved), asked: to(asked), between: to(between), wanted: to(wanted) };
}

export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return differences(a, b).length === 0;
}
