import { catalogOf, type Catalog } from "../../releases/catalog";
import { catalogSchema } from "../../releases/schema";

/** What a test says about one release; everything it leaves out is empty. */
export interface ReleaseSketch {
  readonly version: string;
  readonly notes?: readonly object[];
  readonly migrations?: readonly object[];
  readonly requires?: readonly object[];
  readonly config?: readonly object[];
  readonly stop?: { readonly id: string; readonly from: string; readonly when?: object };
  readonly risks?: readonly object[];
  readonly date?: string;
  readonly channels?: Readonly<Record<string, string>>;
  readonly rollout?: object;
  readonly withdrawn?: boolean;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
}

export interface CatalogSketch {
  readonly releases: readonly (string | ReleaseSketch)[];
  /** @default - every newer release may follow every older one */
  readonly upgrades?: readonly Edge[];
  /** @default - every older release may be gone back to */
  readonly downgrades?: readonly Edge[];
  readonly components?: Readonly<Record<string, object>>;
  /** @default - any two kinds may be as far apart as they like */
  readonly skew?: readonly object[];
  readonly channels?: readonly object[];
  readonly system?: string;
}

const anywhere: readonly Edge[] = [{ from: "*", to: "*" }];
const sourced = (edges: readonly Edge[]) => edges.map((edge) => ({ ...edge, source: "https://example.org/edges" }));

/** A catalog of the system `demo` with the components `core`, `worker` and `report`, checked by the real schema. */
export function catalogFrom(sketch: CatalogSketch): Catalog {
  return catalogOf(
    catalogSchema.parse({
      schema: "stepwise/catalog/v1",
      system: sketch.system ?? "demo",
      title: "Demo",
      source: "https://example.org/releases",
      components: sketch.components ?? {
        report: { title: "Report", after: ["core", "worker"] },
        core: { title: "Core", stores: [{ name: "db", engine: "postgresql" }] },
        worker: { title: "Worker", after: ["core"], stores: [{ name: "queue", engine: "spanner" }] },
      },
      upgrades: sourced(sketch.upgrades ?? anywhere),
      downgrades: sourced(sketch.downgrades ?? anywhere),
      skew: sketch.skew ?? [],
      channels: sketch.channels,
      releases: sketch.releases.map((release) => {
        const { version, stop, withdrawn, ...rest } =
          typeof release === "string" ? ({ version: release } as ReleaseSketch) : release;
        return {
          version,
          date: "2025-01-01",
          ...rest,
          ...(stop && {
            stop: { ...stop, reason: "the data must be converted there", source: "https://example.org/stop" },
          }),
          ...(withdrawn === true && {
            withdrawn: { reason: "it loses messages", source: "https://example.org/withdrawn" },
          }),
        };
      }),
    }),
  );
}

export function note(id: string, more: object = {}): object {
  return {
    id,
    kind: "action",
    category: "A",
    component: "core",
    text: `do ${id}`,
    source: `https://example.org/${id}`,
    ...more,
  };
}

/** A migration of `core`'s database; reversible and online unless said otherwise. */
export function migration(more: object = {}): object {
  return {
    component: "core",
    store: "db",
    text: "adds a column",
    reversible: true,
    window: "online",
    source: "changelog.yaml",
    ...more,
  };
}

export function dataRequirement(id: string, more: object = {}): object {
  return {
    kind: "data",
    id,
    component: "core",
    text: "no open orders",
    remedy: "close them",
    source: "https://example.org/1",
    ...more,
  };
}

export function platformRequirement(id: string, platform: string, range: string, more: object = {}): object {
  return { kind: "platform", id, platform, range, text: "it uses a newer API", source: "https://example.org/2", ...more };
}

export function componentRequirement(id: string, more: object = {}): object {
  return {
    kind: "component",
    id,
    component: "core",
    needs: "worker",
    range: ">=2.0.0",
    text: "it calls it",
    source: "https://example.org/3",
    ...more,
  };
}

/** `core` is at the release of `worker` or one ahead of it, unless said otherwise. */
export function skewLimit(id: string, more: object = {}): object {
  return {
    id,
    component: "core",
    of: "worker",
    ahead: 1,
    behind: 0,
    text: "they talk to each other",
    source: "https://example.org/4",
    ...more,
  };
}

export const ids = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id);

const destroying = /\b(delete|deleting|destroy|drop|wipe|erase|purge|remove|recreate|rm)\b/i;
const precious = /\b(namespaces?|volumes?|pvcs?|data|databases?|stores?|backups?|state|schemas?)\b/i;

/** Whether a text tells somebody to destroy something that can't be made again. */
export function suggestsDestruction(text: string): boolean {
  return text.split(/[.;:]\s/).some((sentence) => destroying.test(sentence) && precious.test(sentence));
}

/** A value as JSON has it: keys that are there and undefined are not there. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
