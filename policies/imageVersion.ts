import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { configuration } from "./reading/configuration";
import { annotations } from "../components/core/labels";
import { blueGreenOf } from "../gates/circumstances";
import { imageReference, isBelow } from "../releases/imageReference";
import { ownerOf } from "./reading/owner";
import { notKnown, valueAt } from "./reading/plain";
import { containersOf, podOf } from "./reading/pods";
import { declaredComponent, stackSettings } from "./reading/settings";

const { configSchema, settings } = configuration("image-version", {
  ownTags: z.array(z.string().min(1)).default([
    "registry.k8s.io/busybox",
    "gcr.io/google.com/cloudsdktool/google-cloud-cli",
    "docker.io/library/postgres",
    "quay.io/openbao/openbao",
    "hclcr.io",
  ]).describe("Repositories, or what they are below, whose tags are not those of the component that uses them."),
});

/**
 * Checks that a component at a version runs that version.
 *
 * An image's tag is the component's version, with or without a `v` before it, or the image is pinned by its digest. What
 * has versions of its own, such as the tool that makes a backup, is named in the configuration and only pinned.
 * @severity critical
 * @link https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export const imageVersion: ResourceValidationPolicy = {
  name: "image-version",
  description: "Checks that container images have the version of their component, or are pinned to one of their own.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["images", "upgrades"],
  remediationSteps: "Make the tag from the component's version input, pin the image by digest, or name its repository in image-version.ownTags.",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  configSchema,
  validateResource: (args, reportViolation) => {
    const pod = podOf(args);
    if (pod === undefined) return;
    if (pod === notKnown) return reportViolation("its Pods are not known yet, so the versions of their images can't be checked");
    const owner = ownerOf(args);
    const version = owner === undefined ? undefined : releaseOf(owner, args.props);
    const { ownTags } = settings(args);
    for (const { title, fields } of containersOf(pod)) {
      const image = valueAt(fields, "image");
      if (typeof image !== "string") {
        reportViolation(`the image of ${title} is not stated or not known yet, expected one that can be checked`);
        continue;
      }
      const { repository, tag, digest } = imageReference(image);
      if (digest !== undefined && digest !== "") continue;
      const expected = version === undefined || isBelow(repository, ownTags) ? undefined : version;
      if (tag === undefined || tag === "") reportViolation(`the image of ${title} has neither tag nor digest, expected ${expected ?? "one"}`);
      else if (expected !== undefined && tag !== expected && tag !== `v${expected}`) {
        reportViolation(`the image of ${title} has the tag ${tag}, expected ${expected}, the version of ${owner}, or a digest`);
      } else if (/(?:^|[-._])latest$/.test(tag)) {
        reportViolation(`the image of ${title} has the tag ${tag}, which moves; expected a version or a digest`);
      }
    }
  },
};

/** The release that an object of a component has to be of: by blue-green the one before or after stays, and says which it is. */
function releaseOf(owner: string, props: unknown): string | undefined {
  const declared = declaredComponent(owner);
  const blueGreen = blueGreenOf(stackSettings(), owner);
  const said = valueAt(props, "metadata", "annotations", annotations.version);
  const others = blueGreen ? [blueGreen.previous, declared?.returnedFrom?.version] : [];
  return others.find((other) => other !== undefined && other === said) ?? declared?.version;
}
