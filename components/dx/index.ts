import type { ProviderResource } from "@pulumi/pulumi";
import type { DxConfig, DxKind } from "../../config/dx";
import type { Gate, VersionedComponent, VersionedComponentOptions } from "../core/versionedComponent";
import { Ambassador, ContentComposer, Haproxy, ImageProcessor, RingApi } from "./applications";
import { chartObjects } from "./chart";
import { parts, system } from "./conventions";
import { Core } from "./core";
import { Dam } from "./dam";
import { persistenceServer } from "./database";
import type { ChartSource, DxArgs } from "./dxComponent";
import { imagesOf } from "./images";
import { Persistence } from "./persistence";
import { appValues, globalConfig } from "./settings";
import { mergedValues } from "./values/merged";

export interface DxContext {
  /** The cluster. @default - the one that kubectl would use */
  readonly provider?: ProviderResource;
  /** What keeps components to their allowed paths. @default - none, for tests and rendering */
  readonly gate?: Gate;
  /** The ids of the components that the stack says are installed for the first time. @default - none */
  readonly installing?: readonly string[];
  /** Whether Core brings its database's schema to a new release by itself. @default - false */
  readonly coreMigratesItsDatabase?: boolean;
}

/** HCL DX as a stack describes it: Core, what stands on it, and what lets requests in. */
export function dx(config: DxConfig, context: DxContext): VersionedComponent[] {
  const { provider, gate, installing = [], coreMigratesItsDatabase = false } = context;
  const { release, namespace, values, chart } = config;
  const built = new Map<DxKind, VersionedComponent>();

  /** What every component is told, what the chart has for it, and what it is built with. */
  const common = <Block extends { version?: string | undefined }>(kind: DxKind, block: Block) => {
    const version = block.version ?? config.version;
    const merged = mergedValues(version, values);
    // A chart has its images itself; without one, the settings were looked at before.
    const images = imagesOf(config, kind, version);
    const args: Block & DxArgs = {
      ...block,
      version,
      namespace,
      release,
      backups: config.backups,
      tools: config.tools,
      secretRevisions: config.secretRevisions,
      installing: installing.includes(`${system}/${kind}`),
      image: images[0]?.image ?? "",
      app: appValues(merged, parts[kind].key),
      global: globalConfig(release, merged),
    };
    const source: ChartSource = chart && chartObjects(chart, version, kind, release);
    const options: VersionedComponentOptions = { ...(provider && { provider }), ...(gate && { gate }), dependsOn: [...built.values()] };
    return { args, merged, source, options, companion: images[1]?.image ?? "" };
  };

  /** Builds a component where the stack has it; each waits for all that were built before it. */
  const build = <Block extends { version?: string | undefined }>(
    kind: DxKind, block: Block | undefined, make: (told: ReturnType<typeof common<Block>>) => VersionedComponent,
  ): void => {
    if (block) built.set(kind, make(common(kind, block)));
  };

  const { core, persistence, imageProcessor, ringApi, dam, contentComposer, haproxy, ambassador } = config;
  build("core", core, ({ args, merged, source, options }) =>
    new Core("core", { ...args, values: merged, migratesItsDatabase: coreMigratesItsDatabase }, source, options));
  const database = persistence && persistenceServer(persistence, release, persistence.version ?? config.version, chart !== undefined);
  if (database) {
    build("persistence", persistence, ({ args, merged, source, options }) =>
      new Persistence("persistence", { ...args, database, claim: merged.volumes.persistenceNode.database }, source, options));
  }
  build("image-processor", imageProcessor, ({ args, source, options }) => new ImageProcessor("image-processor", args, source, options));
  build("ring-api", ringApi, ({ args, source, options }) => new RingApi("ring-api", args, source, options));
  if (database) {
    build("dam", dam, ({ args, merged, source, options }) =>
      new Dam("dam", { ...args, database, binaries: merged.volumes.digitalAssetManagement.binaries }, source, options));
  }
  build("content-composer", contentComposer, ({ args, source, options }) => new ContentComposer("content-composer", args, source, options));
  build("haproxy", haproxy, ({ args, source, options }) => new Haproxy("haproxy", args, source, options));
  build("ambassador", ambassador, ({ args, source, options, companion }) =>
    new Ambassador("ambassador", { ...args, redisImage: companion }, source, options));
  return [...built.values()];
}
