import type { EngineRun, PolicyPackRun } from "../../engines/engine";
import type { InstallationState } from "../../upgrades/installationState";
import { historyMessage, type UpKind } from "./message";
import { reviewedDigest } from "./reviewed";
import type { UpgradeRun, WalkedHop } from "./run";
import type { Up } from "./stages";

/** What one `up` is made of. */
export interface Making extends WalkedHop {
  readonly kind: UpKind;
  readonly up: Up;
}

/**
 * What the engine is given for one `up`, or its preview: the file, the message for its history, and the policy pack with
 * the states that it judges from, which policies are not shown otherwise.
 */
export function engineRun(
  run: Pick<UpgradeRun, "policyPack" | "policyConfig" | "commit" | "reviewed" | "signal" | "engineSignal">,
  { plan: { catalogs }, hop, of, kind, up: { stage } }: Making, states: ReadonlyMap<string, InstallationState>, configFile: string,
): EngineRun {
  const plan = run.reviewed && reviewedDigest(run.reviewed.plan);
  return {
    configFile,
    signal: run.engineSignal ?? run.signal,
    message: historyMessage({ hop, of, stage, kind }, { catalogs, commit: run.commit, plan }),
    policyPack: packRun(run, states),
  };
}

export function packRun(
  { policyPack, policyConfig = {} }: Pick<UpgradeRun, "policyPack" | "policyConfig">, states: ReadonlyMap<string, InstallationState>,
): PolicyPackRun | undefined {
  if (policyPack === undefined) return undefined;
  return { folder: policyPack, config: { ...policyConfig, "upgrade-path": { ...policyConfig["upgrade-path"], installed: Object.fromEntries(states) } } };
}
