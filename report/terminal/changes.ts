import { oneLine } from "../../releases/problem";
import { unexplainedFirst } from "../../upgrades/explain";
import type { ResourceChange, ValueChange } from "../../upgrades/planModel";
import { causeDetails, causeWidth, causeWord } from "./explain";
import { columns, plain, width, type Paint } from "./screen";

/** The resources that change, each with what changes about it; what merely follows from the release is said by its mark. */
export function changesText(changes: readonly ResourceChange[], components: readonly string[], paint: Paint): string[] {
  const marks = {
    create: paint.green("+ create"), update: paint.yellow("~ update"), replace: paint.magenta("± replace"), delete: paint.red("− delete"),
  };
  return unexplainedFirst(changes).flatMap(({ op, type, name, changes: values = [], causes }) => {
    if (op === "same" || type.startsWith("stepwise:")) return [];
    const told = values.filter((value) => !followsFromRelease(value)).map(valueText);
    const onlyRelease = told.length === 0 && (op === "update" || op === "replace") ? paint.dim("  the release only") : "";
    const rest = told.length > most ? [`and ${told.length - most} more`] : [];
    const cause = causes === undefined ? "" : padded(causeWord(causes, paint), causeWidth);
    const object = cut(`${type.split(":").at(-1)} ${shortName(name, components)}`, 66 - plain(cause).length);
    const why = causeDetails(causes).join("; ");
    return [
      `    ${padded(marks[op], 11)}${cause}${object}${onlyRelease}`,
      ...[...told.slice(0, most), ...rest].map((line) => paint.dim(cut(`${" ".repeat(17)}${line}`))),
      ...(why === "" ? [] : columns([["←", why]], [2], 17).split("\n").map((line) => paint.dim(line))),
    ];
  });
}

function padded(coloured: string, wide: number): string {
  return coloured.padEnd(coloured.length + wide - plain(coloured).length);
}

function cut(raw: string, most: number = width): string {
  const line = oneLine(raw);
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** How many changes of one resource are told before they are only counted. */
const most = 6;

/** An image's tag, an object's name and a Pod's marks change with every release and say nothing that it does not. */
function followsFromRelease({ path, before, after }: ValueChange): boolean {
  if (/(^|\.)metadata\.name$|annotations\["stepwise\.dev\/[a-z-]+"\]$/.test(path)) return true;
  const repository = (image: string | undefined): string | undefined => image?.replace(/:[^:/]+$/, "");
  return /(^|\.)image$/.test(path) && before !== undefined && repository(before) === repository(after);
}

function valueText({ path, before, after }: ValueChange): string {
  const flags = /(^|\.)args$/.test(path);
  const place = flags ? "" : `${path
    .replace(/^.*\.spec\.(?=(containers|initContainers)\b)/, "").replace(/^(containers|initContainers)\[\d+\]\./, "")
    .replace(/^spec\.template\./, "").replace(/^template\./, "").replace(/\["([^"]+)"\]/g, " $1")}  `;
  if (before === undefined && after === undefined) return place.trim();
  if (before === undefined) return `${place}+ ${after}`;
  if (after === undefined) return `${place}− ${before}`;
  return `${place}${before} → ${after}`;
}

/** Without the component that the hop is about anyway. */
function shortName(name: string, components: readonly string[]): string {
  const stem = components.map((component) => `${component.split("/")[1]}-`).find((prefix) => name.startsWith(prefix));
  return stem === undefined ? name : name.slice(stem.length);
}
