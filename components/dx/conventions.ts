import type { DxApp } from "../../config/dxValues";
import type { DxKind } from "../../config/dx";

/** Names and ports as HCL documents them: https://github.com/HCL-TECH-SOFTWARE/digital-experience */

export const system = "dx";

/** What HCL's values and objects call a component, and the port that it is called at. */
export interface Part {
  /** Its key in the chart's values, below `scaling.replicas` and the like. */
  readonly key: DxApp;
  /** Its objects are called `<release>-<suffix>`. */
  readonly suffix: string;
  readonly port: number;
}

export const parts = {
  core: { key: "core", suffix: "core", port: 10_039 },
  persistence: { key: "persistenceNode", suffix: "persistence", port: 5432 },
  dam: { key: "digitalAssetManagement", suffix: "digital-asset-management", port: 3000 },
  "ring-api": { key: "ringApi", suffix: "ring-api", port: 3000 },
  "content-composer": { key: "contentComposer", suffix: "content-composer", port: 3000 },
  "image-processor": { key: "imageProcessor", suffix: "image-processor", port: 8080 },
  haproxy: { key: "haproxy", suffix: "haproxy", port: 8081 },
  ambassador: { key: "ambassadorIngress", suffix: "ambassador", port: 8080 },
} as const satisfies Readonly<Record<DxKind, Part>>;

/** What a component's objects are called, and the label that its Pods are found by. */
export function nameOf(kind: DxKind, release: string): string {
  return `${release}-${parts[kind].suffix}`;
}

/** Who calls whom, DAM's database apart, whose servers may have other names: https://github.com/HCL-TECH-SOFTWARE/digital-experience, "Container platform topology". */
export const calls: Readonly<Record<DxKind, readonly DxKind[]>> = {
  core: [],
  persistence: [],
  "image-processor": [],
  "ring-api": ["core"],
  dam: ["core", "ring-api", "image-processor"],
  "content-composer": ["ring-api"],
  haproxy: ["core", "ring-api", "dam", "content-composer", "image-processor"],
  ambassador: ["core", "ring-api", "dam", "content-composer", "image-processor"],
};

export function callersOf(kind: DxKind): DxKind[] {
  return (Object.keys(calls) as DxKind[]).filter((caller) => calls[caller].includes(kind));
}
