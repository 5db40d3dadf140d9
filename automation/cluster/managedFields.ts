import { z } from "zod";
import type { KubernetesObject } from "./cluster";

const managed = z.looseObject({
  managedFields: z.array(z.looseObject({
    manager: z.string().default(""),
    operation: z.string(),
    apiVersion: z.string().default(""),
    subresource: z.string().optional(),
    time: z.string().optional(),
    fieldsV1: z.record(z.string(), z.unknown()).default({}),
  })).default([]),
});

/** Who owns which fields of an object, as its server tells; of none where it does not tell. */
export type ManagedFields = z.infer<typeof managed>["managedFields"][number];

export function managedFields({ metadata }: KubernetesObject): readonly ManagedFields[] {
  const parsed = managed.safeParse(metadata);
  return parsed.success ? parsed.data.managedFields : [];
}

/**
 * The same object without that, for the state: the Kubernetes provider saves it there with the rest, never looks at it again,
 * and asks the server wherever it counts. Source: pulumi-kubernetes, provider/pkg/await/await.go.
 */
export function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([key]) => key !== "managedFields"));
  return { ...object, metadata: metadata as unknown as KubernetesObject["metadata"] };
}
