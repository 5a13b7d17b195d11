import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../domain/problem.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';

/** A service that starts together with its database, or on a busy machine, waits for it so long. */
const patienceMilliseconds = 60_000;
const pauseMilliseconds = 500;

const isOutage = (failure: unknown): boolean => Problem.is(failure, 'database-unavailable');

/**
 * Repeats the work of a start until it succeeds. On a busy machine a later connection of a start may take too
 * long, although PostgreSQL accepted the first one. Without a repetition that would end the process.
 *
 * @param isPassing whether a failure may pass; by default the outage that a unit of work reports.
 * @throws the last failure after 60 s or at a stop, and a failure that does not pass.
 */
export const whenAvailable = async <T>(
  work: () => Promise<T>,
  {
    lifecycle,
    logger,
    isPassing = isOutage,
  }: { lifecycle: Lifecycle; logger: Logger; isPassing?: (failure: unknown) => boolean },
): Promise<T> => {
  const end = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      if (performance.now() >= end || lifecycle.stopping() || !isPassing(failure)) throw failure;
      logger.warn({ err: failure }, 'the database does not accept connections yet');
      await delay(pauseMilliseconds);
    }
  }
};
