import type { Goal } from "../../engines/rehearsal/goal";
import { stackType, urnParts } from "../../engines/rehearsal/urn";
import type { Properties } from "../../engines/rehearsal/values";
import { componentIdOf } from "../../gates/installationState";
import { causeNames, type Cause, type CauseName, type ExplainedChange } from "../../upgrades/explain";
import type { Crossing } from "../../upgrades/explainCatalog";
import type { ResourceChange } from "../../upgrades/planModel";
import type { Goals, Known, Origin, Resource } from "./known";
import { lossOf } from "./loss";
import { catalogItemsOf } from "./mention";
import { isSame, mapped, partsAt, partValue, stepsOf, type Part, type Steps } from "./parts";

/**
 * Changes with their causes. What changes is taken from the engine, and why is found by comparing what the program asks
 * for at points that differ in one respect. A change that no such comparison shows is unexplained. Left out: what stays
 * the same, the stack itself, and providers that the engine makes by itself.
 */
export function labelled(changes: readonly ResourceChange[], known: Known): ExplainedChange[] {
  const reviewed = changes.filter((change) => change.op !== "same" && isReviewed(change, known));
  const labels = reviewed.map((change) => labelOf(change, known));
  const provider = labels.find(({ type, op }) => type.startsWith("pulumi:providers:") && op !== "create" && op !== "delete");
  return labels.map((label) => {
    // Whose provider is another cluster's is replaced, though nothing of it has changed.
    if (provider && label.op === "replace" && label.changedPaths.length === 0) return { ...label, causes: provider.causes };
    // What was replaced goes later, in a step of its own.
    const replaced = label.op === "delete" ? labels.find(({ urn, op }) => urn === label.urn && op === "replace") : undefined;
    return replaced ? { ...label, causes: replaced.causes, loss: undefined } : label;
  });
}

function isReviewed({ urn, type }: ResourceChange, { wanted, origins }: Known): boolean {
  if (type === stackType) return false;
  return !type.startsWith("pulumi:providers:") || wanted.has(urn) || origins.some(({ asked }) => asked.has(urn));
}

function labelOf(change: ResourceChange, known: Known): ExplainedChange {
  const candidates = known.origins.map((origin) => {
    const resource = resourceAt(change.urn, known, origin);
    return { origin, resource, parts: causedParts(change, resource, known, origin) };
  });
  const unexplained = ({ parts }: (typeof candidates)[number]): number => parts.filter(({ cause }) => cause === "unexplained").length;
  const [best] = candidates.sort((a, b) => unexplained(a) - unexplained(b));
  if (!best) return { ...change, causes: [{ cause: "unexplained", paths: change.changedPaths }] };
  const { resource, parts, origin } = best;
  const crossings = crossingsOf(resource, origin);
  const causes = merged(parts.map((part): Cause => {
    const { cause, path } = part;
    const paths = path === "" ? [] : [path];
    if (cause === "setting") return { cause, settings: settingsOf(part, change.urn, origin), paths };
    const items = cause === "version" ? catalogItemsOf(crossings, resource, part) : [];
    return items.length > 0 ? { cause: "catalog", items, paths } : { cause, paths };
  }));
  return { ...change, causes, loss: lossOf(change, resource, causes, { crossings, leaving: origin.leaving }) };
}

/** What belongs to a component is judged by the releases that it crosses; what belongs to none, by those of all. */
function crossingsOf({ saved, wanted }: Resource, { crossings }: Origin): readonly Crossing[] {
  const owner = urnParts((wanted ?? saved)?.parent ?? "");
  const component = componentIdOf(owner.type, owner.name);
  const own = component === undefined ? undefined : crossings.get(component);
  return component === undefined ? [...crossings.values()] : own ? [own] : [];
}

function resourceAt(urn: string, { saved, wanted }: Known, { asked, between }: Origin): Resource {
  const goal = wanted.get(urn);
  const names = [urn, ...goal?.aliases ?? []];
  const goalIn = (goals: Goals): Goal | undefined => names.map((name) => goals.get(name)).find((one) => one !== undefined) ??
    [...goals.values()].find(({ aliases }) => aliases.includes(urn));
  const live = saved.filter((one) => !one.delete);
  const before = names.map((name) => live.find((one) => one.urn === name)).find((one) => one !== undefined);
  return {
    saved: before && { type: before.type, parent: before.parent ?? "", inputs: (before.inputs ?? {}) as Properties },
    asked: goalIn(asked), between: between && goalIn(between), wanted: goal,
  };
}

export interface CausedPart extends Part {
  readonly cause: Exclude<CauseName, "catalog">;
}

/** What changes of a resource, each part with its cause: the whole where it comes or goes. */
function causedParts(change: ResourceChange, resource: Resource, { saved }: Known, origin: Origin): CausedPart[] {
  const old = saved.filter(({ urn }) => urn === change.urn);
  const resumed = old.some(({ initErrors = [], pendingReplacement, delete: leftover }) =>
    initErrors.length > 0 || pendingReplacement || leftover);
  if (change.op === "create" || change.op === "delete") {
    const there = mapped(resource, (one) => one !== undefined);
    const steps: Steps = {
      before: there.saved !== there.asked, first: there.asked !== there.between, second: there.between !== there.wanted,
    };
    const again = resumed && there.wanted;
    return [{ path: "", place: "", points: mapped(resource, (one) => one?.inputs), cause: again ? "resumed" : causeOf(steps, origin) }];
  }
  const paths = change.changedPaths.filter((path) => path !== "#initerror");
  const parts = paths.flatMap((path): CausedPart[] => {
    const inputs = mapped(resource, (one) => one?.inputs);
    const found = partsAt(path, inputs);
    // The engine sees a change that the program does not ask for.
    if (found.length === 0) return [{ path, place: path, points: mapped(inputs, () => undefined), cause: "unexplained" }];
    return found.map((part) => ({ ...part, cause: causeOf(stepsOf(part.points), origin) }));
  });
  if (parts.length > 0) return parts;
  return [{ path: "", place: "", points: mapped(resource, (one) => one?.inputs), cause: resumed ? "resumed" : "unexplained" }];
}

function causeOf({ before, first, second }: Steps, { between, firstStep }: Origin): CausedPart["cause"] {
  if (before || !(first || second)) return "unexplained";
  if (between === undefined) return "setting";
  const bySetting = firstStep === "setting" ? first : second;
  return bySetting ? "setting" : "version";
}

/** The settings that have this effect alone; all that differ, where none has it alone. */
function settingsOf(part: CausedPart, urn: string, { settings, alone, between }: Origin): readonly string[] {
  if (!alone || !between) return settings;
  const here = between.get(urn);
  const own = settings.filter((setting) => {
    const goals = alone.get(setting);
    const there = goals?.get(urn);
    if (!goals) return false;
    return part.path === "" ? !here !== !there : !isSame(partValue(there?.inputs, part), partValue(here?.inputs, part));
  });
  return own.length > 0 ? own : settings;
}

/** One entry for each cause with the same items or settings, the worst first as the parts are met. */
function merged(causes: readonly Cause[]): Cause[] {
  const entries = new Map<string, Cause>();
  for (const one of causes) {
    const key = JSON.stringify([one.cause, one.items, one.settings]);
    const known = entries.get(key);
    entries.set(key, known ? { ...known, paths: [...new Set([...known.paths, ...one.paths])] } : one);
  }
  return [...entries.values()].sort((a, b) => causeNames.indexOf(a.cause) - causeNames.indexOf(b.cause));
}
