import type { CitedDocument } from '../traces/cited-documents.ts';
import { criticalByService } from '../traces/critical-time.ts';
import type { RequestLogs } from '../traces/request-logs.ts';
import { spanCount, type Trace } from '../traces/trace-search.ts';
import { milliseconds, plural } from '../traces/trace-tree.ts';
import { html, isolated, type Markup, raw, table } from './markup.ts';
import { style } from './style.ts';
import { logTable, spanTable } from './tables.ts';
import { type Palette, paletteOf, waterfall } from './waterfall.ts';

export type TracePage = {
  readonly requestId: string;
  readonly traces: readonly Trace[];
  readonly cited: readonly CitedDocument[];
  readonly logs: RequestLogs;
  /** Where the log lines were read. */
  readonly logFolder: string;
  /** The request in Jaeger's own pages, where they exist. */
  readonly jaegerLink: string | undefined;
  readonly writtenAt: Date;
};

/** Nothing is loaded and no script runs, whatever a value contains. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Draws the traces of a request as one HTML page that needs no other file. */
export const drawTracePage = (page: TracePage): string => {
  const palette = paletteOf([...page.traces, ...page.cited.flatMap(({ jobs }) => jobs)]);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Request ${page.requestId}</title>
<style>${raw(style)}</style>
</head>
<body><main>
<h1>Request <code>${page.requestId}</code></h1>
${summary(page)}
${services(page.traces, palette)}
${page.traces.map((trace, index) => traceSection(trace, `Trace ${index + 1}`, palette))}
${page.cited.map((document) => citedSection(document, palette))}
${logSection(page)}
</main></body>
</html>
`);
};

const summary = ({ traces, jaegerLink, writtenAt }: TracePage): Markup => html`
<p class="soft">${plural(traces.length, 'trace')}, ${plural(spanCount(traces), 'span')}.
Written at ${writtenAt.toISOString()}.
${jaegerLink === undefined ? '' : html`<a href="${jaegerLink}">Open in Jaeger</a>`}</p>`;

const services = (traces: readonly Trace[], palette: Palette): Markup => html`
<section aria-labelledby="services">
<h2 id="services">Time by service</h2>
<p class="soft">The critical time is the part of the duration in which the answer waited for this service.</p>
${table({
  label: 'Time by service',
  columns: ['Service', 'Critical time', 'Spans'],
  rows: criticalByService(traces).map(({ service, time, spans }) => [
    html`<span class="swatch" style="${palette(service)}" aria-hidden="true"></span>${isolated(service)}`,
    milliseconds(time),
    String(spans),
  ]),
})}
</section>`;

const traceSection = (trace: Trace, title: string, palette: Palette): Markup => html`
<section aria-labelledby="trace-${trace.id}">
<h2 id="trace-${trace.id}">${title} <code>${trace.id}</code></h2>
${waterfall(trace, palette)}
${spanTable(trace, `Spans of trace ${trace.id}`)}
</section>`;

/** The target of the links from the spans that cite this document. */
const citedSection = ({ documentId, jobs }: CitedDocument, palette: Palette): Markup => html`
<section aria-labelledby="document-${documentId}">
<h2 id="document-${documentId}">Ingestion of the cited document <code>${documentId}</code></h2>
${
  jobs.length === 0
    ? html`<p>Jaeger no longer stores the spans of its jobs.</p>`
    : jobs.map((job) => [
        waterfall(job, palette),
        spanTable(job, `Spans of document ${documentId} in trace ${job.id}`),
      ])
}
</section>`;

const logSection = ({ logs, logFolder, requestId }: TracePage): Markup => html`
<section aria-labelledby="logs">
<h2 id="logs">Log lines (${logs.isCut ? 'the first ' : ''}${logs.lines.length})</h2>
${
  logs.lines.length > 0
    ? logTable(logs.lines)
    : html`<p>None in ${logFolder}. Containers: <code>docker compose logs | grep ${requestId}</code></p>`
}
</section>`;
