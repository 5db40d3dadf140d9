import { unexplainedFirst, worstCause, type Cause } from "../../upgrades/explain";
import type { Hop, ResourceChange } from "../../upgrades/planModel";
import { badge, box } from "./badge";
import { fold } from "./fold";
import { html, joined, type Content, type Html } from "./html";
import { table } from "./table";
import { count, opWords } from "./words";

/** What goes or is replaced stands first: that is what a reviewer must not miss. */
const order: readonly ResourceChange["op"][] = ["delete", "replace", "create", "update"];

/** Longer lists of paths are folded; a whole new pod template is no news path by path. */
const pathsShown = 8;

/** What becomes of every resource in a hop. Never a value: only which paths change. */
export function resourceDiff({ number, diff, diffMissing }: Hop): Html {
  const missing = diffMissing ?? (diff.length === 0 ? "none was made" : undefined);
  if (missing !== undefined) {
    return box("warn", html`<p><strong>No resource diff for this hop:</strong> ${missing}</p>`);
  }
  const changed = unexplainedFirst(order.flatMap((op) => diff.filter((change) => change.op === op)));
  const isExplained = changed.some(({ causes }) => causes !== undefined);
  const same = diff.filter(({ op }) => op === "same");
  return html`${changed.length === 0
    ? html`<p>No resource changes.</p>`
    : table(`Resources that change in hop ${number}: ${tally(changed)}`, [
      { head: "What happens" }, { head: "Kind" }, { head: "Name", names: true },
      ...(isExplained ? [{ head: "Cause" }] : []), { head: "Changed paths" },
    ], changed.map((change) => [
      operation(change.op), kindOf(change.type), named(change), ...(isExplained ? [causeCell(change.causes)] : []), paths(change),
    ]))}
${same.length > 0 && fold(`${count(same.length, "resource")} unchanged`, html`<p class="small">${joined(
    same.map(({ type, name }) => html`${shortKind(type)} <code>${name}</code>`), ", ")}</p>`)}`;
}

/** The worst cause as a word, and what the causes name. */
function causeCell(causes: readonly Cause[] = []): Content {
  const worst = worstCause(causes);
  if (worst === undefined) return "";
  const named = [...new Set(causes.flatMap(({ items = [], settings = [] }) => [...settings, ...items]))];
  const word = worst === "unexplained" ? badge("bad", "!", worst) : worst;
  return [word, named.length > 0 && html`<ul class="paths small">${named.map((one) => html`<li>${one}</li>`)}</ul>`];
}

function tally(changes: readonly ResourceChange[]): string {
  return order.flatMap((op) => {
    const number = changes.filter((change) => change.op === op).length;
    return number === 0 ? [] : [`${number} to ${opWords[op].word}`];
  }).join(", ");
}

export function named({ name, urn }: Pick<ResourceChange, "name" | "urn">): Html {
  return html`<span title="${urn}">${name}</span>`;
}

export function operation(op: ResourceChange["op"]): Html {
  const { sign, word } = opWords[op];
  return html`<span class="op ${op}"><span class="opsign" aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** `Deployment` with `apps/v1` behind it, of `kubernetes:apps/v1:Deployment`. */
export function kindOf(type: string): Html {
  const parts = type.split(":");
  const group = parts.slice(parts[0] === "kubernetes" ? 1 : 0, -1).join(":");
  return html`${parts.at(-1)} <span class="small">${group}</span>`;
}

function shortKind(type: string): string {
  return type.split(":").at(-1) ?? type;
}

/** May go on in a new line behind a dot, though not within a key in brackets. */
function breakable(path: string): Content {
  return joined(path.split(/(?<=\.)(?![^[]*\])/), html`<wbr>`);
}

function paths({ op, changedPaths }: ResourceChange): Content {
  if (changedPaths.length === 0) {
    return html`<span class="small">${op === "create" || op === "delete" ? "the whole object" : "none named"}</span>`;
  }
  const items = (some: readonly string[]): Html =>
    html`<ul class="paths">${some.map((path) => html`<li><code>${breakable(path)}</code></li>`)}</ul>`;
  const [shown, rest] = [changedPaths.slice(0, pathsShown), changedPaths.slice(pathsShown)];
  return [items(shown), rest.length > 0 && fold(`${rest.length} more`, items(rest))];
}
