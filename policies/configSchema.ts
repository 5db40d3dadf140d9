import type { PolicyConfigSchema } from "@pulumi/policy";
import { policies } from "./policies";

const enforcementLevel = {
  enum: ["advisory", "mandatory", "disabled"],
  description: "advisory: says so and lets it through; mandatory: stops the run; disabled: does not look.",
};

/** A level alone, or settings with a level among them. */
function levelOr(level: string | undefined, settings: PolicyConfigSchema = { properties: {} }): object {
  return {
    anyOf: [enforcementLevel, {
      type: "object",
      properties: { enforcementLevel: { ...enforcementLevel, default: level }, ...settings.properties },
      additionalProperties: false,
    }],
  };
}

/**
 * The JSON Schema of the file that `--policy-pack-config` takes, for editors and pipelines; made from the policies'
 * own schemas, so that the two can't differ. The engine itself lets a misspelt policy pass.
 */
export function packConfigJsonSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "The configuration of Stepwise's policy pack",
    type: "object",
    properties: {
      environments: { type: "array", items: { type: "string" }, description: "Pulumi ESC environments; not on backends of one's own." },
      all: { description: "The level of every policy that does not have one of its own here.", ...levelOr(undefined) },
      ...Object.fromEntries(policies.map(({ name, description, enforcementLevel: level, configSchema }) =>
        [name, { description, ...levelOr(level, configSchema) }])),
    },
    additionalProperties: false,
  };
}
