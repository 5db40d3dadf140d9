import type { input } from "@pulumi/kubernetes/types";
import { annotations } from "./labels";
import { appLabel, metadata, phasesApp, type Home } from "./objects";

type Ingress = input.networking.v1.NetworkPolicyIngressRule;
export type Egress = input.networking.v1.NetworkPolicyEgressRule;

/** Who may talk to a workload's Pods and whom they may talk to. What selects a Pod denies it everything else. */
export interface PolicySpec {
  /** The label of the workload's Pods. */
  readonly app: string;
  readonly ingress: readonly Ingress[];
  readonly egress: readonly Egress[];
}

export function fromApps(port: number, ...apps: readonly string[]): Ingress {
  return { from: apps.map(podsOf), ports: [{ protocol: "TCP", port }] };
}

/** An Ingress controller's Pods, which nobody can name beforehand. */
export function fromAnywhere(port: number): Ingress {
  return { ports: [{ protocol: "TCP", port }] };
}

export function toApps(port: number, ...apps: readonly string[]): Egress {
  return { to: apps.map(podsOf), ports: [{ protocol: "TCP", port }] };
}

export const toAnywhere: Egress = {};

/** The cluster's API server, whose address nobody knows beforehand. */
export const toCluster: Egress = { ports: [443, 6443].map((port) => ({ protocol: "TCP", port })) };

/** Names have to be looked up before anything can be reached by one. */
export const toDns: Egress = {
  to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
  ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
};

function podsOf(app: string) {
  return { podSelector: { matchLabels: appLabel(app) } };
}

export function policyArgs({ app, ingress, egress }: PolicySpec, home: Home) {
  return {
    metadata: metadata(home, `${app}-network-policy`),
    spec: {
      podSelector: { matchLabels: appLabel(app) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [...ingress],
      egress: [...egress],
    },
  };
}

/** Phase Jobs are called by nobody, and reach the servers that they are about. */
export function phasePolicyArgs(component: string, home: Home, egress: readonly Egress[]) {
  const { metadata: head, spec } = policyArgs({ app: phasesApp(home.system, component), ingress: [], egress: [toDns, ...egress] }, home);
  return { metadata: head, spec: { ...spec, podSelector: { ...spec.podSelector, matchExpressions: [{ key: annotations.phase, operator: "Exists" }] } } };
}
