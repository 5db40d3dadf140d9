import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isListed, whyNotServed } from "./reading/apiVersions";
import { kindOf } from "./reading/kubernetes";
import { stackSettings } from "./reading/settings";

/**
 * Checks that the cluster serves the API versions of the stack's objects, by the version of Kubernetes that the stack
 * file states (`stepwise:cluster.kubernetes`). Where it states none, the policy cluster-version-stated says so.
 * @severity high
 * @link https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const servedApiVersion: ResourceValidationPolicy = {
  name: "served-api-version",
  description: "Checks that the cluster's version of Kubernetes serves the API versions of the stack's objects.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["kubernetes"],
  remediationSteps: "Write the object for the API version that the message names, before the cluster is upgraded past it.",
  url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
  validateResource: ({ type }, reportViolation) => {
    const kind = kindOf(type);
    if (!kind || !isListed(kind)) return;
    const { kubernetes } = stackSettings().cluster;
    const why = kubernetes === undefined ? undefined : whyNotServed(kind, kubernetes);
    if (why !== undefined) reportViolation(`${why}, and the cluster's is ${kubernetes}`);
  },
};
