/** What a deployer tells the program and the policy pack through their environment; people set none of it. */

/** `true` when a policy pack judges in this preview, so that the hook need not hide what it would show. */
export const packLoadedVariable = "STEPWISE_POLICY_PACK_LOADED";

/** Where an engine other than the CLI puts the stack's state, in the form of `pulumi stack export`. */
export const stateFileVariable = "STEPWISE_STATE_FILE";

/** The time that such an engine pretends it is, `2026-11-22T01:00:00Z`: a rehearsal need not wait for a maintenance window. */
export const clockVariable = "STEPWISE_NOW";

/** The time in UTC; a pretended one counts only beside a pretended state. */
export function currentTime(env: NodeJS.ProcessEnv = process.env): string {
  const pretended = env[stateFileVariable] === undefined ? undefined : env[clockVariable];
  return pretended ?? new Date().toISOString();
}
