import { randomInt } from 'node:crypto';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { outcomeOf } from '../load/latency.ts';
import { sendLoad, type Target } from '../load/load.ts';
import type { Measured, Point } from '../report/rounds.ts';
import { loadTool } from '../report/summary.ts';
import { withProcessorTime } from './processor.ts';
import type { Reader } from './readers.ts';
import type { LimitName, Session } from './session.ts';

const warmSeconds = 1;
/** Requests per second to reserve before the first round of a kind. The unused part returns to the budget. */
const maxPerClient = 1_000;
const maxReadsPerSecond = 5_000;

/** Requests of one kind, sent in turn for the readers. */
export type HttpRequests = {
  /** The name under which the session remembers how many of them fit in a second. */
  readonly kind: string;
  /** The ways whose processes answer them; undefined for the shipped ones. */
  readonly second?: string;
  /** The limits that count them. */
  readonly limits: readonly LimitName[];
  /** More of them than this machine can answer in a second; that of reads by default. */
  readonly maxPerSecond?: number;
  readonly targetsOf: (session: Session, readers: readonly Reader[]) => Promise<Target[]> | Target[];
};

export type RoundLength = {
  readonly seconds: number;
  readonly onWait: (milliseconds: number) => void;
};

/** A request through a gateway, as a reader sends it. */
export const edgeTarget = (
  gatewayUrl: string,
  { method, edgePath = '' }: Operation,
  { token }: Reader,
  body?: unknown,
): Target => ({
  method,
  url: `${gatewayUrl.replace('localhost', '127.0.0.1')}${edgePath}`,
  headers: {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** A new address for each round: the limit of an address holds for a school, not for a load tool. */
const newAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`;

const reserved = (
  { fastest }: Session,
  { kind, maxPerSecond = maxReadsPerSecond }: HttpRequests,
  { title, rate, clients }: Point,
): number => {
  const known = fastest.get(`${kind}, ${title}`);
  if (rate !== undefined) return rate;
  return known === undefined ? Math.min(maxPerSecond, maxPerClient * clients) : Math.ceil(known * 2);
};

/** Sends one round and measures it. No other program of ours runs meanwhile. */
export const measureHttp = async (
  session: Session,
  requests: HttpRequests,
  { point, seconds, onWait }: RoundLength & { readonly point: Point },
): Promise<Measured> => {
  const targets = await requests.targetsOf(session, await session.readers());
  const lasting = seconds + warmSeconds;
  const expected = reserved(session, requests, point) * lasting;
  const settle = await session.takeAll(requests.limits, { requests: expected, seconds: lasting + 2, onWait });
  const { rate, clients } = point;
  const load = { targets, rate, seconds: lasting, connections: clients, from: newAddress() };
  const { result, processorOf } = await withProcessorTime(session.processIds(requests.second), () =>
    sendLoad(load, session.tool),
  );
  const { samples, toolMilliseconds } = result;
  settle(samples.length);
  const outcome = outcomeOf(samples, { rate, warmSeconds });
  session.fastest.set(`${requests.kind}, ${point.title}`, samples.length / lasting);
  const processor = processorOf(samples.length);
  const tool = { [loadTool]: (toolMilliseconds * 1_000) / Math.max(samples.length, 1) };
  return { outcome, processor: Object.keys(processor).length === 0 ? {} : { ...processor, ...tool } };
};
