import type { Adoption, AdoptionPlan, FieldDifference, ObjectAdoption } from "../../automation/adopt/model";
import { blocks } from "../../automation/adopt/reasons";
import { helmRecords } from "../../automation/adopt/helmReleases";
import { reasonText } from "./reason";
import { columns, heading, plural, type Paint } from "./screen";

/** What adopting would bring under the stack: which release runs, every object with what differs, and what stands in the way. */
export function adoptionPlanText(plan: AdoptionPlan, paint: Paint): string {
  const { stack, components, objects, leftAlone, helm, reasons } = plan;
  const verdict = reasons.length === 0 ? paint.green(paint.bold("ALLOWED")) : paint.red(paint.bold("BLOCKED"));
  const having = (finding: ObjectAdoption["finding"]): readonly ObjectAdoption[] => objects.filter((one) => one.finding === finding);
  const surplus = objects.filter((one) => one.surplus.length > 0);
  // Held against another release than theirs, objects are different everywhere, and that says nothing.
  const other = components.filter(({ wanted, running }) => running !== undefined && running !== wanted);
  const elsewhere = new Set<string | undefined>(other.map(({ component }) => component));
  return [
    heading(paint, `Adoption into the stack ${stack}`, verdict),
    columns(components.map(({ component, wanted, running, evidence }) =>
      [component, wanted, running === undefined ? paint.yellow("what runs is not known") : `${running} runs, by ${plural(evidence.length, "image tag or label", "image tags or labels")}`]), [30, 12]),
    "",
    columns(counts.flatMap(([finding, text]) => (having(finding).length === 0 ? [] : [[String(having(finding).length), text]])), [5]),
    ...part("Missing, and made", having("missing").map(({ name }) => [name]), [], paint),
    ...part("Put into the state and never run", having("not run").map(({ name }) => [name]), [], paint),
    ...fields("Not as declared", having("different").filter(({ component }) => !elsewhere.has(component)).map(({ name, differences, accepted }) =>
      [`${name}${accepted ? " (accepted)" : ""}`, differences.map(fieldText)]), paint),
    ...fields("Beyond what is declared, and taken away by their next update", grouped(surplus), paint),
    ...part("Left alone: not the stack's", leftAlone.slice(0, mostNames).map((name) => [name]), [], paint),
    ...(leftAlone.length > mostNames ? [`  and ${leftAlone.length - mostNames} more`] : []),
    ...helm.flatMap((release) => [
      "", paint.bold(`Helm release ${release.namespace}/${release.name}`),
      columns([[`${plural(release.objects, "object")} of it${release.chart === undefined ? "" : ` (chart ${release.chart})`} will be this stack's. ` +
        "Helm must not change them afterwards: `helm uninstall` would delete them. What it knows of the release stands in Secrets of its own, " +
        `and is not touched: ${helmRecords(release)}`]], []),
    ]),
    ...(reasons.length === 0 ? [] : ["", ...reasons.map((reason) => reasonText(reason, reason.component === undefined ? [] : [reason.component], paint))]),
  ].join("\n");
}

const mostNames = 20;

const counts: readonly (readonly [ObjectAdoption["finding"], string])[] = [
  ["equal", "are there as declared"],
  ["different", "are there, and not as declared"],
  ["missing", "are missing, and made"],
  ["not run", "are Jobs whose work lies behind: put into the state, and never run"],
  ["not comparable", "can't be compared"],
];

function part(title: string, rows: readonly string[][], widths: readonly number[], paint: Paint): string[] {
  return rows.length === 0 ? [] : ["", paint.bold(title), columns(rows, widths)];
}

/** An object, and below it what is to be said of its fields. */
function fields(title: string, objects: readonly (readonly [string, readonly string[]])[], paint: Paint): string[] {
  return objects.length === 0 ? [] : ["", paint.bold(title), ...objects.map(([name, lines]) =>
    [columns([[name]], []), columns(lines.map((line) => ["", line]), [2])].join("\n"))];
}

/** Mostly many objects have the same: it is said once. */
function grouped(objects: readonly ObjectAdoption[]): (readonly [string, readonly string[]])[] {
  const byFields = new Map<string, string[]>();
  for (const { name, surplus } of objects) {
    const paths = surplus.map(({ path, declared, live }) => (blocks(path) ? `${path}: ${live ?? ""}, otherwise ${declared ?? "absent"}` : path));
    const key = paths.join("\n");
    byFields.set(key, [...byFields.get(key) ?? [], name]);
  }
  return [...byFields].map(([key, names]) => [names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", "), key.split("\n")]);
}

function fieldText({ path, declared, live }: FieldDifference): string {
  return `${path}: ${live ?? "absent"}, declared ${declared ?? "absent"}`;
}

/** How an adoption ended. */
export function adoptionText(stack: string, { result, reasons, states, next }: Adoption, paint: Paint): string {
  const said: Readonly<Record<Adoption["result"], string>> = {
    adopted: paint.green(paint.bold("ADOPTED")), refused: paint.red(paint.bold("REFUSED")),
    unverified: paint.red(paint.bold("NOT VERIFIED")), locked: paint.yellow(paint.bold("LOCKED")),
  };
  const deployed = [...states].map(([component, state]) => [component, state.kind === "complete" ? `${state.deployed} is deployed` : state.kind]);
  return [
    heading(paint, `Adoption into the stack ${stack}`, said[result]),
    ...(result === "adopted" ? ["No object was made anew; the engine's preview shows nothing but what was accepted."] : []),
    ...(result === "refused" ? ["The stack's state is as it was; no object was changed but for its marks, if at all."] : []),
    ...(deployed.length === 0 ? [] : ["", columns(deployed, [30])]),
    ...(reasons.length === 0 ? [] : ["", ...reasons.map((reason) => reasonText(reason, [], paint))]),
    ...(next.length === 0 ? [] : ["", columns(next.map((one) => [paint.dim("→"), `${one}.`]), [2])]),
  ].join("\n");
}
