import { differences, isRecord, joined, type Value } from "../../engines/rehearsal/values";
import type { ManagedFields } from "../cluster/managedFields";

/**
 * A set of fields as Kubernetes writes it: `f:spec` a field, `k:{"name":"a"}` an item of a list by its keys, `v:"a"` an item
 * by its value, `.` the thing itself. https://github.com/kubernetes-sigs/structured-merge-diff/blob/master/fieldpath/serialize.go
 */
export interface FieldSet {
  readonly [key: string]: FieldSet;
}

/** What all of these own. */
export function unionOf(entries: readonly Pick<ManagedFields, "fieldsV1">[]): FieldSet {
  return entries.map(({ fieldsV1 }) => fieldSet(fieldsV1)).reduce(merged, {});
}

function fieldSet(value: unknown): FieldSet {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, below]) => [key, fieldSet(below)])) : {};
}

function merged(a: FieldSet, b: FieldSet): FieldSet {
  return Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) =>
    [key, merged(Object.hasOwn(a, key) ? a[key]! : {}, Object.hasOwn(b, key) ? b[key]! : {})]));
}

const ownOnly = new Set(["apiVersion", "kind", "status"]);

/** Everything that an object has and somebody wrote, for where its server does not tell who: a rehearsal, fields that were reset. */
export function everything(object: Value): FieldSet {
  if (!isRecord(object)) return {};
  const { metadata, ...rest } = object;
  const { labels, annotations } = isRecord(metadata) ? metadata : {};
  const fields = Object.entries(rest).filter(([key]) => !ownOnly.has(key));
  return { ...fieldsOf(Object.fromEntries(fields)), "f:metadata": fieldsOf({ ...(labels && { labels }), ...(annotations && { annotations }) }) };
}

function fieldsOf(value: Value): FieldSet {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, below]) => [`f:${key}`, fieldsOf(below)])) : {};
}

/** A field that an object has beyond what is asked for. */
export interface Surplus {
  readonly path: string;
  /** What it would be if nobody had said anything; undefined: absent. */
  readonly otherwise: Value | undefined;
  readonly live: Value;
}

/**
 * What of a set is not asked for, and is not what the server makes of what is not asked for: it goes away once its owner no
 * longer asks for it.
 * @param tried what the server would make of what is asked for
 */
export function surplusIn(set: FieldSet, asked: Value | undefined, live: Value | undefined, tried: Value | undefined, path = ""): Surplus[] {
  return Object.entries(set).flatMap(([key, below]): Surplus[] => {
    const step = stepOf(key, path);
    const [has, wants, gets] = [live, asked, tried].map((value) => step?.pick(value));
    if (!step || has === undefined) return [];
    if (wants === undefined && differences(has, gets).length === 0) return [];
    const goesOn = Object.keys(below).some((one) => one !== ".") && (wants !== undefined || gets !== undefined);
    if (goesOn) return surplusIn(below, wants, has, gets, step.path);
    return wants === undefined ? [{ path: step.path, otherwise: gets, live: has }] : [];
  });
}

/** Whether a set has a field that is asked for. */
export function hasAsked(set: FieldSet, asked: Value | undefined): boolean {
  return Object.entries(set).some(([key, below]) => {
    const wants = stepOf(key, "")?.pick(asked);
    if (wants === undefined) return false;
    return Object.keys(below).length === 0 || hasAsked(below, wants);
  });
}

interface Step {
  readonly path: string;
  readonly pick: (value: Value | undefined) => Value | undefined;
}

/** One step down; undefined for what is no step, or can't be read. */
function stepOf(key: string, path: string): Step | undefined {
  const [mark, rest] = [key.slice(0, 2), key.slice(2)];
  if (mark === "f:") {
    return { path: joined(path, rest), pick: (value) => (isRecord(value) && Object.hasOwn(value, rest) ? value[rest] : undefined) };
  }
  if (mark !== "k:" && mark !== "v:") return undefined;
  const wanted = valueIn(rest);
  if (wanted === undefined) return undefined;
  const matches = (item: Value): boolean => mark === "v:" ? differences(item, wanted).length === 0 : isKeyed(item, wanted);
  const shown = isRecord(wanted) ? Object.values(wanted).map(String).join(",") : String(wanted);
  return { path: `${path}[${shown}]`, pick: (value) => (Array.isArray(value) ? (value as readonly Value[]).find(matches) : undefined) };
}

/** What is asked for may leave a key to the server, such as a port's protocol. */
function isKeyed(item: Value, keys: Value): boolean {
  if (!isRecord(item) || !isRecord(keys)) return false;
  const said = Object.keys(keys).filter((key) => Object.hasOwn(item, key));
  return said.length > 0 && said.every((key) => differences(item[key], keys[key]).length === 0);
}

function valueIn(json: string): Value | undefined {
  try {
    return JSON.parse(json) as Value;
  } catch {
    return undefined;
  }
}
