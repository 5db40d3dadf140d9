import { Provider } from "@pulumi/kubernetes/provider";
import type { StackSettings } from "../../config/stack";

/**
 * A ConfigMap is updated. By itself the provider deletes it and makes another, and a Pod that starts in between, or after a run
 * that was cut off there, does not start.
 */
const inPlace = { enableConfigMapMutable: true };

/**
 * The cluster that a stack's objects go to. A stack that names none has its manifests written to a folder, which needs
 * the provider but no cluster.
 */
export function cluster(settings: StackSettings["cluster"], stack: string): Provider {
  const { context, kubeconfig, renderTo } = settings;
  if (context === undefined && kubeconfig === undefined) {
    return new Provider("cluster", { renderYamlToDirectory: renderTo ?? `rendered/${stack}`, ...inPlace });
  }
  return new Provider("cluster", { ...inPlace, ...(context !== undefined && { context }), ...(kubeconfig !== undefined && { kubeconfig }) });
}
