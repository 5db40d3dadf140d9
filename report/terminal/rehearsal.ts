import { phaseOfStep } from "../../automation/deploy/phase";
import type { CarriedUp, UpgradeResult } from "../../automation/deploy/run";
import type { InstallationState } from "../../upgrades/installationState";
import { columns, heading, plural, type Paint } from "./screen";

/** A rehearsal as a person reads it. */
export function rehearsalText(rehearsal: UpgradeResult, paint: Paint): string {
  const good = rehearsal.result === "reached";
  const result = good ? paint.green(paint.bold("REACHED")) : paint.red(paint.bold(rehearsal.result.toUpperCase()));
  return [
    heading(paint, `Rehearsal of the stack ${rehearsal.stack}`, result),
    paint.dim("the program and the gates are real, the cluster is not: nothing was applied anywhere"),
    ...(rehearsal.ups.length === 0 ? ["", "Nothing to do: every component is where the stack wants it."] : []),
    ...rehearsal.ups.flatMap((up) => ["", ...upText(up, paint)]),
    "",
    columns([
      [paint.dim("afterwards"), ""],
      ...[...rehearsal.states].map(([component, state]) => [component, stateText(state)]),
    ], [30]),
    ...(rehearsal.next.length === 0 ? [] : ["", paint.bold("What next"), ...rehearsal.next.map((line) => columns([["•", line]], [2]))]),
  ].join("\n");
}

function upText(up: CarriedUp, paint: Paint): string[] {
  const { outcome, hop } = up;
  const ok = outcome.result === "succeeded";
  const phases = hop.changes.flatMap(({ component }) => phaseRows(up, component, paint));
  return [
    heading(paint, up.message, ok ? paint.green("done") : paint.red("failed")),
    columns(phases, [3, 12]),
    ...outcome.violations.filter(({ enforcement }) => enforcement === "mandatory")
      .map(({ policy, message }) => columns([[paint.red("✗"), `policy ${policy}`, message]], [3, 22])),
    ...outcome.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => columns([["", paint.red(message)]], [3])),
  ];
}

/** One row a phase: what was done in it, in the order in which it was done. */
function phaseRows({ outcome, stage }: CarriedUp, component: string, paint: Paint): string[][] {
  const rows: { phase: string; done: number; failed: boolean }[] = [];
  for (const step of outcome.steps) {
    if (step.op === "same" || step.op === "delete" || step.type.startsWith("pulumi:") || step.type.startsWith("stepwise:")) continue;
    const phase = phaseOfStep(step, component);
    const row = rows.find((one) => one.phase === phase);
    const failed = step.result === "failed";
    if (row) {
      row.done += failed ? 0 : 1;
      row.failed ||= failed;
    } else {
      rows.push({ phase, done: failed ? 0 : 1, failed });
    }
  }
  const order = ["backup", "migrate", "restore", "rollout", "verify"];
  rows.sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase));
  const failedAt = rows.findIndex(({ failed }) => failed);
  return rows.map(({ phase, done, failed }, i) => [
    // What a later phase needs beforehand (accounts, policies) may have been made; the phase itself was not reached.
    failed ? paint.red("✗") : failedAt >= 0 && i > failedAt ? paint.dim("·") : paint.green("✓"),
    phase === "rollout" && stage === "quiesce" ? "quiesce" : phase,
    failed ? paint.red(`failed${done > 0 ? ` after ${plural(done, "object")}` : ""}`) : phase !== "rollout" ? plural(done, "Job") : `${plural(done, "object")}${stage ? ", at zero replicas" : ""}`,
  ]);
}

export function stateText(state: InstallationState): string {
  switch (state.kind) {
    case "absent": return "nothing";
    case "complete": return `${state.deployed} deployed and verified${state.returnedFrom ? `, returned from ${state.returnedFrom.version}` : ""}` +
      `${state.schema !== undefined && state.schema !== state.deployed ? `; its data may have been migrated by ${state.schema}` : ""}` +
      `${state.stage ? `; its servers are at zero replicas (stage ${state.stage}) until \`up\` goes on` : ""}`;
    case "incomplete": return `unfinished: ${state.attempted} was attempted${state.stage ? `, in its stage ${state.stage}, with its servers at zero replicas` : ""}; only that again, or back`;
    case "adopted": return `${state.version}, adopted`;
    case "unknown": return `unknown: ${state.why}`;
  }
}
