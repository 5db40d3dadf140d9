import { oneLine } from "../../releases/problem";
import type { DeployedSource } from "../../automation/request";
import type { Hop, Plan, PlannedComponent, PlanNote, ResourceChange, WayBack } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { isStaleValue } from "../../upgrades/staleValues";
import { defaultWords, shownValue } from "../overrides";
import { changesText } from "./changes";
import { costText, differenceText } from "./cost";
import { reasonText } from "./reason";
import { columns, heading, plural, type Paint } from "./screen";

export interface PlanView {
  readonly plan: Plan;
  readonly source: DeployedSource;
  /** Every note, or only those that somebody must act on. */
  readonly allNotes: boolean;
}

/** A plan as a person reads it: verdict and route first, then what must be done, then what will happen. */
export function planText({ plan, source, allNotes }: PlanView, paint: Paint): string {
  const verdict = plan.verdict === "allowed" ? paint.green(paint.bold("ALLOWED")) : paint.red(paint.bold("BLOCKED"));
  const moving = plan.components.filter(({ state, from, to }) => from !== to || state === "incomplete");
  return [
    heading(paint, `Plan for the stack ${plan.stack}`, verdict),
    paint.dim(`deployed versions: ${sourceText(source, plan.stack)}`),
    "",
    columns([
      ["component", "deployed", "wanted", "verdict", "route"].map((title) => paint.dim(title)),
      ...plan.components.map(({ component, state, from, to, verdict: one, route }) => [
        component,
        state === "incomplete" ? `(${from})` : from ?? (state === "unknown" ? "unknown" : "nothing"),
        to,
        one === "allowed" ? paint.green(one) : paint.red(one),
        one === "blocked" ? "none" : routeText(state, from, route),
      ]),
    ], [24, 11, 11, 10]),
    ...costsText(plan, paint),
    ...reasonsText(plan, paint),
    ...acceptedText(plan, paint),
    ...stateText(plan, paint),
    ...(moving.length === 0 && plan.verdict === "allowed" ? ["", "Every component is where the stack wants it."] : []),
    ...notesText(plan, allNotes, paint),
    ...(plan.interleaved.length === 0 ? [] : ["", paint.bold("out of the usual order"), ...plan.interleaved.map((line) => columns([["•", line]], [2]))]),
    ...plan.hops.flatMap((hop) => ["", ...hopText(hop, plan.hops.length, paint)]),
  ].join("\n");
}

function sourceText(source: DeployedSource, stack: string): string {
  switch (source.from) {
    case "declared": return `as Pulumi.${stack}.yaml declares them; no state was read (give one with --deployed)`;
    case "file": return `from ${source.file}`;
    case "state": return "from the stack's state";
  }
}

function routeText(state: PlannedComponent["state"], from: string | null, route: readonly string[]): string {
  if (route.length > 1) return route.join(" → ");
  if (route.length === 0) return "removed";
  return from === null ? "first install" : state === "incomplete" ? "unfinished: the same again" : "there already";
}

/** What the routes cost, where there is more than one way to go. */
function costsText({ components }: Plan, paint: Paint): string[] {
  const rows = components.flatMap(({ component, cost, runnerUp }) => cost && runnerUp
    ? [[component, costText(cost)], [paint.dim("  runner-up"), `${runnerUp.route.join(" → ")}: ${differenceText(runnerUp.more)}`]] : []);
  return rows.length === 0 ? [] : ["", paint.bold("cost of the routes"), columns(rows, [24])];
}

const kinds: Readonly<Record<Reason["kind"], string>> = {
  legality: "legality: what the graph says",
  readiness: "readiness: to be seen to before the hop",
  exposure: "exposure: risks that apply, or may",
};

function reasonsText(plan: Plan, paint: Paint): string[] {
  const notes = noteIds(plan);
  const all = new Map<string, { reason: Reason; components: string[] }>();
  for (const { component, reasons } of plan.components) {
    for (const reason of reasons) {
      const key = `${reason.kind} ${reason.id} ${reason.message}`;
      const known = all.get(key);
      if (known) known.components.push(component);
      else all.set(key, { reason, components: [component] });
    }
  }
  return (["legality", "readiness", "exposure"] as const).flatMap((kind) => {
    const found = [...all.values()].filter(({ reason }) => reason.kind === kind && !notes.has(reason.id));
    const noted = new Set(kind === "readiness" ? [...all.values()].map(({ reason }) => reason.id).filter((id) => notes.has(id)) : []);
    if (found.length === 0 && noted.size === 0) return [];
    const colour = kind === "legality" && plan.verdict === "blocked" ? paint.red : paint.yellow;
    const title = kind === "legality" && plan.verdict === "allowed" ? "why not in one hop" : kinds[kind];
    return [
      "", paint.bold(title),
      ...found.map(({ reason, components }) => reasonText(reason, components, paint, colour)),
      ...(noted.size === 0 ? [] : [`  ${paint.yellow(plural(noted.size, "note"))} below ${noted.size === 1 ? "asks" : "ask"} somebody to act, and nothing shows that it was done: ${paint.yellow("! open")}`]),
    ];
  });
}

/** The notes that a plan shows in full anyway. */
function noteIds({ components }: Plan): ReadonlySet<string> {
  return new Set(components.flatMap(({ notes }) => notes.map(({ id }) => id)));
}

function acceptedText({ components }: Plan, paint: Paint): string[] {
  const accepted = new Map(components.flatMap((component) => component.accepted.map((one) => [one.id, one] as const)));
  if (accepted.size === 0) return [];
  return ["", paint.bold("risks that somebody answers for"), columns([...accepted.values()]
    .map(({ id, owner, reason, until }) => [id, `${owner}, until ${until}: ${reason}`]), [30])];
}

/** What goes into the stack file once it has been seen to, ready to be filled in. */
function stateText({ stack, hops }: Plan, paint: Paint): string[] {
  const open = hops.flatMap((hop) => hop.open).filter(({ kind, id }) => kind !== "legality" && !isStaleValue(id));
  if (open.length === 0) return [];
  const ids = (kind: Reason["kind"]): string[] => [...new Set(open.filter((reason) => reason.kind === kind).map(({ id }) => id))];
  const block = (key: string, all: readonly string[], value: string): string[] =>
    all.length === 0 ? [] : [`    ${key}:`, ...all.map((id) => `      ${id}: ${value}`)];
  return [
    "", paint.bold(`once seen to, for Pulumi.${stack}.yaml`),
    ...["  stepwise:permits:", ...block("confirmed", ids("readiness"), '{by: , date: ""}'), ...block("risks", ids("exposure"), '{owner: , reason: , until: ""}')]
      .map((line) => paint.dim(`  ${line}`)),
  ];
}

const categories: Readonly<Record<string, string>> = {
  A: "application", C: "configuration", P: "schema", N: "new", R: "removal",
};

function notesText(plan: Plan, all: boolean, paint: Paint): string[] {
  const notes = new Map<string, PlanNote>();
  for (const component of plan.components) for (const note of component.notes) notes.set(note.id, note);
  if (notes.size === 0) return [];
  const open = new Set(plan.hops.flatMap((hop) => hop.open.map(({ id }) => id)));
  const order = new Map(plan.components.flatMap(({ releasesCrossed }) => releasesCrossed).map((version, i) => [version, i]));
  const shown = [...notes.values()].filter(({ kind }) => all || kind === "action" || kind === "breaking")
    .sort((a, b) => (order.get(a.version) ?? 0) - (order.get(b.version) ?? 0));
  const actions = shown.filter(({ kind }) => kind === "action").length;
  const crossed = new Set(plan.components.flatMap(({ releasesCrossed }) => releasesCrossed)).size;
  const rest = notes.size - shown.length;
  const lines = ["", heading(
    paint,
    `Notes of the ${plural(crossed, "release")} crossed: ${actions} ${actions === 1 ? "asks" : "ask"} somebody to act`,
    rest > 0 ? paint.dim(`${plural(rest, "more note")} with --all-notes`) : "",
  )];
  let version = "";
  for (const note of shown) {
    if (note.version !== version) lines.push(paint.bold(`  ${oneLine(note.version)}`));
    version = note.version;
    const mark = open.has(note.id) ? paint.yellow("! open") : note.kind === "action" ? "  action" : note.kind === "breaking" ? paint.red("× breaking") : `  ${note.kind}`;
    const superseded = note.supersededBy === undefined ? "" : ` (superseded by ${note.supersededBy})`;
    lines.push(columns([[mark, `${note.component} ${paint.dim(categories[note.category] ?? "")}`, note.text + superseded]], [12, 26], 4));
    lines.push(`${" ".repeat(16)}${paint.dim(oneLine(note.source))}`);
  }
  return lines;
}

export function hopTitle(hop: Hop, of: number): string {
  return `Hop ${hop.number} of ${of}  ${hop.changes.map(({ component, from, to }) => `${component} ${from ?? "nothing"} → ${to}`).join(", ")}`;
}

function hopText(hop: Hop, of: number, paint: Paint): string[] {
  const counts = (["create", "update", "replace", "delete", "same"] as const)
    .map((op) => ({ op, count: hop.diff.filter((change) => change.op === op).length })).filter(({ count }) => count > 0);
  const kind = hop.offline ? paint.yellow("offline: servers stop while data moves") : "online, one `up`";
  return [
    heading(paint, hopTitle(hop, of), kind),
    columns([
      [paint.dim("phases"), hop.steps.map(({ phase }) => phase).join(" → ")],
      ...(hop.open.length === 0 ? [] : [[paint.yellow("open"), [...new Set(hop.open.map(({ id }) => id))].join(", ")]]),
      ...(hop.overrides ?? []).map((one, i) =>
        [i === 0 ? paint.dim("values") : "", `${one.path} stays ${shownValue(one.value)}; ${defaultWords(one)}`]),
      ...hop.changes.flatMap(({ component, wayBack }) => wayBack ? [[paint.dim("back"), backText(wayBack, hop.changes.length > 1 ? component : undefined)]] : []),
      ...hop.pointOfNoReturn.map((point) => [paint.yellow("no return"), `once migrated, only a backup leads back: ${point}`]),
      [paint.dim("resources"), hop.diffMissing === undefined
        ? counts.map(({ op, count }) => `${count} ${words[op]}`).join(", ") || "not compared"
        : `not compared: ${hop.diffMissing}`],
    ], [12]),
    ...changesText(hop.diff, hop.changes.map(({ component }) => component), paint),
  ];
}

function backText({ possible, restores, reasons }: WayBack, component: string | undefined): string {
  const whose = component === undefined ? "" : `${component}: `;
  if (!possible) return `${whose}not possible: ${reasons.map(({ message }) => message).join("; ")}`;
  return whose + (restores.length === 0 ? "by its version alone; the data stays" : `restores ${restores.join(", ")} from the backup of this hop; what was written since would be lost`);
}

const words: Readonly<Record<ResourceChange["op"], string>> = {
  create: "created", update: "updated", replace: "replaced", delete: "deleted", same: "unchanged",
};
