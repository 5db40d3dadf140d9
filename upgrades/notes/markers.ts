import type { NoteKind } from "./headings";

/** A footer of a commit message, wherever in a note it stands. */
export interface Footer {
  /** As it was written, with its colon. */
  readonly marker: string;
  readonly kind: "breaking" | "relnotes";
  readonly text: string;
}

/** The head of a conventional commit, `feat(api)!: text`. */
export interface CommitHead {
  /** As it was written, with its colon. */
  readonly marker: string;
  /** In lower case. */
  readonly type: string;
  readonly scope: string | undefined;
  readonly breaking: boolean;
  readonly text: string;
}

/** The types of https://www.conventionalcommits.org (those of its examples); any other is one only with a `!`. */
const types = new Set(["feat", "fix", "perf", "refactor", "revert", "build", "chore", "ci", "docs", "style", "test"]);

/** Types that by their meaning change nothing for who runs the software. */
const quietTypes = new Set(["build", "chore", "ci", "docs", "style", "test"]);

/**
 * `BREAKING CHANGE:` and `BREAKING-CHANGE:` are the specification's; `RELNOTES:` is Halo's, for what belongs in the release
 * notes without being breaking
 * (https://github.com/world-federation-of-advertisers/cross-media-measurement/blob/main/docs/dev-standards.md); a bare
 * `BREAKING:` is what many write. Capitals only, as the specification has it; in code it is no marker.
 */
const footer = /(?<=^|\s)(?:BREAKING(?:[ -]CHANGES?)?|RELNOTES):(?=\s|$)/g;

/** A warning as GitHub draws one: a quote that begins so. */
const alert = /^\[!(?:WARNING|IMPORTANT|CAUTION)\]/;

/** A note's text before its first footer, and its footers. */
export function splitFooters(text: string): { readonly subject: string; readonly footers: readonly Footer[] } {
  const found = [...text.matchAll(footer)];
  const footers = found.map((match, i): Footer => ({
    marker: match[0],
    kind: match[0].startsWith("RELNOTES") ? "relnotes" : "breaking",
    text: text.slice(match.index + match[0].length, found[i + 1]?.index).trim(),
  }));
  return { subject: text.slice(0, found[0]?.index).trim(), footers };
}

/** The head of a conventional commit, where a text begins with one. */
export function commitHead(text: string): CommitHead | undefined {
  const [, marker, word, scope, bang, rest] = /^(([a-z]+)(?:\(([^()]*)\))?(!)?:)\s+(.+)$/is.exec(text) ?? [];
  const type = word?.toLowerCase();
  if (marker === undefined || type === undefined || rest === undefined) return undefined;
  return types.has(type) || bang !== undefined ? { marker, type, scope, breaking: bang !== undefined, text: rest } : undefined;
}

/** Whether a text says by a marker that it is a note, wherever it stands. */
export function isMarked(text: string): boolean {
  return alertOf(text) !== undefined || splitFooters(text).footers.length > 0 || commitHead(text) !== undefined;
}

/** The mark of a warning, where a text begins with one. */
export function alertOf(text: string): string | undefined {
  return alert.exec(text)?.[0];
}

export function isQuiet({ type, breaking }: CommitHead): boolean {
  return quietTypes.has(type) && !breaking;
}

/** What a commit's type says, for those that are not quiet: what is no feature is for reading, as a fix. */
export function kindOfType(type: string): NoteKind {
  return type === "feat" ? "feature" : "fix";
}

/** `RELNOTES: none` is a way to say that there is nothing to say. */
export function saysNothing(text: string): boolean {
  return /^(none|n\/a|no|nothing)?\.?$/i.test(text);
}
