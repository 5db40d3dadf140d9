import type { DeployedSource } from "../../automation/request";
import type { UpgradeResult } from "../../automation/deploy/run";
import type { Step } from "../../engines/engine";
import type { Plan } from "../../upgrades/planModel";

/** What a report is made of. */
export interface HtmlReport {
  readonly title: string;
  readonly generated: Date;
  readonly plan: Plan;
  /** Where the deployed versions were taken from. */
  readonly source: DeployedSource;
  readonly rehearsals: readonly TitledRehearsal[];
  /** `phaseOfStep` of automation/; asked for here, so that a report loads neither an engine nor Pulumi. */
  readonly phaseOf: PhaseOf;
}

export interface TitledRehearsal {
  readonly title: string;
  readonly rehearsal: UpgradeResult;
}

/** The phase that a step of a component's hop belongs to. */
export type PhaseOf = (step: Pick<Step, "type" | "urn">, component: string) => string;
