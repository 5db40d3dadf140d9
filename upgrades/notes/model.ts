import type { Release } from "../../releases/schema";
import type { Lines } from "./blocks";
import type { Heading } from "./sections";

export type Note = Release["notes"][number];

/** A note with what a person has to look at. */
export interface ImportedNote {
  readonly note: Note;
  readonly lines: Lines;
  /** What stands above it, outermost first. */
  readonly headings: readonly Heading[];
  /** What of the source is not in the text. */
  readonly aside: readonly string[];
  readonly guessed: readonly ("kind" | "category" | "component" | "source")[];
  readonly asks: readonly string[];
}

export interface Import {
  /** A release as a catalog has it; a person completes it. */
  readonly entry: Release;
  readonly notes: readonly ImportedNote[];
  /** Every line whose words are not in the notes, in order. */
  readonly leftOver: readonly LeftOver[];
}

/** A line of the source that is in no note, or not with all its words. */
export interface LeftOver {
  /** One-based. */
  readonly line: number;
  /** As it stands in the source. */
  readonly text: string;
  readonly why: string;
}
