import { childrenOf } from './critical-time.ts';
import { spanCount, startOf, type Trace, type TraceSpan } from './trace-search.ts';

/** Styles parts of a line for a terminal. The default returns the text unchanged. */
export type Paint = (style: 'dim' | 'bold' | 'red', text: string) => string;

const plain: Paint = (_style, text) => text;

const maxDetailCharacters = 72;
const timeColumnCharacters = 11;

/** Draws the traces of a request as trees, a line per span: begin, duration, service, name and outcome. */
export const drawTraces = (requestId: string, traces: readonly Trace[], paint: Paint = plain): string[] => {
  const count = spanCount(traces);
  const title = `request ${requestId}: ${plural(traces.length, 'trace')}, ${plural(count, 'span')}`;
  const begin = Math.min(...traces.map(startOf));
  return [paint('bold', title), ...traces.flatMap((trace) => ['', ...drawTrace(trace, begin, paint)])];
};

const drawTrace = (trace: Trace, begin: number, paint: Paint): string[] => {
  const clock = new Date(startOf(trace) / 1_000).toISOString().replace('T', ' ').replace('Z', ' UTC');
  const children = childrenOf(trace);
  const header = `${'begin'.padStart(timeColumnCharacters)}${'took'.padStart(timeColumnCharacters)}  trace ${trace.id}, ${clock}`;
  const roots = children.get(undefined) ?? [];
  return [
    paint('dim', header),
    ...roots.flatMap((root) => drawSpan(root, { children, begin, paint }, '', '')),
  ];
};

type Drawing = {
  children: ReadonlyMap<string | undefined, TraceSpan[]>;
  /** The begin of the first trace in microseconds. The column `begin` counts from it. */
  begin: number;
  paint: Paint;
};

const drawSpan = (span: TraceSpan, drawing: Drawing, branch: string, indent: string): string[] => {
  const { children, begin, paint } = drawing;
  const below = children.get(span.id) ?? [];
  const times = [span.startMicroseconds - begin, span.durationMicroseconds].map((each) =>
    milliseconds(each).padStart(timeColumnCharacters),
  );
  const title = `${paint('bold', span.service)} ${span.name}`;
  const line = [
    `${paint('dim', times.join(''))}  ${branch}${title}`,
    outcome(span, paint),
    detail(span, paint),
  ];
  const stem = ' '.repeat(2 * timeColumnCharacters + 2) + indent + (below.length > 0 ? '│  ' : '   ');
  const events = span.events.map((event) => {
    const at = milliseconds(event.atMicroseconds - begin);
    return paint('dim', `${stem}• ${event.name} at ${at}`);
  });
  return [
    line.filter((part) => part !== '').join('  '),
    ...events,
    ...below.flatMap((child, index) => {
      const last = index === below.length - 1;
      return drawSpan(child, drawing, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
    }),
  ];
};

/** The status and the fault of a span; empty when it has neither. */
export const outcomeOf = ({ tags }: TraceSpan): { readonly failed: boolean; readonly text: string } => {
  const status = tags['http.response.status_code'] ?? tags['http.status_code'];
  const failed = tags.error === true || tags['otel.status_code'] === 'ERROR';
  const words = [status, failed ? (tags['error.type'] ?? 'failed') : undefined].filter(
    (word, index, all) => word !== undefined && word !== '' && String(word) !== String(all[index - 1]),
  );
  return { failed, text: words.map(String).join(' ') };
};

const outcome = (span: TraceSpan, paint: Paint): string => {
  const { failed, text } = outcomeOf(span);
  return failed ? paint('red', `✗ ${text}`) : text;
};

/** The one attribute that adds information to the span's name. */
const detail = (span: TraceSpan, paint: Paint): string => {
  const { tags } = span;
  const value =
    tags['db.query.text'] ?? tags['url.path'] ?? tags['url.full'] ?? tags['gen_ai.request.model'] ?? '';
  const text = String(value).replaceAll(/\s+/g, ' ');
  if (text === '' || span.name.includes(text)) return '';
  const short = text.length > maxDetailCharacters ? `${text.slice(0, maxDetailCharacters - 1)}…` : text;
  return paint('dim', short);
};

export const milliseconds = (microseconds: number): string => {
  return `${(microseconds / 1_000).toFixed(1)} ms`;
};

export const plural = (count: number, word: string): string => {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
};
