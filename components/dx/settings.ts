import type { DxApp } from "../../config/dxValues";
import type { Autoscaler, MergedValues, Probes, Resources } from "./values/shape";

/** What the values of a release say about one application. */
export interface AppValues {
  readonly replicas: number;
  /** Absent where nothing scales it by itself. */
  readonly autoscaler?: Autoscaler;
  readonly resources: Resources;
  /** Absent where a release ships none for it. */
  readonly probes?: Probes;
}

/** @param key of the application in the chart's values */
export function appValues({ scaling, resources, probes }: MergedValues, key: DxApp): AppValues {
  const autoscaler = key === "persistenceNode" ? undefined : scaling.horizontalPodAutoScaler[key];
  const own = Object.entries<Probes>(probes).find(([app]) => app === key)?.[1];
  return {
    replicas: scaling.replicas[key],
    ...(autoscaler?.enabled && { autoscaler }),
    resources: resources[key] ?? {},
    ...(own && { probes: own }),
  };
}

/** What all of DX's applications are told: where DX is reached, and the words in its addresses. */
export function globalConfig(release: string, { networking: { core } }: MergedValues): Readonly<Record<string, string>> {
  return {
    DX_RELEASE: release,
    DX_HOST: core.host ?? "",
    DX_CONTEXT_ROOT: core.contextRoot,
    DX_HOME: core.home,
    DX_PERSONALIZED_HOME: core.personalizedHome,
  };
}
