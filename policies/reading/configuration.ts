import type { PolicyConfigSchema } from "@pulumi/policy";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { issueProblems, pathText } from "../../releases/yamlFile";

/** What can be configured of one policy, beside its enforcement level. */
export interface Configuration<Settings> {
  /** What the engine checks a configuration against. */
  readonly configSchema: PolicyConfigSchema;
  /**
   * The configuration that applies, with defaults.
   * @throws InputError for what the engine's check lets through, such as a misspelt setting
   */
  settings(args: { getConfig<T extends object>(): T }): Settings;
}

/** @param policy the policy's name, for messages */
export function configuration<Shape extends z.ZodRawShape>(policy: string, shape: Shape): Configuration<z.infer<z.ZodObject<Shape>>> {
  const schema = z.strictObject(shape);
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  return {
    configSchema: { properties: properties as PolicyConfigSchema["properties"] },
    settings: (args) => {
      const result = schema.safeParse(args.getConfig(), { reportInput: true });
      if (result.success) return result.data as z.infer<z.ZodObject<Shape>>;
      throw new InputError(issueProblems(result.error.issues).map(({ path, message }) =>
        ({ file: "the policy pack's configuration", path: pathText([policy, ...path]), message })));
    },
  };
}
