import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { z } from "zod";

export type PolicyProperties = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a policy says about its configuration: its default level, and a JSON Schema of each of its settings. */
export interface ConfigurablePolicy {
  readonly name: string;
  readonly level: Level;
  readonly properties: PolicyProperties;
  readonly required: readonly string[];
}

type Level = 0 | 1 | 2 | 3;

const levels: ReadonlyMap<unknown, Level> = new Map([
  ["advisory", EnforcementLevel.ADVISORY],
  ["mandatory", EnforcementLevel.MANDATORY],
  ["disabled", EnforcementLevel.DISABLED],
  ["remediate", EnforcementLevel.REMEDIATE],
]);

/**
 * The level and the settings of one policy, as Pulumi makes them of a pack's configuration (pulumi,
 * pkg/resource/analyzer/config.go): a policy's own level goes before the one of `all`, settings before their defaults.
 * A policy that the pack does not have, and a setting that a policy does not have, are let pass here as there.
 * @throws Error for a level that there is not, and for settings that don't fit their schema
 */
export function policyConfiguration(
  policy: ConfigurablePolicy,
  config: Readonly<Record<string, unknown>>,
): { readonly level: Level; readonly properties: Readonly<Record<string, unknown>> } {
  const [all, own] = [levelAndSettings("all", config), levelAndSettings(policy.name, config)];
  const defaults = Object.entries(policy.properties).flatMap(([key, schema]) => "default" in schema ? [[key, schema["default"]] as const] : []);
  const properties = { ...Object.fromEntries(defaults), ...own.settings };
  const schema = z.fromJSONSchema({ type: "object", properties: policy.properties, required: [...policy.required] } as z.core.JSONSchema.JSONSchema);
  const checked = schema.safeParse(properties);
  if (!checked.success) {
    const faults = checked.error.issues.map(({ path, message }) => `${policy.name}: ${path.join(".")}: ${message}`);
    throw new Error(`validating policy config: ${faults.join("; ")}`);
  }
  return { level: own.level ?? all.level ?? policy.level, properties };
}

function levelAndSettings(name: string, config: Readonly<Record<string, unknown>>) {
  const given = Object.hasOwn(config, name) ? config[name] : {};
  if (typeof given === "string") return { level: levelOf(name, given), settings: {} };
  if (typeof given !== "object" || given === null) throw new Error(`parsing "${name}": expected a level or an object`);
  const { enforcementLevel, ...settings } = given as Readonly<Record<string, unknown>>;
  return { level: enforcementLevel === undefined ? undefined : levelOf(name, enforcementLevel), settings };
}

function levelOf(name: string, text: unknown): Level {
  const level = levels.get(text);
  if (level === undefined) throw new Error(`parsing enforcement level for "${name}": ${JSON.stringify(text)} is not a valid enforcement level`);
  return level;
}
