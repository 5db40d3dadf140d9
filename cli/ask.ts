import { createInterface } from "node:readline/promises";
import { InputError } from "../releases/problem";

/** What is done only once somebody says that it is meant. */
export interface Asking {
  /** Whether a flag has said so. */
  readonly isSaid: boolean | undefined;
  readonly flag: string;
  /** Said after the flag where it is missing. @default - nothing */
  readonly hint?: string | undefined;
  readonly json: boolean | undefined;
  readonly question: string;
  /** What has to be typed. @default - y or yes */
  readonly word?: string | undefined;
}

/** Who is asked: the process, with its terminal. */
export type Asked = Pick<NodeJS.Process, "stdin" | "stderr">;

/**
 * Whether somebody has said that it is meant: on a terminal by an answer, elsewhere by a flag.
 * @throws InputError where there is no terminal and no flag
 */
export async function isMeant({ isSaid, flag, hint = "", json, question, word }: Asking, { stdin, stderr }: Asked = process): Promise<boolean> {
  if (isSaid) return true;
  if (!stdin.isTTY || json) {
    throw new InputError([{ file: flag, path: "", message: `found no terminal to ask on, expected ${flag}${hint}` }]);
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = (await terminal.question(question)).trim();
    return word === undefined ? /^y(es)?$/i.test(answer) : answer === word;
  } catch (error) {
    // Ctrl-C and Ctrl-D are an answer too.
    if (error instanceof Error && error.name === "AbortError") return false;
    throw error;
  } finally {
    terminal.close();
  }
}
