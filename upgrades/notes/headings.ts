import type { noteKinds } from "../../releases/schema";
import { compareVersions } from "../../releases/version";

export type NoteKind = (typeof noteKinds)[number];

/**
 * What headings say, in lower case. Halo's release notes have Highlights, Issues Addressed, Potentially Requiring Action
 * and What's Changed (its generator is in
 * https://github.com/world-federation-of-advertisers/cross-media-measurement, scripts/release-automation); its guide speaks
 * of New Features, Bug Fixes and Breaking Changes; Added, Fixed, Removed are https://keepachangelog.com's.
 */
const kindsByHeading: readonly (readonly [NoteKind, RegExp])[] = [
  ["action", /\brequir\w+ (manual )?action|\bactions?\b.*\b(required|needed|to take)\b|\bupgrad(e|ing) (notes?|instructions|steps)\b|^upgrading\b/],
  ["action", /\bmigration (notes?|guide|steps)\b|\bbefore (you )?(upgrad|updat)/],
  ["breaking", /\bbreaking\b|\bincompatib|\bdeprecat|\bremov(ed|als?)\b/],
  ["feature", /\bfeatures?\b|\bhighlights?\b|\benhancements?\b|\bimprovements?\b|^added$|^new$/],
  ["fix", /\b(bug ?)?fix(es|ed)?\b|\bissues addressed\b|\b(issues|bugs) (fixed|resolved)\b|\bresolved (issues|bugs)\b|^security\b/],
];

const notChanges: readonly (readonly [RegExp, string])[] = [
  [/\bcontributors?\b|\bthanks\b|\backnowledge?ments?\b|\bcredits\b/, "it names people, not changes"],
  [/^(assets|checksums?|downloads?|artifacts?|sha-?256)\b/, "it lists files, not changes"],
];

const severity: readonly NoteKind[] = ["fix", "feature", "breaking", "action"];

/** The kind that a heading by itself gives to what stands below it, if it gives one. */
export function kindOfHeading(heading: string): NoteKind | undefined {
  return kindsByHeading.find(([, pattern]) => pattern.test(plain(heading)))?.[0];
}

/** Where GitHub's list of all changes begins, which is put below what somebody wrote, at whatever depth that ended. */
const allChanges = /^what's changed$|\bchange ?log$|^all changes$/;

/**
 * The kind that a path of headings, outermost first, gives to what stands below: the innermost that says one, but never
 * less than an outer one asks for (a Features part of Breaking Changes is breaking). A list of all changes begins anew.
 */
export function kindOfHeadings(headings: readonly string[]): NoteKind | undefined {
  const begin = headings.map((heading) => allChanges.test(plain(heading))).lastIndexOf(true);
  const kinds = headings.slice(begin + 1).flatMap((heading) => kindOfHeading(heading) ?? []);
  const innermost = kinds.at(-1);
  return innermost && kinds.filter((kind) => asks(kind)).reduce(stricter, innermost);
}

/** The kind that asks more of who reads it; of a feature and a fix, the second. */
export function stricter(a: NoteKind, b: NoteKind): NoteKind {
  if (!asks(a) && !asks(b)) return b;
  return severity.indexOf(a) > severity.indexOf(b) ? a : b;
}

function asks(kind: NoteKind): boolean {
  return kind === "action" || kind === "breaking";
}

/** Why nothing below these headings is a note for `release`, or undefined. The innermost heading that says so counts. */
export function whyNoNotes(headings: readonly string[], release: string): string | undefined {
  const version = headings.flatMap((heading) => versionOf(heading) ?? []).at(-1);
  if (version !== undefined && compareVersions(version, release) !== 0) return `it is about another release, ${version}`;
  return headings.flatMap((heading) => notChanges.filter(([pattern]) => pattern.test(plain(heading))).map(([, why]) => why)).at(-1);
}

/** The version that a heading consists of, beside a date or a title: `v1.2.0`, `[1.2.0] - 2026-08-12`, `Release 1.2.0: Oak`. */
function versionOf(heading: string): string | undefined {
  const [, version] = /^(?:release |version )?\[?v?(\d+(?:\.\d+)+(?:[-+][\w.+-]+)?)\]?\s*(?:$|[(:–—]|-\s)/i.exec(heading) ?? [];
  return version;
}

/** The day that one of these headings gives, such as `2026-08-12`; the innermost. */
export function dateOf(headings: readonly string[]): string | undefined {
  return headings.flatMap((heading) => heading.match(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g) ?? []).filter(isDay).at(-1);
}

/** Whether a text is a day of the calendar as catalogs write it, such as `2026-08-12`. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

function plain(heading: string): string {
  return heading.toLowerCase().replace(/’/g, "'").replace(/[^\p{L}\p{N}' -]/gu, " ").replace(/\s+/g, " ").trim();
}
