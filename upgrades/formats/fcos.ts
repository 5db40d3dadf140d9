import { z } from "zod";
import { InputError } from "../../releases/problem";
import { longestRollout } from "../../releases/promotionSchema";
import type { PhasedRollout } from "../../releases/schema";
import { compareVersions } from "../../releases/version";
import { checked } from "../../releases/yamlFile";
import type { GraphDocument, StatedEdge, StatedNode, StatedStop } from "../graph/model";
import { rolloutRisk } from "../graph/rolloutRisk";
import { timeText } from "../phasedRollout";
import { parseJson } from "./jsonFile";
import { otherFields } from "./otherFields";

const reasoned = z.looseObject({ reason: z.string() });
const share = "expected a share from 0 to 1, whatever upstream calls it";
/** The last second of the year 9999. */
const lastSecond = 253_402_300_799;

const rolloutSchema = z.looseObject({
  start_epoch: z.int("expected whole seconds since 1970").min(0, "expected seconds since 1970").max(lastSecond, "expected seconds since 1970").optional(),
  start_percentage: z.number(share).min(0, share).max(1, share).optional(),
  duration_minutes: z.int("expected whole minutes").min(0, "expected whole minutes").max(longestRollout, `expected at most ${longestRollout} minutes`).optional(),
});
const version = z.string().regex(/^\d+(?:\.\d+){2,3}$/, "expected a version such as 44.20260707.3.1");
const updatesSchema = z.looseObject({
  stream: z.string().min(1, "expected the name of a stream"),
  releases: z.array(z.looseObject({
    version,
    metadata: z.looseObject({ barrier: reasoned.optional(), deadend: reasoned.optional(), rollout: rolloutSchema.optional() }),
  })).min(1, "expected at least one release"),
});
type Entry = z.infer<typeof updatesSchema>["releases"][number];

/** What the document keeps beside its releases. */
const detailsSchema = z.object({ file: z.record(z.string(), z.unknown()) });

/**
 * Reads the update metadata of a stream of Fedora CoreOS, `updates/<stream>.json`, as its update server makes a graph of it:
 * only a barrier, or a release that is or was being rolled out, can be entered, and from no farther back than the barrier
 * before it; no way leads out of a dead end.
 * https://github.com/coreos/fedora-coreos-streams/tree/main/updates,
 * https://github.com/coreos/fedora-coreos-cincinnati/blob/main/commons/src/graph.rs
 *
 * Two things are other than there. The server leads into a dead end that is being rolled out; here nothing does. And it
 * knows the time and the node: here a roll-out that may not have reached everybody is the risk `RollOutOf<release>`, which
 * the fact `rolledOut.<release>`, stated as true, rules out.
 * @param asked releases beside those listed; the file does not say whether there ever was such a release
 * @returns one graph, called by its stream
 * @throws InputError
 */
export function readFcos(file: string, text: string, asked: readonly string[]): GraphDocument[] {
  const parsed = parseJson(file, text);
  const { releases, ...others } = checked(parsed, updatesSchema, parsed.content);
  const stated = releases.map((entry, i): Listing => ({ ...entry, node: statedNode(entry, parsed.pathOf(["releases", i])) }));
  const listed = new Set(stated.map((one) => one.version));
  const nodes = [
    ...stated.map(({ node }) => node),
    ...[...new Set(asked)].filter((one) => !listed.has(one)).map((one) => askedNode(one, others.stream)),
  ];
  return [{
    format: "fcos",
    name: others.stream,
    title: `the stream ${others.stream} of Fedora CoreOS`,
    nodes,
    edges: edgesBetween(nodes, stated),
    stops: stated.flatMap(({ version: name, metadata: { barrier }, node }): StatedStop[] =>
      barrier ? [{ name, reason: reasonOf(barrier), path: node.path }] : []),
    rollback: false,
    details: { file: others },
  }];
}

interface Listing extends Entry {
  readonly node: StatedNode;
}

function statedNode(entry: Entry, path: string): StatedNode {
  const { deadend, rollout } = entry.metadata;
  const phased = rollout && rolloutOf(rollout);
  return {
    name: entry.version, version: entry.version, path,
    ...(deadend && { withdrawn: `it is a dead end: ${reasonOf(deadend)}` }),
    // One that has come to everybody only says that the release may be entered.
    ...(phased && rolloutRisk(entry.version, phased) && { rollout: phased }),
    ...otherFields(entry, ["version"]),
  };
}

function rolloutOf(stated: z.infer<typeof rolloutSchema>): PhasedRollout {
  const { start_epoch: start = 0, start_percentage: first = 0, duration_minutes: minutes } = stated;
  return {
    start: timeText(start * 1_000),
    startPercentage: Number((first * 100).toPrecision(12)),
    ...(minutes !== undefined && { durationMinutes: Math.max(1, minutes) }),
  };
}

function reasonOf({ reason }: { readonly reason: string }): string {
  return reason.trim() === "" ? "no reason is stated" : reason;
}

/** The third number of a version says its stream: https://github.com/coreos/fedora-coreos-tracker/blob/main/Design.md#version-numbers */
const streamNumbers: ReadonlyMap<string, string> = new Map([["next", "1"], ["testing", "2"], ["stable", "3"]]);

function askedNode(name: string, stream: string): StatedNode {
  const problem = (expected: string) => new InputError([{ file: "--from, --to", path: "", message: `found ${JSON.stringify(name)}, expected ${expected}` }]);
  if (!version.safeParse(name).success) throw problem("a release of Fedora CoreOS such as 44.20260707.3.1");
  const [number, parts] = [streamNumbers.get(stream), name.split(".")];
  // The first releases of all had three numbers, without one for the stream.
  if (number !== undefined && parts.length === 4 && parts[2] !== number) {
    throw problem(`a release of the stream ${stream}, whose third number is ${number}: no update leads from one stream to another`);
  }
  return { name, version: name, path: "" };
}

function edgesBetween(nodes: readonly StatedNode[], stated: readonly Listing[]): StatedEdge[] {
  const order = [...new Set(nodes.map(({ name }) => name))].sort(compareVersions);
  const listings = new Map([...stated].reverse().map((one) => [one.version, one]));
  let barrier = 0;
  return order.flatMap((to, position): StatedEdge[] => {
    const listing = listings.get(to);
    if (!listing) return [];
    const { metadata: { barrier: isBarrier, rollout }, node } = listing;
    const first = barrier;
    if (isBarrier) barrier = position;
    if (!isBarrier && !rollout) return [];
    const risk = node.rollout && rolloutRisk(to, node.rollout);
    return order.slice(first, position).filter((from) => !listings.get(from)?.metadata.deadend)
      .map((from): StatedEdge => ({ from, to, risks: risk ? [risk] : [], path: node.path }));
  });
}

/**
 * Writes a graph that {@link readFcos} read, with everything that the file said; releases that were only asked about are left out.
 * @throws InputError unless it is given one graph, read from this format
 */
export function writeFcos(documents: readonly GraphDocument[]): string {
  const [document] = documents;
  if (!document || documents.length > 1) {
    throw new InputError([{ file: "fcos", path: "", message: `found ${documents.length} graphs, expected one: a file of this format has one` }]);
  }
  const { file } = detailsSchema.parse(document.details);
  const releases = document.nodes.flatMap(({ version: of, details }) => details ? [{ version: of, ...details }] : []);
  return `${JSON.stringify({ ...file, releases }, null, 2)}\n`;
}
