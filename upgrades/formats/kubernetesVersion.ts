import { compareVersions } from "../../releases/version";

/** A version of Kubernetes; `core` is it without the build. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly core: string;
  readonly build: string;
}

/** Undefined for what is no version of Kubernetes: three numbers, with or without a `v`. */
export function kubernetesVersion(text: string): KubernetesVersion | undefined {
  const number = "(0|[1-9]\\d{0,8})";
  const pattern = new RegExp(`^v?(${number}\\.${number}\\.${number}(?:-[0-9A-Za-z.-]+)?)(?:\\+([0-9A-Za-z.-]+))?$`);
  const [, core, major, minor, , build = ""] = pattern.exec(text) ?? [];
  return core === undefined ? undefined : { major: Number(major), minor: Number(minor), core, build };
}

/**
 * Whether a control plane may go from one version to another in one step: to a newer patch of its minor or to any patch of
 * the next. Builds of one patch have no order of their own; what is listed later is the newer, as in Cluster API.
 */
export function mayFollow(from: KubernetesVersion, to: KubernetesVersion, listedLater: boolean): boolean {
  if (from.major !== to.major) return false;
  if (to.minor === from.minor + 1) return true;
  const order = compareVersions(to.core, from.core);
  return to.minor === from.minor && (order > 0 || (order === 0 && to.build !== from.build && listedLater));
}
