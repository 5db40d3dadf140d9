import type { StackValidationPolicy } from "@pulumi/policy";
import { compareVersions } from "../releases/version";
import { minor, newestKnown } from "./reading/apiVersions";
import { kindOf } from "./reading/kubernetes";
import { stackSettings } from "./reading/settings";

/**
 * Checks that the policy served-api-version has something to go by: the cluster's version is stated, and it is one of
 * which it is known what it serves. By itself this is advice, since many stacks are previewed before there is a cluster.
 * @severity medium
 * @link https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const clusterVersionStated: StackValidationPolicy = {
  name: "cluster-version-stated",
  description: "Checks that the stack file states the cluster's version of Kubernetes, so that API versions can be checked.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["kubernetes"],
  remediationSteps: "State the version: `stepwise:cluster: {kubernetes: \"1.31\"}`.",
  url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
  validateStack: ({ resources }, reportViolation) => {
    if (!resources.some(({ type }) => kindOf(type) !== undefined)) return;
    const { kubernetes } = stackSettings().cluster;
    if (kubernetes === undefined) {
      reportViolation("the stack file states no stepwise:cluster.kubernetes, so no API version was checked");
    } else if (!/^\d+\.\d+$/.test(minor(kubernetes))) {
      reportViolation(`stepwise:cluster.kubernetes is ${kubernetes}, expected a version such as "1.31"; no API version was checked by it`);
    } else if (compareVersions(minor(kubernetes), newestKnown) > 0) {
      reportViolation(`stepwise:cluster.kubernetes is ${kubernetes}; what is no longer served is known up to ${newestKnown}`);
    }
  },
};
