import { z } from "zod";
import type { KubernetesObject } from "../cluster/cluster";
import { isRecord, type Properties } from "../../engines/rehearsal/values";

const condition = z.looseObject({
  type: z.string(), status: z.string(), reason: z.string().optional(), message: z.string().optional(),
});
const counted = z.number().default(0);

/** What is read of an object's status; what a kind does not have stays at zero. */
const statusSchema = z.looseObject({
  observedGeneration: counted,
  replicas: counted,
  updatedReplicas: counted,
  readyReplicas: counted,
  availableReplicas: counted,
  currentRevision: z.string().optional(),
  updateRevision: z.string().optional(),
  desiredNumberScheduled: counted,
  updatedNumberScheduled: counted,
  numberAvailable: counted,
  conditions: z.array(condition).nullish().transform((all) => all ?? []),
});

const objectSchema = z.looseObject({
  kind: z.string(),
  apiVersion: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    generation: counted,
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).nullish().transform((all) => all ?? {}),
  }),
  spec: z.unknown().optional(),
  status: statusSchema.prefault({}),
});

/** An object as the cluster gave it, as far as it is read here. */
export interface LiveObject {
  readonly metadata: z.infer<typeof objectSchema>["metadata"];
  readonly spec: Properties;
  readonly status: z.infer<typeof statusSchema>;
  /** All of it, for comparing. */
  readonly all: Properties;
}

/** Undefined where it is not what an API server would give: nothing can then be said of it. */
export function liveObject(object: KubernetesObject): LiveObject | undefined {
  const parsed = objectSchema.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  return { metadata, spec: isRecord(spec) ? spec : {}, status, all: object as unknown as Properties };
}
