import { InputError } from "../releases/problem";

/**
 * What an option says, as a number without a fraction.
 * @throws InputError where it is none, or not between the two, which both are allowed
 */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new InputError([{ file: option, path: "", message: `found ${JSON.stringify(text)}, expected a whole number from ${least} to ${most}` }]);
}

/** The most that `--soak` may ask for: a week, in seconds. */
export const longestSoak = 7 * 24 * 3600;
