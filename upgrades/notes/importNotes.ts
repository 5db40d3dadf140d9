import { InputError } from "../../releases/problem";
import { catalogSchema } from "../../releases/schema";
import { accountFor } from "./account";
import { blocksOf } from "./blocks";
import { draftsOf, type Draft } from "./drafts";
import { guessCategory, namedComponents, questions, type ComponentTitles } from "./guess";
import { dateOf, stricter } from "./headings";
import { idsOf, nameOf } from "./ids";
import type { Import, ImportedNote, Note } from "./model";
import { piecesOf } from "./pieces";
import { emptyHeading, sectionsOf, type Passage } from "./sections";

export interface ImportOptions {
  /** What the text is called in messages. */
  readonly file: string;
  readonly release: string;
  /** `2026-08-12`. @default - the day in the heading of the release */
  readonly date?: string;
  /** What a note is about when no word of it names a component. */
  readonly component: string;
  /** The address of the notes; at github.com, numbers of pull requests are made into links by it. @default - the line of the notes */
  readonly source?: string;
  /** Begins the ids of notes without a pull request. @default - the release */
  readonly idPrefix?: string;
  /** The catalog's components, to find in the words. @default - none is looked for */
  readonly components?: ComponentTitles;
  /** Ids that the catalog has already. */
  readonly takenIds?: ReadonlySet<string>;
}

/**
 * Turns a release's notes in Markdown into a catalog entry: one note for each item of a list and for each paragraph and
 * row of a table below a heading that says a kind. Nothing of the text is lost: what is not in a note is left over, with
 * its line and the reason. Migrations and requirements are not made up; they are asked for.
 * @throws InputError when there is no note in it, or no date
 */
export function importNotes(markdown: string, options: ImportOptions): Import {
  const { release } = options;
  const { candidates, passages } = sectionsOf(blocksOf(markdown), release);
  const read = candidates.map((candidate) => draftsOf(candidate, options.source));
  const { drafts, repeated } = withoutRepetitions(read.flatMap((one) => one.drafts));
  const left = [...passages, ...read.flatMap((one) => one.passages)];
  if (drafts.length === 0) throw noNotes(options, left);
  const notes = notesOf(drafts, options);
  const headings = drafts.flatMap((draft) => draft.headings.map(({ text }) => text));
  const date = options.date ?? dateOf(headings);
  if (date === undefined) {
    throw new InputError([{ file: options.file, path: "", message: "found no date in the headings, expected the day of the release, as --date 2026-08-12" }]);
  }
  const entry = catalogSchema.shape.releases.element.parse({ version: release, date, notes: notes.map(({ note }) => note) });
  return { entry, notes, leftOver: accountFor(markdown, notes, [...left, ...repeated]) };
}

function noNotes({ file }: ImportOptions, passages: readonly Passage[]): InputError {
  const found = [...passages].sort((a, b) => a.lines.from - b.lines.from);
  const first = found.find(({ why }) => why !== emptyHeading) ?? found[0];
  const expected = "expected items of a list, or text below headings such as Breaking Changes";
  const message = first ? `found no note, ${expected}; this line is not taken over: ${first.why}` : `found no note, ${expected}`;
  return new InputError([{ file, path: "", message, line: first?.lines.from }]);
}

/**
 * A list of all changes repeats what the sections above it say: a request that a section has is not taken from the list
 * again, unless the list says something stricter of it.
 */
function withoutRepetitions(drafts: readonly Draft[]): { readonly drafts: readonly Draft[]; readonly repeated: readonly Passage[] } {
  const told = new Map<number, Draft>();
  const kept: Draft[] = [];
  const repeated: Passage[] = [];
  for (const draft of drafts.filter(({ sectioned }) => sectioned)) {
    const pull = draft.reference?.pull;
    const known = pull === undefined ? undefined : told.get(pull);
    if (pull !== undefined && (!known || stricter(known.kind, draft.kind) !== known.kind)) told.set(pull, draft);
  }
  for (const draft of drafts) {
    const known = draft.sectioned || draft.reference?.pull === undefined ? undefined : told.get(draft.reference.pull);
    if (known && stricter(draft.kind, known.kind) === known.kind) {
      repeated.push({ lines: draft.lines, why: `the same pull request as line ${known.lines.from}` });
    } else {
      kept.push(draft);
    }
  }
  return { drafts: kept, repeated };
}

function notesOf(drafts: readonly Draft[], options: ImportOptions): readonly ImportedNote[] {
  const { release, idPrefix = release, takenIds = new Set<string>() } = options;
  const pieces = drafts.flatMap((draft) => piecesOf(draft.text).map((text, i, all) => ({ draft, text, part: i + 1, parts: all.length })));
  const ids = idsOf(pieces.map(({ draft }) => nameOf(draft.reference?.pull, draft.text, idPrefix)), takenIds);
  return pieces.map(({ draft, text, part, parts }, i): ImportedNote => {
    const headings = draft.headings.map((heading) => heading.text);
    const { component, asks: whose } = componentOf(draft, headings, options);
    const note: Note = {
      id: ids[i]!,
      kind: draft.kind,
      category: guessCategory(text, headings.at(-1)),
      component,
      text,
      source: draft.reference?.url ?? options.source ?? `release notes of ${release}, line ${draft.lines.from}`,
      found: "notes",
    };
    return {
      note,
      lines: draft.lines,
      headings: draft.headings,
      aside: draft.aside,
      guessed: guessesOf(draft, note, options),
      asks: [
        ...parts > 1 ? [`too long for one note: this is part ${part} of ${parts}; shorten it to one`] : [],
        ...whose,
        ...questions(text, draft.kind, headings),
      ],
    };
  });
}

/** What of a note nobody said. A category is never said. */
function guessesOf({ kindGuessed, reference }: Draft, { component }: Note, options: ImportOptions): ImportedNote["guessed"] {
  const guessed: ImportedNote["guessed"][number][] = kindGuessed ? ["kind", "category"] : ["category"];
  if (component === "system" || component !== options.component) guessed.push("component");
  if (reference?.url === undefined && options.source === undefined) guessed.push("source");
  return guessed;
}

/** The component that a note names, first by its scope, then by its text, then by the innermost heading. */
function componentOf({ scope, text }: Draft, headings: readonly string[], { component, components }: ImportOptions): {
  readonly component: string;
  readonly asks: readonly string[];
} {
  if (!components) return { component, asks: [] };
  const [found = []] = [scope ?? "", text, ...[...headings].reverse()].map((words) => namedComponents(words, components)).filter((named) => named.length > 0);
  const [first = component, ...others] = found;
  return { component: first, asks: others.length > 0 ? [`it also names ${others.join(", ")}: one note for each, or system?`] : [] };
}
