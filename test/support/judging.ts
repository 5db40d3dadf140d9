import type { Catalog } from "../../releases/catalog";
import { noPermits, type Change, type Circumstances, type Permits, type PlatformFacts } from "../../upgrades/change";
import type { InstallationState } from "../../upgrades/installationState";
import type { Surroundings } from "../../upgrades/planModel";
import { judge, type Judgement } from "../../upgrades/judge";
import { catalogFrom, dataRequirement, migration } from "./catalogs";

/**
 * 1.1.0 and 1.2.0 migrate, the second for good; 1.3.0 is a stop for what is older than 1.2.0; 1.4.0 was withdrawn;
 * 1.5.0 wants its data drained; 1.6.0 migrates offline and for good.
 */
export const demo: Catalog = catalogFrom({
  releases: [
    "1.0.0",
    { version: "1.1.0", migrations: [migration()] },
    { version: "1.2.0", migrations: [migration({ reversible: false, text: "drops a column" })] },
    { version: "1.3.0", stop: { id: "S", from: "<1.2.0" } },
    { version: "1.4.0", withdrawn: true },
    { version: "1.5.0", requires: [dataRequirement("drained")] },
    { version: "1.6.0", migrations: [migration({ reversible: false, window: "offline", text: "copies a table" })] },
  ],
});

/** Nothing is stated, nobody else is there, and roll-outs come last to it; servers may be stopped at any time. */
export const nothingKnown: Circumstances = {
  permits: { ...noPermits, maintenance: [{ from: "2020-01-01T00:00:00Z", until: "2040-01-01T00:00:00Z" }] },
  platform: {},
  facts: {},
  now: "2026-01-01T12:00:00Z",
  channels: {},
  wariness: () => 1,
  hasSetting: () => false,
  valuesOf: () => undefined,
  others: () => [],
};

/** The same for a plan. */
export const plainSurroundings: Surroundings = { ...nothingKnown, defaultsOf: () => undefined, elsewhere: [] };

export type Asked = Omit<Change, "component" | "kind">;

/** What is asked of `demo/core`. */
export function ask(
  state: InstallationState,
  asked: Asked | string,
  permits: Partial<Permits> = {},
  catalog: Catalog = demo,
  platform: PlatformFacts = {},
): Judgement {
  const change = { component: "demo/core", kind: "core", ...(typeof asked === "string" ? { version: asked } : asked) };
  return judge(catalog, state, change, { ...nothingKnown, permits: { ...nothingKnown.permits, ...permits }, platform });
}

export const absent: InstallationState = { kind: "absent" };
export const unknown: InstallationState = { kind: "unknown", why: "its inputs have no version" };
export const adopted = (version: string): InstallationState => ({ kind: "adopted", version });

type Complete = Extract<InstallationState, { kind: "complete" }>;
type Incomplete = Extract<InstallationState, { kind: "incomplete" }>;

export const complete = (deployed: string, more: Omit<Complete, "kind" | "deployed"> = {}): Complete => ({
  kind: "complete",
  deployed,
  ...more,
});
export const incomplete = (attempted: string, more: Omit<Incomplete, "kind" | "attempted"> = {}): Incomplete => ({
  kind: "incomplete",
  attempted,
  ...more,
});

/** A change that goes back, with or without a backup. */
export const back = (version: string, from: string, restore?: string): Asked => ({
  version,
  returnedFrom: restore === undefined ? { version: from } : { version: from, restore },
});
