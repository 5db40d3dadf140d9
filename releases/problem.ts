/**
 * Something wrong with what was given to us: a file, an option. Said in full, so that the person who reads it at night
 * can mend it: where it is, what was found there, what was expected.
 */
export interface Problem {
  /** The file, or the option, that it is in. */
  readonly file: string;
  /** The path inside the file, such as `releases[3].notes[0].kind`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** One-based, where the file has lines. */
  readonly line?: number | undefined;
}

/** Thrown at the edge, where a file or an option is read; the command line turns it into exit code 1. */
export class InputError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(problemText).join("\n"));
    this.name = "InputError";
  }
}

/** A problem in one line, for a terminal or a log: nothing in it can move the cursor, colour or reorder what is around it. */
export function problemText({ file, path, message, line }: Problem): string {
  const place = [line === undefined ? file : `${file}:${line}`, path].filter((part) => part !== "").join(": ");
  return oneLine(`${place}: ${message}`);
}

/** What a terminal would obey instead of showing it; direction overrides would make a reader see something that is not there. */
export const unseen = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** Text from outside as it may stand in one line: line ends and tabs are spaces, other control characters are U+FFFD. */
export function oneLine(text: string): string {
  return text.replace(/\r?\n|[\t\u2028\u2029]/g, " ").replace(unseen, "\ufffd");
}
