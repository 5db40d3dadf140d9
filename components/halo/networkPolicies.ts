import type { input } from "@pulumi/kubernetes/types";
import { annotations } from "../core/labels";
import { appLabel, grpcPort, metadata } from "./conventions";
import type { VerifiedServer } from "./verification";

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

/** Lets the phase Jobs that touch a component's data reach its databases and their cloud's API. */
export function phasePolicyArgs(component: string, namespace: string) {
  return {
    metadata: metadata(`${component}-phases-network-policy`, namespace),
    spec: {
      podSelector: {
        matchLabels: appLabel(`${component}-phases`),
        matchExpressions: [{ key: annotations.phase, operator: "In", values: ["backup", "migrate", "restore"] }],
      },
      ingress: [],
      egress: [toAnywhere],
    },
  };
}

/** Lets a component's verify Job reach the component's own servers, and nothing else. */
export function verifyPolicyArgs(component: string, namespace: string, servers: readonly VerifiedServer[]) {
  const ports = [...new Set(servers.map(({ podPort }) => podPort))];
  return {
    metadata: metadata(`${component}-verify-network-policy`, namespace),
    spec: {
      podSelector: { matchLabels: verifyLabels(component) },
      ingress: [],
      egress: ports.map((port) => ({
        to: servers.filter(({ podPort }) => podPort === port).map(({ name }) => podsOf(name)),
        ports: [{ protocol: "TCP", port }],
      })),
    },
  };
}

/**
 * Lets the verify Job in where upstream's policies let in certain workloads only; they stay as they are, since what
 * policies allow adds up. What has another port than gRPC's is open to everyone anyway.
 */
export function verifiedPolicyArgs(component: string, namespace: string, servers: readonly VerifiedServer[]) {
  const apps = servers.filter(({ podPort }) => podPort === grpcPort).map(({ name }) => appLabel(name).app);
  return {
    metadata: metadata(`${component}-verified-network-policy`, namespace),
    spec: {
      podSelector: { matchExpressions: [{ key: "app", operator: "In", values: apps }] },
      ingress: [
        { from: [{ podSelector: { matchLabels: verifyLabels(component) } }], ports: [{ protocol: "TCP", port: grpcPort }] },
      ],
    },
  };
}

function verifyLabels(component: string) {
  return { ...appLabel(`${component}-phases`), [annotations.phase]: "verify" };
}
