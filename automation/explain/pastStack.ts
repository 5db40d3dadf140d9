import type { DeclaredComponent } from "../../config/components";
import { parseStackFile, type StackFile } from "../../config/stack";
import { blockPath } from "../hopFile";
import type { ReadUpdate } from "../rollback/pastUpdates";
import { valueAt, withValue } from "../rollback/plainValue";

/** A stack file's content as JSON, which is YAML: what it does is the same, and how it was written does not matter here. */
export function textOf(content: unknown): string {
  return JSON.stringify(content);
}

/** What the stack file said in a past update. */
export function pastContent({ values }: Pick<ReadUpdate, "values">): unknown {
  return { config: Object.fromEntries(values) };
}

/**
 * A stack file with the settings of the past, in which components that were not there yet stand as they do now.
 * @throws InputError where the past one does not go with them
 */
export function pastStack(now: StackFile, content: unknown, declared: readonly DeclaredComponent[]): StackFile {
  const complete = declared.map((component) => {
    const system = blockPath(component).slice(0, 2);
    return valueAt(content, system) === undefined ? system : blockPath(component);
  }).reduce((made, at) => valueAt(made, at) === undefined ? withValue(made, at, valueAt(now.yaml.content, at)) : made, content);
  return parseStackFile(now.file, textOf(complete));
}
