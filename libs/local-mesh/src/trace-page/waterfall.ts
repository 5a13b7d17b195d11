import { citedBy } from '../traces/cited-documents.ts';
import { childrenOf, criticalTimes, endOf } from '../traces/critical-time.ts';
import { startOf, type Trace, type TraceSpan } from '../traces/trace-search.ts';
import { milliseconds, outcomeOf } from '../traces/trace-tree.ts';
import { html, isolated, type Markup, table } from './markup.ts';

/** The colour of a service, as a style. */
export type Palette = (service: string) => string;

/** Degrees on the colour wheel between two services: the golden angle, which never repeats. */
const hueStep = 137.5;

/** Gives every service of these traces a hue of its own, in alphabetical order. */
export const paletteOf = (traces: readonly Trace[]): Palette => {
  const services = [...new Set(traces.flatMap(({ spans }) => spans.map(({ service }) => service)))].sort();
  return (service) => `background-color: hsl(${(services.indexOf(service) * hueStep) % 360} 60% 48%)`;
};

type Drawing = {
  readonly begin: number;
  /** Microseconds, at least 1. */
  readonly length: number;
  readonly critical: ReadonlyMap<string, number>;
  readonly children: ReadonlyMap<string | undefined, TraceSpan[]>;
  readonly palette: Palette;
};

/** The spans of a trace as bars over time. A row opens and shows the attributes of its span. */
export const waterfall = (trace: Trace, palette: Palette): Markup => {
  const children = childrenOf(trace);
  const begin = startOf(trace);
  const length = Math.max(1, Math.max(...trace.spans.map(endOf)) - begin);
  const drawing = { begin, length, critical: criticalTimes(trace), children, palette };
  const rows = (children.get(undefined) ?? []).flatMap((root) => rowsOf(root, drawing, 0));
  return html`<div class="waterfall">${rows}</div>`;
};

/** Deeper spans are not indented further, so that their names stay readable. */
const maxIndent = 12;

const rowsOf = (span: TraceSpan, drawing: Drawing, depth: number): Markup[] => [
  row(span, drawing, Math.min(depth, maxIndent)),
  ...(drawing.children.get(span.id) ?? []).flatMap((child) => rowsOf(child, drawing, depth + 1)),
];

const percent = (part: number): string => `${Math.min(100, Math.max(0, part * 100)).toFixed(3)}%`;

const row = (span: TraceSpan, drawing: Drawing, depth: number): Markup => {
  const { failed, text } = outcomeOf(span);
  const critical = drawing.critical.get(span.id) ?? 0;
  const outcome = html`<span class="${failed ? 'failed' : 'soft'}">${failed ? '✗ ' : ''}${text}</span>`;
  const criticalTime = html`<span class="soft">(critical ${milliseconds(critical)})</span>`;
  return html`
<details class="span"><summary>
<span class="name" style="padding-inline-start: ${depth * 0.7}rem"><b>${isolated(span.service)}</b>
${isolated(span.name)} ${text === '' ? '' : outcome}</span>
${bar(span, drawing, critical)}
<span class="times">${milliseconds(span.durationMicroseconds)} ${critical > 0 ? criticalTime : ''}</span>
</summary>${attributes(span, drawing)}</details>`;
};

const bar = (span: TraceSpan, { begin, length, palette }: Drawing, critical: number): Markup => {
  const start = percent((span.startMicroseconds - begin) / length);
  const place = `inset-inline-start: ${start}; width: ${percent(span.durationMicroseconds / length)}`;
  const name = critical > 0 ? 'bar critical' : 'bar';
  return html`<span class="track" aria-hidden="true"><span class="${name}"
style="${palette(span.service)}; ${place}"></span></span>`;
};

const attributes = (span: TraceSpan, { begin }: Drawing): Markup => {
  const values = Object.entries(span.tags).toSorted(([one], [other]) => one.localeCompare(other));
  const links = citedBy(span).map(
    (id) => html`<li><a href="#document-${id}">Ingestion of the cited document ${id}</a></li>`,
  );
  const rows = [
    ...span.events.map(({ name, atMicroseconds }) => [
      `event at ${milliseconds(atMicroseconds - begin)}`,
      name,
    ]),
    ...values.map(([name, value]) => [name, shown(value)]),
  ];
  return html`<div class="attributes">${links.length === 0 ? '' : html`<ul>${links}</ul>`}
${table({ label: `Attributes of ${span.service} ${span.name} ${span.id}`, columns: ['Attribute', 'Value'], rows })}
</div>`;
};

/** A longer value is cut, so that a page with many spans stays small. */
const maxValueCharacters = 2_000;

const shown = (value: unknown): string => {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > maxValueCharacters ? `${text.slice(0, maxValueCharacters)}…` : text;
};
