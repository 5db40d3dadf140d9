import type { Engine, EngineRun, ExportedStack, HeldLock } from "../../engines/engine";
import { installationStates } from "../../gates/installationState";
import { legality, type Reason } from "../../upgrades/reason";
import { ClusterError } from "../cluster/cluster";
import { packRun } from "../deploy/engineRun";
import { cleaned, refusal } from "../deploy/refusal";
import type { UpgradeRun } from "../deploy/run";
import { withHopFile } from "../hopFile";
import type { AdoptionCluster } from "./adoptionCluster";
import { isProvider } from "./asked";
import type { Adoption, AdoptionPlan } from "./model";
import type { PlannedAdoption } from "./planAdoption";
import { withRecords } from "./records";
import type { Sight } from "./compareObject";
import { surveyOf } from "./survey";
import { handBack, takeOverAll } from "./takeOver";
import { unplanned } from "./unplanned";

export interface AdoptionRun extends Pick<UpgradeRun, "policyPack" | "policyConfig"> {
  readonly planned: PlannedAdoption;
  readonly engine: Engine;
  readonly cluster: AdoptionCluster;
  /** Called with what is done next, for people. */
  readonly onStep: (text: string) => void;
}

/** Ends an adoption before anything has been changed that was not put back. */
class Refused extends Error {
  constructor(readonly reasons: readonly Reason[], readonly lock?: HeldLock) {
    super(reasons.map(({ message }) => message).join("; "));
  }
}

/**
 * Brings what runs into the newest state, and proves by the engine's own preview that nothing of it will be made again:
 * first that the state with it leads to nothing but what was planned, in the end that nothing is left. In between what is
 * missing is made, and the component verified. A state that leads to anything else is put back.
 * @param run of a plan without reasons
 */
export async function adopt(run: AdoptionRun): Promise<Adoption> {
  const { planned: { plan, text }, engine } = run;
  try {
    return await withHopFile(plan.stack, text, (configFile) => adoptWith(run, configFile));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const states = installationStates(await engine.state());
    const result = error.lock ? "locked" : "refused";
    return { result, reasons: error.reasons, states, next: error.lock?.release === undefined ? [] : [error.lock.release] };
  }
}

async function adoptWith(run: AdoptionRun, configFile: string): Promise<Adoption> {
  const { planned: { plan, resources }, engine, cluster, onStep } = run;
  const message = `adopt ${plan.components.map(({ component, wanted }) => `${component} ${wanted}`).join(", ")}`;
  const before = await withProvider(run, { configFile, message: `${message}: the cluster's provider` });
  const missing = plan.objects.filter(({ finding }) => finding === "missing").map(({ urn }) => urn);
  const engineRun = await broughtIn(run, before, { configFile, message });
  onStep(`making the ${missing.length} that are missing, and verifying`);
  // What was accepted to be different is for the next update: nothing that runs is touched by this one.
  const targets = resources.filter(({ goal }) => !goal.custom || missing.includes(goal.urn)).map(({ goal }) => goal.urn);
  const up = await engine.up({ ...engineRun, target: targets });
  const states = installationStates(await engine.state());
  if (up.result === "failed") {
    return {
      result: "unverified", states,
      reasons: up.lock ? locked(up.lock).reasons : refusal(cleaned(up), { id: "not-verified", remedy: "mend it; the objects are under the stack" }),
      next: ["the objects are in the state, and none was changed; mend what failed and run `stepwise up --retry`, which goes on from there"],
    };
  }
  const left = unplanned(await engine.preview({ ...engineRun, policyPack: packRun(run, states) }), plan, []);
  const again = await surveyOf(cluster, resources);
  const gone = plan.objects.filter(({ urn, uid }) => uid !== undefined && again.sights.get(urn)?.live.metadata.uid !== uid);
  const reasons = [...left, ...gone.map(({ name }) =>
    legality("not-the-same", `${name} is not the object any more that was found in the beginning`, "find out who made it anew"))];
  return { result: reasons.length === 0 ? "adopted" : "unverified", states, reasons, next: nextOf(plan) };
}

/**
 * Takes the objects over, puts them into the state, and asks the engine what it makes of that. Whoever is ended in between
 * adopts again, or, once they are in the state, goes on with `up`.
 * @throws Refused with everything as it was
 */
async function broughtIn(run: AdoptionRun, before: ExportedStack, { configFile, message }: EngineRun): Promise<EngineRun> {
  const { planned: { plan, resources, survey, owners }, engine, cluster, onStep } = run;
  onStep(`taking over ${survey.sights.size} objects, and putting them into the state`);
  const taken: Sight[] = [];
  let imported: ExportedStack | undefined;
  try {
    await takeOverAll(cluster, [...survey.sights.values()], owners, (sight) => taken.push(sight));
    refuseHeld(await engine.replaceState(withRecords(before, { resources, survey, owner: owners.own })));
    imported = await engine.state();
    const engineRun = { configFile, message, policyPack: packRun(run, installationStates(imported)) };
    onStep("asking the engine what it would change");
    const toMake = plan.objects.filter(({ finding }) => finding === "missing").map(({ urn }) => urn);
    const found = unplanned(await engine.preview(engineRun), plan, toMake);
    if (found.length > 0) throw new Refused(found);
    return engineRun;
  } catch (error) {
    const stuck = imported ? await putBack(engine, imported, before) : [];
    // What stays in the state stays the stack's.
    const back = stuck.length > 0 ? stuck : await handedBack(run, taken);
    if (error instanceof Refused) throw new Refused([...error.reasons, ...back], error.lock);
    if (error instanceof ClusterError) throw new Refused([legality("not-taken-over", error.message, "see to it and adopt again"), ...back]);
    throw error;
  }
}

/** Takes the records out again; nothing was changed by them. Not where somebody else has changed the state since. */
async function putBack(engine: Engine, imported: ExportedStack, before: ExportedStack): Promise<Reason[]> {
  const same = JSON.stringify((await engine.state()).deployment) === JSON.stringify(imported.deployment);
  const lock = same ? await engine.replaceState(before) : undefined;
  if (same && !lock) return [];
  return [legality("not-put-back", `somebody else ${lock ? "holds the stack" : "has changed the stack meanwhile"}, so the objects stay in its state`,
    "run `stepwise status`; `stepwise up` makes what is missing and verifies")];
}

/** @returns what could not be handed back */
async function handedBack({ cluster, planned: { owners } }: AdoptionRun, taken: readonly Sight[]): Promise<Reason[]> {
  const left: Reason[] = [];
  for (const sight of taken) {
    try {
      await handBack(cluster, sight, owners);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      left.push(legality("not-handed-back", `the fields of ${sight.live.kind} ${sight.live.metadata.name} stay ${owners.own}'s: ${error.message}`,
        "that changes nothing of it; whoever applies it on the server's side has to force conflicts once"));
    }
  }
  return left;
}

/** The engine makes the record of the stack and of its provider itself: nobody else knows what belongs into it. */
async function withProvider({ planned: { state, goals }, engine, onStep }: AdoptionRun, run: EngineRun) {
  const provider = goals.find(({ type }) => isProvider(type) && type.endsWith(":kubernetes"));
  const has = (urn: string, resources = state.deployment.resources ?? []): boolean => resources.some((one) => one.urn === urn);
  if (provider && !has(provider.urn)) {
    onStep("making the record of the cluster's provider");
    const made = await engine.up({ ...run, target: [provider.urn] });
    if (made.lock) throw locked(made.lock);
    if (made.result === "failed") throw new Refused(refusal(cleaned(made), { id: "no-provider", remedy: "see to it and adopt again" }));
  }
  const now = await engine.state();
  const others = (now.deployment.resources ?? []).filter(({ urn, type }) => type !== "pulumi:pulumi:Stack" && !isProvider(type) && !has(urn));
  if (others.length === 0) return now;
  throw new Refused([legality("state-changed", "somebody else has changed the stack since it was looked at", "look again: `stepwise adopt`")]);
}

function refuseHeld(lock: HeldLock | undefined): void {
  if (lock) throw locked(lock);
}

function locked(lock: HeldLock): Refused {
  return new Refused([legality("locked", `the stack is held${lock.by === undefined ? "" : ` by ${lock.by}`}`, "wait for its end and adopt again")], lock);
}

function nextOf({ helm, objects }: AdoptionPlan): string[] {
  const changed = objects.filter(({ finding, surplus }) => finding === "different" || surplus.length > 0);
  return [
    ...(changed.length === 0 ? [] : [`the next update of ${changed.length} of the objects brings them to what is declared, in place; see \`stepwise preview\``]),
    ...(helm.length === 0 ? [] : ["from now on no helm upgrade, rollback or uninstall of the release: the last would delete what was adopted"]),
  ];
}
