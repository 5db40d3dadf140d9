import { LineCounter, parseDocument, type Document } from "yaml";
import type { ZodType } from "zod";
import { InputError, type Problem } from "./problem";

/** The largest file that is read, in bytes: many times the largest real catalog, and small enough to refuse at once. */
export const maximumFileSize = 8 * 1024 * 1024;

export interface YamlFile {
  readonly file: string;
  readonly document: Document;
  /** A path as messages write it. */
  pathOf(path: readonly PropertyKey[]): string;
  /** The line on which the value at `path` starts, one-based. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/**
 * Parses YAML that a person wrote. Duplicate keys, unknown tags and alias bombs are errors with their line.
 * @throws InputError
 */
export function parseYaml(file: string, content: string): YamlFile {
  if (Buffer.byteLength(content) > maximumFileSize) {
    throw new InputError([{ file, path: "", message: `found ${content.length} characters, expected at most 8 MiB` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((error): Problem => ({
    file,
    path: "",
    line: error.linePos?.[0].line ?? 1,
    message: `this is not YAML that can be read: ${error.message.split("\n")[0]?.replace(/ at line \d+.*$/, "")}`,
  }));
  if (problems.length > 0) throw new InputError(problems);
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
        return lines.linePos(node.range[0] as number).line;
      }
    }
    return undefined;
  };
  return { file, document, pathOf: pathText, lineOf };
}

/**
 * Checks a value of a YAML file against its schema.
 * @param path where the value is in the file
 * @throws InputError with every problem found, each with its path and line
 */
export function checked<T>(yaml: YamlFile, schema: ZodType<T>, value: unknown, path: readonly PropertyKey[] = []): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputError(result.error.issues.flatMap((issue): Problem[] => {
    const at = [...path, ...issue.path];
    const problem = (message: string, where = at): Problem =>
      ({ file: yaml.file, path: yaml.pathOf(where), message, line: yaml.lineOf(where) });
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => problem("this key is not known here; is it misspelt?", [...at, key]));
    }
    if (issue.code === "invalid_union") {
      const inner = issue.errors.flat()[0];
      return [problem(inner ? `${issue.message}: ${inner.message}` : issue.message)];
    }
    return [problem(describe(issue.message))];
  }));
}

function describe(message: string): string {
  return message.replace(/^Invalid input: /, "").replace(/, received undefined$/, ", found nothing").replace(/, received /, ", found ");
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => typeof part === "number" ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`).join("");
}
