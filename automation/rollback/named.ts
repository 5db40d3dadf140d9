import { InputError } from "../../releases/problem";
import { compareVersions } from "../../releases/version";
import { described, listed } from "./describe";
import { hasEnded, isRead, type PastUpdate, type ReadUpdate } from "./pastUpdates";
import { timeIn } from "./pastTime";

/**
 * The update that `--to` names: by a release that it had, by the time, or by its message.
 * @param past newest first
 * @param here the components that are to go back
 * @throws InputError where it names none, or several
 */
export function updateNamed(past: readonly PastUpdate[], here: readonly string[], to: string): ReadUpdate {
  const fit = past.filter(hasEnded).filter(isRead);
  const isRelease = past.some((update) => isRead(update) && update.components.some(({ version }) => version === to));
  if (isRelease) return withRelease(fit, here, to);
  const time = timeIn(to);
  if (time !== undefined) return atTime(past, time, to);
  if (/^v?\d+(\.\d+)+\S*$/.test(to)) {
    const had = fit.flatMap(({ components }) => components).filter(({ id }) => here.includes(id)).map(({ version }) => version);
    throw problem(`no update had the release ${to}; expected one of ${[...new Set(had)].sort(compareVersions).join(", ") || "none"}`);
  }
  return withMessage(past, fit, to);
}

function withRelease(fit: readonly ReadUpdate[], here: readonly string[], to: string): ReadUpdate {
  const concerned = ({ components }: ReadUpdate) => components.filter(({ id }) => here.includes(id));
  const at = (update: ReadUpdate) => concerned(update).filter(({ version }) => version === to).map(({ id }) => id);
  const all = fit.find((update) => at(update).length > 0 && at(update).length === concerned(update).length);
  if (all) return all;
  const some = fit.find((update) => at(update).length > 0);
  throw problem(some ? `no succeeded update had every component at ${to}; ${described(some)} had ${at(some).join(", ")}, which --component takes alone`
    : `no succeeded update had ${here.join(", ")} at ${to}; there are: ${listed(fit)}`);
}

/** What was asked for at that time; if that can't be read, the update before it is not what is meant. */
function atTime(past: readonly PastUpdate[], time: number, to: string): ReadUpdate {
  const found = past.filter(hasEnded).find(({ startTime }) => Date.parse(startTime) <= time);
  if (found && isRead(found)) return found;
  throw problem(found ? `${described(found)} is what was there at ${to}, and can't be read; name another`
    : `no succeeded update began at or before ${to}; there are: ${listed(past)}`);
}

function withMessage(past: readonly PastUpdate[], fit: readonly ReadUpdate[], to: string): ReadUpdate {
  const found = fit.filter(({ message }) => message.includes(to));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw problem(`${JSON.stringify(to)} is in the messages of ${found.length} updates; name one by its time: ${listed(found)}`);
  const others = past.filter(({ message }) => message.includes(to));
  throw problem(others.length > 0 ? `${JSON.stringify(to)} is only in what can't be gone back to: ${listed(others)}`
    : `found ${JSON.stringify(to)}, expected a time, a release or part of a message of: ${listed(fit)}`);
}

function problem(message: string): InputError {
  return new InputError([{ file: "--to", path: "", message }]);
}
