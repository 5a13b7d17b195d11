import { html, raw } from 'hono/html';

/** A part of a page. Texts that a template inserts are escaped; parts are not escaped again. */
export type Markup = ReturnType<typeof html>;

export { html, raw };

/** A text of a span or of a log line. It has its own direction, so it reorders nothing around it. */
export const isolated = (text: string): Markup => html`<bdi>${text}</bdi>`;

type Table = {
  /** The name of the table for those who do not see it. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | Markup)[])[];
};

/** A table that scrolls sideways by itself; the keyboard reaches it. */
export const table = ({ label, columns, rows }: Table): Markup => html`
<div class="scrolls" role="group" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td><bdi>${cell}</bdi></td>`)}</tr>`)}</tbody>
</table></div>`;
