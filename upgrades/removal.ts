import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import type { ConfirmedRemoval, Other, Permits } from "./change";
import type { InstallationState } from "./installationState";
import { removalNotStated } from "./judge";
import { legality, type Reason } from "./reason";
import { isAbout, requirementsUpTo } from "./requirements";

/** A component that is in the state and would be taken away. */
export interface Leaving {
  readonly component: string;
  readonly state: InstallationState;
  /** What of it the cluster keeps, such as `PersistentVolumeClaim data`; undefined where that is not known. */
  readonly kept: readonly string[] | undefined;
}

export interface RemovalJudgement {
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
  /** What stays when the component is gone, in words, for whoever confirms it and for whoever looks for it afterwards. */
  readonly kept: string;
}

/**
 * Whether a component may be taken away. One that keeps nothing goes when the stack says so (`permits.remove`). One that
 * keeps data goes only with a confirmation of its own (`permits.removal`), which names a backup and either the catalog's
 * note of category R that announces it, or why it goes without one. Nothing goes that something else still needs.
 * @param catalogs by system; a component that none of them knows counts as one that keeps data
 * @param staying every other component, of this stack and elsewhere, with where it is after this step
 */
export function judgeRemoval(
  catalogs: ReadonlyMap<string, Catalog>, leaving: Leaving, staying: readonly Other[], permits: Pick<Permits, "remove" | "removal">,
): RemovalJudgement {
  const { component } = leaving;
  const catalog = catalogs.get(systemOf(component));
  const kind = catalog && kindNamed(catalog, component);
  const stores = kind === undefined ? undefined : catalog?.components[kind]?.stores.map(({ name }) => name);
  const keepsData = stores === undefined || stores.length > 0 || (leaving.kept ?? []).length > 0;
  const kept = whatStays(leaving, stores);
  const named = permits.remove.includes(component) ? [] : [removalNotStated(component)];
  const reasons = [
    ...(keepsData ? openConfirmation(catalog, kind, leaving, staying, permits, kept) : named),
    ...(kind === undefined ? [] : openDependents(catalogs, component, kind, staying)),
  ];
  return { allowed: reasons.length === 0, reasons, kept };
}

/** The kind of a component by its id, whose name begins with it: `halo/duchy-worker1` is a `duchy`. */
export function kindNamed(catalog: Catalog, component: string): string | undefined {
  const name = nameOf(component);
  const kinds = Object.keys(catalog.components).filter((kind) => name === kind || name.startsWith(`${kind}-`));
  return kinds.sort((a, b) => b.length - a.length)[0];
}

function systemOf(component: string): string {
  return component.split("/")[0] ?? "";
}

function nameOf(component: string): string {
  return component.slice(component.indexOf("/") + 1);
}

function whatStays({ component, kept }: Leaving, stores: readonly string[] | undefined): string {
  const data = stores === undefined ? `what ${component} keeps outside of the stack`
    : stores.length === 0 ? "nothing outside of the stack" : `what it keeps outside of the stack (${stores.join(", ")})`;
  if (kept === undefined) return `${data}, and the volumes that are retained; which these are is not known here`;
  return kept.length === 0 ? `${data}, and nothing in the cluster` : `${data}, and in the cluster ${[...kept].sort().join(", ")}`;
}

function openConfirmation(
  catalog: Catalog | undefined, kind: string | undefined, { component }: Leaving, staying: readonly Other[],
  permits: Pick<Permits, "remove" | "removal">, kept: string,
): Reason[] {
  const confirmed = permits.removal && Object.hasOwn(permits.removal, component) ? permits.removal[component] : undefined;
  if (confirmed) return [...openAnnouncement(catalog, kind, component, confirmed, staying), ...openBackup(component, confirmed)];
  const how = "back it up, and have it confirmed by name: " +
    `stepwise:permits.removal: {${component}: {by, date, backup, note}}, with the id of the catalog's note of category R that announces it; ` +
    "where it has none, `unannounced: <why it goes>` in the place of note";
  if (permits.remove.includes(component)) {
    return [legality("removal-not-confirmed", `${component} keeps data, and permits.remove is not enough to remove it; what would stay is ${kept}`, how)];
  }
  const { id, message, remedy } = removalNotStated(component);
  const [back = ""] = remedy.split(";");
  return [legality(id, `${message}. It keeps data; what would stay is ${kept}`, `${back}; if it is to go: ${how}`)];
}

/** That its catalog says so, in a release that the stack has come to, or that somebody answers for it without that. */
function openAnnouncement(
  catalog: Catalog | undefined, kind: string | undefined, component: string,
  { note, unannounced }: ConfirmedRemoval, staying: readonly Other[],
): Reason[] {
  const refused = (message: string, remedy: string): Reason[] => [legality("removal-not-announced", message, remedy)];
  const known = (catalog?.releases ?? []).flatMap(({ version, notes }) => notes
    .filter((one) => one.category === "R" && one.component === kind).map(({ id }) => ({ id, version })));
  const answer = `or say why it goes without one: permits.removal.${component}.unannounced`;
  if (note === undefined) {
    return unannounced !== undefined ? [] : refused(
      `nothing says that the catalog announces the removal of ${component}`,
      `name its note of category R (permits.removal.${component}.note${known.length === 0 ? "; the catalog has none for it" : ""}), ${answer}`,
    );
  }
  const announced = known.find(({ id }) => id === note);
  if (!announced) {
    const expected = known.length === 0 ? "and the catalog has none for it" : `expected one of ${known.map(({ id }) => id).join(", ")}`;
    return refused(`${note} is no note of category R about ${kind ?? component}, ${expected}`, `correct permits.removal.${component}.note, ${answer}`);
  }
  const system = staying.filter((other) => other.system === systemOf(component)).flatMap(({ at, becomes }) => becomes ?? at ?? []);
  if (system.length === 0 || system.some((version) => compareVersions(version, announced.version) >= 0)) return [];
  return refused(`${note} announces it for ${announced.version}, and nothing here is at that release yet`, `go to ${announced.version} first, ${answer}`);
}

/** Ids of this project's own backups say whose they are; of any other it is taken on trust. */
function openBackup(component: string, { backup }: ConfirmedRemoval): Reason[] {
  const [, owner] = /^(.+)-\d{8}-\d{6}$/.exec(backup) ?? [];
  const name = nameOf(component);
  return owner === undefined || owner === name ? [] : [legality(
    "removal-backup", `the backup ${backup} is one of ${owner}, expected one of ${name}`, `name a backup of ${component}: permits.removal.${component}.backup`,
  )];
}

/** Others that are there because of it, where no other of its kind stays. */
function openDependents(catalogs: ReadonlyMap<string, Catalog>, component: string, kind: string, staying: readonly Other[]): Reason[] {
  const system = systemOf(component);
  const there = staying.filter(({ at, becomes }) => becomes !== undefined || at !== null)
    .map(({ at, becomes, ...other }) => ({ ...other, at: becomes ?? at ?? undefined }));
  if (there.some((other) => other.system === system && other.kind === kind)) return [];
  return there.flatMap(({ component: other, system: its, kind: what, at }): Reason[] => {
    const catalog = catalogs.get(its);
    if (!catalog) return [];
    const releases = catalog.releases.filter(({ version }) => at === undefined || compareVersions(version, at) <= 0);
    const [need] = requirementsUpTo(its, releases, what).component
      .filter(({ requirement: { needs } }) => isAbout(needs, its, { system, kind })).map(({ requirement: { text, source } }) => `${text} (${source})`);
    const isAfter = its === system && (catalog.components[what]?.after.includes(kind) ?? false);
    if (need === undefined && !isAfter) return [];
    return [legality(
      "removal-has-dependents", `${other} stays, and needs a ${kind}: ${need ?? `${catalog.title} rolls every ${what} out after it`}`,
      `remove ${other} first; where another ${kind} serves it from now on, say where that is: stepwise:elsewhere`,
    )];
  });
}
