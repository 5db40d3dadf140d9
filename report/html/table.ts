import { html, type Content, type Html } from "./html";

export interface Column {
  readonly head: string;
  /** Its cells name their row. */
  readonly names?: boolean;
}

/**
 * A table that becomes one block a row on a phone. The roles are written out, since browsers forget them when the
 * display of a table's parts changes.
 */
export function table(caption: Content, columns: readonly Column[], rows: readonly (readonly Content[])[]): Html {
  const head = columns.map(({ head }) => html`<th role="columnheader" scope="col">${head}</th>`);
  const cell = (content: Content, i: number): Html => {
    const column = columns[i];
    return column?.names
      ? html`<th role="rowheader" scope="row" data-head="${column.head}"><div>${content}</div></th>`
      : html`<td role="cell" data-head="${column?.head ?? ""}"><div>${content}</div></td>`;
  };
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>
`)}</tbody>
</table>`;
}
