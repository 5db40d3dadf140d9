import * as assert from "node:assert/strict";
import { InputError, type Problem } from "../../releases/problem";

/** The problems that reading something ends in. Fails when it is accepted, or ends in any other error. */
export function problemsOf(read: () => unknown): readonly Problem[] {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof InputError, `expected an InputError with file and path, got ${String(error)}`);
    return error.problems;
  }
  return assert.fail("expected it to be refused, and it was accepted");
}

/** The only problem that reading something ends in. */
export function problemOf(read: () => unknown): Problem {
  const problems = problemsOf(read);
  assert.equal(problems.length, 1, problems.map(({ message }) => message).join("\n"));
  return problems[0]!;
}
