import type { input } from "@pulumi/kubernetes/types";

/**
 * What Kubernetes's profile Restricted asks of a Pod and its containers. Our own Jobs keep to it; upstream's programs run
 * as upstream's manifests have them, which set no security context.
 * https://github.com/kubernetes/website/blob/main/content/en/docs/concepts/security/pod-security-standards.md
 */

/** @param user whom the Pod runs as; volumes that have an owner are given to the group of the same number */
export function restrictedPod(user: number): input.core.v1.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: "RuntimeDefault" } };
}

export const restrictedContainer: input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
