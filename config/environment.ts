/** What a deployer tells the program and the policy pack through their environment; people set none of it. */

/** `true` when a policy pack judges in this preview, so that the hook need not hide what it would show. */
export const packLoadedVariable = "STEPWISE_POLICY_PACK_LOADED";

/** Where an engine other than the CLI puts the stack's state, in the form of `pulumi stack export`. */
export const stateFileVariable = "STEPWISE_STATE_FILE";
