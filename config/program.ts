import { InputError } from "../releases/problem";
import { issueProblems, pathText } from "../releases/yamlFile";
import { namespace, settingsSchema, type StackSettings } from "./stack";

/**
 * The stack's settings as the engine hands them to the program.
 * @throws InputError
 */
export function settingsOf(config: { getObject<T>(key: string): T | undefined }): StackSettings {
  const keys = Object.keys(settingsSchema.shape);
  const values = keys.flatMap((key) => {
    const value = config.getObject<unknown>(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const result = settingsSchema.safeParse(Object.fromEntries(values), { reportInput: true });
  if (result.success) return result.data;
  throw new InputError(issueProblems(result.error.issues).map(({ path, message }) =>
    ({ file: "the stack's configuration", path: `${namespace}:${pathText(path)}`, message })));
}
