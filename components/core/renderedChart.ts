import { getVersion } from "@pulumi/kubernetes/utilities";
import * as pulumi from "@pulumi/pulumi";
import type { ChartObject } from "./chartFile";

/** Kinds that live in no namespace; what a chart has of others is expected in the component's where it doesn't say. */
const clusterWide: ReadonlySet<string> = new Set([
  "APIService", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass", "MutatingWebhookConfiguration", "Namespace",
  "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingWebhookConfiguration",
]);

/** What keeps data, which nothing here may delete. */
const keeping: readonly string[] = ["PersistentVolumeClaim", "PersistentVolume", "StatefulSet"];
const scalable: readonly string[] = ["Deployment", "StatefulSet"];

/** An object of any kind: what the SDK's own classes add is a type for their fields. */
class ChartResource extends pulumi.CustomResource {}

export interface RenderedOptions {
  readonly namespace: string;
  /** The annotations by which gates and reports know a component's objects. */
  readonly marks: Readonly<Record<string, string>>;
  /** @default - as the chart has it, or its autoscaler */
  readonly replicas?: number | undefined;
}

/** An object of a chart as a resource: as it was rendered, with our marks on it. What is secret in it stays so in the state. */
export function rendered(
  name: string, object: ChartObject, { namespace, marks, replicas }: RenderedOptions, opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const { metadata, ...rest } = object;
  const home = clusterWide.has(object.kind) ? {} : { namespace };
  const inputs = {
    ...rest,
    ...(replicas !== undefined && scalable.includes(object.kind) && { spec: { ...(rest["spec"] as object), replicas } }),
    ...(object.kind === "Secret" && secretFields(rest)),
    metadata: { ...home, ...metadata, annotations: { ...metadata.annotations, ...marks } },
  };
  return new ChartResource(typeOf(object), name, inputs, {
    // Which release of the Kubernetes provider: the same as of everything else.
    version: getVersion(),
    ...opts,
    ...(keeping.includes(object.kind) && { protect: true, retainOnDelete: true }),
  });
}

function secretFields(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(["data", "stringData"].filter((key) => Object.hasOwn(object, key)).map((key) => [key, pulumi.secret(object[key])]));
}

/** `kubernetes:apps/v1:Deployment`, as the provider calls it; the oldest group has no name in `apiVersion`. */
export function typeOf({ apiVersion, kind }: Pick<ChartObject, "apiVersion" | "kind">): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
