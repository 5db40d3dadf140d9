import type { Outcome } from "../../engines/engine";
import { legality, type Reason } from "../../upgrades/reason";

/** Why the engine did not do it: what policies and gates say, or the program does. */
export function refusal({ violations, diagnostics }: Outcome, failure: { readonly id: string; readonly remedy: string }): Reason[] {
  return [
    ...violations.filter(({ enforcement }) => enforcement === "mandatory").map(({ policy, message }) =>
      legality(`policy:${policy}`, message, "see to what the policy asks for; nothing of the component has been touched")),
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => legality(failure.id, message, failure.remedy)),
  ];
}
