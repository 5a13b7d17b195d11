import type { Findings } from '@ai-teacher/bench/report/report.ts';
import { type Row, rowAt, summarise } from '@ai-teacher/bench/report/summary.ts';
import { perTokenFigure } from '@ai-teacher/bench/streams/stream-round.ts';
import type { Inputs, RequestKind } from '../inputs/inputs.ts';

type Parts = Readonly<Record<string, number>>;
type Measured = Pick<Findings, 'bench' | 'rounds'>;

/** Where the costs of a kind of request are measured: the bench, its way and its load. */
export const sources: Readonly<Record<Exclude<RequestKind, 'token'>, readonly [string, string, string]>> = {
  read: ['exam', 'read', 'saturation'],
  search: ['search', 'search', 'saturation'],
  question: ['chat', 'question', 'saturation'],
  signIn: ['login', 'login', 'saturation'],
  page: ['ingest', 'upload', 'one book'],
  startAttempt: ['exam', 'start', 'saturation'],
  saveResponse: ['exam', 'save', 'saturation'],
  readAttempt: ['exam', 'attempt', 'saturation'],
  submitAttempt: ['exam', 'submit', 'saturation'],
  inbox: ['exam', 'inbox', 'saturation'],
};

/** Every request of a client passes these. */
const ofEveryRequest = ['gateway', 'ratelimit', 'redis-edge', 'postgres', 'otel-collector', 'jaeger'];

/**
 * The parts that a request passes. The processor time of another part during a round is its own work, and
 * no cost of the request. An uploaded book is one request of hundreds of pages, so a page costs the edge
 * nothing.
 */
export const passedParts: Readonly<Record<RequestKind, readonly string[]>> = {
  read: [...ofEveryRequest, 'user'],
  search: [...ofEveryRequest, 'rag', 'qdrant'],
  question: [...ofEveryRequest, 'chat', 'redis', 'rag', 'qdrant'],
  signIn: [...ofEveryRequest, 'auth', 'redis'],
  page: ['rag', 'postgres', 'qdrant', 'otel-collector', 'jaeger'],
  startAttempt: [...ofEveryRequest, 'exam'],
  saveResponse: [...ofEveryRequest, 'exam'],
  readAttempt: [...ofEveryRequest, 'exam'],
  submitAttempt: [...ofEveryRequest, 'exam', 'notification'],
  inbox: [...ofEveryRequest, 'notification'],
  token: ['gateway', 'chat'],
};

const rowsOf = (findings: readonly Measured[], bench: string): Row[] =>
  summarise(findings.find((each) => each.bench === bench)?.rounds ?? []);

/**
 * The share of the sent requests that were answered. The bench divides processor time by all of them, and an
 * overloaded service refuses some for almost nothing: sign-ins, for example.
 */
const answeredShareOf = ({ sent, failed }: Row): number => (sent - failed) / sent;

/** The seconds that passed for one answered request; for a book, for one of its pages. */
const secondsOf = ({ perSecond, counts }: Row): number => 1 / (perSecond * (counts.pages ?? 1));

/** A cost, and whether it contains the idle work because the round could not tell the two apart. */
type Net = { readonly microseconds: number; readonly isGross: boolean };

/**
 * The cost of a request without the work that its part does without requests. On a busy machine the idle work
 * of a slow round can exceed the cost. Then the cost is unknown, and the time with the idle work is its upper
 * bound.
 */
const netOf = (gross: number, idle: number): Net =>
  gross > idle ? { microseconds: gross - idle, isGross: false } : { microseconds: gross, isGross: gross > 0 };

type Costs = Readonly<Record<string, Net>>;

const costsOfRow = (kind: RequestKind, row: Row, idle: Parts): Costs =>
  Object.fromEntries(
    passedParts[kind].map((part): [string, Net] => [
      part,
      netOf((row.processor[part] ?? 0) / answeredShareOf(row), (idle[part] ?? 0) * secondsOf(row)),
    ]),
  );

/**
 * A streamed token costs chat its time while it only forwards. When a busy machine refuses streams, this time
 * is unknown. The cost is then what remains of the whole time without the idle work and without the
 * preparation of the answers, which costs as much as a question. The same holds for the gateway.
 */
const tokenOf = (row: Row, question: Costs, idle: Parts): Costs => {
  const { counts, processor, perSecond, sent, point } = row;
  const tokens = counts['tokens received'] ?? 0;
  if (tokens === 0) throw new Error('the bench chat received no streamed token');
  // Counts are those of one round, and the number of requests is that of all rounds.
  const streams = point.arrivals?.count ?? sent;
  const remaining = (part: string): Net => {
    const idleTime = (idle[part] ?? 0) * (streams / perSecond);
    const preparation = (question[part]?.microseconds ?? 0) * streams * answeredShareOf(row);
    return netOf(processor[part] ?? 0, (idleTime + preparation) / tokens);
  };
  const forwarding = counts[perTokenFigure];
  return {
    gateway: remaining('gateway'),
    chat: forwarding === undefined ? remaining('chat') : { microseconds: forwarding, isGross: false },
  };
};

export type MeasuredCosts = {
  /** The processor time of each request by part, in microseconds. */
  readonly processorMicroseconds: Inputs['processorMicroseconds'];
  /** Costs that contain idle work, such as `signIn: gateway`. */
  readonly withIdleWork: readonly string[];
  /** Requests of which some were refused, such as `signIn: 40 %`. Their costs contain the refusals. */
  readonly refused: readonly string[];
};

/**
 * The cost of each kind of request in each part that the request passes. @throws Error when a round is
 * missing.
 */
export const costsOf = (findings: readonly Measured[], idle: Parts): MeasuredCosts => {
  const rowOf = (kind: string, [bench, way, load]: readonly [string, string, string]): Row => {
    const row = rowAt(rowsOf(findings, bench), load, way);
    if (row === undefined || row.sent === row.failed)
      throw new Error(`the bench ${bench} measured no ${way} (${kind})`);
    return row;
  };
  const rows = Object.entries(sources).map(([kind, source]): [RequestKind, Row] => [
    kind as RequestKind,
    rowOf(kind, source),
  ]);
  const requests = rows.map(([kind, row]): [RequestKind, Costs] => [kind, costsOfRow(kind, row, idle)]);
  const streamed = rowsOf(findings, 'chat').find(({ way }) => way === 'streams');
  if (streamed === undefined) throw new Error('the bench chat measured no streams');
  const { question = {} } = Object.fromEntries(requests);
  const all = [...requests, ['token', tokenOf(streamed, question, idle)] as const];
  return {
    processorMicroseconds: Object.fromEntries(
      all.map(([kind, costs]) => [
        kind,
        Object.fromEntries(Object.entries(costs).map(([part, { microseconds }]) => [part, microseconds])),
      ]),
    ) as Inputs['processorMicroseconds'],
    withIdleWork: all.flatMap(([kind, costs]) =>
      Object.entries(costs).flatMap(([part, { isGross }]) => (isGross ? [`${kind}: ${part}`] : [])),
    ),
    refused: rows.flatMap(([kind, { sent, failed }]) =>
      failed === 0 ? [] : [`${kind}: ${Math.ceil((100 * failed) / sent)} %`],
    ),
  };
};
