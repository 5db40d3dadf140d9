import type { Lines } from "./blocks";
import { guessKind } from "./guess";
import { stricter, type NoteKind } from "./headings";
import { commitHead, alertOf, isQuiet, kindOfType, saysNothing, splitFooters, type CommitHead, type Footer } from "./markers";
import { referenceIn, takeOrigin, type Reference } from "./references";
import type { Candidate, Heading, Passage } from "./sections";

/** A note without an id, its words as they were. */
export interface Draft {
  readonly text: string;
  readonly kind: NoteKind;
  /** A heading says the kind. */
  readonly sectioned: boolean;
  /** Neither a heading nor a marker says the kind. */
  readonly kindGuessed: boolean;
  /** The scope that the commit was marked with. */
  readonly scope: string | undefined;
  readonly reference: Reference | undefined;
  /** What of the source is not in the text, in its own words: markers, who made it, the commit's subject. */
  readonly aside: readonly string[];
  readonly lines: Lines;
  readonly headings: readonly Heading[];
}

export interface Drafts {
  readonly drafts: readonly Draft[];
  readonly passages: readonly Passage[];
}

/**
 * What a part of the text says: a note, one for each footer when it has any, or none.
 * @param source the base for numbers of pull requests without a link
 */
export function draftsOf(candidate: Candidate, source: string | undefined): Drafts {
  const { lines, headings, kind: headingKind } = candidate;
  const alert = alertOf(candidate.text);
  const { subject, footers } = splitFooters(candidate.text.slice(alert?.length ?? 0).trimStart());
  const own = takeOrigin(subject, source);
  const pieces = footers.map((footer) => ({ footer, ...takeOrigin(footer.text, source) }));
  const reference = [own, ...pieces].find(({ origin }) => origin)?.origin ?? referenceIn(candidate.text, candidate.links, source);
  const head = commitHead(own.text);
  const said = pieces.filter(({ footer }) => !saysNothing(footer.text));
  const draft = (text: string, footer: Footer | undefined, aside: readonly string[]): Draft => ({
    text: withoutSource(text, reference),
    ...kindOf(headingKind, text, { head, footer, alert }),
    scope: head?.scope,
    sectioned: headingKind !== undefined,
    reference,
    aside: [...alert === undefined ? [] : [alert], ...aside].filter((part) => part !== ""),
    lines,
    headings,
  });

  if (said.length > 0) {
    return { drafts: said.map(({ footer, text, aside }) => draft(text, footer, [subject, footer.marker, ...aside])), passages: [] };
  }
  if (head && isQuiet(head) && headingKind === undefined && footers.every(({ kind }) => kind === "relnotes")) {
    return { drafts: [], passages: [{ lines, why: `marked ${head.type}, which changes nothing for who runs it` }] };
  }
  const text = head?.text ?? own.text;
  if (text === "") return { drafts: [], passages: [{ lines, why: "a marker without a text" }] };
  const aside = [head?.marker ?? "", ...own.aside, ...footers.flatMap(({ marker, text: nothing }) => [marker, nothing])];
  return { drafts: [draft(text, footers.find(({ kind }) => kind === "breaking"), aside)], passages: [] };
}

interface Markers {
  readonly head: CommitHead | undefined;
  readonly footer: Footer | undefined;
  readonly alert: string | undefined;
}

function kindOf(headingKind: NoteKind | undefined, text: string, { head, footer, alert }: Markers): Pick<Draft, "kind" | "kindGuessed"> {
  if (head?.breaking || footer?.kind === "breaking") return { kind: stricter(headingKind ?? "breaking", "breaking"), kindGuessed: false };
  if (headingKind) return { kind: headingKind, kindGuessed: false };
  // Halo's generator lists RELNOTES under Potentially Requiring Action.
  if (footer || alert !== undefined) return { kind: "action", kindGuessed: true };
  return head ? { kind: kindOfType(head.type), kindGuessed: false } : { kind: guessKind(text), kindGuessed: true };
}

/** The note has its source beside the text. */
function withoutSource(text: string, reference: Reference | undefined): string {
  return reference?.url === undefined ? text : text.replaceAll(` (${reference.url})`, "");
}
