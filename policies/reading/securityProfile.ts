import { catalogs } from "./catalogs";
import { declaredComponent } from "./settings";

/** The strictest of Kubernetes's profiles that a component's Pods are held to: Restricted, unless its catalog says why not. */
export function securityProfile(component: string | undefined): "restricted" | "baseline" | "privileged" {
  const declared = component === undefined ? undefined : declaredComponent(component);
  const kind = declared && catalogs().get(declared.system)?.components[declared.kind];
  return kind?.podSecurity?.profile ?? "restricted";
}
