import { z } from "zod";
import type { KubernetesObject } from "./cluster";
import type { ClusterEvent } from "./diagnosis";
import { text } from "./pods";

const eventSchema = z.looseObject({
  metadata: z.looseObject({ creationTimestamp: text }),
  involvedObject: z.looseObject({ kind: text, name: text, uid: text }),
  type: text,
  reason: text,
  message: text,
  count: z.int().nullish(),
  firstTimestamp: text,
  lastTimestamp: text,
  eventTime: text,
  series: z.looseObject({ count: z.int(), lastObservedTime: text }).nullish(),
});

/** What an event may be about. */
export interface Concerned {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** All whose names begin so and end in five letters or digits, as those of a Job's Pods do. @default - only that name */
  readonly made?: boolean;
}

/** How many are kept: what went wrong, and a little of what went right. */
const mostWarnings = 15;
const mostOthers = 5;

/**
 * The newest events of these objects, the oldest first; not those of an earlier object of the same name.
 * @param objects of a namespace
 */
export function eventsOf(objects: readonly KubernetesObject[], concerned: readonly Concerned[]): ClusterEvent[] {
  const about = objects.flatMap((object): ClusterEvent[] => {
    const parsed = object.kind === "Event" ? eventSchema.safeParse(object) : undefined;
    if (!parsed?.success) return [];
    const { involvedObject: { kind, name, uid }, type, reason, message, count, series, ...times } = parsed.data;
    const isAbout = concerned.some((one) => one.kind === kind && isCalled(name, one) && (uid === "" || one.uid === "" || uid === one.uid));
    if (!isAbout) return [];
    const time = [series?.lastObservedTime, times.lastTimestamp, times.eventTime, times.firstTimestamp, times.metadata.creationTimestamp]
      .find((one) => one !== undefined && one !== "") ?? "";
    return [{ time, type, reason, message, count: series?.count ?? count ?? 1, object: `${kind}/${name}` }];
  }).sort(inTime);
  const warnings = about.filter(({ type }) => type === "Warning").slice(-mostWarnings);
  const others = about.filter(({ type }) => type !== "Warning").slice(-mostOthers);
  return [...warnings, ...others].sort(inTime);
}

function isCalled(name: string, { name: wanted, made }: Concerned): boolean {
  return made ? name.startsWith(`${wanted}-`) && /^[a-z0-9]{5}$/.test(name.slice(wanted.length + 1)) : name === wanted;
}

/** The newest event with this reason, among some that stand in time. */
export function newest(reason: string, events: readonly ClusterEvent[]): ClusterEvent | undefined {
  return events.filter((event) => event.reason === reason).at(-1);
}

function inTime(a: ClusterEvent, b: ClusterEvent): number {
  const [first, second] = [a, b].map(({ time, object, reason }) => `${time} ${object} ${reason}`) as [string, string];
  return first < second ? -1 : first > second ? 1 : 0;
}
