import { countStatuses, percentile, percentilesOf, sorted } from '../load/latency.ts';
import type { Measured } from '../report/rounds.ts';
import { withProcessorTime } from '../session/processor.ts';
import type { Session } from '../session/session.ts';
import { type Answered, openLogins } from './login-load.ts';

/** More than auth hashes concurrently, and less than its queue holds. */
const clients = 8;
const stormSeconds = 3;
const stormFactor = 10;
const capacityKey = 'logins';

export const stormFigures = {
  withRetryAfter: '% of the refusals that are 503 with Retry-After',
  refusedP99: 'ms to a refusal, p99',
  readP50: 'ms of other people’s reads, p50',
  readP99: 'ms of other people’s reads, p99',
} as const;

const timesOf = (answers: readonly Answered[]): Float64Array =>
  sorted(answers.map(({ milliseconds }) => milliseconds));

/** Summarises a round of logins. Only successful logins count in the latencies. */
export const outcomeOf = (answers: readonly Answered[], seconds: number): Measured['outcome'] => {
  const succeeded = answers.filter(({ status }) => status === 200);
  return {
    sent: answers.length,
    perSecond: succeeded.length / seconds,
    statuses: countStatuses(answers),
    ...percentilesOf(timesOf(succeeded)),
  };
};

/** The refusals of a storm, and the reads beside it. */
export const stormCounts = (
  logins: readonly Answered[],
  reads: readonly Answered[],
): Record<string, number> => {
  const refused = logins.filter(({ status }) => status !== 200);
  const polite = refused.filter(({ status, hasRetryAfter }) => status === 503 && hasRetryAfter);
  const readTimes = timesOf(reads);
  return {
    'logins refused': refused.length,
    ...(refused.length === 0
      ? {}
      : {
          [stormFigures.withRetryAfter]: (100 * polite.length) / refused.length,
          [stormFigures.refusedP99]: percentile(timesOf(refused), 0.99),
        }),
    [stormFigures.readP50]: percentile(readTimes, 0.5),
    [stormFigures.readP99]: percentile(readTimes, 0.99),
  };
};

/** As many logins as the system can answer. */
export const measureLogins = async (session: Session, seconds: number): Promise<Measured> => {
  const logins = openLogins(session.mesh.addresses.gatewayUrl, await session.readers());
  try {
    const start = performance.now();
    let lasted = 0;
    const { result, processorOf } = await withProcessorTime(session.processIds(), async () => {
      const answers = await logins.inTurn(clients, seconds);
      lasted = (performance.now() - start) / 1_000;
      return answers;
    });
    const outcome = outcomeOf(result, lasted);
    session.fastest.set(capacityKey, outcome.perSecond);
    return { outcome, processor: processorOf(result.length) };
  } finally {
    logins.close();
  }
};

/** Ten times as many logins as the round before found possible. */
export const measureStorm = async (session: Session): Promise<Measured> => {
  const capacity = session.fastest.get(capacityKey);
  if (capacity === undefined) throw new Error('a storm needs the capacity of an earlier round');
  const logins = openLogins(session.mesh.addresses.gatewayUrl, await session.readers());
  try {
    const count = Math.ceil(capacity * stormFactor * stormSeconds);
    const start = performance.now();
    let lasted = 0;
    const { result, processorOf } = await withProcessorTime(session.processIds(), async () => {
      const storm = logins.arriving(count, stormSeconds);
      const reads = await logins.readsWhile(storm);
      const answers = await storm;
      lasted = (performance.now() - start) / 1_000;
      return { answers, reads };
    });
    const { answers, reads } = result;
    return {
      outcome: outcomeOf(answers, lasted),
      processor: processorOf(answers.length),
      counts: stormCounts(answers, reads),
    };
  } finally {
    logins.close();
  }
};
