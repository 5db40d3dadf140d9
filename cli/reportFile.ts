import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { DeployedSource } from "../automation/request";
import { phaseOfStep } from "../automation/deploy/phase";
import type { UpgradeResult } from "../automation/deploy/run";
import { renderHtml } from "../report/html/report";
import type { Plan } from "../upgrades/planModel";

/** Writes the report as one HTML file that needs nothing else, and says where it is. */
export function writeReport(
  file: string,
  content: {
    readonly plan: Plan;
    readonly source: DeployedSource;
    readonly rehearsals: readonly { readonly title: string; readonly rehearsal: UpgradeResult }[];
  },
): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const title = `Upgrade of the stack ${content.plan.stack}`;
  writeFileSync(file, renderHtml({ title, generated: new Date(), phaseOf: phaseOfStep, ...content }));
  process.stderr.write(`report: ${file}\n`);
}
