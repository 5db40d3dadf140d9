import { InputError } from "../../releases/problem";
import { maximumFileSize, tooLarge } from "../../releases/yamlFile";

/**
 * Checks that what was read is text, and gives it line ends that count lines as editors do.
 * @param text as decoded from UTF-8, where what could not be decoded became U+FFFD
 * @throws InputError
 */
export function plainMarkdown(file: string, text: string): string {
  if (Buffer.byteLength(text) > maximumFileSize) throw tooLarge(file, Buffer.byteLength(text));
  const lines = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  // A tab and a form feed are spaces to Markdown.
  const strange = /(?![\t\n\f])\p{Cc}|\uFFFD/u.exec(lines);
  if (strange) {
    const line = lines.slice(0, strange.index).split("\n").length;
    const code = `U+${strange[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const found = code === "U+FFFD" ? "bytes that are not UTF-8" : `the control character ${code}`;
    throw new InputError([{ file, path: "", line, message: `found ${found}, expected Markdown in UTF-8` }]);
  }
  if (lines.trim() === "") throw new InputError([{ file, path: "", message: "found no text, expected release notes in Markdown" }]);
  return lines;
}
