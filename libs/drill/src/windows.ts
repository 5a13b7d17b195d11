import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { partOf } from '@ai-teacher/local-mesh/plan/replicas.ts';
import { type Failure, isAboutKey, keyInUse } from './ledger.ts';
import type { DoneHarm } from './mesh/do-harm.ts';

/** Every request needs these parts. Without auth, a token is verified by the keys that are known already. */
const everyRequestNeeds = ['gateway', 'postgres'] as const;

/** Other services and stores that the requests to a service need. What jobs call, no request needs. */
const needs: Readonly<Record<string, readonly string[]>> = {
  auth: [],
  chat: ['rag', 'qdrant'],
  rag: ['qdrant'],
  exam: ['rag'],
  user: [],
  notification: [],
};

/** Without these parts a request is served uncounted, or refused with a code of its own. */
const counters = ['ratelimit', 'redis-edge', 'redis'] as const;

const isAboutCount = ({ outcome, code }: Failure): boolean =>
  outcome === 429 || code === ('rate-limit-unavailable' satisfies ProblemCode);

/**
 * After a process is healthy again, its callers may need this long: clients connect again with growing
 * delays, and the gateway lets a process that failed wait.
 */
const graceMilliseconds = 10_000;

const concerns = (failure: Failure, { process }: DoneHarm): boolean => {
  const part = partOf(process);
  // A commit whose connection was lost may have happened. All other answers to an outage are declared.
  if (failure.outcome === 500) return part === 'postgres';
  const { service } = failure;
  const needed: readonly string[] = [...everyRequestNeeds, service, ...(needs[service] ?? [])];
  return [...needed, ...(isAboutCount(failure) ? counters : [])].includes(part);
};

/** The limit of a user counts the repeated requests of a minute. */
const limitMilliseconds = 60_000;

const overlaps = (
  failure: Failure,
  { beganAt, healthyAt }: DoneHarm,
  grace: number = graceMilliseconds,
): boolean => failure.endedAt >= beganAt && failure.beganAt <= healthyAt + grace;

/** The key of a process that ended is held for 30 s. */
const maxKeyMilliseconds = 30_000;

/** The last attempt that did not wait for its key. */
const causeOfWait = ({ code, previous }: Failure): Failure | undefined =>
  code === keyInUse && previous?.code === keyInUse ? causeOfWait(previous) : previous;

/**
 * Whether a harm explains the failure: to a part that the request needs, at that time. The harm that explains
 * an attempt also explains the wait for its key, which may be longer than the recovery.
 */
const isExplained = (failure: Failure, harms: readonly DoneHarm[]): boolean => {
  const grace = graceMilliseconds + (failure.outcome === 429 ? limitMilliseconds : 0);
  if (harms.some((harm) => concerns(failure, harm) && overlaps(failure, harm, grace))) return true;
  const cause = failure.code === keyInUse ? causeOfWait(failure) : undefined;
  if (cause === undefined || !isExplained(cause, harms)) return false;
  return failure.beganAt - cause.endedAt <= maxKeyMilliseconds + graceMilliseconds;
};

/** A refusal is never explained: the person may do what was refused. */
const isRefusal = ({ outcome, code }: Failure): boolean =>
  typeof outcome === 'number' && outcome < 500 && outcome !== 429 && !isAboutKey(code);

/**
 * The time for which people noticed a harm: milliseconds from its beginning to the last failure that it
 * explains; 0 when no request failed.
 */
export const noticedMilliseconds = (harm: DoneHarm, failures: readonly Failure[]): number =>
  failures
    .filter((failure) => concerns(failure, harm) && overlaps(failure, harm))
    .reduce((longest, { endedAt }) => Math.max(longest, endedAt - harm.beganAt), 0);

/** Failed requests that no harm explains, and refusals. */
export const unexplainedFailures = (
  failures: readonly Failure[],
  harms: readonly DoneHarm[],
): readonly Failure[] => failures.filter((failure) => isRefusal(failure) || !isExplained(failure, harms));
