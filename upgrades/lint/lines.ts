import { InputError } from "../../releases/problem";
import { parseYamlDocuments, type ParsedFile } from "../../releases/yamlFile";
import { parseJsonStream } from "../formats/jsonFile";
import type { Finding } from "./finding";

/** The findings with the lines of their paths in the text that they were found in, where they can be told. */
export function withLines(findings: readonly Finding[], file: string, text: string): Finding[] {
  if (findings.every(({ path }) => path === undefined || path === "")) return [...findings];
  const lineOf = lineFinder(file, text);
  return findings.map((finding) => finding.path ? { ...finding, line: lineOf(finding.path) } : finding);
}

interface Place {
  readonly parsed: ParsedFile;
  readonly at: readonly (string | number)[];
}

function lineFinder(file: string, text: string): (path: string) => number | undefined {
  const places = placesOf(file, text);
  return (path) => {
    // What a path begins with may have dots in it, as channels do.
    const beginnings = ["", ...[...path.matchAll(/\.|$/g)].map(({ index }) => path.slice(0, index))];
    for (const beginning of beginnings) {
      const place = places.get(beginning);
      const found = place && resolved(place.parsed.content, [...place.at, ...partsOf(path.slice(beginning.length))]);
      if (found) return place.parsed.lineOf(found);
    }
    return undefined;
  };
}

/**
 * The objects of a file by what paths into them begin with: nothing where there is one, its position where there are several,
 * and package and name for a channel of OLM.
 */
function placesOf(file: string, text: string): ReadonlyMap<string, Place> {
  try {
    const parsed: ParsedFile[] = /^\uFEFF?\s*\{/.test(text) ? parseJsonStream(file, text) : parseYamlDocuments(file, text);
    const objects = parsed.flatMap((one): Place[] => {
      const { kind, items } = fieldsOf(one.content);
      return kind === "List" && Array.isArray(items) ? items.map((_, i) => ({ parsed: one, at: ["items", i] })) : [{ parsed: one, at: [] }];
    });
    return new Map(objects.map((place, i) => {
      const { schema, package: of, name } = fieldsOf(place.parsed.content);
      return [schema === "olm.channel" ? `${String(of)}/${String(name)}` : objects.length > 1 ? `[${i}]` : "", place];
    }));
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  }
}

function fieldsOf(content: unknown): Readonly<Record<string, unknown>> {
  return typeof content === "object" && content !== null ? content as Record<string, unknown> : {};
}

/** `releases[version=1.2.0].notes[0]`: keys, positions, and items known by one of their values. */
type Part = string | number | { readonly key: string; readonly value: string };

function partsOf(path: string): Part[] {
  return [...path.matchAll(/\[(\d+)\]|\[([A-Za-z]+)=([^\]]*)\]|([^.[\]]+)/g)].map(([, index, key, value, name]): Part =>
    index !== undefined ? Number(index) : key !== undefined ? { key, value: value! } : name!);
}

/** The path in the content, or undefined where it does not lead to anything there. */
function resolved(content: unknown, parts: readonly Part[]): PropertyKey[] | undefined {
  const path: PropertyKey[] = [];
  let value = content;
  for (const part of parts) {
    const key = typeof part === "object" ? itemKnownBy(value, part) : part;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    path.push(key);
    value = fieldsOf(value)[key];
  }
  return path;
}

function itemKnownBy(items: unknown, { key, value }: { readonly key: string; readonly value: string }): number {
  return Array.isArray(items) ? items.findIndex((item) => fieldsOf(item)[key] === value) : -1;
}
