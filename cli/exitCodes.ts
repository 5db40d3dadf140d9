import type { Result } from "../automation/deploy/run";

/** What every command's exit code means. */
export const exitCodes = {
  /** Done, or allowed. */
  done: 0,
  /** Wrong use, or bad input; the message names the file, the path in it and what was expected. */
  wrongInput: 1,
  /** Not allowed. */
  blocked: 2,
  /** It failed, and everything was gone back from. */
  rolledBack: 3,
  /** It failed, and a person is needed. */
  needsAPerson: 4,
} as const;

/** The exit code of a run that carries a plan out, by how it ended. */
export const resultCodes: Readonly<Record<Result, number>> = {
  reached: exitCodes.done,
  blocked: exitCodes.blocked,
  locked: exitCodes.blocked,
  cancelled: exitCodes.needsAPerson,
  stopped: exitCodes.needsAPerson,
  "rolled back": exitCodes.rolledBack,
  "needs a person": exitCodes.needsAPerson,
};
