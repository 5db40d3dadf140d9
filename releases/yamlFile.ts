import { LineCounter, isScalar, parseAllDocuments, parseDocument, visit, type Document } from "yaml";
import type { ZodType, core } from "zod";
import { InputError, type Problem } from "./problem";

/** The largest file that is read, in bytes: many times the largest real catalog, and small enough to refuse at once. */
export const maximumFileSize = 8 * 1024 * 1024;

/** The most documents that are read from one stream: far more than any real one has, and few enough to be read at once. */
export const maximumDocuments = 10_000;

/** A machine that states one thing wrong states it everywhere. */
export const problemsShown = 20;

/** A file, or a document of one, that was parsed: YAML or JSON. */
export interface ParsedFile {
  readonly file: string;
  /** The content as plain values. */
  readonly content: unknown;
  /** A path as messages write it. */
  pathOf(path: readonly PropertyKey[]): string;
  /** The line on which the value at `path` starts, one-based. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

export interface YamlFile extends ParsedFile {
  readonly document: Document;
}

/**
 * Parses YAML that a person wrote. Duplicate keys, unknown tags, aliases that lead nowhere or grow without end, and keys
 * that would change what an object is, are errors.
 * @throws InputError
 */
export function parseYaml(file: string, text: string): YamlFile {
  refuseHuge(file, text);
  const lines = new LineCounter();
  return yamlFile(file, parseDocument(text, { lineCounter: lines, uniqueKeys: true }), lines, []);
}

/**
 * Parses a stream of YAML documents, such as `kubectl` takes, under the rules of {@link parseYaml}. Empty documents are left
 * out. Where there are several, paths begin with the position of the document among them.
 * @throws InputError
 */
export function parseYamlDocuments(file: string, text: string): YamlFile[] {
  refuseHuge(file, text);
  const markers = text.match(/^(?:---|\.\.\.)/gm)?.length ?? 0;
  if (markers > maximumDocuments) {
    throw new InputError([{ file, path: "", message: `found ${markers} documents in one stream, expected at most ${maximumDocuments}` }]);
  }
  const lines = new LineCounter();
  const stream = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const documents: Document[] = Array.isArray(stream) ? stream.filter(isFilled) : [];
  return documents.map((document, i) => yamlFile(file, document, lines, documents.length > 1 ? [i] : []));
}

/** Whether there is something in a document, or something wrong with it. */
function isFilled({ contents, errors, warnings }: Document): boolean {
  return (contents !== null && !(isScalar(contents) && contents.value === null)) || errors.length + warnings.length > 0;
}

function yamlFile(file: string, document: Document, lines: LineCounter, place: readonly PropertyKey[]): YamlFile {
  const unreadable = (line: number, message: string): Problem =>
    ({ file, path: "", line, message: `this is not YAML that can be read: ${message.split("\n")[0]?.replace(/ at line \d+.*$/, "")}` });
  const problems = [...document.errors, ...document.warnings].map((error) => unreadable(error.linePos?.[0].line ?? 1, error.message));
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === "__proto__") {
        problems.push({ file, path: "__proto__", line: lines.linePos(key.range?.[0] ?? 0).line, message: "found the key __proto__, which nothing may be called" });
      }
    },
  });
  if (problems.length > 0) throw new InputError(problems);
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError([unreadable(1, error instanceof Error ? error.message : String(error))]);
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
        return lines.linePos(node.range[0] as number).line;
      }
    }
    return undefined;
  };
  return { file, document, content, pathOf: (path) => pathText([...place, ...path]), lineOf };
}

function refuseHuge(file: string, text: string): void {
  if (Buffer.byteLength(text) > maximumFileSize) throw tooLarge(file, Buffer.byteLength(text));
}

export function tooLarge(file: string, bytes: number): InputError {
  return new InputError([{ file, path: "", message: `found ${bytes} bytes, expected at most 8 MiB` }]);
}

/**
 * Checks a value of a parsed file against its schema.
 * @param at where the value stands in the file
 * @throws InputError with path and line of what is wrong, what was found and what was expected; of the first 20 things
 */
export function checked<T>(
  parsed: Pick<ParsedFile, "file" | "pathOf" | "lineOf">, schema: ZodType<T>, value: unknown, at: readonly PropertyKey[] = [],
): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw wrongIn(parsed, issueProblems(result.error.issues).map(({ path, message }) => ({ path: [...at, ...path], message })));
}

interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong in a parsed file, with paths and lines. */
export function wrongIn(parsed: Pick<ParsedFile, "file" | "pathOf" | "lineOf">, wrong: readonly Wrong[]): InputError {
  const { file } = parsed;
  const problems = wrong.slice(0, problemsShown).map(({ path, message }): Problem =>
    ({ file, path: parsed.pathOf(path), line: parsed.lineOf(path), message }));
  const more = wrong.length - problems.length;
  return new InputError(more > 0 ? [...problems, { file, path: "", message: `found ${more} more of these` }] : problems);
}

/** What a schema found wrong, in this project's words. */
export function issueProblems(issues: readonly core.$ZodIssue[]): Wrong[] {
  return issues.flatMap((issue) => issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "this key is not known here; is it misspelt?" }))
    : [{ path: issue.path, message: describe(issue) }]);
}

function describe(issue: core.$ZodIssue): string {
  const expected = expectation(issue);
  // A schema's own message may have said what was found already.
  return expected.startsWith("found ") ? expected : `found ${found(issue.input)}, ${expected}`;
}

function expectation(issue: core.$ZodIssue): string {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest have messages of their own
  switch (issue.code) {
    case "invalid_type": return own(issue.message) ?? `expected ${article(issue.expected)}`;
    case "invalid_value": return `expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_key": return `which can't be a key here: ${issue.issues.map(expectation).join("; ")}`;
    case "invalid_union": {
      const said = own(issue.message);
      if (said !== undefined) return said;
      const options = [...new Set(issue.errors.flat().map((inner) => expectation(inner).replace(/^expected /, "")))];
      return options.length > 0 ? `expected ${options.join(" or ")}` : "expected something else";
    }
    default: return own(issue.message) ?? issue.message;
  }
}

/** A message that the schema gave, rather than zod's own. */
function own(message: string): string | undefined {
  return /^(Invalid|Too)\b/.test(message) ? undefined : message;
}

function found(input: unknown): string {
  if (input === undefined) return "nothing";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object" && input !== null) return "a map";
  const text = JSON.stringify(input);
  const kind = typeof input === "number" || typeof input === "boolean" ? `the ${typeof input} ` : "";
  return kind + (text.length > 60 ? `${text.slice(0, 57)}…"` : text);
}

function article(kind: string): string {
  const words: Readonly<Record<string, string>> = { string: "text", object: "a map", record: "a map", array: "a list", boolean: "true or false" };
  return words[kind] ?? `a ${kind}`;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => typeof part === "number" ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`).join("");
}
