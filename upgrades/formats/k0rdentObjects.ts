import { z } from "zod";
import type { KubernetesObject } from "./kubernetesObjects";
import { metadata } from "./kubernetesObjects";

const group = "k0rdent.mirantis.com";
const apiVersion = z.enum([`${group}/v1alpha1`, `${group}/v1beta1`]);
const name = z.string().min(1);

const supportedTemplate = z.looseObject({
  name,
  availableUpgrades: z.array(z.looseObject({ name, version: z.string().nullish() })).nullish(),
});

/** ServiceTemplateChain and ClusterTemplateChain: https://github.com/k0rdent/kcm/blob/8373a24/api/v1beta1/templatechain_common.go */
export const chainSchema = z.looseObject({
  apiVersion,
  metadata,
  spec: z.looseObject({ supportedTemplates: z.array(supportedTemplate).nullish() }),
});

const chart = z.looseObject({ chartSpec: z.looseObject({ version: z.string().nullish() }).nullish() });

/** ServiceTemplate and ClusterTemplate; what is said of their version. */
export const templateSchema = z.looseObject({
  apiVersion,
  metadata,
  spec: z.looseObject({ version: z.string().nullish(), helm: chart.nullish() }),
  status: z.looseObject({ chartVersion: z.string().nullish() }).nullish(),
});

const service = z.looseObject({ name, template: name, namespace: z.string().nullish(), templateChain: z.string().nullish() });

/** ClusterDeployment and MultiClusterService; what is said of templates. */
export const deploymentSchema = z.looseObject({
  apiVersion,
  metadata,
  // k0rdent's documentation leaves out what it does not talk about.
  spec: z.preprocess((spec) => spec === "..." ? {} : spec, z.looseObject({
    serviceSpec: z.looseObject({ services: z.array(service).nullish() }).nullish(),
  })),
});

/** Whether an object is of k0rdent's API and of one of these kinds. */
export function isKind(object: KubernetesObject, ...kinds: readonly string[]): boolean {
  return object.apiVersion.startsWith(`${group}/`) && kinds.includes(object.kind);
}

/** What the nodes of a graph are, and what moves from one to the next. */
export const templateKinds = ["ServiceTemplate", "ClusterTemplate"] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Namespaced name, as k0rdent writes it; without a namespace just the name. */
export function qualified(namespace: string | null | undefined, called: string): string {
  return namespace ? `${namespace}/${called}` : called;
}
