import { unreviewed } from "../../automation/deploy/reviewed";
import type { Stage } from "../../config/versioned";
import type { Outcome } from "../../engines/engine";
import type { ResourceChange } from "../../upgrades/planModel";
import { columns, heading, plural, type Paint } from "./screen";

/** The next `up` as the engine previewed it, and what its hop is to do by the plan. */
export interface PreviewView {
  readonly message: string;
  readonly stage: Stage | undefined;
  readonly outcome: Outcome;
  readonly planned: readonly ResourceChange[];
}

/** What the engine says that the next `up` does, where that is not what the plan says, and what speaks against it. */
export function previewText({ message, stage, outcome, planned }: PreviewView, paint: Paint): string {
  const { result, steps, violations, diagnostics } = outcome;
  const changes = steps.filter(({ op }) => op !== "same");
  const counts = (["create", "update", "replace", "delete"] as const).flatMap((op) => {
    const count = changes.filter((step) => step.op === op).length;
    return count === 0 ? [] : [`${count} to ${op}`];
  });
  const others = unreviewed(changes, planned, stage);
  return [
    heading(paint, `Next: ${message}`, result === "succeeded" ? paint.green("ALLOWED") : paint.red("REFUSED")),
    columns([
      ["the engine", `${counts.join(", ") || "nothing to change"}; ${plural(steps.length - changes.length, "resource")} the same`],
      ["beside the plan", others.length === 0 ? "nothing: every operation is one of the plan's" : paint.yellow(plural(others.length, "operation"))],
    ], [18]),
    ...(others.length === 0 ? [] : [columns(others.map(({ op, type, name, changedPaths }) =>
      [paint.yellow(op), `${type.split(":").at(-1)} ${name}`, paint.dim(changedPaths.join(", "))]), [9, 44], 4)]),
    ...violations.map(({ policy, enforcement, message: said }) =>
      columns([[enforcement === "mandatory" ? paint.red("✗") : paint.yellow("!"), `policy ${policy}`, said]], [2, 22])),
    ...diagnostics.map(({ severity, message: said }) => columns([[severity === "error" ? paint.red("✗") : paint.yellow("!"), said]], [2])),
  ].join("\n");
}
