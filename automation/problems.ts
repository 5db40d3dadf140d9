import { systemProblems } from "../components/problems";
import { declaredComponents } from "../config/components";
import { verifiedIn } from "../config/demands";
import { namespace, parseStackFile, type StackFile } from "../config/stack";
import type { Catalog } from "../releases/catalog";
import type { Problem } from "../releases/problem";
import { channelIds } from "../upgrades/channels";
import { verifiedInId } from "../upgrades/demands";
import { isChangeId } from "../upgrades/explain";
import { maintenanceWindow } from "../upgrades/maintenance";
import { rolloutIds } from "../upgrades/phasedRollout";
import { wantedGoals } from "./goals";
import { hopText, type Goal } from "./hopFile";
import type { PlanRequest } from "./request";

/** What is wrong with a stack beyond its shape: an old release whose objects are not described, a setting that is missing. */
export function settingsProblems({ yaml, settings }: Pick<StackFile, "yaml" | "settings">): Problem[] {
  return systemProblems(settings).map(({ system, path, message }) =>
    ({ file: yaml.file, path: `config.${namespace}:${system}.${path}`, message }));
}

/** The same, with the components at these releases. */
export function problemsAt({ stack, declared }: PlanRequest, goals: ReadonlyMap<string, Goal>): Problem[] {
  const { settings } = parseStackFile(stack.file, hopText(stack, declared, goals));
  return settingsProblems({ ...stack, settings });
}

/** The settings that the wanted releases require and the stack does not have. */
export function missingSettings(request: PlanRequest): Problem[] {
  // A release that is only in the catalog can be planned for; what can't be said is what becomes of its objects.
  return problemsAt(request, wantedGoals(request)).filter(({ path }) => !/(^|\.)version$/.test(path));
}

/** The releases that a stack asks for and its catalog does not have; a stack that asks for nothing at all. */
export function unknownReleases({ yaml, settings }: StackFile, catalogs: ReadonlyMap<string, Catalog>): Problem[] {
  const declared = declaredComponents(settings);
  if (declared.length === 0) {
    return [{ file: yaml.file, path: "config", message: `found no component, expected a system such as ${namespace}:halo with a component` }];
  }
  return declared.flatMap(({ id, system, version, path }): Problem[] => {
    const catalog = catalogs.get(system);
    if (!catalog) return [{ file: yaml.file, path: `config.${namespace}:${system}`, message: `found no catalog releases/${system}.yaml for it` }];
    if (catalog.release(version)) return [];
    const [oldest, newest] = [catalog.releases[0]!.version, catalog.releases.at(-1)!.version];
    return [{
      file: yaml.file, path: `config.${namespace}:${system}.${path.join(".")}.version`,
      message: `${id}: found the release ${version}, which is not in the catalog; expected one from ${oldest} to ${newest}`,
    }];
  });
}

/** What the stack demands and can't: that it has verified itself before. */
export function demandProblems({ stack, yaml, settings }: StackFile): Problem[] {
  return verifiedIn(settings.demands ?? {}).flatMap(({ stack: other }, i): Problem[] => {
    if (other.split("/").at(-1) !== stack) return [];
    const at = ["config", `${namespace}:demands`, "verifiedIn", i];
    return [{ file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message: `found ${other}, which is this stack itself, expected another` }];
  });
}

/** What the stack has confirmed or accepted and can't have: what no catalog knows, what has expired, what lies in the future. */
export function permitProblems({ yaml, settings }: StackFile, catalogs: ReadonlyMap<string, Catalog>, now: string): Problem[] {
  const { permits } = settings;
  const today = now.slice(0, 10);
  const releases = [...catalogs.values()].flatMap((catalog) => catalog.releases);
  const requirements = releases.flatMap(({ requires }) => requires);
  const untested = requirements.filter((one) => one.kind === "platform" && one.tested !== undefined).map(({ id }) => `untested:${id}`);
  const risks = new Set([...releases.flatMap((release) => release.risks.map(({ id }) => id)), ...untested]);
  const confirmable = new Set([
    maintenanceWindow, ...requirements.map(({ id }) => id),
    ...releases.flatMap(({ notes }) => notes.filter(({ kind }) => kind === "action").map(({ id }) => id)),
    ...[...catalogs.values()].flatMap((catalog) => [...channelIds(catalog), ...rolloutIds(catalog)]),
    ...verifiedIn(settings.demands ?? {}).flatMap(({ stack: other }) => declaredComponents(settings).flatMap(({ id, system }) =>
      (catalogs.get(system)?.releases ?? []).map(({ version }) => verifiedInId(other, id, version)))),
  ]);
  const problem = (list: string, id: string, message: string): Problem => {
    const at = ["config", `${namespace}:permits`, list, id];
    return { file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message };
  };
  const own = new Set(declaredComponents(settings).map(({ id }) => id));
  return [
    ...Object.keys(settings.elsewhere).filter((id) => own.has(id)).map((id): Problem => {
      const at = ["config", `${namespace}:elsewhere`, id];
      return { file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message: "found a component of this stack, expected one of another" };
    }),
    ...Object.entries(permits.risks).flatMap(([id, { until, owner }]) =>
      !risks.has(id) && !isChangeId(id) ? [problem("risks", id, `found the acceptance of a risk that no catalog knows, expected one of ${[...risks].sort().join(", ")}`)]
      : until < today ? [problem("risks", id, `found an acceptance that ended on ${until}; ${owner} has to look at the risk again, or it comes out`)]
      : []),
    ...Object.entries(permits.confirmed).flatMap(([id, { date }]) =>
      !confirmable.has(id) ? [problem("confirmed", id, "found the confirmation of something that no catalog asks for, expected the id of a requirement, an action note, a channel, a roll-out or a demand of this stack")]
      : date > today ? [problem("confirmed", id, `found a confirmation of ${date}, which is still to come; expected the day on which it was seen to`)]
      : []),
    ...Object.entries(permits.removal ?? {}).flatMap(([id, { date }]) =>
      date > today ? [problem("removal", id, `found a confirmation of ${date}, which is still to come; expected the day on which it was given`)] : []),
  ];
}
