import type { ProviderResource } from "@pulumi/pulumi";
import type { HaloConfig } from "../../config/halo";
import type { Gate, VersionedComponent, VersionedComponentOptions } from "../core/versionedComponent";
import { Duchy } from "./duchy";
import type { SharedArgs } from "./haloComponent";
import { Kingdom } from "./kingdom";
import { NamespaceBaseline } from "./namespaceBaseline";
import { Reporting } from "./reporting";

export interface HaloContext {
  /** The cluster. @default - the one that kubectl would use */
  readonly provider?: ProviderResource;
  /** What keeps components to their allowed paths. @default - none, for tests and rendering */
  readonly gate?: Gate;
}

/** Halo CMMS as a stack describes it: what its namespaces need, the Kingdom, the Duchies, then Reporting. */
export function halo(config: HaloConfig, { provider, gate }: HaloContext): VersionedComponent[] {
  const at = provider === undefined ? {} : { provider };
  const baselines = new Map(
    namespacesOf(config).map((namespace) => [
      namespace,
      new NamespaceBaseline({ namespace, platform: config.platform, create: config.createNamespaces }, at),
    ]),
  );

  const shared: SharedArgs = {
    registry: config.registry,
    platform: config.platform,
    googleCloudProject: config.googleCloudProject,
    spannerInstance: config.spannerInstance,
    targets: config.targets,
    backups: config.backups,
    verify: config.verify,
  };
  const settle = <Block extends { version?: string | undefined }>(block: Block) => ({
    ...shared,
    ...block,
    version: block.version ?? config.version,
  });
  const after = (namespace: string, components: readonly VersionedComponent[]): VersionedComponentOptions => {
    const baseline = baselines.get(namespace);
    return { ...at, ...(gate && { gate }), dependsOn: [...(baseline ? [baseline] : []), ...components] };
  };

  const { kingdom, reporting } = config;
  const kingdoms = kingdom ? [new Kingdom("kingdom", settle(kingdom), after(kingdom.namespace, []))] : [];
  const duchies = Object.entries(config.duchies ?? {}).map(
    ([duchyName, duchy]) =>
      new Duchy(`duchy-${duchyName}`, { ...settle(duchy), duchyName }, after(duchy.namespace, kingdoms)),
  );
  const built: VersionedComponent[] = [...kingdoms, ...duchies];
  return reporting
    ? [...built, new Reporting("reporting", settle(reporting), after(reporting.namespace, built))]
    : built;
}

function namespacesOf({ kingdom, duchies = {}, reporting }: HaloConfig): string[] {
  const blocks = [kingdom, ...Object.values(duchies), reporting];
  return [...new Set(blocks.flatMap((block) => (block ? [block.namespace] : [])))];
}
