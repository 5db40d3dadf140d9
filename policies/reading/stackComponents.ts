import type { PolicyResource } from "@pulumi/policy";
import { annotations } from "../../components/core/labels";
import { phases, phasesOf, type Phase } from "../../components/core/phases";
import { declaredComponents } from "../../config/components";
import { componentIdOf } from "../../gates/installationState";
import { catalogs } from "./catalogs";
import { kindOf } from "./kubernetes";
import { ownerInStack } from "./owner";
import { valueAt, type Plain } from "./plain";
import { makesPods } from "./pods";
import { stackSettings } from "./settings";

/** A versioned component of the stack, with the parts of it that phases are about. */
export interface StackComponent {
  readonly id: string;
  readonly version: string;
  readonly resource: PolicyResource;
  /** The phases that this goal state has. */
  readonly phases: readonly Phase[];
  /** Whether its catalog says that it keeps data of its own. */
  readonly keepsData: boolean;
  /** The Jobs of a phase. */
  jobs(phase: Phase): readonly PolicyResource[];
  /** Everything else of it that makes Pods. */
  readonly workloads: readonly PolicyResource[];
  /** The workloads that say that they migrate the data themselves. */
  readonly migrating: readonly PolicyResource[];
}

/** The versioned components that the stack file declares and the stack has. Of any other, the policy upgrade-path speaks. */
export function stackComponents(resources: readonly PolicyResource[]): StackComponent[] {
  const declared = declaredComponents(stackSettings());
  const parts = resources.filter(({ type }) => makesPods(type)).map((part) => ({ part, owner: ownerInStack(part), phase: phaseOf(part) }));
  return resources.flatMap((resource) => {
    const id = componentIdOf(resource.type, resource.name);
    const component = declared.find((one) => one.id === id);
    if (id === undefined || !component) return [];
    const own = (phase: Phase | undefined) => parts.filter((one) => one.owner === id && one.phase === phase).map(({ part }) => part);
    const workloads = own(undefined);
    return [{
      id,
      version: component.version,
      resource,
      phases: phasesOf(component),
      keepsData: (catalogs().get(component.system)?.components[component.kind]?.stores.length ?? 0) > 0,
      jobs: own,
      workloads,
      migrating: workloads.filter((one) => migrationOf(one) !== undefined),
    }];
  });
}

/** The phase that a Job carries out. One whose mark can't be read is a workload like any other, of which more is asked. */
function phaseOf({ type, props }: PolicyResource): Phase | undefined {
  if (kindOf(type)?.kind !== "Job") return undefined;
  const mark = valueAt(props, "metadata", "annotations", annotations.phase);
  return phases.find((phase) => phase === mark);
}

/** What a workload says of how it migrates the data itself: undefined where it leaves that to a Job. */
export function migrationOf({ props }: PolicyResource): Plain {
  return valueAt(props, "metadata", "annotations", annotations.migration);
}

/** Which of these a resource does not wait for, not even by way of another. */
export function notAwaited(resource: PolicyResource, others: readonly PolicyResource[]): PolicyResource[] {
  const awaited = new Set<PolicyResource>();
  const open = [resource];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const dependency of at.dependencies) {
      if (!awaited.has(dependency)) open.push(dependency);
      awaited.add(dependency);
    }
  }
  return others.filter((other) => !awaited.has(other));
}

/** The names of resources as a message lists them. */
export function named(resources: readonly PolicyResource[]): string {
  return resources.map(({ name }) => name).sort().join(", ");
}
