import type { Outcome } from "../../engines/engine";
import { safeLine } from "../cluster/safeText";
import type { Drift } from "./model";

/** What a preview with the stack file as it is says: nothing, or everything that the engine would change. */
export function engineDrift(preview: Pick<Outcome, "result" | "steps" | "diagnostics"> | Error): Drift[] {
  const changes = preview instanceof Error ? [] : preview.steps.filter(({ op }) => op !== "same");
  const drift = changes.map(({ op, type, name, changedPaths }): Drift => ({
    id: "engine-would-change",
    message: `the engine would ${op} ${type} ${name}${changedPaths.length === 0 ? "" : ` (${changedPaths.join(", ")})`}`,
    remedy: "see it with `pulumi preview --diff`; what is meant belongs into an update",
  }));
  if (!(preview instanceof Error) && preview.result === "succeeded") return drift;
  const why = preview instanceof Error ? preview.message
    : preview.diagnostics.find(({ severity }) => severity === "error")?.message ?? "no reason is given";
  return [...drift, {
    id: "unknown", message: `what the engine would change is not all known, its preview failed: ${safeLine(why)}`,
    remedy: "see to what it says; a refusal of the gate names the allowed step",
  }];
}
