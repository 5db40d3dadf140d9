import { readText } from "../../releases/load";
import { parseYaml } from "../../releases/yamlFile";

/** The `config` of a stack file by full key. */
export function configValues(file: string): Readonly<Record<string, unknown>> {
  const top = parseYaml(file, readText(file)).content as { config?: Record<string, unknown> } | null;
  return top?.config ?? {};
}

/** As Pulumi hands configuration to a program: text as it is, everything else as JSON. */
export function configText(file: string): Record<string, string> {
  return Object.fromEntries(Object.entries(configValues(file))
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}
