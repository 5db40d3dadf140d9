import { createHash } from "node:crypto";
import { annotations } from "../../components/core/labels";
import { isRecord, isSecret, type Properties, type Value } from "../../engines/rehearsal/values";
import type { KubernetesObject } from "../cluster/cluster";
import type { StateObject } from "../status/stateObjects";

/** The label of a check's Job and of its Pods: which run they are of. */
export const checkLabel = "stepwise.dev/check";

/** As long as a Job's name may be, since its Pods carry it as a label. */
const longestName = 63;
/** Should this process die, the cluster clears up by itself, in seconds after the end. */
const keptAfterEnd = 3600;

export interface CheckJob {
  /** The component that it checks. */
  readonly component: string;
  readonly job: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  /** Its first container, whose log says what was checked. */
  readonly container: string;
  /** How long it may take in all, in seconds. */
  readonly deadlineSeconds: number;
}

/**
 * A component's verify Job as one that can be run at any time: the same Pod, under another name, no part of the stack.
 * Its Pods keep their labels, since network policies know them by these.
 * @param now the time in UTC, from which its name is made
 * @param run what the run's Jobs are told apart by
 * @returns an error where it can't be run
 */
export function checkJobOf({ inputs, name, namespace = "default", component = "" }: StateObject, now: Date, run: string): CheckJob | Error {
  if (holdsSecret(inputs)) return new Error(`the manifest of ${name} has a secret that the state does not show`);
  const spec = recordAt(inputs, "spec");
  const template = recordAt(spec, "template");
  const pod = recordAt(template, "spec");
  const [container] = Array.isArray(pod["containers"]) ? pod["containers"] as readonly Value[] : [];
  if (!isRecord(container) || typeof container["name"] !== "string") return new Error(`the manifest of ${name} has no container`);
  const marks = { [checkLabel]: run };
  const deadlineSeconds = typeof spec["activeDeadlineSeconds"] === "number" ? spec["activeDeadlineSeconds"] : defaultDeadline;
  const metadata = recordAt(inputs, "metadata");
  const checkName = checkNameOf(name, now);
  return {
    component, namespace, name: checkName, container: container["name"], deadlineSeconds,
    job: {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name: checkName, namespace,
        labels: { ...textsAt(metadata, "labels"), ...marks },
        annotations: ownAnnotations(textsAt(metadata, "annotations")),
      },
      spec: {
        backoffLimit: spec["backoffLimit"] ?? 0,
        activeDeadlineSeconds: deadlineSeconds,
        ttlSecondsAfterFinished: keptAfterEnd,
        template: {
          metadata: {
            labels: { ...textsAt(recordAt(template, "metadata"), "labels"), ...marks },
            annotations: ownAnnotations(textsAt(recordAt(template, "metadata"), "annotations")),
          },
          spec: pod,
        },
      },
    },
  };
}

const defaultDeadline = 1800;

/** `<name>-check-20261121152701`; a name that is too long keeps its beginning and is told apart by a digest. */
function checkNameOf(name: string, now: Date): string {
  const suffix = `-check-${now.toISOString().replace(/\D/g, "").slice(0, 14)}`;
  if (name.length + suffix.length <= longestName) return name + suffix;
  const digest = `-${createHash("sha256").update(name).digest("hex").slice(0, 6)}`;
  return name.slice(0, longestName - suffix.length - digest.length).replace(/[^a-z0-9]+$/, "") + digest + suffix;
}

/** It is no phase of an update, and what an engine or a controller noted is not its. */
function ownAnnotations(stated: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries([annotations.component, annotations.version].flatMap((key) => {
    const value = stated[key];
    return value === undefined ? [] : [[key, value] as const];
  }));
}

function recordAt(from: Properties, key: string): Properties {
  const value = from[key];
  return isRecord(value) ? value : {};
}

/** What Kubernetes itself would set is left out: a new Job has its own. */
function textsAt(from: Properties, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(recordAt(from, key))
    .filter((entry): entry is [string, string] => typeof entry[1] === "string" && !/(^|\/)(controller-uid|job-name)$/.test(entry[0])));
}

function holdsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return (Object.values(value) as Value[]).some(holdsSecret);
}
