import { collectGoals } from "../../engines/rehearsal/collect";
import type { Engine, ExportedStack } from "../../engines/engine";
import type { Goal } from "../../engines/rehearsal/goal";
import { installationStates } from "../../gates/installationState";
import type { Catalog } from "../../releases/catalog";
import { InputError } from "../../releases/problem";
import { judge } from "../../upgrades/judge";
import { legality } from "../../upgrades/reason";
import { upText } from "../deploy/goals";
import { withHopFile } from "../hopFile";
import type { PlanRequest } from "../request";
import type { AdoptionCluster } from "./adoptionCluster";
import { newResources, type AskedResource } from "./asked";
import { compareObject, wouldReplace } from "./compareObject";
import { helmReleases } from "./helmReleases";
import { objectName, type AdoptionPlan, type ComponentAdoption, type ObjectAdoption } from "./model";
import { ownManager, type Owners } from "./owners";
import { evidenceOf, runningReleases } from "./probeVersion";
import { objectReasons, versionReasons } from "./reasons";
import { findingWithout, surveyOf, type Survey } from "./survey";

/** What an adoption is asked for. */
export interface AdoptionWish {
  readonly request: PlanRequest;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly engine: Pick<Engine, "state">;
  readonly cluster: AdoptionCluster;
  /** Objects whose differences may be applied by their next update, or that may be made: `Deployment/kingdom/server`. */
  readonly accept: readonly string[];
  /** Field managers, beside kubectl's and Helm's, whose objects are to become the stack's. */
  readonly managers: readonly string[];
}

/** A plan, and what it was made from. */
export interface PlannedAdoption {
  readonly plan: AdoptionPlan;
  readonly state: ExportedStack;
  /** The complete stack file with the components to be adopted in it, at the releases that run. */
  readonly text: string;
  /** Everything that the program asks for with it. */
  readonly goals: readonly Goal[];
  readonly resources: readonly AskedResource[];
  readonly survey: Survey;
  readonly owners: Owners;
}

/**
 * What adopting would find and do, component by component and object by object: all that the stack declares and the state
 * does not have, but for what is to be installed. Nothing is changed.
 * @throws InputError where the stack can't be read as it is, or a name that was given is none
 * @throws ClusterError where the cluster does not answer
 */
export async function planAdoption({ request, catalogs, engine, cluster, accept, managers }: AdoptionWish): Promise<PlannedAdoption> {
  const state = await engine.state();
  const states = installationStates(state);
  const { permits } = request.surroundings;
  const adopting = request.travellers.filter(({ component }) => !states.has(component) && !permits.install.includes(component));
  const goals = new Map(adopting.map(({ component, wanted, returnedFrom }) => [component, { version: wanted, returnedFrom }]));
  const text = upText(request, states, { goals });
  const asked = await withHopFile(request.stack.stack, text, (file) => collectGoals(request.stack.stack, file));
  const resources = newResources(asked, state.deployment.resources ?? []);
  const survey = await surveyOf(cluster, resources);
  const owners: Owners = { own: ownManager(request.stack.stack), named: managers };
  const objects = resources.filter(({ goal }) => goal.custom).map((one) => objectOf(one, survey, owners, accept));
  refuseUnknown(accept, objects);
  const components = adopting.map(({ component, wanted, system }) => probed(component, wanted, catalogs.get(system)!, resources, survey));
  const found = [...survey.sights.values()].map(({ live }) => live);
  return {
    state, text, goals: asked, resources, survey, owners,
    plan: {
      stack: request.stack.stack,
      components: components.map(({ adoption }) => adoption),
      objects,
      leftAlone: survey.others.map(({ kind, metadata }) => objectName({ kind, ...metadata })).sort(),
      helm: helmReleases(found),
      reasons: [
        ...stateReasons(state, states),
        ...components.flatMap((one) => componentReasons(one, request, catalogs)),
        ...objects.filter(({ component }) => !components.some((one) => one.adoption.component === component && !isRight(one)))
          .flatMap((object) => objectReasons(object, replaces(object, resources, survey))),
      ],
    },
  };
}

function objectOf(resource: AskedResource, { sights }: Survey, owners: Owners, accept: readonly string[]): ObjectAdoption {
  const { goal, component, head } = resource;
  const name = head === undefined ? `${goal.type.split(":").at(-1) ?? goal.type}/${goal.name}` : objectName(head);
  const base = { urn: goal.urn, component, name, accepted: accept.includes(name) };
  const sight = sights.get(goal.urn);
  if (!sight) {
    const nothing = { uid: undefined, differences: [], surplus: [], others: [], managedElsewhere: false };
    return { ...base, ...nothing, finding: findingWithout(resource) };
  }
  const comparison = compareObject(sight, owners);
  return { ...base, ...comparison, finding: comparison.differences.length === 0 ? "equal" : "different", uid: sight.live.metadata.uid };
}

interface Probe {
  readonly adoption: ComponentAdoption;
  /** What runs, by what was found. */
  readonly releases: readonly string[];
  readonly isThere: boolean;
}

function probed(component: string, wanted: string, catalog: Catalog, resources: readonly AskedResource[], { sights }: Survey): Probe {
  const own = resources.filter((one) => one.component === component).flatMap(({ goal, head }) => {
    const sight = sights.get(goal.urn);
    return sight && head ? [{ name: objectName(head), ...sight }] : [];
  });
  const evidence = evidenceOf(wanted, own);
  const releases = runningReleases(evidence, catalog);
  const running = releases.length === 1 ? releases[0] : undefined;
  return { adoption: { component, wanted, running, evidence }, releases, isThere: own.length > 0 };
}

/** Held against another release than the one that runs, an object is different everywhere. */
function isRight({ adoption, releases, isThere }: Probe): boolean {
  return isThere && releases.every((release) => release === adoption.wanted);
}

function componentReasons(
  { adoption, releases, isThere }: Probe, request: PlanRequest, catalogs: ReadonlyMap<string, Catalog>,
): AdoptionPlan["reasons"] {
  const { component, wanted } = adoption;
  const declared = request.declared.find(({ id }) => id === component)!;
  const { kind, system, stage } = declared;
  const { surroundings, travellers } = request;
  if (!isThere) {
    return [{
      component,
      ...legality("nothing-runs", `nothing that ${component} consists of is in the cluster under the names and in the namespace that the stack gives it`,
        "see that stepwise:cluster names the right cluster, and the stack the right namespace; " +
          `for a first install: stepwise:permits.install: [${component}]`),
    }];
  }
  const stated = Object.hasOwn(surroundings.permits.adopt, component) ? surroundings.permits.adopt[component] : undefined;
  const { returnedFrom } = travellers.find((one) => one.component === component)!;
  const around = { ...surroundings, others: () => [] };
  const change = { component, kind, version: wanted, returnedFrom, stage };
  const { reasons } = judge(catalogs.get(system)!, { kind: "adopted", version: wanted }, change, around);
  return [
    ...versionReasons(adoption, releases, stated, declared, catalogs.get(system)!),
    ...reasons.map((one) => ({ ...one, component })),
  ];
}

/** What is unfinished comes first, here as everywhere. */
function stateReasons({ deployment }: ExportedStack, states: ReturnType<typeof installationStates>): AdoptionPlan["reasons"] {
  const unfinished = [...states].filter(([, { kind }]) => kind === "incomplete").map(([component]) => component);
  const cutOff = (deployment.pending_operations ?? []).length > 0;
  if (unfinished.length === 0 && !cutOff) return [];
  return [legality("unfinished-first", `an earlier update did not end${unfinished.length === 0 ? "" : `: ${unfinished.join(", ")}`}`,
    "run `stepwise up`, which goes on from there; then adopt the rest")];
}

function replaces({ urn, differences }: ObjectAdoption, resources: readonly AskedResource[], { sights }: Survey): boolean {
  const sight = sights.get(urn);
  return sight !== undefined && wouldReplace(resources.find(({ goal }) => goal.urn === urn)!.goal.type, sight, differences);
}

function refuseUnknown(accept: readonly string[], objects: readonly ObjectAdoption[]): void {
  const unknown = accept.filter((name) => !objects.some((object) => object.name === name));
  if (unknown.length === 0) return;
  const near = objects.filter(({ finding }) => finding !== "equal" && finding !== "not run").map(({ name }) => name);
  throw new InputError(unknown.map((name) => ({
    file: "--accept", path: "", message: `found ${JSON.stringify(name)}, which is no object to be adopted; expected one of ` +
      `${(near.length > 0 ? near : objects.map((object) => object.name)).slice(0, 10).join(", ") || "none: nothing is left to adopt"}`,
  })));
}
