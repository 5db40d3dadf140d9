import type { Clue, ClusterEvent, ImageState } from "./diagnosis";
import { newest } from "./events";
import { containersOf, type ContainerStatus, type Pod } from "./pods";
import { missingConfig, unpulledImage } from "./startClues";

type Container = ReturnType<typeof containersOf>[number];

const imageReasons = new Set([
  "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable", "ImageInspectError",
]);

/**
 * What a Pod, its containers and its events say about why it is not fine.
 * @param lastWords what a container said last, by its name
 */
export function podClues(pod: Pod, events: readonly ClusterEvent[], lastWords: ReadonlyMap<string, string>): Clue[] {
  const own = events.filter(({ object, type }) => object === `Pod/${pod.metadata.name}` && type === "Warning");
  return [
    ...wholePod(pod, own),
    ...containersOf(pod).flatMap((container) => containerClues(pod, container, own, lastWords.get(container.name) ?? "")),
    ...eventClues(pod, own),
  ];
}

/** The images of a Pod's containers. */
export function imagesOf(pod: Pod): ImageState[] {
  return containersOf(pod).map(({ name, image, status }) => {
    const waiting = status?.state.waiting?.reason;
    const state = waiting !== undefined && imageReasons.has(waiting) ? waiting : status?.imageID ? "pulled" : "not pulled yet";
    return { pod: pod.metadata.name, container: name, image, state };
  });
}

/** Whether a Pod waits for an image that can't be had. */
export function lacksImage(pod: Pod): boolean {
  return imagesOf(pod).some(({ state }) => imageReasons.has(state));
}

function wholePod({ metadata: { name }, status }: Pod, own: readonly ClusterEvent[]): Clue[] {
  const scheduled = status.conditions.find(({ type, status: is }) => type === "PodScheduled" && is === "False");
  const unscheduled = scheduled?.message || newest("FailedScheduling", own)?.message;
  if (scheduled && unscheduled) {
    return [{
      what: "Unschedulable", detail: `no node takes the Pod ${name}: ${unscheduled}`, weight: "cannot start",
      next: /taint|selector|affinity/.test(unscheduled) && !/Insufficient/.test(unscheduled)
        ? "see which labels and taints the nodes have, and which the Pod asks for" : "add nodes or room on them, or ask for less, and try again",
    }];
  }
  if (status.reason === "") return [];
  return [{
    what: status.reason, detail: `the Pod ${name} was ended from outside: ${status.message || status.reason}`, weight: "ended",
    next: "see that the nodes are well and have room, and try again",
  }];
}

function containerClues(pod: Pod, { name, image, status }: Container, own: readonly ClusterEvent[], lastWords: string): Clue[] {
  if (!status) return [];
  const where = `container ${name} of ${pod.metadata.name}`;
  const { waiting, running, terminated } = status.state;
  if (waiting && imageReasons.has(waiting.reason)) {
    // That it backs off says less than what it backs off from.
    const said = newest("Failed", own.filter(({ message }) => message.includes(image)))?.message ?? waiting.message;
    return [unpulledImage(waiting.reason, image, said, where)];
  }
  if (waiting?.reason === "CreateContainerConfigError") {
    const missing = missingConfig(waiting.message);
    return [{
      what: waiting.reason, detail: `${where}: ${missing?.thing ?? waiting.message}`, weight: "cannot start",
      next: missing?.next ?? "see which Secrets and ConfigMaps the container reads, and that they are there",
    }];
  }
  if (waiting && /^(CreateContainerError|RunContainerError|PostStartHookError|PreStartHookError)$/.test(waiting.reason)) {
    return [{
      what: waiting.reason, detail: `${where} can't be started: ${waiting.message}`, weight: "cannot start",
      next: "see that the image has the command that it is started with",
    }];
  }
  const end = terminated ?? (waiting ? status.lastState.terminated : undefined);
  if (end && end.exitCode !== 0) return [endClue(end, where, own, lastWords)];
  if (running && !status.ready) return [notReady(status, where, own)];
  return [];
}

function endClue(
  { exitCode, reason, message }: NonNullable<ContainerStatus["state"]["terminated"]>, where: string, own: readonly ClusterEvent[], lastWords: string,
): Clue {
  const last = message.trim().split("\n").at(-1) || lastWords;
  const said = last === "" ? "" : `: ${last}`;
  const clue = (what: string, detail: string, next: string, weight: Clue["weight"] = "ended"): Clue =>
    ({ what, detail: `${where} ${detail}${said}`, next, weight });
  if (reason === "OOMKilled") return clue(reason, "used more memory than its limit and was killed", "raise its memory limit, and try again");
  if (/^(StartError|ContainerCannotRun)$/.test(reason) || exitCode === 126 || exitCode === 127) {
    return clue(reason === "Error" || reason === "" ? `exit code ${exitCode}` : reason, "could not run its command",
      "see that the image has that command and is built for the nodes' architecture", "cannot start");
  }
  if (exitCode === 137) {
    const probe = newest("Unhealthy", own.filter(({ message: said }) => /^Liveness|^Startup/.test(said)));
    return probe
      ? clue("killed by its probe", `was killed because its probe failed (${probe.message})`, "see in its log why it did not answer, or give it more time")
      : clue("exit code 137", "was killed from outside (SIGKILL)", "see that the node had memory left, and whether a deadline ended it");
  }
  if (exitCode === 143) return clue("exit code 143", "was told to stop (SIGTERM)", "see in the events who stopped it: a deadline, a probe, the node");
  if (exitCode === 139) return clue("exit code 139", "crashed (SIGSEGV)", "report it with the log to those who made the image");
  return clue(`exit code ${exitCode}`, `ended with exit code ${exitCode}`, "read the end of its log", "ended");
}

function notReady({ restartCount }: ContainerStatus, where: string, own: readonly ClusterEvent[]): Clue {
  const probe = newest("Unhealthy", own)?.message;
  return {
    what: "not ready", weight: "not ready", next: "see in its log what it waits for",
    detail: `${where} runs and is not ready${restartCount > 0 ? ` after ${restartCount} restarts` : ""}${probe === undefined ? "" : `: ${probe}`}`,
  };
}

/** What keeps a Pod from starting that only its events tell. */
function eventClues({ metadata: { name }, status }: Pod, own: readonly ClusterEvent[]): Clue[] {
  if (status.phase !== "Pending") return [];
  return ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"].flatMap((reason): Clue[] => {
    const event = newest(reason, own);
    if (!event) return [];
    const missing = missingConfig(event.message);
    return [{
      what: reason, detail: `Pod ${name}: ${missing?.thing ?? event.message}`, weight: "cannot start",
      next: missing?.next ?? (reason === "FailedCreatePodSandBox" ? "see that the node's network is well" : "see that the volume can be attached where the Pod is"),
    }];
  });
}

/**
 * What kept Pods from doing their work that are gone by now, as their events tell it: those of a Job that ran into its
 * deadline.
 */
export function endedPodClues(events: readonly ClusterEvent[]): Clue[] {
  const own = events.filter(({ object, type }) => object.startsWith("Pod/") && type === "Warning");
  return ["FailedScheduling", "Failed", "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"].flatMap((reason): Clue[] => {
    const event = newest(reason, own);
    if (!event) return [];
    const where = `${event.object.replace("/", " ")}, which is gone by now`;
    const image = reason === "Failed" ? /image "([^"]+)"/.exec(event.message)?.[1] : undefined;
    if (image !== undefined) return [unpulledImage(reason, image, event.message, where)];
    const missing = missingConfig(event.message);
    return [{
      what: reason, detail: `${where}: ${missing?.thing ?? event.message}`, weight: "cannot start",
      next: missing?.next ?? "mend what the message names, and try again",
    }];
  });
}
