import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Stage } from "../../config/versioned";
import { readText } from "../../releases/load";
import { checked, parseYaml } from "../../releases/yamlFile";
import type { GitPlace } from "../git";
import type { InstallationState } from "../../upgrades/installationState";
import type { Hop, Plan, ResourceChange } from "../../upgrades/planModel";
import { legality, type Reason } from "../../upgrades/reason";
import { changesText, type NamedChange } from "./next";

const text = z.string().min(1);
const operation = z.strictObject({ op: z.enum(["create", "update", "replace", "delete"]), urn: text });

const reviewedSchema = z.strictObject({
  schema: z.literal("stepwise/reviewed/v1"),
  stack: text,
  /** SHA-256 of the stack file's text. */
  stackFile: text,
  /** SHA-256 of each catalog, by system. */
  catalogs: z.record(z.string(), text),
  /** The commit, for people, and its tree, which stays the same through a merge that changes nothing. */
  git: z.strictObject({ commit: text, tree: text }).optional(),
  /** Where every component was. */
  states: z.record(z.string(), z.looseObject({ kind: text })),
  hops: z.array(z.strictObject({
    changes: z.array(z.strictObject({ component: text, from: text.nullable(), to: text, restore: text.optional() })),
    operations: z.array(operation),
  })),
});

/** What somebody has reviewed: where the stack was, the way it is to go, and what each hop of it does. */
export type ReviewedPlan = Readonly<z.infer<typeof reviewedSchema>>;

/** What a reviewed plan is bound to beside the plan itself. */
export interface ReviewedOrigin {
  /** The stack file's text. */
  readonly text: string;
  readonly git: GitPlace | undefined;
  readonly states: ReadonlyMap<string, InstallationState>;
}

/**
 * A plan as it is kept for the run that applies it.
 * @param first the first hop's operations as the engine previewed them, where it was asked
 */
export function reviewedPlan(
  plan: Plan, { text: stackText, git, states }: ReviewedOrigin, first?: readonly ResourceChange[],
): ReviewedPlan {
  return {
    schema: "stepwise/reviewed/v1",
    stack: plan.stack,
    stackFile: digestOf(stackText),
    catalogs: plan.catalogs,
    ...(git?.tree !== undefined && { git: { commit: git.commit, tree: git.tree } }),
    states: plainStates(states),
    hops: plan.hops.length === 0 ? [{ changes: [], operations: operationsIn(first ?? []) }] : plan.hops.map((hop, i) => ({
      changes: changesOf(hop),
      operations: operationsIn(i === 0 && first ? [...hop.diff, ...first] : hop.diff),
    })),
  };
}

/** @throws InputError where the file is no reviewed plan */
export function readReviewedPlan(file: string): ReviewedPlan {
  const yaml = parseYaml(file, readText(file));
  return checked(yaml, reviewedSchema, yaml.content);
}

/** Twelve digits by which the history says which reviewed plan an update was a part of. */
export function reviewedDigest(reviewed: ReviewedPlan): string {
  return digestOf(JSON.stringify(reviewed)).slice(0, 12);
}

/**
 * Why a reviewed plan can't be applied to what there is now; empty where it can.
 * @param isOwn whether it was a run of this very plan that the stack's last update was a part of: it may go on from there
 */
export function staleReasons(reviewed: ReviewedPlan, plan: Plan, now: ReviewedOrigin, isOwn: boolean): Reason[] {
  const changed = (what: string, message: string): Reason =>
    legality(`stale-plan:${what}`, message, "preview it again, and have that reviewed: stepwise preview --save-plan");
  if (reviewed.stack !== plan.stack) return [changed("stack", `the plan is one of the stack ${reviewed.stack}, and this is ${plan.stack}`)];
  const reasons: Reason[] = [];
  if (reviewed.stackFile !== digestOf(now.text)) reasons.push(changed("stack-file", "the stack file is not the one that was reviewed"));
  for (const [system, digest] of Object.entries(plan.catalogs)) {
    if (reviewed.catalogs[system] !== digest) reasons.push(changed(`catalog:${system}`, `the catalog of ${system} is not the one that was reviewed`));
  }
  if (reviewed.git && now.git && reviewed.git.tree !== now.git.tree) {
    reasons.push(changed("commit", `the project was reviewed at commit ${reviewed.git.commit}, and is at ${now.git.commit}, whose files are others`));
  }
  if (isOwn && begunAt(reviewed, plan.hops) !== undefined) return reasons;
  const states = plainStates(unstopped(now.states));
  const moved = Object.keys({ ...reviewed.states, ...states }).filter((id) => !isDeepStrictEqual(reviewed.states[id], states[id]));
  if (moved.length > 0) return [...reasons, changed("deployed", `what is deployed has moved since the plan was reviewed: ${moved.sort().join(", ")}`)];
  const walked = reviewed.hops.map(({ changes }) => changes).filter(({ length }) => length > 0);
  if (isDeepStrictEqual(plan.hops.map(changesOf), walked)) return reasons;
  const told = (hops: readonly { readonly changes: readonly NamedChange[] }[]): string => hops.map(({ changes }) => changesText(changes)).join("; ") || "nothing";
  return [...reasons, changed("route", `the way is now ${told(plan.hops)}, and ${told(reviewed.hops)} was reviewed`)];
}

/** A run that was cut off may have stopped servers, which is how the reviewed way begins. */
function unstopped(states: ReadonlyMap<string, InstallationState>): ReadonlyMap<string, InstallationState> {
  return new Map([...states].map(([id, state]) => [id, state.kind === "complete" && state.stage === "quiesce" ? { ...state, stage: undefined } : state]));
}

function changesOf({ changes }: Pick<Hop, "changes">): ReviewedPlan["hops"][number]["changes"] {
  return changes.map(({ component, from, to, returnedFrom }) =>
    ({ component, from, to, ...(returnedFrom?.restore !== undefined && { restore: returnedFrom.restore }) }));
}

/**
 * Where in the reviewed way a plan goes on, when an earlier run has walked the first hops of it: the number of hops
 * walked, at least one. Undefined where it starts elsewhere.
 */
export function begunAt(reviewed: ReviewedPlan, left: readonly Hop[]): number | undefined {
  const walked = reviewed.hops.length - left.length;
  if (walked < 1) return undefined;
  return isDeepStrictEqual(left.map(changesOf), reviewed.hops.slice(walked).map(({ changes }) => changes)) ? walked : undefined;
}

/** What a hop may do by what was reviewed: of the same hop, or, for one that an earlier run began, of that which leads there. */
export function reviewedOperations(reviewed: ReviewedPlan, hop: Pick<Hop, "changes">): ReviewedPlan["hops"][number]["operations"] | undefined {
  const own = changesOf(hop);
  const same = reviewed.hops.find(({ changes }) => isDeepStrictEqual(changes, own));
  if (same || own.some(({ from, to }) => from !== to)) return same?.operations;
  return reviewed.hops.find(({ changes }) =>
    own.every(({ component, to }) => changes.some((one) => one.component === component && one.to === to)))?.operations;
}

/** How far an operation goes: what was reviewed may turn out to be less. */
const extent = { same: 0, update: 1, replace: 2 } as const;

/**
 * The operations of a preview that nobody has reviewed. Stopping servers is no operation of its own in a list, so what
 * only changes a replica count, or suspends a CronJob, is none here either while that is what the stage is for.
 */
export function unreviewed(
  steps: readonly ResourceChange[], allowed: readonly { readonly op: string; readonly urn: string }[], stage: Stage | undefined,
): ResourceChange[] {
  const reviewed = new Map(allowed.map(({ urn, op }) => [urn, op]));
  return steps.filter(({ op, urn, changedPaths }) => {
    if (op === "same") return false;
    const known = reviewed.get(urn);
    // What an offline hop replaces may go in one stage and come in a later one.
    if (known === op || (known === "replace" && (op === "create" || op === "delete"))) return false;
    if (known !== undefined && known in extent && op in extent) {
      return extent[op as keyof typeof extent] > extent[known as keyof typeof extent];
    }
    const stops = stage !== undefined && op === "update" && changedPaths.every((path) => stopping.includes(path));
    return !stops;
  });
}

/** What changes when servers are stopped: of workloads, of CronJobs, and of the component itself. */
const stopping = ["spec.replicas", "spec.suspend", "stage"];

function operationsIn(changes: readonly ResourceChange[]): ReviewedPlan["hops"][number]["operations"] {
  const operations = new Map<string, "create" | "update" | "replace" | "delete">();
  // A deletion that goes with a creation at the same place is a replacement to the one, and two steps to the other.
  for (const { op, urn } of changes) if (op !== "same" && (operations.get(urn) ?? "update") === "update") operations.set(urn, op);
  return [...operations].map(([urn, op]) => ({ op, urn })).sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function plainStates(states: ReadonlyMap<string, InstallationState>): ReviewedPlan["states"] {
  return JSON.parse(JSON.stringify(Object.fromEntries([...states].sort(([a], [b]) => (a < b ? -1 : 1))))) as ReviewedPlan["states"];
}

function digestOf(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
