import type { Findings } from '@ai-teacher/bench/report/report.ts';
import { type Row, rowAt, summarise } from '@ai-teacher/bench/report/summary.ts';
import { perTokenFigure } from '@ai-teacher/bench/streams/stream-round.ts';
import type { Inputs, RequestKind } from '../inputs/inputs.ts';

type Parts = Readonly<Record<string, number>>;

/** Where the costs of a kind of request are measured: the bench, its way and its load. */
export const sources: Readonly<Record<Exclude<RequestKind, 'token'>, readonly [string, string, string]>> = {
  read: ['exam', 'read', 'saturation'],
  search: ['search', 'search', 'saturation'],
  question: ['chat', 'question', 'saturation'],
  signIn: ['login', 'login', 'saturation'],
  page: ['ingest', 'upload', 'one book'],
  startAttempt: ['exam', 'start', 'saturation'],
  saveResponse: ['exam', 'save', 'saturation'],
  submitAttempt: ['exam', 'submit', 'saturation'],
  inbox: ['exam', 'inbox', 'saturation'],
};

/** They add up parts, or belong to the load. */
const notParts = ['load tool', 'other parts'];

const rowsOf = (findings: readonly Findings[], bench: string): Row[] =>
  summarise(findings.find((each) => each.bench === bench)?.rounds ?? []);

/** The seconds that passed for one request; for a book, for one of its pages. */
const secondsOf = ({ perSecond, counts }: Row): number => 1 / (perSecond * (counts.pages ?? 1));

/** The parts of a request without the work that they do without requests. */
const netOf = (row: Row, idle: Parts): Parts =>
  Object.fromEntries(
    Object.entries(row.processor).flatMap(([part, microseconds]): [string, number][] =>
      notParts.includes(part) ? [] : [[part, Math.max(0, microseconds - (idle[part] ?? 0) * secondsOf(row))]],
    ),
  );

/**
 * A streamed token costs chat its time while it only forwards, and the gateway its share of a stream. When a
 * busy machine refuses streams, this time is unknown. Then the cost includes the preparation of answers.
 */
const tokenOf = (rows: readonly Row[]): Parts => {
  const streamed = rows.find(({ way }) => way === 'streams');
  if (streamed === undefined) throw new Error('the bench chat measured no streams');
  const { counts, processor } = streamed;
  return { chat: counts[perTokenFigure] ?? processor.chat ?? 0, gateway: processor.gateway ?? 0 };
};

/** The processor time of each request by part, in microseconds. @throws Error when a round is missing. */
export const costsOf = (findings: readonly Findings[], idle: Parts): Inputs['processorMicroseconds'] => {
  const costs = Object.entries(sources).map(([kind, [bench, way, load]]): [string, Parts] => {
    const row = rowAt(rowsOf(findings, bench), load, way);
    if (row === undefined || row.sent === 0) throw new Error(`the bench ${bench} measured no ${way}`);
    return [kind, netOf(row, idle)];
  });
  return {
    ...(Object.fromEntries(costs) as Record<Exclude<RequestKind, 'token'>, Parts>),
    token: tokenOf(rowsOf(findings, 'chat')),
  };
};
