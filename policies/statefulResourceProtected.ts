import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { configuration } from "./reading/configuration";
import { kindOf } from "./reading/kubernetes";
import { isList, notKnown, valueAt } from "./reading/plain";

const { configSchema, settings } = configuration("stateful-resource-protected", {
  alsoTypes: z.array(z.string().min(1)).default(["random:index/randomPassword:RandomPassword"])
    .describe("Pulumi type tokens of more resources that keep something which can't be made again."),
});

/**
 * Checks that what keeps data is protected, and that Kubernetes keeps the volumes of what is deleted.
 *
 * A policy is not shown whether a resource is retained on delete, so that is not checked here; the components' own tests
 * do it. Namespaces count too, since everything in one goes with it.
 * @severity critical
 * @link https://www.pulumi.com/docs/iac/concepts/resources/options/protect/
 */
export const statefulResourceProtected: ResourceValidationPolicy = {
  name: "stateful-resource-protected",
  description: "Checks that resources which keep data are protected, and their volumes kept.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["data"],
  remediationSteps: "Create it with the resource options protect and retainOnDelete, and have its volumes retained.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  configSchema,
  validateResource: (args, reportViolation) => {
    const kind = kindOf(args.type)?.kind;
    if (!isStateful(kind, args.props) && !settings(args).alsoTypes.includes(args.type)) return;
    if (!args.opts.protect) reportViolation("it is not protected, expected the resource option protect");
    if (kind === "PersistentVolume") expectRetained(["persistentVolumeReclaimPolicy"]);
    if (kind === "StatefulSet") {
      expectRetained(["persistentVolumeClaimRetentionPolicy", "whenDeleted"]);
      expectRetained(["persistentVolumeClaimRetentionPolicy", "whenScaled"]);
    }

    /** What is not set is retained: that is the default of both kinds. */
    function expectRetained(path: readonly string[]): void {
      const policy = valueAt(args.props, "spec", ...path);
      if (policy === undefined || policy === "Retain") return;
      reportViolation(`spec.${path.join(".")} is ${policy === notKnown ? "not known yet" : "something else"}, expected Retain`);
    }
  },
};

function isStateful(kind: string | undefined, props: unknown): boolean {
  if (kind === "StatefulSet") {
    const templates = valueAt(props, "spec", "volumeClaimTemplates");
    return templates === notKnown || (isList(templates) && templates.length > 0);
  }
  return kind === "PersistentVolumeClaim" || kind === "PersistentVolume" || kind === "Namespace";
}
