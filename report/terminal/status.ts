import type { ComponentStatus, Drift, StackStatus, StatusVerdict } from "../../automation/status/model";
import type { InstallationState } from "../../upgrades/installationState";
import { columns, heading, plural, type Paint } from "./screen";

/** Declared, deployed and live side by side, then everything that differs or is unknown, with what to do about it. */
export function statusText({ stack, verdict, components, shared, engine }: StackStatus, paint: Paint): string {
  const titles = ["component", "declared", "deployed", "live", "ready", "may follow"].map((title) => paint.dim(title));
  return [
    heading(paint, `Status of the stack ${stack}`, paint.bold(verdictText(verdict, paint))),
    "",
    columns([
      titles,
      ...components.map((one) => [one.component, one.declared ?? "nothing", deployedText(one.deployed), liveText(one, paint), readyText(one, paint), followText(one)]),
    ], [24, 11, 13, 13, 10]),
    ...components.flatMap(({ component, drift }) => driftLines(component, drift, paint)),
    ...driftLines("what the components share", shared.drift, paint),
    ...driftLines("the engine", engine?.drift ?? [], paint),
    ...deletedLines(components, paint),
    ...(verdict === "as declared" ? ["", "Everything is as it was declared."] : []),
  ].join("\n");
}

function verdictText(verdict: StatusVerdict, paint: Paint): string {
  const word = verdict.toUpperCase();
  switch (verdict) {
    case "as declared": return paint.green(word);
    case "differs": return paint.red(word);
    case "unknown": return paint.yellow(word);
  }
}

/** What is unfinished is at neither of two releases, and stands in brackets, as in a plan. */
function deployedText(state: InstallationState): string {
  switch (state.kind) {
    case "absent": return "nothing";
    case "complete": return state.deployed;
    case "incomplete": return `(${state.attempted})`;
    case "adopted": return `${state.version}?`;
    case "unknown": return "unknown";
  }
}

function liveText({ live }: ComponentStatus, paint: Paint): string {
  if (live === null) return "nothing";
  if ("unknown" in live) return paint.yellow("unknown");
  if (live.objects.present === 0) return paint.red("nothing");
  const versions = live.versions.join(" ");
  return live.versions.length > 1 ? paint.red(versions) : versions || "no version";
}

function readyText({ live }: ComponentStatus, paint: Paint): string {
  if (live === null) return "";
  if ("unknown" in live) return paint.yellow("unknown");
  const { workloads, of, stopped } = live.ready;
  // What has no replica is as it should be, and nothing of it answers.
  if (stopped > 0 && stopped === of) return "stopped";
  const text = `${workloads - stopped} of ${of}${stopped === 0 ? "" : `, ${stopped} stopped`}`;
  return workloads < of ? paint.red(text) : text;
}

function followText({ available, next, newest, deployed }: ComponentStatus): string {
  if (!next) return deployed.kind === "complete" && deployed.deployed === newest ? "nothing, it is the newest" : "nothing";
  const open = next.open.length === 0 ? "" : ` (${next.open.length} open)`;
  const more = available.length === 1 ? "" : `, ${available.length - 1} older`;
  return `${next.version}${open}${more}`;
}

function driftLines(whose: string, drift: readonly Drift[], paint: Paint): string[] {
  if (drift.length === 0) return [];
  // Nearly always many of one kind have one remedy.
  const remedies = [...new Set(drift.map(({ remedy }) => remedy))];
  return [
    "", heading(paint, whose),
    columns(drift.map(({ id, message }) => [id === "unknown" ? paint.yellow("?") : paint.red("✗"), id, `${message}.`]), [2, 18]),
    columns(remedies.map((remedy) => [paint.dim("→"), `${remedy}.`]), [2]),
  ];
}

/** No drift: what has ended is not needed. But whoever refreshes should know. */
function deletedLines(components: readonly ComponentStatus[], paint: Paint): string[] {
  const deleted = components.flatMap(({ live }) => live && "jobs" in live ? live.jobs.deleted : []);
  if (deleted.length === 0) return [];
  const [are, them] = deleted.length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    "", paint.dim(`${plural(deleted.length, "Job")} of the state ${are} no longer in the cluster; a refresh of the stack would forget ${them}:`),
    columns([[paint.dim(deleted.join(" "))]], []),
  ];
}
