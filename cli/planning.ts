export {
  costCriteriaIn, planned, requested, type GlobalOptions, type PlanningOptions, type RequestOptions,
} from "../automation/asked";

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
