import type { DeclaredComponent } from "../../config/components";
import { namespace } from "../../config/stack";
import type { Catalog } from "../../releases/catalog";
import { legality, type Reason } from "../../upgrades/reason";
import type { ComponentAdoption, FieldDifference, ObjectAdoption } from "./model";

type Found = Reason & { readonly component?: string };

/** Why a component can't be adopted at the release that is wanted, by what runs. */
export function versionReasons(
  { component, wanted, running, evidence }: ComponentAdoption, releases: readonly string[], stated: string | undefined,
  declared: DeclaredComponent, catalog: Catalog,
): Found[] {
  const place = `config.${namespace}:${declared.system}.${[...declared.path, "version"].join(".")}`;
  const seen = evidence.slice(0, mostEvidence).map(({ version, where }) => `${version} (${where})`).join(", ") +
    (evidence.length > mostEvidence ? ` and ${evidence.length - mostEvidence} more` : "");
  if (stated !== undefined && stated !== wanted) {
    return [{ component, ...legality("adopt-as-stated", `permits.adopt states that ${component} runs ${stated}, and it is to be adopted at ${wanted}`,
      `make both say what runs: ${place}, and ${namespace}:permits.adopt`) }];
  }
  if (releases.length === 0) {
    return stated === wanted ? [] : [{ component, ...legality("version-unknown",
      `nothing in the cluster says which release of ${component} runs: no image of it has a tag, and no label names one`,
      `find out, and state it: ${namespace}:permits.adopt: {${component}: "${wanted}"}`) }];
  }
  if (releases.length > 1) {
    return [{ component, ...legality("version-mixed", `${component} runs more than one release: ${seen}`,
      "finish the roll-out by the means it was begun with; then adopt it") }];
  }
  if (running === wanted) return [];
  const remedy = catalog.release(running ?? "") === undefined ? `the catalog knows no such release; install one that it knows by the means it was installed with`
    : `adopt what runs: --set ${component}=${running}, or version: "${running}" at ${place}; it can be upgraded afterwards`;
  return [{ component, ...legality("version-differs", `${component} is to be adopted at ${wanted}, and runs ${seen}`, remedy) }];
}

/** How much of what says it is repeated in a sentence. */
const mostEvidence = 3;

/** Nothing else stands in for these: without them it is another deployment that runs, or none. */
const essential = new Set(["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Service", "PersistentVolumeClaim"]);

/** Why an object can't be adopted as it is. */
export function objectReasons(object: ObjectAdoption, replaces: boolean): Found[] {
  const { component, name, finding, differences, surplus, others, managedElsewhere, accepted } = object;
  const whose = component === undefined ? {} : { component };
  const accept = `--accept ${name}`;
  const reason = (id: string, message: string, remedy: string): Found => ({ ...whose, ...legality(id, message, remedy) });
  if (finding === "not comparable") {
    return [reason("not-comparable", `${name} holds what is never read, or is made by chance, so nobody can say that it is the same`,
      "let the stack refer to the existing one by its name instead of making it")];
  }
  if (finding === "missing") {
    return accepted || !essential.has(name.split("/")[0]!) ? [] : [reason("object-missing", `${name} is declared, and is not in the cluster`,
      `see whether it has another name or namespace there, which no adoption can change; if it is to be made: ${accept}`)];
  }
  const mattering = surplus.filter(({ path }) => blocks(path));
  return [
    ...(managedElsewhere ? [reason("managed-elsewhere", `${name} belongs to another Pulumi stack, which would go on changing it`,
      "let that stack let go of it first: pulumi state delete there, which leaves the object as it is")] : []),
    ...(others.length === 0 ? [] : [reason("other-owner",
      `fields of ${name} that the stack asks for belong to ${others.join(", ")}, which would go on changing them`,
      `stop it, so that it does not put them back; then ${others.map((one) => `--manager ${one}`).join(" ")} takes them over`)]),
    ...(replaces ? [reason("would-replace", `${name} could not be brought to what is declared in place: ${listed(differences)}`,
      "bring the stack's settings to what runs; where they can't say it, it can't be adopted")] : []),
    ...(differences.length === 0 || accepted || replaces ? [] : [reason("object-different", `${name} is not as declared: ${listed(differences)}`,
      `bring the stack's settings to what runs; or, if the next update may change it in place: ${accept}`)]),
    ...(mattering.length === 0 || accepted ? [] : [reason("object-surplus",
      `${name} has what the stack does not ask for, and its next update would take away: ${listed(mattering)}`,
      `bring it into the stack's settings where they can say it; or, if it may go: ${accept}`)]),
  ];
}

/** Labels and annotations do nothing by themselves, and what init containers did is the work of the phases' Jobs. */
export function blocks(path: string): boolean {
  return !path.startsWith("metadata.") && !/(^|\.)initContainers(\[|\.|$)/.test(path);
}

function listed(differences: readonly FieldDifference[]): string {
  const shown = differences.slice(0, 4).map(({ path, declared, live }) => `${path} is ${live ?? "absent"} and would become ${declared ?? "absent"}`);
  return shown.join("; ") + (differences.length > 4 ? ` and ${differences.length - 4} more` : "");
}
