import type { noteCategories } from "../../releases/schema";
import { oneLine } from "./inline";
import type { NoteKind } from "./headings";

export type NoteCategory = (typeof noteCategories)[number];

/** What a component is called in a catalog: its key there and its title. */
export type ComponentTitles = ReadonlyMap<string, string>;

const workload = "(?:applications?|apps?|cron ?jobs?|components?|containers?|daemons?|deployments?|functions?|images?|jobs?|modules?|packages?|"
  + "pods?|servers?|services?|stateful ?sets?)";
const gone = "(?:remov|delet|renam|replac|dropp)\\w*";

const schemaWords = /\b(schemas?|migrat\w+|changesets?|liquibase|flyway|(?:alter|create|drop)\w* (?:a |the )?(?:table|column|index))\b/i;

const categories: readonly (readonly [NoteCategory, RegExp])[] = [
  ["P", schemaWords],
  ["P", /\bdatabases?\b/i],
  ["R", new RegExp(`\\b${gone}(?: \\S+){0,5} ${workload}\\b|\\b${workload}(?: \\S+){0,5} ${gone}\\b`, "i")],
  ["N", new RegExp(`\\bnew (?:\\S+ ){0,3}${workload}\\b|\\b${workload}(?: \\S+){0,2} (?:added|introduced)\\b`, "i")],
  ["C", /(?:^|[\s`"'(])--[a-z]|\b(flags?|options?|env(ironment)?[ -]var(iable)?s?|secrets?|config\w*|settings?|variables?|arguments?)\b/i],
  ["R", new RegExp(`\\b${gone}\\b`, "i")],
];

/** HCL DX's category that a note's words suggest, or those of the heading above it; without any, A, a change of the application. */
export function guessCategory(text: string, heading = ""): NoteCategory {
  return [text, heading].flatMap((words) => categories.find(([, pattern]) => pattern.test(words))?.[0] ?? [])[0] ?? "A";
}

/** Of a note without a heading or a marker: what its first word says, or a fix, which is for reading. */
export function guessKind(text: string): NoteKind {
  return /^(add|allow|enable|introduce|implement|support|new)(s|d|ed)?\b/i.test(text) ? "feature" : "fix";
}

/** The components that a text names, in the order in which it does, by key or title, whole words, singular or plural. */
export function namedComponents(text: string, components: ComponentTitles): readonly string[] {
  const plainText = plain(text);
  return [...components].flatMap(([key, title]) => {
    const places = [plain(key), plain(key).replace(/ /g, ""), plain(title)].map((name) => placeOf(name, plainText)).filter((place) => place >= 0);
    return places.length > 0 ? [{ key, place: Math.min(...places) }] : [];
  }).sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1)).map(({ key }) => key);
}

/** Where a text has a name, or -1. */
function placeOf(name: string, text: string): number {
  if (name === "") return -1;
  const places = [name, `${name}s`, name.replace(/y$/, "ies")].map((form) => ` ${text} `.indexOf(` ${form} `)).filter((place) => place >= 0);
  return places.length > 0 ? Math.min(...places) : -1;
}

function plain(text: string): string {
  return oneLine(text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "));
}

/** What a person should ask of a note before it is complete: what its words suggest and an import does not invent. */
export function questions(text: string, kind: NoteKind, headings: readonly string[]): readonly string[] {
  const asked: string[] = [];
  if (schemaWords.test(text)) asked.push("does this change a schema? then say so under migrations");
  if (/\b(kubernetes|helm|postgres(ql)?|openbao)\b.*\d|\bat least\b|\bor (later|newer)\b|\bminimum\b|\btogether\b/i.test(text)) {
    asked.push("does this need something to be at a version? then say so under requires");
  }
  if (guessCategory(text) === "C") asked.push("does a flag, a key or a variable come, go or get another name? then say so under config");
  const reading = kind === "feature" || kind === "fix";
  if (reading && /\b(must|requires?|required|no longer|(?:have|has|needs?) to|manual(ly)?|before (upgrad|updat)ing)\b/i.test(text)) {
    asked.push("does somebody have to do something? then it is an action");
  }
  if (headings.some((heading) => /\bknown (issues|problems|bugs)\b/i.test(heading))) asked.push("is this a risk? then say so under risks");
  return asked;
}
