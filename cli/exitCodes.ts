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
