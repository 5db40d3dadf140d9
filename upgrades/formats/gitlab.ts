import { stringify } from "yaml";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { compareVersions } from "../../releases/version";
import { checked, parseYaml } from "../../releases/yamlFile";
import type { GraphDocument, StatedEdge, StatedNode, StatedStop } from "../graph/model";
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
 * @param asked releases beside the stops, such as `15.2.3` or `17.11.7-ee`; all that are not stops become nodes
 * @throws InputError
 */
export function readGitlab(file: string, text: string, asked: readonly string[]): GraphDocument[] {
  const yaml = parseYaml(file, text);
  const stated = checked(yaml, schema, yaml.content).map((entry, i) =>
    ({ entry, name: `${entry.major}.${entry.minor}`, path: yaml.pathOf([i]) }));
  const stops = stated.map(({ name, entry: { comments }, path }): StatedStop => ({
    name,
    reason: comments
      ? `GitLab lists a stop at ${name} and comments: ${comments}`
      : `GitLab requires a stop at ${name}, to finish its background migrations before going on`,
    path,
  }));
  const names = new Set(stops.map(({ name }) => name));
  const nodes = [
    ...stated.map(({ entry, name, path }): StatedNode => ({ name, version: name, path, ...otherFields(entry, ["major", "minor"]) })),
    ...[...new Set(asked)].filter((one) => !names.has(one)).map(askedNode),
  ];
  const edges = edgesBetween(nodes, names);
  return [{ format: "gitlab", name: "gitlab", title: "GitLab's upgrade path", nodes, edges, stops, rollback: false, details: {} }];
}

function askedNode(name: string): StatedNode {
  // The edition, as packages and images append it, is no pre-release.
  const version = name.replace(/^v/, "").replace(/-[ce]e(?:\.\d+)?$/, "");
  if (!/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:\.\d+)?(?:-[\w.]+)?$/.test(version)) {
    throw new InputError([{ file: "--from, --to", path: "", message: `found ${JSON.stringify(name)}, expected a release of GitLab such as 17.11.7` }]);
  }
  return { name, version, path: "" };
}

function edgesBetween(nodes: readonly StatedNode[], stops: ReadonlySet<string>): readonly StatedEdge[] {
  const releases = [...new Map(nodes.map((node) => [node.name, node])).values()].sort((a, b) => compareVersions(a.version, b.version));
  return releases.flatMap((from, i) => {
    const edges: StatedEdge[] = [];
    let passed: string | undefined;
    for (const to of releases.slice(i + 1)) {
      if (passed !== undefined && minorOf(to) !== passed) break;
      if (stops.has(minorOf(to)) && minorOf(to) !== minorOf(from)) passed = minorOf(to);
      if (compareVersions(from.version, to.version) < 0) edges.push({ from: from.name, to: to.name, risks: [], path: to.path });
    }
    return edges;
  });
}

function minorOf({ version }: StatedNode): string {
  return /^\d+\.\d+/.exec(version)![0];
}

/** Writes the stops of graphs that were read from GitLab's upgrade path; other releases were only asked about. */
export function writeGitlab(documents: readonly GraphDocument[]): string {
  const entries = documents.flatMap(({ nodes, stops }) => {
    const names = new Set(stops.map(({ name }) => name));
    return nodes.filter(({ name }) => names.has(name)).map(({ name, details }) => {
      const [major, minor] = name.split(".").map(Number);
      return { major, minor, ...details };
    });
  });
  return stringify(entries, { lineWidth: 0, aliasDuplicateObjects: false });
}
