import { z } from "zod";
import type { GraphDocument } from "../graph/model";
import { templateKinds } from "./k0rdentObjects";
import { storedObject } from "./kubernetesObjects";

const service = z.object({
  name: z.string(),
  /** The namespace it is deployed to in its cluster. */
  namespace: z.string(),
  template: z.string(),
  /** The name of its chain; without one it can't be upgraded. */
  chain: z.string().optional(),
  /** What deploys it, such as `ClusterDeployment tenant42/my-cluster`. */
  deployedBy: z.string(),
});

/** A service that a ClusterDeployment or MultiClusterService deploys. */
export type K0rdentService = z.infer<typeof service>;

const details = z.object({
  templates: z.enum(templateKinds),
  /** The chain's object without its supported templates; nothing where the document is of what has no chain. */
  chain: storedObject.optional(),
  namespace: z.string().optional(),
  /** The services that follow the chain or, without a chain, none. */
  services: z.array(service),
  /** Everything in the file that is no chain; with the first of its documents. */
  objects: z.array(storedObject).optional(),
});

/** What a k0rdent graph says beyond nodes and edges. */
export type K0rdentDetails = z.infer<typeof details>;

/** @throws TypeError if the graph was not read from k0rdent's objects */
export function k0rdentDetails(document: GraphDocument): K0rdentDetails {
  const result = details.safeParse(document.details);
  if (document.format !== "k0rdent" || !result.success) throw new TypeError(`${document.title} was not read from k0rdent's objects`);
  return result.data;
}
