import type { StackReport, WavesEvent, WavesResult } from "../../automation/waves/model";
import { durationText } from "./duration";
import { columns, heading, plural, type Paint } from "./screen";

/** How several stacks ended: one a line, in the order in which they were to be carried out, with what to do about each. */
export function wavesText({ result, waves, stacks }: WavesResult, paint: Paint): string {
  const word = result.toUpperCase();
  const titles = ["wave", "stack", "result", "time", "what next"].map((title) => paint.dim(title));
  const rows = stacks.map(({ stack, wave, result: one, seconds, next = "" }) =>
    [`${wave}`, stack, resultText(one, paint), seconds === 0 ? "" : durationText(seconds), next]);
  const counts = [...new Set(stacks.map((one) => one.result))].map((one) => `${stacks.filter((other) => other.result === one).length} ${one}`);
  return [
    heading(paint, `${plural(stacks.length, "stack")} in ${plural(waves, "wave")}`, result === "reached" ? paint.green(word) : paint.red(word)),
    "",
    columns([titles, ...rows], [5, 12, 14, 12]),
    "",
    counts.join(", "),
  ].join("\n");
}

/** What happens to a wave, or to a stack in it, in one line; undefined for what its own run tells. */
export function wavesEventText(event: WavesEvent, paint: Paint): string | undefined {
  switch (event.event) {
    case "wave-started": return paint.bold(`wave ${event.wave} of ${event.of}: ${plural(event.stacks.length, "stack")}`);
    case "wave-ended": {
      const how = event.result === "verified" ? paint.green("verified") : paint.red("failed");
      return paint.bold(`wave ${event.wave} of ${event.of}: ${how}`);
    }
    case "stack-started": return undefined;
    case "stack-ended": return `${resultText(event.result, paint)} in ${durationText(event.seconds)}`;
    case "verification-started": return "verifying";
    case "verification-ended": {
      const how = event.result === "passed" ? paint.green("verified") : paint.red(`verification ${event.result}`);
      return `${how} in ${durationText(event.seconds)}`;
    }
  }
}

function resultText(result: StackReport["result"], paint: Paint): string {
  if (result === "verified" || result === "reached") return paint.green(result);
  return result === "not begun" || result === "held back" ? paint.yellow(result) : paint.red(result);
}
