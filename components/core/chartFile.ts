import { z } from "zod";
import { readText } from "../../releases/load";
import { InputError } from "../../releases/problem";
import { checked, parseYamlDocuments, type YamlFile } from "../../releases/yamlFile";

const labels = z.record(z.string(), z.string()).optional();

const objectSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().min(1).optional(), labels, annotations: labels }),
});

/** A Kubernetes object as a chart was rendered to. */
export type ChartObject = z.infer<typeof objectSchema>;

/** What Helm runs at its own moments; here phases have Jobs for that. */
const hook = "helm.sh/hook";

/**
 * The objects in the output of `helm template`. Helm's tests are left out, since they are run by hand.
 * @param file the path as it is to be shown
 * @throws InputError where it is not YAML, not of objects, has one object twice, or a hook, which nothing would run
 */
export function readChart(file: string, text: string = readText(file)): ChartObject[] {
  const objects = parseYamlDocuments(file, text).flatMap(objectsIn).filter(({ object }) => !isTest(object));
  const seen = new Map<string, number | undefined>();
  const problems = objects.flatMap(({ object, line }) => {
    const id = identity(object);
    const hooks = hooksOf(object);
    const twice = seen.has(id) ? [`found ${id} twice, also in line ${seen.get(id) ?? 1}, expected it once`] : [];
    seen.set(id, line);
    const unrun = hooks.length === 0 ? [] : [
      `found ${id} as Helm's hook ${hooks.join(", ")}, expected none: nothing would run it at its moment; render the chart with --no-hooks`,
    ];
    return [...twice, ...unrun].map((message) => ({ file, path: "", message, ...(line !== undefined && { line }) }));
  });
  if (problems.length > 0) throw new InputError(problems);
  return objects.map(({ object }) => object);
}

/** An object, or those in a list of them, with the line that each starts on. */
function objectsIn(yaml: YamlFile): { readonly object: ChartObject; readonly line: number | undefined }[] {
  const { content } = yaml;
  const isList = typeof content === "object" && content !== null && (content as { kind?: unknown }).kind === "List";
  if (!isList) return [{ object: checked(yaml, objectSchema, content), line: yaml.lineOf([]) }];
  const { items } = checked(yaml, z.looseObject({ items: z.array(objectSchema) }), content);
  return items.map((object, i) => ({ object, line: yaml.lineOf(["items", i]) }));
}

function hooksOf({ metadata }: ChartObject): string[] {
  const value = metadata.annotations?.[hook];
  return value === undefined ? [] : value.split(",").map((one) => one.trim());
}

function isTest(object: ChartObject): boolean {
  const hooks = hooksOf(object);
  return hooks.length > 0 && hooks.every((one) => one.startsWith("test"));
}

function identity({ kind, metadata }: ChartObject): string {
  return `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}
