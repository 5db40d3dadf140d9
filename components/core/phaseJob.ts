import { Job } from "@pulumi/kubernetes/batch/v1/job";
import type { input } from "@pulumi/kubernetes/types";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { annotations, versionInName } from "./labels";
import type { JobPhase, VersionedArgs } from "./phases";

/** A plain Pod spec: no Outputs, so that a plan can be made and a policy can judge before anything exists. */
export type PodSpec = input.core.v1.PodSpec;

/** One Job of a phase. A phase has one for each store it touches. */
export interface PhaseJob {
  /** Tells the Jobs of one phase apart, where there is more than one. */
  readonly store?: string;
  readonly pod: Omit<PodSpec, "restartPolicy">;
  /**
   * How long it may take in all, in seconds, retries included.
   * @default - 1800
   */
  readonly deadlineSeconds?: number;
  /**
   * How many Pods may fail before the Job has failed.
   * @default - 1
   */
  readonly retries?: number;
}

export interface PhaseJobOwner extends VersionedArgs {
  /** The component's id, `<system>/<name>`. */
  readonly id: string;
  /** The component's logical name, in which the Job's begins. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Time for Kubernetes to report a Job that has reached its deadline, in seconds. */
const reportingMargin = 120;

/**
 * A phase's Job. Every setting here was tried on the real engine and a real API server; see docs/phases.md:
 * - one logical name and the version in `metadata.name`, so that a new release replaces the Job and the diff says which;
 * - `deleteBeforeReplace`, or going back after a failed roll-out ends in `already exists`, for good;
 * - `replaceOnChanges: ["#initerror"]`, or a retry waits for the dead Job and never runs it again;
 * - no `ttlSecondsAfterFinished`, or a refresh forgets the Job and the next `up` migrates again;
 * - `backoffLimit` and `activeDeadlineSeconds`, the two failures the Kubernetes provider sees at once, and a create
 *   timeout longer than the deadline, so that the Job's own verdict comes first.
 */
export function phaseJob(owner: PhaseJobOwner, phase: JobPhase, spec: PhaseJob, opts: CustomResourceOptions): Job {
  const task = [phase, ...(spec.store === undefined ? [] : [spec.store])].join("-");
  return jobFor(owner, task, phase, versionInName(owner.version), spec, opts);
}

/**
 * A Job that only looks and is part of no phase, so that it may come at any time: no gate takes it for a phase that runs again.
 * It keeps its name, or each release would take an object away that no release announces.
 */
export function testJob(owner: PhaseJobOwner, spec: Omit<PhaseJob, "store">, opts: CustomResourceOptions): Job {
  return jobFor(owner, "test", undefined, undefined, spec, opts);
}

function jobFor(
  owner: PhaseJobOwner, task: string, phase: JobPhase | undefined, ending: string | undefined, spec: PhaseJob, opts: CustomResourceOptions,
): Job {
  const logicalName = `${owner.name}-${task}`;
  const deadline = spec.deadlineSeconds ?? 1800;
  const marks = {
    [annotations.component]: owner.id,
    [annotations.version]: owner.version,
    ...(phase && { [annotations.phase]: phase }),
    ...(owner.returnedFrom && {
      [annotations.returnedFrom]: [owner.returnedFrom.version, owner.returnedFrom.restore].filter(Boolean).join("@"),
    }),
  };
  return new Job(
    logicalName,
    {
      metadata: {
        name: [logicalName, ...(ending === undefined ? [] : [ending])].join("-"),
        namespace: owner.namespace,
        labels: { ...owner.labels },
        annotations: marks,
      },
      spec: {
        backoffLimit: spec.retries ?? 1,
        activeDeadlineSeconds: deadline,
        template: {
          metadata: {
            // By this label network policies know the Pods of Jobs.
            labels: { ...owner.labels, [annotations.phase]: phase ?? task },
            annotations: marks,
          },
          spec: { ...spec.pod, restartPolicy: "Never" },
        },
      },
    },
    {
      ...opts,
      deleteBeforeReplace: true,
      replaceOnChanges: ["#initerror"],
      customTimeouts: { create: `${deadline + reportingMargin}s` },
    },
  );
}
