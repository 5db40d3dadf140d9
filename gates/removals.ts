import * as pulumi from "@pulumi/pulumi";
import { annotations } from "../components/core/labels";
import type { Reason } from "../upgrades/reason";
import { judgeRemoval, type RemovalJudgement } from "../upgrades/removal";
import type { GateOptions } from "./hook";
import { componentIdOf, versionedSystemOf } from "./installationState";
import { annotationOf, refusal } from "./refusal";
import type { Run } from "./run";
import { exportedKeptObjects } from "./stackExport";

/**
 * The hooks that are asked before something is deleted. They are called by the name that the state has of them, also for
 * what the program no longer has; so these two names never change, and are registered in every run.
 *
 * What is deleted goes before what it belongs to: asked only at the component, its parts would be gone already.
 */
export function removalHooks(options: GateOptions, run: Run): Readonly<Record<"component" | "part", pulumi.ResourceHook>> {
  const { kindOf, savedStates, silentInPreview, circumstances: { permits } } = options;
  const removals = new Map<string, RemovalJudgement>();
  const judged = (component: string): RemovalJudgement => {
    const judgement = removals.get(component) ?? judgementOf(component, options);
    if (!removals.has(component) && judgement.allowed) void pulumi.log.info(`${component} is removed; what stays is ${judgement.kept}`);
    removals.set(component, judgement);
    return judgement;
  };
  const mayGo = (component: string): void => {
    const { allowed, reasons } = judged(component);
    if (!allowed && !silentInPreview) throw new Error(refusal(component, reasons));
  };

  // What the program still asks for is let go only when it is replaced, or when all of it is destroyed.
  const asked = new Set<string>();
  pulumi.runtime.registerStackTransformation(({ type, name }) => {
    asked.add(`${type} ${name}`);
    return undefined;
  });
  let known: readonly string[] | undefined;
  const knownComponents = (): readonly string[] => {
    if (known) return known;
    const states = savedStates();
    return known = states instanceof Error ? [] : [...states.keys()];
  };

  const component = new pulumi.ResourceHook("stepwise-gate-delete", ({ type, name }) => {
    const id = componentIdOf(type, name);
    if (id !== undefined) mayGo(id);
  }, { onDryRun: true });

  const part = new pulumi.ResourceHook("stepwise-gate-part-delete", ({ urn, type, name, oldInputs }) => {
    run.replaced.add(urn);
    const id = annotationOf(oldInputs, annotations.component) ?? ownerOf(urn, name, knownComponents);
    if (id === undefined) return;
    if (kindOf(id) === undefined) return mayGo(id);
    const isAsked = asked.has(`${type} ${name}`);
    const isRestore = annotationOf(oldInputs, annotations.phase) === "restore";
    if (isRestore && isAsked && run.moves.get(id) === "unchanged" && !permits.rerun.includes(id)) {
      throw new Error(refusal(id, [restoredAgain(id, name)]));
    }
    if (run.moves.has(id) || !isAsked || permits.rerun.includes(id)) return;
    const states = savedStates();
    const isRetried = !(states instanceof Error) && states.get(id)?.kind === "incomplete";
    if (isRetried) return;
    const { allowed, reasons } = judged(id);
    if (allowed) return;
    throw new Error(refusal(id, [{
      id: "part-without-component", kind: "legality",
      message: `${name} would be deleted while ${id} itself is not part of this update: either all of it is being destroyed, or this part alone is replaced`,
      remedy: `if only parts of it are to be made anew: stepwise:permits.rerun: [${id}]; if it is to go, see to what follows`,
    }, ...reasons]));
  }, { onDryRun: true });

  return { component, part };
}

/** Of all Jobs only this one loses something when it runs again: what was written since. */
function restoredAgain(component: string, job: string): Reason {
  return {
    id: "restore-again", kind: "legality",
    message: `a setting was changed that ${job} is made of, and ${component} is where it was gone back to: its backup would be restored once more, ` +
      "and what was written since would be lost",
    remedy: `leave that setting as it is until ${component} goes to another release; if restoring again is meant: stepwise:permits.rerun: [${component}]`,
  };
}

function judgementOf(component: string, { catalogs, circumstances, kindOf, savedStates }: GateOptions): RemovalJudgement {
  const { permits } = circumstances;
  const [states, kept] = [savedStates(), exportedKeptObjects(pulumi.getStack())];
  // Where the stack still declares it, all of the stack is being destroyed: what is named for it goes too.
  const isDestroyed = kindOf(component) !== undefined;
  const isNamed = (other: string): boolean => permits.remove.includes(other) || Object.hasOwn(permits.removal ?? {}, other);
  return judgeRemoval(catalogs, {
    component,
    state: states instanceof Error ? { kind: "unknown", why: states.message } : states.get(component) ?? { kind: "absent" },
    kept: kept instanceof Error ? undefined : kept.get(component) ?? [],
  }, circumstances.others().filter((other) => other.component !== component && !(isDestroyed && isNamed(other.component))), permits);
}

/**
 * The component of a part that carries no annotation, such as a Service: its URN says its parent's type, and its own name
 * begins with its component's (`urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`).
 */
function ownerOf(urn: string, name: string, components: () => readonly string[]): string | undefined {
  const system = versionedSystemOf(urn.split("::")[2]?.split("$").at(-2) ?? "");
  if (system === undefined) return undefined;
  return components().filter((id) => id.startsWith(`${system}/`) && name.startsWith(`${id.slice(system.length + 1)}-`))
    .sort((a, b) => b.length - a.length)[0];
}
