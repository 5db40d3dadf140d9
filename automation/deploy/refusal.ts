import type { Outcome } from "../../engines/engine";
import { legality, type Reason } from "../../upgrades/reason";
import { redact } from "../cluster/redact";

/** An outcome without secrets: what engines, providers and API servers say may quote what they were given. */
export function cleaned(outcome: Outcome): Outcome {
  return { ...outcome, diagnostics: outcome.diagnostics.map((one) => ({ ...one, message: redact(one.message) })) };
}

/** Why the engine did not do it: what policies and gates say, or the program does. */
export function refusal({ violations, diagnostics }: Outcome, failure: { readonly id: string; readonly remedy: string }): Reason[] {
  return [
    ...violations.filter(({ enforcement }) => enforcement === "mandatory").map(({ policy, message }) =>
      legality(`policy:${policy}`, message, "see to what the policy asks for; nothing of the component has been touched")),
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => legality(failure.id, message, failure.remedy)),
  ];
}
