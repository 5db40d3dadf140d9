import type { Catalog } from "../releases/catalog";
import { loadCatalog, readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { maximumFileSize, tooLarge } from "../releases/yamlFile";
import { plural } from "../report/terminal/screen";
import { entryYaml } from "../upgrades/notes/entryYaml";
import { isDay } from "../upgrades/notes/headings";
import { importNotes, type ImportOptions } from "../upgrades/notes/importNotes";
import type { Import } from "../upgrades/notes/model";
import { plainMarkdown } from "../upgrades/notes/plainMarkdown";
import { exitCodes } from "./exitCodes";
import { printJson } from "./planning";

interface Options {
  readonly release: string;
  readonly date?: string;
  readonly component: string;
  readonly source?: string;
  readonly idPrefix?: string;
  readonly catalog?: string;
  readonly json?: boolean;
}

/** `stepwise notes import`: the entry on standard output, what needs a person on standard error. */
export async function notesImport(file: string, options: Options): Promise<void> {
  const stdin = file === "-";
  const name = stdin ? "standard input" : file;
  const { known, ...chosen } = checkedOptions(options);
  const markdown = plainMarkdown(name, stdin ? await readStandardInput() : readText(file));
  const imported = importNotes(markdown, { file: name, ...chosen });
  const yaml = entryYaml(imported);
  if (options.json) printJson({ schema: "stepwise/notes/v1", ...imported, yaml });
  else process.stdout.write(yaml);
  process.stderr.write(forAPerson(imported, known));
  process.exitCode = exitCodes.done;
}

interface Chosen extends Omit<ImportOptions, "file"> {
  /** The catalog has the release already. */
  readonly known: boolean;
}

/** @throws InputError when an option or the catalog is wrong */
function checkedOptions({ release, date, component, source, idPrefix, catalog: file }: Options): Chosen {
  const catalog = file === undefined ? undefined : loadCatalog(file);
  const components = catalog && new Map(Object.entries(catalog.components).map(([key, { title }]) => [key, title]));
  const check = (option: string, value: string | undefined, expected: string, holds: (value: string) => boolean): void => {
    if (value === undefined || holds(value)) return;
    throw new InputError([{ file: `--${option}`, path: "", message: `found ${JSON.stringify(value)}, expected ${expected}` }]);
  };
  check("release", release, "a version without spaces, such as 0.5.46", (value) => /^[^\p{Cc}\s]+$/u.test(value));
  check("date", date, "a day such as 2026-08-12", isDay);
  check("source", source, "the address of the notes", (value) => value.trim() !== "" && !/\p{Cc}/u.test(value));
  check("id-prefix", idPrefix, "letters, digits, dots, dashes and underscores", (value) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value));
  const kinds = ["system", ...components?.keys() ?? []];
  check("component", component, components ? `one of ${kinds.join(", ")}` : "the name of a component", (value) =>
    components ? kinds.includes(value) : value.trim() !== "");
  return {
    release, component, takenIds: idsOf(catalog), known: catalog?.release(release) !== undefined,
    ...date !== undefined && { date },
    ...source !== undefined && { source },
    ...idPrefix !== undefined && { idPrefix },
    ...components && { components },
  };
}

/** All ids of a catalog: those of notes, requirements, risks and stops are of one kind. */
function idsOf(catalog: Catalog | undefined): ReadonlySet<string> {
  return new Set(catalog?.releases.flatMap(({ notes, requires, risks, stop }) =>
    [...notes, ...requires, ...risks, ...stop ? [stop] : []].map(({ id }) => id)));
}

/** @throws InputError */
async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumFileSize) throw tooLarge("standard input", size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function forAPerson({ entry, notes, leftOver }: Import, known: boolean): string {
  const kinds = [...new Set(notes.map(({ note }) => note.kind))].sort()
    .map((kind) => `${notes.filter(({ note }) => note.kind === kind).length} ${kind}`).join(", ");
  const guesses = (["kind", "category", "component", "source"] as const).flatMap((part) => {
    const count = notes.filter(({ guessed }) => guessed.includes(part)).length;
    return count > 0 ? [`${part} ${count}`] : [];
  });
  const asked = [...new Set(notes.flatMap(({ asks }) => asks))];
  return [
    `${plural(notes.length, "note")} for ${entry.version} (${kinds}); to complete: texts in your own words, guesses (${guesses.join(", ")})`,
    ...known ? [`the catalog has ${entry.version} already: put the notes there`] : [],
    ...asked.map((question) => {
      const about = notes.filter(({ asks }) => asks.includes(question)).map(({ note, lines }) => `${note.id} (line ${lines.from})`);
      return `${question}: ${about.join(", ")}`;
    }),
    ...leftOver.map(({ line, text, why }) => `line ${line}: not taken over: ${text.trim()} (${why})`),
  ].map((line) => `${line.replace(/\p{Cc}/gu, " ")}\n`).join("");
}
