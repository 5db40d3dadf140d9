import { causeNames, unexplainedFirst, worstCause, type Cause, type CauseName } from "../../upgrades/explain";
import type { ResourceChange } from "../../upgrades/planModel";
import { columns, type Paint } from "./screen";

/** How wide the column of causes is. */
export const causeWidth = 13;

/** Why something changes, in one word; empty where nobody has looked. */
export function causeWord(causes: readonly Cause[] | undefined, paint: Paint): string {
  const worst = worstCause(causes ?? []);
  return worst === undefined ? "" : coloured(worst, paint);
}

function coloured(cause: CauseName, paint: Paint): string {
  switch (cause) {
    case "unexplained": return paint.red(paint.bold("UNEXPLAINED"));
    case "setting": return paint.yellow(cause);
    case "catalog":
    case "resumed":
    case "version": return cause;
  }
}

/**
 * What the causes name, each once: settings, and what a catalog says, by the note where there is one. Of what is
 * unexplained, where it is.
 */
export function causeDetails(causes: readonly Cause[] | undefined): string[] {
  return [...new Set((causes ?? []).flatMap(({ cause, items = [], settings = [], paths }) => {
    if (cause === "unexplained") return paths;
    const notes = items.filter((item) => !item.includes(" "));
    return [...settings, ...notes.length > 0 ? notes : items];
  }))];
}

/** How many changes have which cause as their worst: `11 version, 1 setting`. */
export function causesText(changes: readonly Pick<ResourceChange, "causes">[], paint: Paint): string {
  return causeNames.flatMap((name) => {
    const count = changes.filter(({ causes = [] }) => worstCause(causes) === name).length;
    return count === 0 ? [] : [`${count} ${coloured(name, paint)}`];
  }).join(", ");
}

/** Changes with their causes, one a line, and below it what the causes name. */
export function explainedText(changes: readonly ResourceChange[], paint: Paint): string[] {
  return unexplainedFirst(changes).map(({ op, type, name, causes }) => columns([
    [causeWord(causes, paint), op, `${type.split(":").at(-1)} ${name}`],
    ...causeDetails(causes).map((detail) => ["", "", paint.dim(detail)]),
  ], [causeWidth, 9], 4));
}
