import { setTimeout as pause } from 'node:timers/promises';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Mesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { type Addresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { outcomeOf } from '../load/latency.ts';
import type { LimitBudget } from '../load/limit-budget.ts';
import { type LoadTool, sendLoad, type Target } from '../load/load.ts';
import { processorTimes } from '../machine/processor-time.ts';
import type { PlannedRound, Point, Round, Way } from '../report/rounds.ts';
import type { Reader } from './readers.ts';
import type { UntracedWay } from './second-way.ts';

/**
 * The maximum number of connections in an open loop: the browsers of 100 users, more than the service handles
 * concurrently.
 */
export const openConnections = 128;
const closedConnections = 32;
const warmSeconds = 1;
/**
 * Spans leave a service within a second and the collector soon after. Their processing belongs to the round.
 */
const settleMilliseconds = 2_000;
/** More requests than this machine can answer. The unused part returns to the budget after the round. */
const maxPerSecond = 5_000;

export type Bench = {
  readonly mesh: Mesh;
  readonly untraced: UntracedWay;
  readonly tool: LoadTool;
  readonly budget: LimitBudget;
  /** Readers whose tokens stay valid for at least a minute. */
  readonly readers: () => Promise<readonly Reader[]>;
};

const edgeTarget = ({ gatewayUrl }: Addresses, { token }: Reader): Target => ({
  url: `${gatewayUrl.replace('localhost', '127.0.0.1')}${readMe.edgePath}`,
  headers: { authorization: `Bearer ${token}` },
});

/** The request as the gateway would forward it. */
const directTarget = (addresses: Addresses, { token, userId, role }: Reader): Target => ({
  url: `https://127.0.0.1:${portOf(addresses, 'user', 'service')}${readMe.path}`,
  headers: { authorization: `Bearer ${token}`, 'x-user-id': userId, 'x-user-role': role },
});

const targetOf = ({ mesh, untraced }: Bench, way: Way, reader: Reader): Target => {
  if (way === 'direct') return directTarget(mesh.addresses, reader);
  return edgeTarget(way === 'edge' ? mesh.addresses : untraced.addresses, reader);
};

/**
 * The parts by their names in the report. The second gateway and user service have the names of the first.
 */
const processIds = ({ mesh, untraced }: Bench, way: Way): Map<string, number> => {
  const ids = new Map<string, number>();
  for (const name of partNames) {
    const pid =
      way === 'untraced' && (name === 'gateway' || name === 'user')
        ? untraced.supervisor.processId(`${name}-untraced`)
        : mesh.supervisor.processId(name);
    if (pid !== undefined) ids.set(name, pid);
  }
  return ids;
};

const named = [
  'gateway',
  'ratelimit',
  'redis-edge',
  'user',
  'postgres',
  'otel-collector',
  'jaeger',
  'other parts',
];

/**
 * The processor time of each part between two readings, in microseconds per request.
 */
const perRequest = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  requests: number,
): Record<string, number> => {
  const result: Record<string, number> = Object.fromEntries(named.map((part) => [part, 0]));
  for (const [part, milliseconds] of after) {
    const name = named.includes(part) ? part : 'other parts';
    const used = ((milliseconds - (before.get(part) ?? 0)) * 1_000) / Math.max(requests, 1);
    result[name] = (result[name] ?? 0) + used;
  }
  return result;
};

const rateOf = (point: Point): number | undefined => (point === 'saturation' ? undefined : point);

/** Sends one round and measures it. No other program of ours runs meanwhile. */
export const measureRound = async (
  bench: Bench,
  planned: PlannedRound,
  { seconds, onWait }: { seconds: number; onWait: (milliseconds: number) => void },
): Promise<Round> => {
  const { way, point } = planned;
  const rate = rateOf(point);
  const readers = await bench.readers();
  const lasting = seconds + warmSeconds;
  const limited = way !== 'direct';
  const settle = limited
    ? await bench.budget.take((rate ?? maxPerSecond) * lasting, lasting + 2, onWait)
    : undefined;
  const targets = readers.map((reader) => targetOf(bench, way, reader));
  const connections = rate === undefined ? closedConnections : openConnections;
  const ids = processIds(bench, way);
  const before = processorTimes(ids);
  const { samples, toolMilliseconds } = await sendLoad(
    { targets, rate, seconds: lasting, connections },
    bench.tool,
  );
  settle?.(samples.length);
  await pause(settleMilliseconds);
  const after = processorTimes(ids);
  const parts = perRequest(before, after, samples.length);
  const tool = { 'load tool': (toolMilliseconds * 1_000) / Math.max(samples.length, 1) };
  return {
    ...planned,
    outcome: outcomeOf(samples, { rate, warmSeconds }),
    processor: after.size === 0 ? {} : { ...parts, ...tool },
  };
};
