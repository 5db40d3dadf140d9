import type { PlatformName } from "../../config/halo";

/** What a cluster's flavour adds to upstream's objects: `dev/base_gke.cue` and `dev/base_eks.cue`. */
export interface Platform {
  readonly name: PlatformName;
  /** Whether Pods mount the ConfigMap `java` with the logging configuration of Google Cloud. */
  readonly javaConfig: boolean;
  /** Where Pods with a cloud identity may run. */
  readonly identityNodes?: Readonly<Record<string, string>>;
  /** The taint of the cheap nodes that may vanish. */
  readonly spotTaint: string;
  /** The annotations of a Service with a reserved address. */
  externalService(address: string): Readonly<Record<string, string>>;
}

export const platforms: Readonly<Record<PlatformName, Platform>> = {
  gke: {
    name: "gke",
    javaConfig: true,
    identityNodes: { "iam.gke.io/gke-metadata-server-enabled": "true" },
    spotTaint: "cloud.google.com/gke-spot",
    externalService: (address) => ({
      "cloud.google.com/l4-rbs": "enabled",
      "networking.gke.io/load-balancer-ip-addresses": address,
    }),
  },
  eks: {
    name: "eks",
    javaConfig: false,
    spotTaint: "high_perf_spot_node",
    externalService: (address) => ({
      "service.beta.kubernetes.io/aws-load-balancer-type": "nlb",
      "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
      "service.beta.kubernetes.io/aws-load-balancer-eip-allocations": address,
    }),
  },
};
