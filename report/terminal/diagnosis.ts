import type { ClusterEvent, ContainerLog, Diagnosis } from "../../automation/cluster/diagnosis";
import { columns, heading, type Paint } from "./screen";

/** How much of a log and of the events is shown; `--json` has all that was read. */
const shownLines = 12;
const shownEvents = 6;

/** Why a phase failed, for the person who is woken up: the likeliest cause, what to do, and then what it rests on. */
export function diagnosisText(diagnosis: Diagnosis, paint: Paint): string {
  const { component, phase, object, summary, findings, logs, events, next, unknown } = diagnosis;
  // The first of the findings is the summary already.
  const others = findings.slice(1);
  return [
    heading(paint, `${component}: ${phase} failed`, paint.dim(`${object.kind} ${object.namespace}/${object.name}`)),
    columns([[paint.red("✗"), summary]], [2]),
    ...section("What to do", next.map((line) => ["•", line]), [2], paint),
    ...section("Also found", others.map(({ what, detail }) => [paint.yellow(what), detail]), [22], paint),
    ...section("Images", imageRows(diagnosis, paint), [22], paint),
    ...logs.filter(({ lines }) => lines.length > 0).flatMap((log) => logText(log, paint)),
    ...section(`Events${more(events.length, shownEvents)}`, events.slice(-shownEvents).map((event) => eventRow(event, paint)), [9, 20], paint),
    ...section("Not known", unknown.map(({ what, why }) => [paint.yellow("?"), `${what}: ${why}`]), [2], paint),
  ].join("\n");
}

function section(title: string, rows: readonly string[][], widths: readonly number[], paint: Paint): string[] {
  return rows.length === 0 ? [] : ["", paint.bold(title), columns(rows, widths)];
}

/** Only what is in the way: images that are not there, and the Secrets that they would be pulled with. */
function imageRows({ images, pullSecrets }: Diagnosis, paint: Paint): string[][] {
  const absent = images.filter(({ state }) => state !== "pulled");
  if (absent.length === 0) return [];
  const there = (exists: boolean | "unknown"): string =>
    exists === "unknown" ? paint.yellow("nobody knows whether it is there") : exists ? "is there" : paint.red("is not there");
  return [
    ...absent.map(({ image, state }) => [state, image]),
    ...pullSecrets.map(({ name, exists }) => ["pull secret", `${name} ${there(exists)}`]),
  ];
}

function logText({ pod, container, previous, lines }: ContainerLog, paint: Paint): string[] {
  const last = lines.slice(-shownLines);
  return ["", paint.bold(`Log of ${pod}, container ${container}${previous ? ", before its restart" : ""}${more(lines.length, shownLines)}`),
    ...last.map((line) => columns([[paint.dim("│"), line]], [2]))];
}

function eventRow({ time, reason, message, count, type }: ClusterEvent, paint: Paint): string[] {
  const many = count > 1 ? ` (${count} times)` : "";
  return [paint.dim(time.slice(11, 19)), type === "Warning" ? paint.yellow(reason) : reason, `${message}${many}`];
}

function more(there: number, shown: number): string {
  return there > shown ? `, the last ${shown} of ${there}` : "";
}
