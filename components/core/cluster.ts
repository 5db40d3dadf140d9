import { Provider } from "@pulumi/kubernetes/provider";
import type { StackSettings } from "../../config/stack";

/**
 * The cluster that a stack's objects go to. A stack that names none has its manifests written to a folder, which needs
 * the provider but no cluster.
 */
export function cluster(settings: StackSettings["cluster"], stack: string): Provider {
  const { context, kubeconfig, renderTo } = settings;
  if (context === undefined && kubeconfig === undefined) {
    return new Provider("cluster", { renderYamlToDirectory: renderTo ?? `rendered/${stack}` });
  }
  return new Provider("cluster", { ...(context !== undefined && { context }), ...(kubeconfig !== undefined && { kubeconfig }) });
}
