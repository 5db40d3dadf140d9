import * as pulumi from "@pulumi/pulumi";
import type { Gate, VersionedComponent } from "../components/core/versionedComponent";
import { annotations } from "../components/core/labels";
import type { Catalog } from "../releases/catalog";
import type { Circumstances } from "../upgrades/change";
import { judge } from "../upgrades/judge";
import type { InstallationState } from "../upgrades/installationState";
import { componentIdOf, installationStateOf } from "./installationState";
import { annotationOf, refusal } from "./refusal";
import { removalHooks } from "./removals";
import type { Run } from "./run";

export interface GateOptions {
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly circumstances: Circumstances;
  /**
   * Whether the hook leaves it to a policy pack to judge versions and removals in a preview, so that the whole diff can be
   * seen. At `up` the hook always speaks, and of parts that move or go alone it speaks in a preview too: no policy does.
   */
  readonly silentInPreview: boolean;
  /** The kind in the catalog of a component, or undefined when the program does not declare it. */
  readonly kindOf: (component: string) => string | undefined;
  /** What is saved of every component; asked only where hooks are not shown enough. */
  readonly savedStates: () => ReadonlyMap<string, InstallationState> | Error;
}

/**
 * The gate that nobody gets round by leaving out a flag: Pulumi resource hooks, called with a component's old inputs and
 * outputs before anything of it is touched. It sees installs, updates, and removals; a rename, a move and a replacement
 * are a removal and an install, so it sees those too.
 */
export function createGate(options: GateOptions): Gate {
  const { catalogs, circumstances, silentInPreview, kindOf } = options;
  const run: Run = { moves: new Map(), replaced: new Set() };

  function pass(component: string, state: InstallationState, wanted: unknown): void {
    const system = component.split("/")[0] ?? "";
    const catalog = catalogs.get(system);
    const kind = kindOf(component);
    if (!catalog || kind === undefined) throw new Error(`${component} is not in this stack's configuration`);
    const asked = installationStateOf(wanted, {});
    if (asked.kind !== "incomplete") throw new Error(`${component} asks for no version`);
    const { attempted: version, returnedFrom, stage } = asked;
    const judgement = judge(catalog, state, { component, kind, version, returnedFrom, stage }, circumstances);
    run.moves.set(component, judgement.move);
    if (!judgement.allowed && !silentInPreview) throw new Error(refusal(component, judgement.reasons));
  }

  const beforeCreate = new pulumi.ResourceHook("stepwise-gate-create", ({ type, name, newInputs }) => {
    const component = componentIdOf(type, name);
    if (component !== undefined) pass(component, { kind: "absent" }, newInputs);
  }, { onDryRun: true });

  const beforeUpdate = new pulumi.ResourceHook("stepwise-gate-update", ({ type, name, newInputs, oldInputs, oldOutputs }) => {
    const component = componentIdOf(type, name);
    if (component !== undefined) pass(component, installationStateOf(oldInputs, oldOutputs), newInputs);
  }, { onDryRun: true });

  const removals = removalHooks(options, run);

  return {
    component: { beforeCreate: [beforeCreate], beforeUpdate: [beforeUpdate], beforeDelete: [removals.component] },
    children: (owner) => {
      const check = childHook(owner, run, options);
      const name = `stepwise-gate-part-${owner.componentId.replace("/", "-")}`;
      const hook = new pulumi.ResourceHook(name, check, { onDryRun: true });
      return { beforeCreate: [hook], beforeUpdate: [hook], beforeDelete: [removals.part] };
    },
  };
}

/**
 * What a component consists of moves only with it. Where the component itself was not judged in this run, it stays the
 * same: either it is unfinished and is being resumed, or a part of it is moved alone (`--target`), or a phase's Job was
 * finished and then forgotten by a refresh, and running it again would back up and migrate again. What is saved of the
 * component tells these apart. A change of a setting, at the same version, brings no forgotten Job back either.
 */
function childHook(owner: VersionedComponent, { moves: judged, replaced }: Run, { circumstances, savedStates }: GateOptions) {
  return ({ urn, name, newInputs, oldInputs }: pulumi.ResourceHookArgs): void => {
    const component = owner.componentId;
    const move = judged.get(component);
    if (move !== undefined && (move !== "unchanged" || replaced.has(urn))) return;
    const [before, after] = [annotationOf(oldInputs, annotations.version), annotationOf(newInputs, annotations.version)];
    const phase = annotationOf(newInputs, annotations.phase);
    const moves = before !== undefined && after !== undefined && before !== after;
    const runs = oldInputs === undefined && phase !== undefined;
    if (!moves && !(runs && !circumstances.permits.rerun.includes(component))) return;
    const states = savedStates();
    if (states instanceof Error) {
      throw new Error(refusal(component, [{
        id: "state-unreadable", kind: "legality", message: `${name} would change, and whether it may is not known: ${states.message}`,
        remedy: "make `pulumi stack export` work where the update runs",
      }]));
    }
    const state = states.get(component) ?? { kind: "absent" };
    if (state.kind === "incomplete" && state.attempted === after) return;
    throw new Error(refusal(component, [moves ? {
      id: "part-without-component",
      kind: "legality",
      message: `${name} would go from ${before} to ${after} while ${component} itself is not part of this update`,
      remedy: "update without --target, or target the component with everything in it",
    } : {
      id: "finished-job-forgotten",
      kind: "legality",
      message: `${component} is complete, and its ${phase} Job ${name} is no longer in the state (it was deleted, and a refresh noticed); ` +
        "creating it would run it again",
      remedy: `if that is meant (each phase may run again): stepwise:permits.rerun: [${component}]`,
    }]));
  };
}
