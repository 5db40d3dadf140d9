import { unreviewed } from "../../automation/deploy/reviewed";
import type { Stage } from "../../config/versioned";
import type { Outcome } from "../../engines/engine";
import { worstCause } from "../../upgrades/explain";
import type { Hop } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { causesText, explainedText } from "./explain";
import { reasonText } from "./reason";
import { columns, heading, plural, type Paint } from "./screen";

/** The next `up` as the engine previewed it, and what its hop is to do by the plan. */
export interface PreviewView {
  readonly message: string;
  readonly stage: Stage | undefined;
  readonly outcome: Outcome;
  readonly planned: Hop | undefined;
  /** What has to be accepted by name before it. */
  readonly reasons: readonly Reason[];
}

/** What the engine says that the next `up` does, where that is not what the plan says, and what speaks against it. */
export function previewText({ message, stage, outcome, planned, reasons }: PreviewView, paint: Paint): string {
  const { result, steps, violations, diagnostics } = outcome;
  const changes = steps.filter(({ op }) => op !== "same");
  const counts = (["create", "update", "replace", "delete"] as const).flatMap((op) => {
    const count = changes.filter((step) => step.op === op).length;
    return count === 0 ? [] : [`${count} to ${op}`];
  });
  const others = unreviewed(changes, planned?.diff ?? [], stage);
  const explained = changes.filter(({ causes }) => causes !== undefined);
  const news = reasons.filter(({ id }) => !planned?.open.some((one) => one.id === id));
  return [
    heading(paint, `Next: ${message}`, result === "succeeded" && reasons.length === 0 ? paint.green("ALLOWED") : paint.red("REFUSED")),
    columns([
      ["the engine", `${counts.join(", ") || "nothing to change"}; ${plural(steps.length - changes.length, "resource")} the same`],
      ["beside the plan", others.length === 0 ? "nothing: every operation is one of the plan's" : paint.yellow(plural(others.length, "operation"))],
      ...(explained.length === 0 ? [] : [["why", causesText(explained, paint)]]),
    ], [18]),
    // What a release brings is in the plan.
    ...explainedText(explained.filter(({ causes }) => ["unexplained", "setting"].includes(worstCause(causes ?? []) ?? "")), paint),
    ...(others.length === 0 ? [] : [columns(others.map(({ op, type, name, changedPaths }) =>
      [paint.yellow(op), `${type.split(":").at(-1)} ${name}`, paint.dim(changedPaths.join(", "))]), [9, 44], 4)]),
    ...violations.map(({ policy, enforcement, message: said }) =>
      columns([[enforcement === "mandatory" ? paint.red("✗") : paint.yellow("!"), `policy ${policy}`, said]], [2, 22])),
    ...news.map((reason) => reasonText(reason, [], paint, paint.red)),
    ...diagnostics.map(({ severity, message: said }) => columns([[severity === "error" ? paint.red("✗") : paint.yellow("!"), said]], [2])),
  ].join("\n");
}
