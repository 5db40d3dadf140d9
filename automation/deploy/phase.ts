import type { Step } from "../../engines/engine";
import { urnParts } from "../../engines/rehearsal/urn";

/** The phase that a step of a component's hop belongs to: `rollout` for what is no Job of a phase. */
export function phaseOfStep({ type, urn }: Pick<Step, "type" | "urn">, component: string): string {
  const name = component.split("/")[1] ?? "";
  const [, phase] = new RegExp(`^${name}-(backup|migrate|restore|verify)(-|$)`).exec(urnParts(urn).name) ?? [];
  return type === "kubernetes:batch/v1:Job" && phase !== undefined ? phase : "rollout";
}
