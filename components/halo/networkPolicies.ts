import type { input } from "@pulumi/kubernetes/types";
import { annotations } from "../core/labels";
import { appLabel, grpcPort, metadata } from "./conventions";

type Ingress = input.networking.v1.NetworkPolicyIngressRule;
type Egress = input.networking.v1.NetworkPolicyEgressRule;

/** Who may talk to a workload's Pods and whom they may talk to. Namespaces deny everything else. */
export interface PolicySpec {
  /** The name's stem. */
  readonly name: string;
  /** The stem of the workload. */
  readonly app: string;
  /** @default - from nobody */
  readonly ingress?: readonly Ingress[];
  readonly egress: readonly Egress[];
}

/** Upstream names no port here: whoever is let in may use any. */
export function fromApps(...apps: readonly string[]): Ingress {
  return { from: apps.map(podsOf) };
}

export function fromAnywhere(port: number = grpcPort): Ingress {
  return { ports: [{ port }] };
}

export function fromRange(cidr: string): Ingress {
  return { from: [{ ipBlock: { cidr } }], ports: [{ port: grpcPort }] };
}

export function toApps(...apps: readonly string[]): Egress {
  return { to: apps.map(podsOf), ports: [{ protocol: "TCP", port: grpcPort }] };
}

/** To databases, buckets and the other parties, whose addresses nobody can list. */
export const toAnywhere: Egress = {};

function podsOf(stem: string) {
  return { podSelector: { matchLabels: appLabel(stem) } };
}

export function policyArgs(spec: PolicySpec, namespace: string) {
  return {
    metadata: metadata(`${spec.name}-network-policy`, namespace),
    spec: {
      podSelector: { matchLabels: appLabel(spec.app) },
      ingress: [...(spec.ingress ?? [])],
      egress: [...spec.egress],
    },
  };
}

/** Lets a component's phase Jobs reach its databases, their cloud's API and its own Services. */
export function phasePolicyArgs(component: string, namespace: string) {
  return {
    metadata: metadata(`${component}-phases-network-policy`, namespace),
    spec: {
      podSelector: {
        matchLabels: appLabel(`${component}-phases`),
        matchExpressions: [{ key: annotations.phase, operator: "Exists" }],
      },
      ingress: [],
      egress: [toAnywhere],
    },
  };
}
