import type { StackSettings } from "../../config/stack";
import { ClusterError, type Cluster, type KubernetesObject, type ObjectName } from "../cluster/cluster";
import { answered, kubectlAsk, kubectlCluster, listAnswer, objectAnswer } from "../cluster/kubectl";

/** A step of a JSON Patch (RFC 6902). */
export interface PatchStep {
  readonly op: "add" | "replace" | "test";
  readonly path: string;
  readonly value: unknown;
}

/** A patch of an object's metadata: a merge, or steps that are done all or not at all. */
export type MetadataPatch = { readonly merge: object } | { readonly steps: readonly PatchStep[] };

/**
 * What adopting asks of a cluster beyond what others do. It changes metadata only: who owns which fields, and the marks of
 * the component. No object is created, deleted or rolled out by it.
 *
 * @throws ClusterError from each, where there is no answer
 */
export interface AdoptionCluster {
  readonly cluster: Cluster;
  /** All objects of these kinds, with who owns which of their fields. In no namespace: of the whole cluster. */
  found(kinds: readonly string[], namespace: string | undefined): Promise<readonly KubernetesObject[]>;
  /** What the API server would make of each, with its defaults and after admission. Nothing is created. */
  tried(objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]>;
  /** @param owner the field manager that the change is put down to */
  patch(name: ObjectName, patch: MetadataPatch, owner: string): Promise<void>;
}

/** The cluster that a stack names, asked through kubectl; undefined where its manifests go to a folder. */
export function adoptionCluster(settings: StackSettings["cluster"]): AdoptionCluster | undefined {
  if (settings.context === undefined && settings.kubeconfig === undefined) return undefined;
  const ask = kubectlAsk(settings);
  return {
    cluster: kubectlCluster(settings),
    found: async (kinds, namespace) => {
      const what = `asked for ${kinds.join(", ")} in ${namespace ?? "the cluster"}`;
      const place = namespace === undefined ? [] : ["--namespace", namespace];
      const printed = await ask(what, "get", [...place, "--show-managed-fields", "--output", "json", "--", kinds.join(",")]);
      return answered(what, listAnswer, printed).items as readonly KubernetesObject[];
    },
    tried: async (objects) => {
      if (objects.length === 0) return [];
      const what = "asked what the server would make of the stack's objects";
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
      const printed = await ask(what, "create", ["--dry-run=server", "--output", 'jsonpath={@}{"\\n"}', "--filename", "-"], list);
      const made = printed.split("\n").filter(Boolean).map((line) => answered(what, objectAnswer, line) as KubernetesObject);
      if (made.length !== objects.length || made.some(({ kind }, i) => kind !== objects[i]!.kind)) {
        throw new ClusterError(`${what}, it answered for ${made.length} of ${objects.length}`);
      }
      return made;
    },
    patch: async ({ kind, namespace, name }, patch, owner) => {
      const place = namespace === undefined ? [] : ["--namespace", namespace];
      const [type, body] = "merge" in patch ? ["merge", patch.merge] as const : ["json", patch.steps] as const;
      const flags = [...place, "--type", type, "--field-manager", owner, "--patch", JSON.stringify(body), "--output", "name"];
      await ask(`asked to mark ${kind} ${name}`, "patch", [...flags, "--", kind, name]);
    },
  };
}
