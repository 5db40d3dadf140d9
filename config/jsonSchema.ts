import { z } from "zod";
import { namespace, settingsSchema } from "./stack";

/** The JSON Schema of a stack file, for editors; made from the schema that reads it, so that the two can't differ. */
export function stackJsonSchema(): object {
  const { properties, ...definitions } = z.toJSONSchema(settingsSchema, { io: "input" }) as { properties: Record<string, unknown> };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A stack of Stepwise",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [`${namespace}:${key}`, value])),
      },
    },
    ...("$defs" in definitions && { $defs: definitions.$defs }),
  };
}
