import { costCriteria, type CostCriterion, type HopCost } from "../../upgrades/graph/model";
import { plural } from "./screen";

const words: Readonly<Record<CostCriterion, (count: number) => string>> = {
  hops: (count) => plural(count, "hop"),
  windows: (count) => plural(count, "downtime window"),
  irreversible: (count) => plural(count, "irreversible migration"),
  actions: (count) => `${plural(count, "note")} asking somebody to act`,
  exposures: (count) => `${plural(count, "risk")} that may apply`,
};

/** What is none is left out, but for the hops. */
export function costText(cost: HopCost, order: readonly CostCriterion[] = costCriteria): string {
  return order.filter((criterion) => cost[criterion] > 0).map((criterion) => words[criterion](cost[criterion])).join(", ");
}

/** What one costs more, or less, than another. */
export function differenceText(more: HopCost, order: readonly CostCriterion[] = costCriteria): string {
  const parts = order.filter((criterion) => more[criterion] !== 0)
    .map((criterion) => `${words[criterion](Math.abs(more[criterion]))} ${more[criterion] > 0 ? "more" : "less"}`);
  return parts.join(", ") || "costs the same";
}
