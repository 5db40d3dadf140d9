import { findNodeAtLocation, parseTree, printParseErrorCode, visit } from "jsonc-parser";
import { InputError, type Problem } from "../../releases/problem";
import { maximumFileSize, pathText, problemsShown, tooLarge, type ParsedFile } from "../../releases/yamlFile";

/** Many times deeper than any real graph, and shallow enough for everything that walks values. */
const maximumDepth = 200;

/**
 * Parses a text with one JSON value in it.
 * @throws InputError as {@link parseJsonStream} does, and where there is none or more than one
 */
export function parseJson(file: string, text: string): ParsedFile {
  const [first, second] = parseJsonStream(file, text);
  if (!first) throw new InputError([{ file, path: "", message: "found nothing, expected JSON" }]);
  if (second) throw new InputError([{ file, path: "", line: second.lineOf([]), message: "found a second JSON value, expected one" }]);
  return first;
}

/**
 * Parses JSON values that follow each other: one, one a line, or simply one after the other. Keys that are stated twice,
 * the key `__proto__` and nesting deeper than 200 are errors.
 * @throws InputError
 */
export function parseJsonStream(file: string, text: string): ParsedFile[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > maximumFileSize) throw tooLarge(file, bytes);
  const json = text.replace(/^\uFEFF/, "");
  const spans = spansOf(file, json);
  return spans.map((span, i) => jsonFile(file, json, span, spans.length > 1 ? [i] : []));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the values of a stream start and end; what stands between them belongs to the next. Found without recursion, so
 * that deep nesting is met here and nowhere else.
 */
function spansOf(file: string, text: string): Span[] {
  const spans: Span[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (mark === '"') {
      i = endOfText(text, i);
    } else if (mark === "{" || mark === "[") {
      if (++depth > maximumDepth) {
        const message = `found more than ${maximumDepth} levels of brackets, expected fewer`;
        throw new InputError([{ file, path: "", line: lineAt(text, i), message }]);
      }
    } else if ((mark === "}" || mark === "]") && depth > 0 && --depth === 0) {
      spans.push({ start, end: i + 1 });
      start = i + 1;
    }
  }
  if (text.slice(start).trim() !== "") spans.push({ start, end: text.length });
  return spans;
}

/** The position of the quote that ends the text begun at `start`. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function jsonFile(file: string, text: string, { start, end }: Span, place: readonly PropertyKey[]): ParsedFile {
  const slice = text.slice(start, end);
  const problems = problemsOf(file, text, start, slice);
  if (problems.length > 0) throw new InputError(problems);
  const content = JSON.parse(slice) as unknown;
  let tree: ReturnType<typeof parseTree>;
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    tree ??= parseTree(slice);
    for (let length = path.length; tree && length >= 0; length--) {
      const node = findNodeAtLocation(tree, path.slice(0, length).map((part) => typeof part === "number" ? part : String(part)));
      if (node) return lineAt(text, start + node.offset);
    }
    return undefined;
  };
  return { file, content, pathOf: (path) => pathText([...place, ...path]), lineOf };
}

/** Errors of syntax, and keys that JSON itself lets pass. */
function problemsOf(file: string, text: string, start: number, slice: string): Problem[] {
  const problems: Problem[] = [];
  /** The keys of every object that is open. */
  const open: Set<string>[] = [];
  const found = (path: string, offset: number, message: string): void => {
    if (problems.length < problemsShown) problems.push({ file, path, line: lineAt(text, start + offset), message });
  };
  visit(slice, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, offset) => {
      if (key === "__proto__") found(key, offset, "found the key __proto__, which nothing may be called");
      if (open.at(-1)?.has(key)) found(key, offset, "found this key twice in one object, expected it once");
      open.at(-1)?.add(key);
    },
    onError: (error, offset) => {
      const reason = printParseErrorCode(error).replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      found("", offset, `this is not JSON that can be read: ${reason}`);
    },
  }, { disallowComments: true });
  return problems;
}
