import type { Release } from "../releases/schema";
import { concerns } from "./hop";

/** The releases that a hop crosses for one kind of component. */
export interface Crossing {
  readonly kind: string;
  /** Whether they are left on the way back, so that what they brought goes. */
  readonly down: boolean;
  readonly releases: readonly Release[];
}

/** What is looked for in a catalog: a whole object, or something of one, and what is around it. */
export interface Mention {
  /** Undefined for what is no Kubernetes object. */
  readonly object: { readonly kind: string; readonly name: string } | undefined;
  /** The container that it is of, by name. */
  readonly container: string | undefined;
  /** Empty for the whole object. */
  readonly path: string;
  /** `--port`, where it is a flag in a list. */
  readonly flag: string | undefined;
  /** The values before and after, as text. */
  readonly before: string;
  readonly after: string;
}

type ConfigChange = Release["config"][number];
type Note = Release["notes"][number];

/**
 * What the crossed releases say about a change: ids of notes that name it, and changes that are listed, as
 * `0.5.30 object CronJob/reports`. They are found by names alone (objects, flags, keys, images), so what a note only
 * describes is not found.
 */
export function catalogItems(crossings: readonly Crossing[], mention: Mention): string[] {
  if (isOfEveryRelease(mention)) return [];
  return [...new Set(crossings.flatMap(({ kind, releases }) => releases.flatMap(({ version, config, notes }) => [
    ...notes.filter((note) => concerns(kind, note.component) && noteNames(note, mention)).map(({ id }) => id),
    ...config.filter((change) => concerns(kind, change.component) && configNames(change, mention)).map((change) => itemOf(version, change)),
  ])))];
}

/** Whether a crossed release announces that an object goes: a change that lists it, or a note of category R that names it. */
export function announcesRemoval(crossings: readonly Crossing[], mention: Mention): boolean {
  return crossings.some(({ kind, down, releases }) => releases.some(({ config, notes }) =>
    config.some((change) => concerns(kind, change.component) && isObjectName(change.name) && leaves(change, down, mention)) ||
    notes.some((note) => concerns(kind, note.component) && note.category === (down ? "N" : "R") && noteNames(note, mention))));
}

function leaves({ change, name, to }: ConfigChange, down: boolean, mention: Mention): boolean {
  if (down) return change === "added" ? isObject(name, mention) : change === "renamed" && to !== undefined && isObject(to, mention);
  return (change === "removed" || change === "renamed") && isObject(name, mention);
}

function itemOf(version: string, { what, name }: ConfigChange): string {
  return `${version} ${what} ${name}`;
}

/** An image's tag, a version's mark and the name that carries it change with every release, and no entry is about them. */
function isOfEveryRelease({ path, before, after }: Mention): boolean {
  if (/(^|\.)metadata\.name$|annotations\["stepwise\.dev\/[a-z-]+"\]$|^(version|stage|returnedFrom)(\.|$)/.test(path)) return true;
  const repository = (image: string): string => image.replace(/[:@][^/]*$/, "");
  return /(^|\.)image$/.test(path) && repository(before) === repository(after);
}

/** Words of an entry that say what kind of thing the others are. */
const telling = new Set(["annotation", "with", "server", "configuration", "permission", "image", "database", "default"]);

function configNames({ change, what, name, to }: ConfigChange, mention: Mention): boolean {
  const [subject = "", ...rest] = wordsOf(name);
  const target = wordsOf(to ?? "");
  const [newObject] = target;
  if (isObjectName(name) && rest.length === 0) {
    const named = isObject(subject, mention) || (newObject !== undefined && isObjectName(newObject) && isObject(newObject, mention));
    return named && (mention.path === "") === (change !== "changed");
  }
  if (mention.path === "") return false;
  switch (what) {
    case "image": return [subject, ...target].some((image) => image.includes("/") && isNew(image, mention));
    case "configMapKey":
    case "secretKey": return isNew(subject.slice(subject.indexOf("/") + 1).replace(/^.*<\w+>_?/, ""), mention) || isKey(subject, mention);
    case "flag": return mention.flag !== undefined && rest.includes(mention.flag) && isAround(subject, mention);
    // A chart's values are no object's.
    case "value": return false;
    case "object":
    case "rbac":
    case "resources":
    case "setting": {
      const details = [...rest, ...target].filter((word) => word.length > 4 && word !== subject && !telling.has(word));
      const isThere = isObjectName(subject) ? isObject(subject, mention) : isAround(subject, mention);
      // Something of every Pod or in a file, such as a permission, has a name that can stand for itself.
      const names = isThere ? details : details.filter((word) => /[a-z][./_][a-zA-Z]/.test(word));
      return names.some((word) => isNew(word, mention) || mention.path.includes(word));
    }
  }
}

function noteNames({ text }: Note, { object, path, flag, before, after }: Mention): boolean {
  const said = new Set(wordsOf(text));
  if (path === "") return object !== undefined && [...said].some((word) => matches(word, object.name));
  if (flag !== undefined) return said.has(flag);
  const key = /\["([^"]+)"\]$/.exec(path)?.[1];
  if (key !== undefined && said.has(key)) return true;
  return [...said].some((word) => /[a-z][._-][a-z]/.test(word) && word.length > 8 && before.includes(word) !== after.includes(word));
}

/** Names in a sentence: without the punctuation around them, and without what stands in brackets behind an entry. */
function wordsOf(text: string): string[] {
  return text.split(/\s+/).map((word) => word.replace(/^[("'`]+|[)"'`,.;:]+$/g, "")).filter((word) => word !== "");
}

/** `Deployment/<duchy>-mill-deployment` */
function isObjectName(name: string): boolean {
  return /^[A-Z][A-Za-z]+\/\S+$/.test(name.split(" ")[0] ?? "");
}

function isObject(name: string, { object }: Mention): boolean {
  const [kind = "", ...rest] = name.split("/");
  return object !== undefined && object.kind === kind && matches(rest.join("/"), object.name);
}

/** Whether a name, in which `<duchy>` stands for any one, is this one. */
function matches(name: string, actual: string): boolean {
  if (!name.includes("<")) return name === actual;
  const parts = name.split(/<[a-z]+>/);
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[a-z0-9][a-z0-9-]*");
  return new RegExp(`^${pattern}$`).test(actual);
}

/** Whether a server, named as upstream calls it, is the object or the container that something is of. */
function isAround(server: string, { object, container = "" }: Mention): boolean {
  const name = server.replace(/^<[a-z]+>-/, "");
  return name.length > 2 && [object?.name ?? "", container].some((around) => `-${around}-`.includes(`-${name}-`));
}

/** Whether a text came, went, or stands in what changed in place of something else. */
function isNew(text: string, { before, after }: Mention): boolean {
  return text.length > 3 && before.includes(text) !== after.includes(text);
}

/** `config-files/rate_limit_config.textproto` as a key of the ConfigMap config-files. */
function isKey(name: string, { object, path }: Mention): boolean {
  const [holder = "", ...key] = name.split("/");
  return object?.name === holder && path.endsWith(`[${JSON.stringify(key.join("/"))}]`);
}
