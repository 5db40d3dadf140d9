import { z } from "zod";
import type { KubernetesObject } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import { quantity } from "../../config/quantity";
import type { Sighting, Unsteady, Watched } from "./soaked";

/** The kind that the metrics server gives Pods' use of memory and processors as; not every cluster has one. */
export const podMetrics = "pods.metrics.k8s.io";

/**
 * What is too much, and for how many looks in a row: a container is killed at its limit of memory, and only slowed down at
 * that of processors, as many are while they start.
 */
const bounds = [
  { resource: "memory", what: "memory near its limit", share: 0.9, looks: 6 },
  { resource: "cpu", what: "processors used up", share: 0.95, looks: 30 },
] as const;

const metricsSchema = z.looseObject({
  kind: z.literal("PodMetrics"),
  metadata: z.looseObject({ name: z.string() }),
  containers: z.array(z.looseObject({ name: z.string(), usage: z.record(z.string(), z.string()) })),
});
const limitsSchema = z.looseObject({ limits: z.record(z.string(), z.union([z.string(), z.number()])).default({}) });

/** How many looks in a row each container has been near each of its limits. */
export type Streaks = ReadonlyMap<string, number>;

/** One look at what the Pods of workloads use. */
export interface UseLook {
  readonly streaks: Streaks;
  readonly findings: readonly Unsteady[];
}

/**
 * What containers use of what they are limited to. One without a limit, and one that is not measured yet, is not judged.
 * @param sightings the workloads as they were seen at this look
 * @param metrics what the metrics server says of their namespaces
 * @param before after the look before this one
 */
export function useOf(sightings: readonly Sighting[], metrics: readonly KubernetesObject[], before: Streaks): UseLook {
  const streaks = new Map<string, number>();
  const findings: Unsteady[] = [];
  for (const { watched, pods } of sightings) {
    for (const [uid, pod] of pods) {
      const used = usageOf(metrics, watched, pod.metadata.name);
      for (const { name, ...container } of pod.spec.containers) {
        const { limits } = limitsSchema.safeParse(container["resources"] ?? {}).data ?? { limits: {} };
        for (const { resource, what, share, looks } of bounds) {
          const [use, limit] = [quantity(used.get(name)?.[resource]), quantity(limits[resource])];
          if (use === undefined || limit === undefined || use < share * limit) continue;
          const key = `${uid}/${name}/${resource}`;
          const streak = (before.get(key) ?? 0) + 1;
          streaks.set(key, streak);
          if (streak < looks) continue;
          const detail = `container ${name} of Pod ${pod.metadata.name} uses ${used.get(name)?.[resource]} of ${limits[resource]} ${resource}, ` +
            `${Math.round(100 * use / limit)} % of its limit, at ${streak} looks in a row`;
          findings.push({ watched, what, detail: safeLine(detail) });
        }
      }
    }
  }
  return { streaks, findings };
}

function usageOf(metrics: readonly KubernetesObject[], { namespace }: Watched, pod: string): Map<string, Readonly<Record<string, string>>> {
  const read = metrics.filter(({ metadata }) => metadata.namespace === namespace && metadata.name === pod)
    .flatMap((one) => metricsSchema.safeParse(one).data?.containers ?? []);
  return new Map(read.map(({ name, usage }) => [name, usage]));
}
