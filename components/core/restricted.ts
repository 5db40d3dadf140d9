import type { input } from "@pulumi/kubernetes/types";

/**
 * What Kubernetes's profile Restricted asks of a Pod and its containers.
 * https://github.com/kubernetes/website/blob/main/content/en/docs/concepts/security/pod-security-standards.md
 */

/**
 * @param user whom the Pod runs as
 * @param volumes the group that volumes which have an owner are given to
 */
export function restrictedPod(user: number, volumes: number = user): input.core.v1.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: volumes, seccompProfile: { type: "RuntimeDefault" } };
}

export const restrictedContainer: input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
