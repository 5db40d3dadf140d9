import type { ProviderResource } from "@pulumi/pulumi";
import type { KleidiaConfig } from "../../config/kleidia";
import { postgresServer } from "../core/postgres/jobs";
import type { Gate, VersionedComponent, VersionedComponentOptions } from "../core/versionedComponent";
import { Data } from "./data";
import { Platform } from "./platform";
import { Services } from "./services";

export interface KleidiaContext {
  /** The cluster. @default - the one that kubectl would use */
  readonly provider?: ProviderResource;
  /** What keeps components to their allowed paths. @default - none, for tests and rendering */
  readonly gate?: Gate;
  /** The ids of the components that the stack says are installed for the first time. @default - none */
  readonly installing?: readonly string[];
}

/** Kleidia as a stack describes it: OpenBao, PostgreSQL, then the services that use both. */
export function kleidia(config: KleidiaConfig, { provider, gate, installing = [] }: KleidiaContext): VersionedComponent[] {
  const settle = <Block extends { version?: string | undefined }>(name: string, block: Block) => ({
    ...block,
    version: block.version ?? config.version,
    backups: config.backups,
    tools: config.tools,
    secretRevisions: config.secretRevisions,
    installing: installing.includes(`kleidia/${name}`),
  });
  const after = (components: readonly VersionedComponent[]): VersionedComponentOptions =>
    ({ ...(provider && { provider }), ...(gate && { gate }), dependsOn: [...components] });

  const { platform, data, services } = config;
  const platforms = platform ? [new Platform("platform", settle("platform", platform), after([]))] : [];
  const databases = data ? [...platforms, new Data("data", settle("data", data), after(platforms))] : platforms;
  if (!services || !platform || !data) return databases;
  const uses = { openbao: platform.name, postgres: postgresServer(data) };
  return [...databases, new Services("services", { ...settle("services", services), uses }, after(databases))];
}
