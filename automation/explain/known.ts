import type { ExportedResource } from "../../engines/engine";
import type { Goal } from "../../engines/rehearsal/goal";
import type { Crossing } from "../../upgrades/explainCatalog";
import type { Points } from "./parts";

/** What the program asks for at one point, by URN. */
export type Goals = ReadonlyMap<string, Goal>;

/**
 * An update of the past whose result the state may be, and the way from it to what is wanted now. What is between the two
 * has either the new releases with the old settings, or the old releases with the new settings.
 */
export interface Origin {
  readonly asked: Goals;
  /** Undefined where the program can't be run with either: then nothing tells releases and settings apart. */
  readonly between: Goals | undefined;
  readonly firstStep: "version" | "setting";
  /** The settings that differ; empty where none does. */
  readonly settings: readonly string[];
  /** What the program asks for between the two with one of the settings changed too. @default - not asked */
  readonly alone?: ReadonlyMap<string, Goals>;
  /** The releases that a component crosses on this way. */
  readonly crossings: ReadonlyMap<string, Crossing>;
  /** Where components stand in the stack file that was, and do not in this one, as `settings` has it. */
  readonly leaving: readonly string[];
}

/** What changes are explained by. */
export interface Known {
  /** What the state has, with what is still to be deleted. */
  readonly saved: readonly ExportedResource[];
  /** The likeliest first. */
  readonly origins: readonly Origin[];
  readonly wanted: Goals;
}

/** One resource at the four points. */
export type Resource = Points<Pick<Goal, "type" | "parent" | "inputs"> | undefined>;
