import type { KubernetesObject } from "../cluster/cluster";
import { managedFields, type ManagedFields } from "../cluster/managedFields";

/** Whose fields an adoption takes over. */
export interface Owners {
  /** The field manager under which the stack has them from then on. */
  readonly own: string;
  /** Field managers, beside those of kubectl and Helm, whose objects are to become the stack's. */
  readonly named: readonly string[];
}

/**
 * The Kubernetes provider applies with a field manager of its own for each object, whose name the state remembers. So does
 * an adopted object; by the stack's name it is told from one that another stack has adopted.
 * Source: pulumi-kubernetes, provider/pkg/provider/provider.go (fieldManagerName).
 */
export function ownManager(stack: string): string {
  // The API server takes up to 128 characters.
  return `pulumi-kubernetes-adopted-by-${stack}`.slice(0, 128);
}

/** What one who applied the object by hand, or through Helm, owns of it. A subresource, such as the scale, stays whose it is. */
export function isTakenOver({ manager, subresource }: ManagedFields, { own, named }: Owners): boolean {
  if (subresource !== undefined && subresource !== "") return false;
  return manager === own || manager === "helm" || manager === "before-first-apply" || manager.startsWith("kubectl") || named.includes(manager);
}

/** Whether another Pulumi stack has it. */
export function isManagedElsewhere(live: KubernetesObject, { own }: Owners): boolean {
  return managedFields(live).some(({ manager }) => /^pulumi-(resource-)?kubernetes/.test(manager) && manager !== own);
}
