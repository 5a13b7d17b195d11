import { childrenOf, criticalTimes } from '../traces/critical-time.ts';
import type { LogLine } from '../traces/request-logs.ts';
import { startOf, type Trace, type TraceSpan } from '../traces/trace-search.ts';
import { milliseconds, outcomeOf } from '../traces/trace-tree.ts';
import { html, type Markup, table } from './markup.ts';

/** The spans of a trace as a table, for those who do not see the bars. */
export const spanTable = (trace: Trace, label: string): Markup => {
  const children = childrenOf(trace);
  const critical = criticalTimes(trace);
  const begin = startOf(trace);
  const ordered = (span: TraceSpan): TraceSpan[] => [span, ...(children.get(span.id) ?? []).flatMap(ordered)];
  const rows = (children.get(undefined) ?? [])
    .flatMap(ordered)
    .map((span) => [
      milliseconds(span.startMicroseconds - begin),
      milliseconds(span.durationMicroseconds),
      milliseconds(critical.get(span.id) ?? 0),
      span.service,
      span.name,
      outcomeOf(span).text,
    ]);
  const columns = ['Begin', 'Took', 'Critical', 'Service', 'Span', 'Outcome'];
  return html`<details><summary>Show the spans as a table</summary>${table({ label, columns, rows })}</details>`;
};

/** Fields that have a column of their own, or repeat what the page says elsewhere. */
const columnFields = new Set(['time', 'service', 'level', 'msg', 'requestId', 'trace_flags']);

export const logTable = (lines: readonly LogLine[]): Markup => {
  const rows = lines.map((line) => {
    const { time = '', service = '', level = '', msg = '' } = line;
    const fields = Object.entries(line).filter(([name]) => !columnFields.has(name));
    return [time, service, level, msg, html`<code>${JSON.stringify(Object.fromEntries(fields))}</code>`];
  });
  return table({ label: 'Log lines', columns: ['Time', 'Service', 'Level', 'Message', 'Fields'], rows });
};
