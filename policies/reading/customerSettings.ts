import type { DeclaredComponent } from "../../config/components";
import type { StackSettings } from "../../config/stack";
import { versionedFields } from "../../config/versioned";
import { isList, isRecord, plain, type Plain } from "./plain";

/** A setting of a component that is text, as the stack file has it or by default. */
export interface TextSetting {
  /** Its path in the component's block: `mcp.host`. */
  readonly path: string;
  readonly value: string;
}

/** The settings of a component that are text, without those that a deployer changes. */
export function textSettings(settings: StackSettings, { system, path }: Pick<DeclaredComponent, "system" | "path">): TextSetting[] {
  const block = [system, ...path].reduce<Plain>((at, key) => isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined, plain(settings));
  return texts(block, []).map(({ at, value }) => ({ path: at.join("."), value })).filter(({ path: at }) => !Object.hasOwn(versionedFields, at.split(".")[0] ?? ""));
}

/**
 * The kind of object that a setting names, where it names one that exists already and is not the stack's: by convention
 * its own name says so (`mcConfigSecretName`, `configMapName`, `credentials.secret`).
 */
export function existingKind(path: string): "Secret" | "ConfigMap" | undefined {
  if (/(?:^|\.)credentials\.secret$|secretName$/i.test(path)) return "Secret";
  return /configMapName$/i.test(path) ? "ConfigMap" : undefined;
}

/** Every text in a value, with where it is. */
export function texts(value: Plain, at: readonly string[]): { readonly at: readonly string[]; readonly value: string }[] {
  if (typeof value === "string") return [{ at, value }];
  if (isList(value)) return value.flatMap((one, i) => texts(one, [...at, String(i)]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, one]) => texts(one, [...at, key])) : [];
}
