import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { configuration } from "./reading/configuration";
import { imageReference, isBelow } from "../releases/imageReference";
import { notKnown, valueAt } from "./reading/plain";
import { containersOf, podOf } from "./reading/pods";

const { configSchema, settings } = configuration("image-registry", {
  allowed: z.array(z.string().min(1)).default([
    "ghcr.io/world-federation-of-advertisers",
    "registry.k8s.io/busybox",
    "gcr.io/google.com/cloudsdktool/google-cloud-cli",
    "docker.io/library/postgres",
    "docker.io/therinn",
    "quay.io/openbao/openbao",
    "hclcr.io",
  ]).describe("Registries, folders in them or repositories that images may come from; what is left out of a short name counts (docker.io/library)."),
});

/**
 * Checks that images come from where they may.
 * @severity high
 * @link https://kubernetes.io/docs/concepts/containers/images/
 */
export const imageRegistry: ResourceValidationPolicy = {
  name: "image-registry",
  description: "Checks that container images come from allowed registries.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["images"],
  remediationSteps: "Take the image from an allowed registry, or allow this one in the pack's configuration (image-registry.allowed).",
  url: "https://kubernetes.io/docs/concepts/containers/images/",
  configSchema,
  validateResource: (args, reportViolation) => {
    const pod = podOf(args);
    if (pod === undefined) return;
    if (pod === notKnown) return reportViolation("its Pods are not known yet, so where their images come from can't be checked");
    const { allowed } = settings(args);
    for (const { title, fields } of containersOf(pod)) {
      const image = valueAt(fields, "image");
      if (typeof image !== "string") reportViolation(`the image of ${title} is not stated or not known yet, expected one that can be checked`);
      else if (!isBelow(imageReference(image).repository, allowed)) {
        reportViolation(`the image of ${title} comes from ${imageReference(image).repository}, expected one of ${allowed.join(", ")}`);
      }
    }
  },
};
