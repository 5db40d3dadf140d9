import { z } from "zod";
import { shippedDefaults } from "../components/values";
import type { DeclaredComponent } from "../config/components";
import { declaredComponents } from "../config/components";
import { namespace, type StackFile } from "../config/stack";
import { currentTime } from "../config/environment";
import { circumstancesOf, elsewhereOf, type AskedOfDemands } from "../gates/circumstances";
import { installationStates, isStackExport } from "../gates/installationState";
import { keptObjects } from "../gates/keptObjects";
import { otherStackStates } from "../gates/stackExport";
import { workingCopy } from "../gates/workingCopy";
import type { Catalog } from "../releases/catalog";
import { readText } from "../releases/load";
import { InputError, type Problem } from "../releases/problem";
import { checked, parseYaml } from "../releases/yamlFile";
import { newestIn } from "../upgrades/channels";
import type { CostCriterion, Facts } from "../upgrades/graph/model";
import type { InstallationState } from "../upgrades/installationState";
import type { Surroundings, Traveller } from "../upgrades/planModel";
import type { Leaving } from "../upgrades/removal";

/** Where deployed versions were taken from; said wherever they are shown. */
export type DeployedSource =
  | { readonly from: "state" }
  | { readonly from: "declared" }
  | { readonly from: "file"; readonly file: string };

/** What a plan is asked about: a stack, where it should go, and where it is. */
export interface PlanRequest {
  readonly stack: StackFile;
  readonly declared: readonly DeclaredComponent[];
  readonly travellers: readonly Traveller[];
  /** Components that are in the state and no longer in the stack. */
  readonly leaving: readonly Leaving[];
  readonly surroundings: Surroundings;
  readonly source: DeployedSource;
}

export interface Wishes {
  /** Destinations by system, kind or component: `halo`, `halo/duchy`, `halo/kingdom`; the narrowest one counts. */
  readonly set: readonly string[];
  /**
   * A map of component to version (null: not installed), or the output of `pulumi stack export`.
   * @default - the versions that the stack file declares are taken for deployed, and the plan says so
   */
  readonly deployed?: string | undefined;
  /** A map of facts that a probe has found, laid over those of the stack file. */
  readonly facts?: string | undefined;
  /** What decides first between routes. @default - fewest hops */
  readonly prefer?: readonly CostCriterion[] | undefined;
  /** The time in UTC. @default - now */
  readonly now?: string | undefined;
  /** Who says whether the stack's demands are met. @default - other stacks' states, and the working copy of the stack file */
  readonly demands?: AskedOfDemands | undefined;
}

/**
 * What a plan is to be made of, from a stack file and what was asked for on the command line.
 * @throws InputError
 */
export function planRequest(
  stack: StackFile,
  catalogs: ReadonlyMap<string, Catalog>,
  { set, deployed: deployedFile, facts: factsFile, prefer, now = currentTime(), demands: asked }: Wishes,
): PlanRequest {
  const declared = declaredComponents(stack.settings);
  const misspelt = channelProblems(stack, catalogs);
  if (misspelt.length > 0) throw new InputError(misspelt);
  const destinations = parseDestinations(set, declared, catalogs, (catalog) => newestFor(stack, catalog, now));
  const { elsewhere } = stack.settings;
  const read = deployedFile === undefined ? undefined : readDeployed(deployedFile, declared, Object.keys(elsewhere));
  const deployed = read?.states;
  const probed = factsFile === undefined ? {} : readFacts(factsFile);
  const travellers = declared.map((component): Traveller => {
    const wanted = destinationOf(component, destinations) ?? component.version;
    return {
      component: component.id,
      system: component.system,
      kind: component.kind,
      wanted,
      // What a stack file says of a return belongs to the version beside it.
      returnedFrom: wanted === component.version ? component.returnedFrom : undefined,
      state: deployed ? deployed.get(component.id) ?? { kind: "absent" } : { kind: "complete", deployed: component.version },
    };
  });
  const settings = { ...stack.settings, facts: { ...stack.settings.facts, ...probed } };
  const { permits, platform, facts, channels, wariness, hasSetting, valuesOf, blueGreen, demands } = circumstancesOf(
    settings, now, () => new Map(), otherStackStates, stack.stack, { workingCopy: () => workingCopy(stack.file), ...asked },
  );
  const others = elsewhereOf(settings, otherStackStates)
    .map((other) => ({ ...other, at: read?.elsewhere.has(other.component) ? read.elsewhere.get(other.component) : other.at }));
  return {
    stack,
    declared,
    travellers,
    leaving: [...deployed ?? []].filter(([id]) => !declared.some((one) => one.id === id))
      .map(([component, state]) => ({ component, state, kept: read?.kept.get(component) })),
    surroundings: {
      permits, facts, now, channels, wariness, hasSetting, valuesOf, defaultsOf: shippedDefaults, prefer, elsewhere: others,
      platform, blueGreen, demands,
    },
    source: deployedFile === undefined ? { from: "declared" } : { from: "file", file: deployedFile },
  };
}

/** Channels that a stack follows and that there are not; they would hold every upgrade back. */
export function channelProblems({ yaml, settings }: StackFile, catalogs: ReadonlyMap<string, Catalog>): Problem[] {
  return Object.entries(settings.channel).flatMap(([system, channel]): Problem[] => {
    const at = ["config", `${namespace}:channel`, system];
    const wrong = (message: string): Problem[] => [{ file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message }];
    const catalog = catalogs.get(system);
    if (!catalog) return wrong(`found the system ${system}, expected one of ${[...catalogs.keys()].sort().join(", ")}`);
    const names = catalog.channels.map(({ name }) => name);
    return names.includes(channel) ? []
      : wrong(`found the channel ${channel}, expected ${names.length === 0 ? `none: the catalog of ${catalog.title} has no channels` : `one of ${names.join(", ")}`}`);
  });
}

/** The newest release, or, where the stack follows a channel, the newest that is in it by now. */
function newestFor({ settings: { channel } }: StackFile, catalog: Catalog, now: string): string {
  const followed = Object.hasOwn(channel, catalog.system) ? channel[catalog.system] : undefined;
  const newest = followed === undefined ? catalog.newest : newestIn(catalog, followed, now);
  if (newest !== undefined) return newest;
  throw new InputError([{
    file: "--set", path: catalog.system, message: `found latest, and no release of ${catalog.title} is in the channel ${followed} yet; expected the name of a release`,
  }]);
}

/** What components can be called together or alone: by system, kind or id. */
function namesFor(declared: readonly DeclaredComponent[]): ReadonlySet<string> {
  return new Set(declared.flatMap(({ id, system, kind }) => [system, `${system}/${kind}`, id]));
}

/** What is said of a component, of its kind or of its system; the narrowest counts. */
function destinationOf<T>({ id, system, kind }: DeclaredComponent, said: ReadonlyMap<string, T>): T | undefined {
  return [id, `${system}/${kind}`, system].filter((name) => said.has(name)).map((name) => said.get(name))[0];
}

function parseDestinations(
  set: readonly string[],
  declared: readonly DeclaredComponent[],
  catalogs: ReadonlyMap<string, Catalog>,
  newestOf: (catalog: Catalog) => string,
): Map<string, string> {
  const names = namesFor(declared);
  const problem = (path: string, message: string): InputError => new InputError([{ file: "--set", path, message }]);
  return new Map(set.map((text) => {
    const [, name, version] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || version === undefined) {
      throw problem("", `found ${JSON.stringify(text)}, expected something such as halo=0.5.46 or halo/kingdom=0.5.46`);
    }
    if (!names.has(name)) throw problem(name, `this stack has no such component; it has ${[...names].sort().join(", ")}`);
    const catalog = catalogs.get(name.split("/")[0]!)!;
    const release = version === "latest" ? newestOf(catalog) : version;
    if (!catalog.release(release)) {
      const [oldest, newest] = [catalog.releases[0]!.version, catalog.releases.at(-1)!.version];
      throw problem(name, `found the release ${release}, which is not in the catalog of ${catalog.title}; expected one from ${oldest} to ${newest}, or latest`);
    }
    return [name, release];
  }));
}

interface Deployed {
  readonly states: ReadonlyMap<string, InstallationState>;
  /** Components that are not this stack's, where the file names them. */
  readonly elsewhere: ReadonlyMap<string, string | null>;
  /** What of each component the cluster would keep, where the file says it. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

function readDeployed(file: string, declared: readonly DeclaredComponent[], elsewhere: readonly string[]): Deployed {
  const yaml = parseYaml(file, readText(file));
  const { content } = yaml;
  if (isStackExport(content)) {
    return { states: installationStates(content, file), elsewhere: new Map(), kept: keptObjects(content, file) };
  }
  const states = new Map<string, InstallationState>();
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new InputError([{ file, path: "", message: "expected a map of component to version, or the output of `pulumi stack export`" }]);
  }
  const names = new Set([...namesFor(declared), ...elsewhere]);
  for (const [name, version] of Object.entries(content as Record<string, unknown>)) {
    const line = yaml.lineOf([name]);
    if (version !== null && (typeof version !== "string" || version === "")) {
      throw new InputError([{ file, line, path: name, message: `found ${JSON.stringify(version)}, expected a version in quotes, such as "0.5.46", or null where nothing is installed` }]);
    }
    if (!names.has(name)) {
      throw new InputError([{ file, line, path: name, message: `this stack has no such component; it has ${[...names].sort().join(", ")}` }]);
    }
  }
  const given = new Map(Object.entries(content as Record<string, string | null>));
  for (const component of declared) {
    const version = destinationOf(component, given);
    const state: InstallationState = version === undefined ? { kind: "unknown", why: `${file} does not name it` }
      : version === null ? { kind: "absent" } : { kind: "complete", deployed: version };
    states.set(component.id, state);
  }
  return { states, kept: new Map(), elsewhere: new Map([...given].filter(([name]) => elsewhere.includes(name))) };
}

const factsSchema = z.record(z.string(), z.union([z.string(), z.boolean()], { error: "expected text, true or false" }));

function readFacts(file: string): Facts {
  const yaml = parseYaml(file, readText(file));
  return checked(yaml, factsSchema, yaml.content);
}
