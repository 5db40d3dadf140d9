import type { Cluster } from "./cluster";
import { databaseClue, databaseTrouble } from "./databaseClues";
import { weights, type Clue, type ContainerLog, type DatabaseTrouble, type Diagnosis, type Subject } from "./diagnosis";
import { gather, type Evidence } from "./evidence";
import { endedPodClues, imagesOf, lacksImage, podClues } from "./podClues";
import { containersOf } from "./pods";
import { safeLines, safeTexts } from "./safeText";
import { missingObject } from "./startClues";
import { workloadClues } from "./workloadClues";

/**
 * Why a phase failed, as far as the cluster can tell: asked at once, before Pods and events are gone. Nothing is changed,
 * nothing secret is read, and no database is connected to. It always answers; what could not be asked is in `unknown`.
 * @param subject with at least one object
 */
export async function diagnose(cluster: Cluster, subject: Subject): Promise<Diagnosis> {
  const all: Evidence[] = [];
  for (const object of subject.objects) all.push(await gather(cluster, object));
  return judge(subject, all);
}

/** The same, once everything has been asked. */
export function judge({ component, phase, objects }: Subject, all: readonly Evidence[]): Diagnosis {
  const judged = all.map((evidence) => ({ evidence, ...cluesOf(evidence) }));
  const clues = judged.flatMap(({ evidence, clues: own }) => own.map((clue) => ({ ...clue, object: evidence.object })))
    .sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
  const [likeliest] = clues;
  const object = likeliest?.object ?? objects[0];
  if (!object) throw new Error("there is no object to say why it failed");
  const unknown = all.flatMap((evidence) => evidence.unknown);
  const nothing = `nothing was found that says why ${object.kind} ${object.namespace}/${object.name} failed` +
    (unknown.length === 0 ? "" : "; not everything could be asked");
  return safeTexts({
    component, phase, object,
    summary: likeliest?.detail ?? nothing,
    findings: clues.map(({ what, detail }) => ({ what, detail })),
    logs: all.flatMap(({ logs }) => logs),
    events: all.flatMap(({ events }) => events),
    images: all.flatMap(({ pods }) => pods.flatMap(imagesOf)),
    pullSecrets: all.flatMap(({ pullSecrets }) => pullSecrets),
    databases: judged.flatMap(({ databases }) => databases),
    next: [...new Set(clues.map(({ next }) => next))],
    unknown,
  }, all.flatMap(({ secrets }) => secrets));
}

function cluesOf(evidence: Evidence): { readonly clues: readonly Clue[]; readonly databases: readonly DatabaseTrouble[] } {
  const { object: { kind, namespace, name }, workload, replicaSet, pods, events, logs, unknown } = evidence;
  if (!workload) {
    const gone: Clue = {
      what: "not there", detail: `there is no ${kind} ${name} in ${namespace}: it was never made, or somebody has deleted it`, weight: "cannot start",
      next: "see who deletes objects of this stack, and try again",
    };
    return { clues: unknown.length > 0 ? [] : [gone], databases: [] };
  }
  const databases = [...lastMessages(evidence), ...logs]
    .flatMap(({ pod, container, lines }) => databaseTrouble(pod, container, lines) ?? [])
    .filter((one, at, before) => before.findIndex(({ pod, container }) => pod === one.pod && container === one.container) === at);
  const ofPods = pods.flatMap((pod) => podClues(pod, events, lastWords(pod.metadata.name, logs)));
  const clues = [
    ...workloadClues(workload, replicaSet, events),
    ...pullSecretClues(evidence),
    ...ofPods,
    ...missingClues(evidence).filter(({ next }) => !ofPods.some((clue) => clue.next === next)),
    ...databases.map(databaseClue),
    ...(pods.length === 0 ? endedPodClues(events) : []),
  ];
  // One event for each of many Pods says the same of all, and so do two Pods of one revision.
  return { clues: clues.filter(({ what }, at) => clues.findIndex((one) => one.what === what) === at), databases };
}

/** Seen for ourselves: events that would say it are kept for an hour only. */
function missingClues({ missing }: Evidence): Clue[] {
  return missing.map(({ kind, name, pod }) => {
    const { thing, next } = missingObject(kind, name);
    return { what: `no ${kind} ${name}`, detail: `${thing}, which the Pod ${pod} can't start without`, next, weight: "cannot start" };
  });
}

/** Where there is no Secret to pull with, that the image can't be pulled follows from it. */
function pullSecretClues({ pods, pullSecrets }: Evidence): Clue[] {
  return pullSecrets.filter(({ exists }) => exists === false && pods.some(lacksImage)).map(({ name, usedBy }) => {
    const { thing, next } = missingObject("Secret", name);
    return { what: `no Secret ${name}`, detail: `${thing}, which ${usedBy.join(", ")} would pull images with`, next, weight: "cannot start" };
  });
}

/** What containers left as their last message, where they ended badly. */
function lastMessages({ pods, secrets }: Evidence): Omit<ContainerLog, "previous">[] {
  return pods.flatMap((pod) => containersOf(pod).flatMap(({ name, status }) => {
    const end = status?.state.terminated ?? status?.lastState.terminated;
    return end && end.exitCode !== 0 ? [{ pod: pod.metadata.name, container: name, lines: safeLines(end.message, secrets) }] : [];
  }));
}

/** The line of each container's log that tells most: the last that speaks of an error, or just the last. */
function lastWords(pod: string, logs: readonly ContainerLog[]): ReadonlyMap<string, string> {
  const telling = /\b(?:error|fatal|fail(?:ed|ure)?|exception|panic|denied|refused|cannot|can't|no such)\b|(?:Error|Exception)\b/i;
  const own = logs.filter((log) => log.pod === pod && log.lines.length > 0);
  return new Map(own.reverse().map(({ container, lines }) => {
    const said = lines.filter((line) => line.trim() !== "" && !/^\s+at |^\s+\.\.\. \d+ more/.test(line));
    return [container, (said.filter((line) => telling.test(line)).at(-1) ?? said.at(-1) ?? "").trim()];
  }));
}
