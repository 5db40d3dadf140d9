import { haloProblems } from "../components/halo/problems";
import { declaredComponents } from "../config/components";
import { namespace, parseStackFile, type StackFile } from "../config/stack";
import type { Catalog } from "../releases/catalog";
import type { Problem } from "../releases/problem";
import { wantedGoals } from "./goals";
import { hopText, type Goal } from "./hopFile";
import type { PlanRequest } from "./request";

/** What is wrong with a stack beyond its shape: an old release whose objects are not described, a setting that is missing. */
export function settingsProblems({ yaml, settings }: Pick<StackFile, "yaml" | "settings">): Problem[] {
  if (!settings.halo) return [];
  return haloProblems(settings.halo).map(({ path, message }) =>
    ({ file: yaml.file, path: `config.${namespace}:halo.${path}`, message }));
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
