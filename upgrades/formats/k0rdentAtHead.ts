import { parse, type SemVer } from "semver";
import type { GraphDocument } from "../graph/model";
import { k0rdentDetails } from "./k0rdentDetails";
import { countPaths, enumeratedPaths, keptPaths, upgradesOf, type PathStop, type Upgrades } from "./k0rdentPaths";
import { k0rdentRefusal } from "./k0rdentServices";
import { validity } from "./k0rdentStatus";

/**
 * Why kcm applies a template: it is the next version on a path to the wanted one (`path`); nothing lies between on a path, so
 * it is the wanted one at once (`jump`), which is also tried where only the order of the texts opens the gate (`text-order`);
 * or the gate is closed and it is applied nevertheless (`closed-gate`).
 */
export type HeadCause = "path" | "jump" | "text-order" | "closed-gate";

export interface HeadStep {
  readonly template: string;
  readonly version: string;
  readonly cause: HeadCause;
}

export interface HeadDecision {
  /** `fails`: the reconciliation ends in an error and changes nothing. `too-many-paths`: it would not end in useful time. */
  readonly outcome: "applies" | "refuses" | "fails" | "too-many-paths";
  /** What is applied, in this order, each when the one before is deployed; empty unless it `applies`. */
  readonly steps: readonly HeadStep[];
  /** The versions of every path that is shown as available from `from`, ordered by destination, each in kcm's own order. */
  readonly shown: readonly (readonly string[])[];
  /** One sentence. */
  readonly explanation: string;
}

const subject = "kcm at 8373a24";

/**
 * What the kcm controller at commit 8373a24 does when a service's template is changed from one to another, which is not what
 * k0rdent's documentation says. Read from its source, not run: `internal/serviceset/util.go` and
 * `api/v1beta1/templatechain_common.go` in https://github.com/k0rdent/kcm/tree/8373a24. Where the file has no object of a
 * template, its version is what the graph takes for it. A cluster's template is judged by the webhook, with direct edges only.
 */
export function k0rdentAtHead(document: GraphDocument, from: string, to: string): HeadDecision {
  const { templates, chain } = k0rdentDetails(document);
  if (templates === "ClusterTemplate") return clusterAtHead(document, from, to);
  const upgrades = upgradesOf(document);
  const versions = new Map(document.nodes.map(({ name, version }) => [name, version]));
  const versionOf = (name: string): string => versions.get(name) ?? name;
  if (!chain) return walked(from, to, versionOf, () => [[{ name: from, version: from }]]);

  const warnings = validity(document);
  if (warnings.length > 0) {
    return decided("refuses", [], `${subject} refuses it: the ServiceTemplateChain ${document.name} is invalid with the error: ${warnings.join(";")}.`);
  }
  if (!upgrades.has(to)) {
    return decided("refuses", [], `${subject} refuses it: the ServiceTemplateChain ${document.name} does not support ServiceTemplate ${to}.`);
  }
  if (!upgrades.has(from)) {
    return decided("fails", [], `${subject} changes nothing: failed to get upgrade paths for ServiceTemplate ${from}: template ${from} not found.`);
  }
  return walked(from, to, versionOf, (start) => pathsFrom(upgrades, start), upgrades);
}

function clusterAtHead(document: GraphDocument, from: string, to: string): HeadDecision {
  const edge = document.edges.find((one) => one.from === from && one.to === to);
  const shown = [...new Set(document.edges.filter((one) => one.from === from).map((one) => one.to))].sort().map((name) => [name]);
  if (from === to) return decided("applies", shown, `${subject} changes nothing, since ${to} is there already.`);
  if (!edge) return decided("refuses", shown, `${subject} refuses it: ${k0rdentRefusal(document, from, to)}.`);
  const version = document.nodes.find(({ name }) => name === to)?.version ?? to;
  return { ...decided("applies", shown, `${subject} applies ${to} at once, by the edge.`), steps: [{ template: to, version, cause: "path" }] };
}

function pathsFrom(upgrades: Upgrades, start: string): readonly (readonly PathStop[])[] | undefined {
  const paths = enumeratedPaths(upgrades, start);
  return paths && [...keptPaths(paths).values()];
}

/** Walks until the wanted template is deployed, as repeated reconciliations do. */
function walked(
  from: string,
  to: string,
  versionOf: (name: string) => string,
  paths: (start: string) => readonly (readonly PathStop[])[] | undefined,
  upgrades: Upgrades = new Map(),
): HeadDecision {
  const wanted: PathStop = { name: to, version: versionOf(to) };
  const first = paths(from);
  // By destination, which kcm leaves to chance; each sorted as text, as it does.
  const shown = [...first ?? []].sort((a, b) => a.at(-1)!.name < b.at(-1)!.name ? -1 : 1)
    .map((path) => path.map(({ version }) => version).sort());
  const steps: HeadStep[] = [];
  const read = new Map<string, SemVer | null>();
  const semantic = (version: string): SemVer | null => {
    if (!read.has(version)) read.set(version, looseVersion(version));
    return read.get(version)!;
  };
  let stored: PathStop = { name: from, version: versionOf(from) };
  while (stored.name !== to || stored.version !== wanted.version) {
    // A template that is not supported by the chain is never stored: its chain would have been refused as invalid.
    const known = steps.length === 0 ? first : paths(stored.name);
    if (!known) return tooMany(upgrades, stored.name);
    const step = nextStep(known, stored, wanted, semantic);
    steps.push(step);
    stored = { name: step.template, version: step.version };
  }
  return { ...decided("applies", shown, explained(from, to, steps)), steps };
}

function nextStep(
  paths: readonly (readonly PathStop[])[],
  stored: PathStop,
  wanted: PathStop,
  semantic: (version: string) => SemVer | null,
): HeadStep {
  const jump = { template: wanted.name, version: wanted.version };
  const onPath = paths.some((path) => path.some(({ version }) => version === wanted.version));
  const lower = wanted.version < stored.version;
  if (!onPath && !lower) return { ...jump, cause: "closed-gate" };
  const [current, desired] = [semantic(stored.version), semantic(wanted.version)];
  if (current && desired) {
    let best: { readonly stop: PathStop; readonly version: SemVer } | undefined;
    for (const path of paths) {
      const stops = path.map((stop) => ({ stop, version: semantic(stop.version) }));
      if (!stops.some(({ version }) => version?.compare(desired) === 0)) continue;
      for (const { stop, version } of stops) {
        if (version && version.compare(current) > 0 && version.compare(desired) <= 0 && (!best || version.compare(best.version) < 0)) {
          best = { stop, version };
        }
      }
    }
    if (best) return { template: best.stop.name, version: best.stop.version, cause: "path" };
  }
  return { ...jump, cause: onPath ? "jump" : "text-order" };
}

/** As Masterminds/semver reads versions: one or two numbers and leading zeros are allowed, a fourth number is not. */
function looseVersion(text: string): SemVer | null {
  const [, major, minor = "0", patch = "0", rest = ""] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:-[\w.-]+)?(?:\+[\w.-]+)?)$/.exec(text) ?? [];
  return major === undefined ? null : parse([major, minor, patch].map((number) => BigInt(number)).join(".") + rest);
}

function explained(from: string, to: string, steps: readonly HeadStep[]): string {
  const last = steps.at(-1);
  if (!last) return `${subject} changes nothing, since ${to} is there already.`;
  const before = steps.at(-2)?.template ?? from;
  const way = steps.length === 1 ? `${to} at once` : steps.map(({ template }) => template).join(", then ");
  return `${subject} applies ${way}: ${reasonFor(last, before)}.`;
}

function reasonFor({ cause, version }: HeadStep, before: string): string {
  switch (cause) {
    case "path": return "on the longest paths that it keeps no smaller version comes next";
    case "jump": return `no semantic version on its paths is above that of ${before} and at most ${version}, so it goes there without a stop`;
    case "text-order": return `no path leads there, but compared as text ${version} comes before the version of ${before}`;
    case "closed-gate": return `it finds ${version} on no path from ${before}, and what it should hold back it emits nevertheless`;
  }
}

function tooMany(upgrades: Upgrades, start: string): HeadDecision {
  const count = countPaths(upgrades, start);
  const many = count === undefined ? "more simple paths than can be counted fast, the chain having a cycle" : `${count} paths`;
  return decided("too-many-paths", [], `${subject} would first enumerate ${many} from ${start}, which was not done here.`);
}

function decided(outcome: HeadDecision["outcome"], shown: HeadDecision["shown"], explanation: string): HeadDecision {
  return { outcome, steps: [], shown, explanation };
}
