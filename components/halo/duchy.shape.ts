import type { PlatformName } from "../../config/halo";
import { shapeTable } from "../core/shapeTable";

/** The sizes that upstream has changed, or that differ between clouds. */
export interface DuchySizes {
  /** The memory of the internal API. */
  readonly internalApi: string;
  /** The memory of the mill job scheduler. */
  readonly millJobScheduler: string;
  /** The heap of the computation control server. */
  readonly controlHeap: string;
  readonly fulfillment: { readonly memory: string; readonly heap: string };
}

/** What varies by release in a Duchy's objects. */
export interface DuchyShape {
  readonly sizes: Readonly<Record<PlatformName, DuchySizes>>;
  /** Whether the internal API is told about the other Duchies. */
  readonly internalApiKnowsDuchies: boolean;
  /** Whether the internal API on GKE is marked as internal, and may be exposed to TrusTEE mills. */
  readonly internalLoadBalancer: boolean;
  /** Whether the internal API on GKE has a reserved address. */
  readonly internalAddress: boolean;
}

const eks: DuchySizes = {
  internalApi: "320Mi",
  millJobScheduler: "224Mi",
  controlHeap: "320M",
  fulfillment: { memory: "576Mi", heap: "320M" },
};
const smallerControl: DuchySizes = { ...eks, controlHeap: "192M" };
const largerFulfillment: DuchySizes = { ...smallerControl, fulfillment: { memory: "1Gi", heap: "640M" } };

export const duchyShapes = shapeTable<DuchyShape>(
  {
    since: "0.5.18",
    shape: {
      sizes: { eks, gke: eks },
      internalApiKnowsDuchies: true,
      internalLoadBalancer: false,
      internalAddress: false,
    },
  },
  { since: "0.5.22", change: { sizes: { eks, gke: smallerControl } } },
  {
    since: "0.5.27",
    change: {
      sizes: { eks, gke: { ...smallerControl, fulfillment: { memory: "512Mi", heap: "128M" } } },
      internalApiKnowsDuchies: false,
    },
  },
  { since: "0.5.28", change: { sizes: { eks, gke: largerFulfillment } } },
  { since: "0.5.29", change: { internalLoadBalancer: true } },
  { since: "0.5.30", change: { internalAddress: true } },
  // TrusTEE made them run out of memory. Upstream's EKS overlay does not run it, and kept what it had.
  {
    since: "0.5.45",
    change: { sizes: { eks, gke: { ...largerFulfillment, internalApi: "512Mi", millJobScheduler: "512Mi" } } },
  },
);
