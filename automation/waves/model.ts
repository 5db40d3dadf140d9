import type { Result } from "../deploy/run";
import type { CheckResult } from "../verify/model";

/** How the run of one stack ended: as `up` says it; `wrong input`: it could not be begun; `broke off`: it did not say how it ended. */
export type RunResult = Result | "wrong input" | "broke off";

/** One stack's run, as whoever made it saw it end. */
export interface StackRun {
  readonly result: RunResult;
  /** What is to be done about it, in one line. @default - nothing is */
  readonly next?: string | undefined;
}

/** What the verification of a stack found. */
export interface StackVerification {
  readonly result: CheckResult;
  /** The first thing that is not as it should be, in one line. */
  readonly why?: string | undefined;
}

/** What became of one stack of several. */
export interface StackReport {
  readonly stack: string;
  /** One-based. */
  readonly wave: number;
  /**
   * - `verified`: it is where its file wants it, and was verified there
   * - `reached`: it is there, and was not verified, since another stack of its wave failed or the run was ended
   * - `not verified`: it is there, and its verification failed or could not be made
   * - `not begun`: another stack of its wave failed before its turn came, or the run was ended
   * - `held back`: an earlier wave did not succeed
   * - all others: how its own run ended
   */
  readonly result: "verified" | "not verified" | "not begun" | "held back" | RunResult;
  /** What its verification found, where it was made. */
  readonly verification?: CheckResult | undefined;
  /** How long its run and its verification took. */
  readonly seconds: number;
  /** What to do next, where something is left to do. */
  readonly next: string | undefined;
}

export interface WavesResult {
  /** `ended`: asked to end from outside before everything was reached. */
  readonly result: "reached" | "stopped" | "ended";
  /** How many waves there are. */
  readonly waves: number;
  /** Every stack once, in the order given. */
  readonly stacks: readonly StackReport[];
}

/** What happens while stacks are carried out, beside what their own runs tell. */
export type WavesEvent =
  | { readonly event: "wave-started"; readonly wave: number; readonly of: number; readonly stacks: readonly string[] }
  | { readonly event: "stack-started" | "verification-started"; readonly wave: number; readonly stack: string }
  | { readonly event: "stack-ended"; readonly wave: number; readonly stack: string; readonly result: RunResult; readonly seconds: number }
  | { readonly event: "verification-ended"; readonly wave: number; readonly stack: string; readonly result: CheckResult; readonly seconds: number }
  | { readonly event: "wave-ended"; readonly wave: number; readonly of: number; readonly result: "verified" | "failed" };
