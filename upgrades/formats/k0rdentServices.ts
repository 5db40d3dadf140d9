import type { GraphDocument } from "../graph/model";
import { k0rdentDetails, type K0rdentService } from "./k0rdentDetails";
import { deploymentSchema, isKind, qualified } from "./k0rdentObjects";
import type { KubernetesObject } from "./kubernetesObjects";

/** A service where a file states it. */
export interface StatedService {
  readonly service: K0rdentService;
  /** The namespace whose chains it follows: its deployment's. */
  readonly namespace: string | undefined;
  readonly path: string;
}

/**
 * The services of all ClusterDeployments and MultiClusterServices, in their order.
 * @throws InputError
 */
export function readServices(objects: readonly KubernetesObject[]): readonly StatedService[] {
  return objects.filter((object) => isKind(object, "ClusterDeployment", "MultiClusterService")).flatMap((object) => {
    const { metadata, spec } = object.check(deploymentSchema);
    return (spec.serviceSpec?.services ?? []).map(({ name, namespace, template, templateChain }, i): StatedService => ({
      service: {
        name,
        namespace: namespace || "default",
        template,
        ...(templateChain ? { chain: templateChain } : {}),
        deployedBy: `${object.kind} ${qualified(metadata.namespace, metadata.name)}`,
      },
      namespace: metadata.namespace ?? undefined,
      path: object.pathOf(["spec", "serviceSpec", "services", i, "template"]),
    }));
  });
}

/** The services that the graphs are for, each once a graph: those of its chain, or those that have none. */
export function k0rdentServices(documents: readonly GraphDocument[]): readonly K0rdentService[] {
  return documents.flatMap((document) => k0rdentDetails(document).services);
}

/**
 * What k0rdent's documentation says to a move that a chain has no edge for: of a service as
 * https://github.com/k0rdent/docs/blob/main/docs/user/services/service-upgrade.md does, of a cluster as kcm's webhook does.
 * @param service its name or `namespace/name`; where it is left out, the service of the file that is at `from`, else the
 * first that follows the chain. Where the file has none, the chain's own name stands for the service.
 */
export function k0rdentRefusal(document: GraphDocument, from: string, to: string, service?: string): string {
  const { services, templates } = k0rdentDetails(document);
  if (templates === "ClusterTemplate") return `Cluster can't be upgraded from ${from} to ${to}. This upgrade sequence is not allowed`;
  const meant = service === undefined
    ? services.find(({ template }) => template === from) ?? services[0]
    : services.find(({ name, namespace }) => service === name || service === qualified(namespace, name));
  const called = meant ? qualified(meant.namespace, meant.name)
    : service === undefined ? document.name
    : service.includes("/") ? service : qualified("default", service);
  return `service ${called} can't be upgraded from ${from} to ${to}`;
}

/**
 * The graphs that a question is about: those that a service follows. Where none is named, those of the services that are
 * at `from`; where there are none of these either, all.
 * @returns nothing where the named service is not in the file, or its chain is not
 */
export function chainsFollowed(documents: readonly GraphDocument[], from: string, service?: string): readonly GraphDocument[] {
  const followedBy = (isMeant: (one: K0rdentService) => boolean): GraphDocument[] =>
    documents.filter((document) => k0rdentDetails(document).services.some(isMeant));
  if (service !== undefined) return followedBy(({ name, namespace }) => service === name || service === qualified(namespace, name));
  const here = followedBy(({ template }) => template === from);
  return here.length > 0 ? here : documents;
}
