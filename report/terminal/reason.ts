import type { Reason } from "../../upgrades/reason";
import { columns, type Paint } from "./screen";

/** One reason: its id and whose it is, then what was found and what to do. */
export function reasonText(
  { id, message, remedy }: Reason, owners: readonly string[], paint: Paint, colour: (text: string) => string = paint.yellow,
): string {
  return [
    columns([[colour(id), paint.dim(owners.join(" "))]], [30]),
    columns([["", `${message}.`], [paint.dim("→"), `${remedy}.`]], [2], 4),
  ].join("\n");
}
