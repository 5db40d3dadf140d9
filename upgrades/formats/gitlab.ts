import { stringify } from "yaml";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { compareVersions } from "../../releases/version";
import { checked, parseYaml } from "../../releases/yamlFile";
import type { GraphDocument, GraphRisk, StatedEdge, StatedNode, StatedStop } from "../graph/model";
import { otherFields } from "./otherFields";

const number = z.int().min(0);
const schema = z.array(z.looseObject({ major: number, minor: number, comments: z.string().nullish() })).min(1, "expected at least one stop");

/**
 * Reads GitLab's `config/upgrade_path.yml`, a list of required stops: from a release one may go to any newer one as long as no
 * stop lies strictly between their minors; any patch of a stop's minor is at the stop.
 * https://gitlab.com/gitlab-org/gitlab/-/blob/master/config/upgrade_path.yml,
 * https://docs.gitlab.com/update/upgrade_paths/
 *
 * Stops that only some installations need are stops here: their condition is prose, which the stop's reason repeats.
 *
 * The list knows nothing of what was released after it. Beyond its last stop an edge is sure only where no minor lies
 * between its ends. Where some do, an edge within the last stop's major has the risk `StopsEndAt18.11` (for a list that ends
 * there), which the fact `gitlab.stopsAfter18.11`, stated as false, rules out. Into and within a newer major there is none:
 * every major has had stops of its own, and the last one of the old major comes before the new one.
 * @param asked releases beside the stops, such as `15.2.3` or `17.11.7-ee`; all that are not stops become nodes
 * @throws InputError
 */
export function readGitlab(file: string, text: string, asked: readonly string[]): GraphDocument[] {
  const yaml = parseYaml(file, text);
  const stated = checked(yaml, schema, yaml.content).map((entry, i) =>
    ({ entry, name: `${entry.major}.${entry.minor}`, path: yaml.pathOf([i]) }));
  const listings = new Map<string, Listing[]>();
  for (const one of stated) if (!listings.get(one.name)?.push(one)) listings.set(one.name, [one]);
  const stops = [...listings].map(([name, listed]) => stopOf(name, listed));
  const names = new Set(listings.keys());
  const nodes = [
    ...stated.map(({ entry, name, path }): StatedNode => ({ name, version: name, path, ...otherFields(entry, ["major", "minor"]) })),
    ...[...new Set(asked)].filter((one) => !names.has(one)).map(askedNode),
  ];
  const last = [...names].sort(compareVersions).at(-1)!;
  const edges = edgesBetween(nodes, names, last);
  return [{ format: "gitlab", name: "gitlab", title: `GitLab's upgrade path up to ${last}`, nodes, edges, stops, rollback: false, details: {} }];
}

interface Listing {
  readonly entry: { readonly comments?: string | null | undefined };
  readonly path: string;
}

/** A stop that is listed more than once is one, and one that is listed without a condition has none. */
function stopOf(name: string, listed: readonly Listing[]): StatedStop {
  const said = listed.map(({ entry: { comments } }) => (comments ?? "").replace(/(?<![.\s])[.\s]+$/, ""));
  const reason = said.every((one) => one !== "")
    ? `GitLab lists a stop at ${name} and comments: ${[...new Set(said)].sort().join("; ")}`
    : `GitLab requires a stop at ${name}, to finish its background migrations before going on`;
  return { name, reason, path: listed[0]!.path };
}

function askedNode(name: string): StatedNode {
  // The edition, as packages and images append it, is no pre-release.
  const version = name.replace(/^v/, "").replace(/-[ce]e(?:\.\d+)?$/, "");
  if (!/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:\.\d+)?(?:-[\w.]+)?$/.test(version)) {
    throw new InputError([{ file: "--from, --to", path: "", message: `found ${JSON.stringify(name)}, expected a release of GitLab such as 17.11.7` }]);
  }
  return { name, version, path: "" };
}

function edgesBetween(nodes: readonly StatedNode[], stops: ReadonlySet<string>, last: string): readonly StatedEdge[] {
  const releases = [...new Map(nodes.map((node) => [node.name, node])).values()].sort((a, b) => compareVersions(a.version, b.version));
  return releases.flatMap((from, i) => {
    const edges: StatedEdge[] = [];
    let passed: string | undefined;
    for (const to of releases.slice(i + 1)) {
      if (passed !== undefined && minorOf(to) !== passed) break;
      if (stops.has(minorOf(to)) && minorOf(to) !== minorOf(from)) passed = minorOf(to);
      if (compareVersions(from.version, to.version) >= 0) continue;
      const risks = risksBeyond(last, from, to);
      if (risks) edges.push({ from: from.name, to: to.name, risks, path: to.path });
    }
    return edges;
  });
}

/** What the end of the list at its last stop means for an edge that passes over no listed stop; undefined where it may not be. */
function risksBeyond(last: string, from: StatedNode, to: StatedNode): readonly GraphRisk[] | undefined {
  const [[fromMajor, fromMinor], [toMajor, toMinor], [lastMajor]] = [minorOf(from), minorOf(to), last].map(numbers) as [Pair, Pair, Pair];
  const isNext = fromMajor === toMajor && toMinor - fromMinor <= 1;
  if (isNext || compareVersions(minorOf(to), last) <= 0) return [];
  if (toMajor > lastMajor) return undefined;
  return [{
    name: `StopsEndAt${last}`,
    message: `this list of stops ends at ${last}; whether a stop comes before ${minorOf(to)} it does not say`,
    when: { fact: `gitlab.stopsAfter${last}`, equals: true },
  }];
}

type Pair = readonly [number, number];

function numbers(minor: string): Pair {
  const [major, rest] = minor.split(".").map(Number);
  return [major!, rest!];
}

function minorOf({ version }: StatedNode): string {
  return /^\d+\.\d+/.exec(version)![0];
}

/** Writes the stops of graphs that were read from GitLab's upgrade path; other releases were only asked about. */
export function writeGitlab(documents: readonly GraphDocument[]): string {
  const entries = documents.flatMap(({ nodes, stops }) => {
    const names = new Set(stops.map(({ name }) => name));
    return nodes.filter(({ name }) => names.has(name)).map(({ name, details }) => {
      const [major, minor] = numbers(name);
      return { major, minor, ...details };
    });
  });
  return stringify(entries, { lineWidth: 0, aliasDuplicateObjects: false });
}
