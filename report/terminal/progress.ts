import type { CarriedEvent } from "../../automation/carryOut";
import type { WorkedOn } from "../../automation/deploy/events";
import type { UpKind } from "../../automation/deploy/message";
import type { Announced } from "../../config/notify";
import { durationText } from "./duration";
import { columns, plural, type Paint } from "./screen";

/** Objects that something waits for; the rest is made at once and only counted. */
const told = /^(Job|Deployment|StatefulSet) /;

const upWords: Readonly<Record<UpKind, string>> = { upgrade: "hop", resume: "on", return: "back", settings: "apply" };

const announcedWords: Readonly<Record<Announced, string>> = {
  started: "begins", succeeded: "has succeeded", failed: "has failed", refused: "was refused",
};

/** Without a terminal, how often it is said that something is still waited for, in seconds. */
const every = 30;

/**
 * What happens in a run, as lines for whoever watches it or reads the log in the morning: one a line with the time in UTC
 * before it.
 */
export class ProgressLines {
  private readonly lastSaid = new Map<string, number>();

  constructor(private readonly paint: Paint, private readonly clock: () => Date) {}

  /** The lines that an event adds; none for what is not worth one. */
  of(event: CarriedEvent): string[] {
    const lines = this.textsOf(event);
    const time = this.clock().toISOString().slice(11, 19);
    return lines.map((line) => `${this.paint.dim(time)}${line}`);
  }

  private textsOf(event: CarriedEvent): string[] {
    const { paint } = this;
    switch (event.event) {
      case "planned": return [
        ...event.resuming.map((what) => row(paint.yellow("going on"), `an earlier run began it and did not end it: ${what}`)),
        ...(event.resuming.length > 0 || event.hops === 0 ? [] : [row("", `${plural(event.hops, "hop")} to go`)]),
      ];
      case "found": return [row(paint.yellow("found"), `${event.object}: ${event.is}`)];
      case "up-started": return [row(paint.bold(upWords[event.kind]), paint.bold(event.message))];
      case "previewed": {
        const counts = (["create", "update", "replace", "delete"] as const).flatMap((op) => event.operations[op] ? [`${event.operations[op]} to ${op}`] : []);
        return [row("preview", counts.join(", ") || "nothing to change")];
      }
      case "step-started": {
        if (!told.test(event.object) || event.op === "delete") return [];
        this.lastSaid.set(keyOf(event), 0);
        return [row(event.phase, event.object)];
      }
      case "waiting": {
        const key = keyOf(event);
        if (event.seconds - (this.lastSaid.get(key) ?? -Infinity) < every) return [];
        this.lastSaid.set(key, event.seconds);
        return [row(event.phase, `${event.object}, ${durationText(event.seconds)}: ${event.message}`)];
      }
      case "step-ended": {
        if (event.result === "failed") return [row(event.phase, paint.red(`${event.object} failed after ${durationText(event.seconds)}`))];
        if (!told.test(event.object)) return [];
        // What is gone from the program, such as the phases of the release that was left.
        if (event.op === "delete") return [row("", paint.dim(`${event.object} removed`))];
        return [row(event.phase, `${event.object} ${paint.green("done")} in ${durationText(event.seconds)}`)];
      }
      case "backup-noted": return [row("backup", `noted for a rollback: ${event.backup}`)];
      case "warning": return [row(paint.yellow("warning"), event.message)];
      case "refused": return [row(paint.red("refused"), event.reasons.map(({ id }) => id).join(", "))];
      case "locked": return [];
      case "diagnosis": return [row(paint.red("cause"), event.diagnosis.summary)];
      case "up-ended": {
        const how = event.result === "succeeded" ? paint.green("done") : paint.red("failed");
        return [row("", `${event.stage ?? "the update"} ${how} in ${durationText(event.seconds)}`)];
      }
      case "notification": {
        const how = { sent: "told", "not sent": paint.yellow("not told"), rehearsed: "would be told" }[event.result];
        return [row("notify", `${event.to} ${how} that it ${announcedWords[event.on]}${event.why === undefined ? "" : `: ${event.why}`}`)];
      }
      case "soak-started": return [row("soak", `watching ${event.components.join(", ")} for ${durationText(event.seconds)}`)];
      case "soak-ended": {
        const how = event.result === "steady" ? paint.green("steady") : paint.red(event.result);
        return [row("soak", `${how} after ${durationText(event.seconds)}`)];
      }
    }
  }
}

/** What is waited for now, in one line; undefined where the event says nothing of it. */
export function waitingText(event: CarriedEvent): string | undefined {
  if (event.event === "step-started") return told.test(event.object) && event.op !== "delete" ? `${event.phase} ${event.object}` : undefined;
  if (event.event === "soak-started") return `soak ${event.components.join(", ")}`;
  return event.event === "waiting" ? `${event.phase} ${event.object}: ${event.message}` : undefined;
}

function keyOf({ component, phase, object }: WorkedOn): string {
  return [component, phase, object].join(" ");
}

function row(what: string, text: string): string {
  return columns([[what, text]], [10]);
}
