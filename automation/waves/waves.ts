import { InputError } from "../../releases/problem";

/**
 * Stacks in waves of so many, in the order given.
 * @param size how many stacks a wave has at most. @default - all are one wave
 * @throws InputError where a stack has no name, is named twice, or there is none
 */
export function wavesOf(stacks: readonly string[], size: number = stacks.length): readonly (readonly string[])[] {
  const problems = stacks.length === 0 ? ["found no stack, expected at least one"] : stacks.flatMap((stack, at) => {
    if (stack.trim() === "") return [`found nothing in place ${at + 1}, expected the name of a stack there, or one comma less`];
    const before = stacks.indexOf(stack);
    return before < at ? [`found ${JSON.stringify(stack)} in places ${before + 1} and ${at + 1}, expected every stack once`] : [];
  });
  if (problems.length > 0) throw new InputError(problems.map((message) => ({ file: "--stacks", path: "", message })));
  if (!Number.isInteger(size) || size < 1) {
    throw new InputError([{ file: "--wave", path: "", message: `found ${size}, expected how many stacks a wave has: a whole number from 1 on` }]);
  }
  return Array.from({ length: Math.ceil(stacks.length / size) }, (_, wave) => stacks.slice(wave * size, (wave + 1) * size));
}
