import { stringify } from "yaml";
import { z, type ZodType } from "zod";
import { checked, parseYamlDocuments, pathText, type YamlFile } from "../../releases/yamlFile";

/** An object of the Kubernetes API, of any kind, as a file states it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** A path in it as messages and graphs write it; where a file has several objects it begins with the object's position. */
  pathOf(path: readonly PropertyKey[]): string;
  /**
   * Its content under a schema.
   * @throws InputError with the path and line of every problem
   */
  check<T>(schema: ZodType<T>): T;
}

/** An object, or the part of one that a graph does not say, and where it stands among the objects of its file. */
export const storedObject = z.object({ position: z.number(), content: z.record(z.string(), z.unknown()) });
export type StoredObject = z.infer<typeof storedObject>;

/** What `metadata` must be of the objects that a graph is made from. */
export const metadata = z.looseObject({ name: z.string().min(1), namespace: z.string().min(1).nullish() });

const identity = z.looseObject({ apiVersion: z.string().min(1), kind: z.string().min(1) });
const list = z.looseObject({ items: z.array(z.unknown()) });

/**
 * The objects of a YAML stream in their order; those of a `kind: List`, which is what `kubectl get -o yaml` prints, one by
 * one.
 * @throws InputError
 */
export function readObjects(file: string, text: string): readonly KubernetesObject[] {
  const places = parseYamlDocuments(file, text).flatMap((yaml) => {
    const content = checked(yaml, identity, yaml.content);
    if (content.kind !== "List") return [{ yaml, place: [] }];
    return checked(yaml, list, yaml.content).items.map((_, i) => ({ yaml, place: ["items", i] }));
  });
  return places.map(({ yaml, place }, position) => object(yaml, place, places.length > 1 ? [position] : []));
}

function object(yaml: YamlFile, place: readonly PropertyKey[], prefix: readonly PropertyKey[]): KubernetesObject {
  const content = place.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], yaml.content);
  const view: YamlFile = {
    ...yaml,
    pathOf: (path) => pathText([...prefix, ...path]),
    lineOf: (path) => yaml.lineOf([...place, ...path]),
  };
  const { apiVersion, kind } = checked(view, identity, content);
  return {
    apiVersion,
    kind,
    content: content as Record<string, unknown>,
    pathOf: view.pathOf,
    check: (schema) => checked(view, schema, content),
  };
}

/**
 * The objects as a YAML stream, in the order of their positions. Text that YAML 1.1 takes for something else (`yes`) is
 * quoted, since Kubernetes' tools read YAML 1.1.
 */
export function writeObjects(objects: readonly StoredObject[]): string {
  return [...objects].sort((a, b) => a.position - b.position)
    .map(({ content }) => stringify(content, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" }))
    .join("---\n");
}
