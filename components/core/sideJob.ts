import { annotations } from "./labels";
import { appLabel, metadata, partOf, phasesApp, type Home } from "./objects";
import type { PhaseJob } from "./phaseJob";

/** A Job that is part of no phase. */
export interface SideJob {
  /** The name of the component whose Job it is. */
  readonly component: string;
  readonly task: string;
  /** What it is about, in its name: another one is another Job. */
  readonly about: string;
  readonly spec: PhaseJob;
  /** More annotations. @default - none */
  readonly marks?: Readonly<Record<string, string>>;
}

/** Time for Kubernetes to report a Job that has reached its deadline, in seconds. */
const reportingMargin = 120;

/** The Job's arguments. It has no version, so that a hop does not run it again. */
export function sideJob(home: Home, { component, task, about, spec, marks }: SideJob) {
  const { labels, ...head } = metadata(home, `${component}-${task}-${about}`, { ...marks, [annotations.component]: `${home.system}/${component}` });
  const jobLabels = { ...partOf(home.system), ...appLabel(phasesApp(home.system, component)), [annotations.phase]: task };
  return {
    metadata: { ...head, labels: { ...labels, "app.kubernetes.io/component": component } },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: spec.deadlineSeconds,
      // By these labels the network policy of the component's Jobs holds for it.
      template: { metadata: { labels: jobLabels }, spec: { ...spec.pod, restartPolicy: "Never" } },
    },
  };
}

/** As a phase's Job has them, and for the same reasons: see `phaseJob`. */
export function sideJobOptions({ deadlineSeconds = 0 }: PhaseJob) {
  return {
    deleteBeforeReplace: true,
    replaceOnChanges: ["#initerror"],
    customTimeouts: { create: `${deadlineSeconds + reportingMargin}s` },
  };
}
