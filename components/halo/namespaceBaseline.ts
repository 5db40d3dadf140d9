import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { input } from "@pulumi/kubernetes/types";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { PlatformName } from "../../config/halo";
import { metadata, partOf } from "./conventions";

export interface NamespaceBaselineArgs {
  readonly namespace: string;
  readonly platform: PlatformName;
  /** Whether the namespace itself is ours to create. */
  readonly create: boolean;
}

/**
 * What belongs to everything in a namespace. Upstream repeats it in each overlay, so components that share a namespace
 * would fight over it; here it is made once. It has no version: the policies describe the cluster, not a release, and
 * a component's hop must not move what its neighbours rely on. They are upstream's since 0.5.35.
 */
export class NamespaceBaseline extends ComponentResource {
  static readonly __pulumiType = "stepwise:halo/namespace:Baseline";

  constructor(args: NamespaceBaselineArgs, opts: ComponentResourceOptions = {}) {
    const { namespace, platform } = args;
    super(NamespaceBaseline.__pulumiType, `namespace-${namespace}`, args, opts);
    const created = args.create
      ? [
          new Namespace(
            `namespace-${namespace}`,
            { metadata: { name: namespace, labels: { ...partOf } } },
            // Everything in it would go with it, what is not ours included.
            { parent: this, protect: true, retainOnDelete: true },
          ),
        ]
      : [];
    const child = { parent: this, dependsOn: created };
    const policies = platform === "gke" ? [defaultDeny, kubeDns, googleMetadata] : [defaultDeny, kubeDns];
    for (const { name, spec } of policies) {
      new NetworkPolicy(`${namespace}-${name}`, { metadata: metadata(name, namespace), spec }, child);
    }
    if (platform === "gke") {
      const args = { metadata: metadata("java", namespace), data: { "logging.properties": javaLogging } };
      new ConfigMap(`${namespace}-java`, args, child);
    }
    new LimitRange(
      `${namespace}-resource-requirements`,
      { metadata: { name: "resource-requirements", namespace }, spec: { limits: [containerDefaults] } },
      child,
    );
    this.registerOutputs({});
  }
}

interface Policy {
  readonly name: string;
  readonly spec: input.networking.v1.NetworkPolicySpec;
}

const everyPod = { matchLabels: {} };
const systemPods = (app: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
  podSelector: { matchLabels: { "k8s-app": app } },
});

const defaultDeny: Policy = {
  name: "default-deny-network-policy",
  spec: { podSelector: everyPod, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
};

const kubeDns: Policy = {
  name: "kube-dns-network-policy",
  spec: {
    podSelector: everyPod,
    policyTypes: ["Egress"],
    ingress: [],
    egress: [{ to: [systemPods("kube-dns")], ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })) }],
  },
};

/** The metadata server, which hands out cloud identities, the node's DNS cache, and Google's metrics collector. */
const googleMetadata: Policy = {
  name: "gke-network-policy",
  spec: {
    podSelector: everyPod,
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gmp-system" } },
            podSelector: { matchLabels: { app: "managed-prometheus-collector" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 8889 }],
      },
    ],
    egress: [
      { to: [{ ipBlock: { cidr: "169.254.169.252/32" } }], ports: [{ protocol: "TCP", port: 988 }] },
      { to: [{ ipBlock: { cidr: "169.254.169.254/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
      { to: [systemPods("node-local-dns")] },
    ],
  },
};

/** What containers get that say nothing themselves: the schema tools and the cron jobs. */
const containerDefaults = {
  type: "Container",
  defaultRequest: { cpu: "10m", memory: "192Mi" },
  default: { memory: "192Mi" },
};

const javaLogging = `.level = INFO

io.grpc.netty.level=INFO
sun.net.level=INFO

handlers = java.util.logging.ConsoleHandler
java.util.logging.ConsoleHandler.level = INFO
java.util.logging.ConsoleHandler.formatter = org.wfanet.measurement.gcloud.logging.StructuredLoggingFormatter`;
