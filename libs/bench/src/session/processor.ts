import { setTimeout as pause } from 'node:timers/promises';
import { processorTimes } from '../machine/processor-time.ts';

/** The parts that the report names; the time of the others is added up. */
const named = [
  'gateway',
  'ratelimit',
  'redis-edge',
  'auth',
  'user',
  'chat',
  'rag',
  'exam',
  'notification',
  'postgres',
  'qdrant',
  'redis',
  'otel-collector',
  'jaeger',
];
const others = 'other parts';

/**
 * Spans leave a service within a second and the collector soon after. Their processing belongs to the round.
 */
const settleMilliseconds = 2_000;

/** The processor time of each part between two readings, in microseconds for one of `count`. */
export const perUnit = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  count: number,
): Record<string, number> => {
  if (after.size === 0) return {};
  const result: Record<string, number> = Object.fromEntries([...named, others].map((part) => [part, 0]));
  for (const [part, milliseconds] of after) {
    const name = named.includes(part) ? part : others;
    const used = ((milliseconds - (before.get(part) ?? 0)) * 1_000) / Math.max(count, 1);
    result[name] = (result[name] ?? 0) + used;
  }
  return result;
};

/**
 * Runs a load and reads the processor time of the parts around it.
 *
 * @param ids the process of each part by its name.
 * @returns the result of the load, and a function that divides the time by a number of requests or tokens.
 */
export const withProcessorTime = async <Result>(
  ids: ReadonlyMap<string, number>,
  load: () => Promise<Result>,
): Promise<{ result: Result; processorOf: (count: number) => Record<string, number> }> => {
  const before = processorTimes(ids);
  const result = await load();
  await pause(settleMilliseconds);
  const after = processorTimes(ids);
  return { result, processorOf: (count) => perUnit(before, after, count) };
};
