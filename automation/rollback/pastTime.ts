import { InputError } from "../../releases/problem";

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,9})?))?)?(Z| UTC|[+-]\d{2}:\d{2})?$/;

/**
 * The last moment, in milliseconds since 1970, of what a person wrote as a time: the whole day of `2026-11-20`, the whole
 * minute of `2026-11-20T14:03Z`. Without a zone it is UTC, as history shows it. Undefined where it is not written as a time.
 * @throws InputError where it is written as one and there is no such time
 */
export function timeIn(text: string): number | undefined {
  const [, day, minutes, seconds, zone = "Z"] = pattern.exec(text) ?? [];
  if (day === undefined) return undefined;
  const start = Date.parse(`${day}T${minutes ?? "00:00"}:${seconds ?? "00"}${zone === " UTC" ? "Z" : zone}`);
  // A day that a month does not have would pass for one of the next.
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start) || Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) {
    throw new InputError([{ file: "--to", path: "", message: `found ${JSON.stringify(text)}, which is no time there is; expected one such as 2026-11-20T14:03:11Z` }]);
  }
  const length = minutes === undefined ? 86_400_000 : seconds === undefined ? 60_000 : seconds.includes(".") ? 1 : 1000;
  return start + length - 1;
}
