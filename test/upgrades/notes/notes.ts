import { readFileSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../../../releases/projectRoot";
import { importNotes, type ImportOptions } from "../../../upgrades/notes/importNotes";
import type { Import, ImportedNote } from "../../../upgrades/notes/model";

export const repository = "https://github.com/acme/fleet";

/** Notes of an invented system, in a shape that real ones have. */
export function fixture(name: string): string {
  return readFileSync(path.join(projectRoot, "test", "upgrades", "notes", "fixtures", `${name}.md`), "utf8");
}

export function imported(markdown: string, options: Partial<ImportOptions> = {}): Import {
  return importNotes(markdown, { file: "notes.md", release: "1.2.0", date: "2026-08-12", component: "system", ...options });
}

/** The only note of a text. */
export function only(markdown: string, options: Partial<ImportOptions> = {}): ImportedNote {
  const { notes } = imported(markdown, options);
  if (notes.length !== 1) throw new Error(`expected one note, found ${JSON.stringify(notes.map(({ note }) => note.text))}`);
  return notes[0]!;
}

/** Kind and text of every note, as one line each. */
export function told({ notes }: Import): string[] {
  return notes.map(({ note }) => `${note.kind}: ${note.text}`);
}

/** Line and reason of what is left over. */
export function left({ leftOver }: Import): string[] {
  return leftOver.map(({ line, why }) => `${line}: ${why}`);
}
