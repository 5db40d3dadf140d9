import type { AmbassadorConfig } from "../../config/dx";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { DxKind } from "../../config/dx";
import { calls, nameOf, parts } from "./conventions";
import type { ChartSource, DxArgs } from "./dxComponent";
import { StatelessApplication, type ReplacedObject } from "./statelessApplication";

/** The API around Core, which keeps nothing. */
export class RingApi extends StatelessApplication {
  static readonly __pulumiType = "stepwise:dx:RingApi";

  constructor(name: string, args: DxArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    const config = { CORE_HOST: nameOf("core", args.release), CORE_PORT: String(parts.core.port), PORT: String(parts["ring-api"].port) };
    super(RingApi.__pulumiType, name, { kind: "ring-api", config }, args, chart, opts);
  }
}

/** The files of Content Composer's user interface. */
export class ContentComposer extends StatelessApplication {
  static readonly __pulumiType = "stepwise:dx:ContentComposer";

  constructor(name: string, args: DxArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    const config = { RING_API_HOST: nameOf("ring-api", args.release), PORT: String(parts["content-composer"].port) };
    super(ContentComposer.__pulumiType, name, { kind: "content-composer", config }, args, chart, opts);
  }
}

/** Changes pictures and films for DAM, and keeps none. */
export class ImageProcessor extends StatelessApplication {
  static readonly __pulumiType = "stepwise:dx:ImageProcessor";

  constructor(name: string, args: DxArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    const config = { PORT: String(parts["image-processor"].port) };
    super(ImageProcessor.__pulumiType, name, { kind: "image-processor", config }, args, chart, opts);
  }
}

/** What all requests from outside come in through since CF203. */
export class Haproxy extends StatelessApplication {
  static readonly __pulumiType = "stepwise:dx:Haproxy";

  constructor(name: string, args: DxArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    const backends = Object.fromEntries(calls.haproxy.map((kind) =>
      [`${kind.toUpperCase().replaceAll("-", "_")}_BACKEND`, `${nameOf(kind, args.release)}:${parts[kind].port}`]));
    super(Haproxy.__pulumiType, name, { kind: "haproxy", config: backends, atTheEdge: true }, args, chart, opts);
  }
}

export type AmbassadorArgs = DxArgs & Pick<AmbassadorConfig, "host"> & { readonly redisImage: string };

/** What all requests from outside came in through before CF204, with the Mappings that say where each path goes. */
export class Ambassador extends StatelessApplication {
  static readonly __pulumiType = "stepwise:dx:Ambassador";

  constructor(name: string, args: AmbassadorArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    const config = { AMBASSADOR_NAMESPACE: args.namespace, AMBASSADOR_SINGLE_NAMESPACE: "true", REDIS_URL: `${args.release}-ambassador-redis:${redisPort}` };
    const companion = { suffix: "ambassador-redis", image: args.redisImage, port: redisPort };
    super(Ambassador.__pulumiType, name, { kind: "ambassador", config, atTheEdge: true, replaced: mappings(args), companion }, args, chart, opts);
  }
}

const redisPort = 6379;

/** Where each path goes. What changes of one is replaced, as DX's update process demands. */
function mappings({ release, host }: Pick<AmbassadorArgs, "release" | "host">): ReplacedObject[] {
  return routes.map(({ prefix, to }) => ({
    apiVersion: "getambassador.io/v2",
    kind: "Mapping",
    name: `${nameOf(to, release)}-mapping`,
    spec: { host, prefix, rewrite: "", service: `${nameOf(to, release)}:${parts[to].port}` },
  }));
}

/** The paths of HCL's documentation for its own ingress. */
const routes: readonly { readonly prefix: string; readonly to: DxKind }[] = [
  { prefix: "/wps/", to: "core" },
  { prefix: "/dx/api/core/", to: "ring-api" },
  { prefix: "/dx/api/dam/", to: "dam" },
  { prefix: "/dx/ui/content/", to: "content-composer" },
  { prefix: "/dx/api/image-processor/", to: "image-processor" },
];
