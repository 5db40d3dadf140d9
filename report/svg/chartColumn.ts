import { html, type Html } from "../html/html";
import { round } from "../html/wayMarks";
import type { Row } from "./rows";
import type { Rule } from "./rules";
import { span } from "./sentences";
import type { Subject } from "./subject";
import { oneLine } from "./text";

/** Whether hops to the same release have risks: none of the rule's sources, all that lead there, or some. */
type Danger = "" | "risky" | "partly";

interface Cell {
  readonly danger: Danger;
  /** The risks and where they come from, in words. */
  readonly words: string;
}

export interface Column {
  readonly drawing: Html;
  readonly dangers: ReadonlySet<Danger>;
}

export interface Place {
  readonly x: number;
  /** Between two columns. */
  readonly width: number;
  readonly rowHeight: number;
  /** What the column says, in words. */
  readonly title: string;
}

/** One rule: circles where it leads from, a bar over all that it leads to. */
export function columnOf(subject: Subject, rule: Rule, rows: readonly Row[], { x, width, rowHeight, title }: Place): Column {
  const [radius, bar] = width >= 24 ? [4, 8] : [3, 5];
  const y = (row: number): number => row * rowHeight + rowHeight / 2;
  const sources = new Set(rule.sources);
  const starts = rows.flatMap(({ first, kind }, row) => (kind !== "hidden" && sources.has(first) ? [row] : []));
  const cells = rows.map((row) => (row.kind === "hidden" ? undefined : cellOf(subject, rule, row)));
  const left = x - radius - 3;
  const parts: Html[] = [html`<path class="fromline" d="M${left} ${y(starts[0]!)}V${y(starts.at(-1)!)}"/>`];
  for (const row of starts) parts.push(html`<circle class="from" cx="${left}" cy="${y(row)}" r="${radius}"/>`);
  const ends = cells.flatMap((cell, row) => (cell ? [row] : []));
  if (rule.stepwise) parts.push(html`<path class="toline" d="M${x + bar / 2} ${y(ends[0]!)}V${y(ends.at(-1)!)}"/>`);
  for (let row = 0; row < rows.length; row++) {
    const cell = cells[row];
    if (!cell) continue;
    let end = row;
    while (!rule.stepwise && same(cells[end + 1], cell)) end++;
    const [inset, words] = [rule.stepwise ? rowHeight / 2 - 4 : 3, cell.words];
    parts.push(html`<rect class="to ${cell.danger}" x="${x}" y="${round(row * rowHeight + inset)}" width="${bar}" height="${
      round((end - row + 1) * rowHeight - inset * 2)}" rx="2">${words !== "" && html`<title>${title}; risks: ${words}</title>`}</rect>`);
    row = end;
  }
  return {
    drawing: html`<g><title>${title}</title>${parts}</g>
`,
    dangers: new Set(cells.flatMap((cell) => (cell ? [cell.danger] : []))),
  };
}

function same(cell: Cell | undefined, other: Cell): boolean {
  return cell?.danger === other.danger && cell.words === other.words;
}

/** What is said of a row that a rule leads to; nodes that share a row have the same risks. */
function cellOf(subject: Subject, { sources, targets }: Rule, { first, last }: Row): Cell | undefined {
  if (!targets.includes(first)) return undefined;
  const risky = new Map<string, number[]>();
  let [all, threatened] = [0, 0];
  for (const source of sources) {
    for (const target of subject.targets[source]!) {
      if (target < first || target > last) continue;
      const names = subject.risks(source, target);
      all++;
      if (names.length > 0) threatened++;
      for (const name of names) {
        const from = risky.get(name) ?? [];
        if (from.at(-1) !== source) from.push(source);
        risky.set(name, from);
      }
    }
  }
  const words = [...risky].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, from]) =>
    `${oneLine(name)} from ${span(subject, from[0]!, from.at(-1)!)}`).join("; ");
  return { danger: threatened === 0 ? "" : threatened === all ? "risky" : "partly", words };
}
