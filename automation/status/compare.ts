import { annotations } from "../../components/core/labels";
import { isRecord, joined } from "../../engines/rehearsal/values";
import { compareVersions } from "../../releases/version";
import { safeLine } from "../cluster/safeText";
import { liveDifferences, type LiveDifference } from "./liveDifferences";
import type { LiveObject } from "./liveObject";
import type { Drift, Live, Observed } from "./model";
import { isWorkload, jobEnd, notReady } from "./readiness";
import { isSecret, type StateObject } from "./stateObjects";

/** What the cluster answered about one object of the state. */
export interface Sighting {
  readonly object: StateObject;
  /** Undefined: it is not there. An error: what is there can't be told. */
  readonly live: LiveObject | Error | undefined;
  /** Whether an autoscaler decides how many replicas it has. */
  readonly autoscaled: boolean;
}

/** One that is there and can be read. */
type Seen = Sighting & { readonly live: LiveObject };

/** What was seen of objects that belong together, and where it is not what the state says. */
export function compareWithState(sightings: readonly Sighting[]): Live {
  const unread = sightings.find(({ live }) => live instanceof Error);
  if (unread) return { unknown: (unread.live as Error).message };
  const present = sightings.filter((one): one is Seen => one.live !== undefined);
  const ready = present.filter((one) => isWorkload(one.object.kind) && whyNotReady(one) === undefined);
  const jobs = present.filter(({ object }) => object.kind === "Job");
  const named = (end: "finished" | "failed" | "running"): string[] =>
    jobs.filter(({ live }) => jobEnd(live).end === end).map(({ object }) => object.name).sort();
  const observed: Observed = {
    versions: [...new Set(present.flatMap(({ object, live }) =>
      object.version === undefined || isSecret(object) ? [] : [live.metadata.annotations[annotations.version] ?? "none"]))].sort(compareVersions),
    objects: { present: present.length, of: sightings.length },
    ready: {
      workloads: ready.length,
      of: sightings.filter(({ object }) => isWorkload(object.kind)).length,
      stopped: ready.filter(({ live }) => live.spec["replicas"] === 0).length,
    },
    jobs: {
      finished: named("finished"), failed: named("failed"), running: named("running"),
      deleted: sightings.filter(({ object, live }) => object.kind === "Job" && live === undefined).map(({ object }) => object.name).sort(),
    },
    drift: sightings.flatMap(driftOf),
  };
  return observed;
}

/** One object's drift: whether it is there, then what it is, then how it is. */
function driftOf({ object, live, autoscaled }: Sighting): Drift[] {
  const what = describe(object);
  if (live instanceof Error) return [];
  if (live === undefined) {
    // A Job that has finished is not needed any more.
    return object.kind === "Job" ? [] : [{ id: "object-missing", message: `${what} is in the state and not in the cluster`, remedy: again(object) }];
  }
  const going = live.metadata.deletionTimestamp;
  if (going !== undefined) {
    return [{ id: "object-missing", message: `${what} is being deleted since ${going}`, remedy: again(object) }];
  }
  const found = (isSecret(object) ? [] : liveDifferences(object.inputs, live.all)).filter(({ path }) => !(autoscaled && path === "spec.replicas"));
  const settings = found.filter((one) => kindOf(one) === undefined).map(({ path }) => path);
  return [
    ...found.flatMap((one): Drift[] => {
      const id = kindOf(one);
      return id === undefined ? [] : [{
        id, message: `${what}: ${one.path} is ${shown(one.live)}, and the state says ${shown(one.declared)}`,
        remedy: id === "live-version" ? moved : again(object),
      }];
    }),
    ...(settings.length === 0 ? [] : [{ id: "live-setting" as const, message: `${what} is not as the state says at ${listed(settings)}`, remedy: again(object) }]),
    ...stoppedDrift(object, live, autoscaled, what),
    ...runningDrift({ object, live, autoscaled }, what),
  ];
}

/** Of the whole stack it would forget Jobs that were deleted after they had finished. */
function again({ urn }: StateObject): string {
  return `find out who changed it; then pulumi refresh --target '**::${urn.split("::").at(-1)}' (never without --target), and the next update sets it right`;
}

const moved = "find out what made it of another release (another stack, a kubectl apply) and put it back as `stepwise render` writes it; " +
  "the gate refuses an update of a part alone";

const versionPath = joined("metadata.annotations", annotations.version);

function kindOf({ path }: LiveDifference): "live-version" | "live-image" | "scaled-by-hand" | undefined {
  if (path === versionPath) return "live-version";
  if (/\b(initC|c)ontainers\[[^\]]*\]\.image$/.test(path)) return "live-image";
  return path === "spec.replicas" ? "scaled-by-hand" : undefined;
}

/** What the state does not speak of and nevertheless stops a server or a schedule. */
function stoppedDrift({ kind, inputs }: StateObject, { spec }: LiveObject, autoscaled: boolean, what: string): Drift[] {
  const stated = isRecord(inputs["spec"]) ? inputs["spec"] : {};
  const paused = (field: string, means: string, undo: string): Drift[] => spec[field] === true && stated[field] === undefined
    ? [{ id: "paused", message: `${what}: ${means}`, remedy: `find out who did it and why, and then: ${undo}` }] : [];
  const place = placeOf(inputs);
  if (kind === "CronJob") {
    return paused("suspend", "it was suspended by hand, and runs at no time", `kubectl patch cronjob ${place} --patch '{"spec":{"suspend":false}}'`);
  }
  if (!isWorkload(kind)) return [];
  // Where the state asks for a number, that was compared.
  const emptied = !autoscaled && stated["replicas"] === undefined && spec["replicas"] === 0;
  return [
    ...paused("paused", "its roll-out was paused by hand, so no change of it reaches a Pod", `kubectl rollout resume ${kind.toLowerCase()} ${place}`),
    ...(emptied ? [{
      id: "scaled-by-hand" as const, message: `${what}: it has 0 replicas, and the state does not ask for that`,
      remedy: `find out who did it and why, and then: kubectl scale ${kind.toLowerCase()} ${place} --replicas 1, or as many as it had`,
    }] : []),
  ];
}

function runningDrift(seen: Seen, what: string): Drift[] {
  const { object: { kind, inputs }, live } = seen;
  if (kind === "Job") {
    const end = jobEnd(live);
    if (end.end === "failed") return [{ id: "job-failed", message: `${what} has failed: ${safeLine(end.why)}`, remedy: `see why: kubectl logs job/${placeOf(inputs)}` }];
    return end.end === "finished" ? [] : [{ id: "not-ready", message: `${what} has not ended yet`, remedy: "wait for it, and ask again" }];
  }
  const why = whyNotReady(seen);
  return why === undefined ? [] : [{
    id: "not-ready", message: `${what}: ${safeLine(why)}`, remedy: `see its Pods and their events: kubectl describe ${kind.toLowerCase()} ${placeOf(inputs)}`,
  }];
}

/** One that has no replicas has all that it should have, and serves nothing. */
function whyNotReady({ object, live, autoscaled }: Seen): string | undefined {
  return notReady(object.kind, live) ?? (!autoscaled && isEmptied(object, live) ? "it has no replica, so nothing of it answers" : undefined);
}

function isEmptied({ kind, inputs }: StateObject, { spec }: LiveObject): boolean {
  const stated = isRecord(inputs["spec"]) ? inputs["spec"]["replicas"] : undefined;
  return isWorkload(kind) && spec["replicas"] === 0 && stated !== 0;
}

function describe({ kind, namespace, name }: StateObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function placeOf(inputs: StateObject["inputs"]): string {
  const { name, namespace } = inputs["metadata"] as { name: string; namespace?: string };
  return namespace === undefined ? name : `${name} --namespace ${namespace}`;
}

function shown(value: LiveDifference["declared"] | undefined): string {
  return value === undefined ? "absent" : typeof value === "object" ? "otherwise" : safeLine(String(value));
}

/** How many paths are named before the rest are only counted. */
const most = 5;

function listed(paths: readonly string[]): string {
  return paths.slice(0, most).join(", ") + (paths.length > most ? ` and ${paths.length - most} more` : "");
}
