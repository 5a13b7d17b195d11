import { RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../domain/problem.ts';
import { counter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

/** A later answer of the store is not used, so that every request is decided within 250 ms. */
const storeTimeoutMilliseconds = 150;

/**
 * After this many store errors in a row the store is not called for 500 ms, so a dead store does not cost 150
 * ms per request.
 */
const storeErrorsInARow = 5;
const storePauseMilliseconds = 500;

/**
 * Rejects work that takes too long. In a busy process the timers run before the sockets are read, so an
 * answer that arrived in time would count as late. `setImmediate` lets the sockets be read before the
 * decision.
 */
export const inTime = async <Result>(work: Promise<Result>, timeoutMilliseconds: number): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => setImmediate(() => reject(new Error('the store did not answer in time'))),
      timeoutMilliseconds,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Calls the store with a timeout and a circuit breaker. A failure becomes Problem `rate-limit-unavailable`. A
 * refusal by the limit is an answer of the store and is passed on.
 */
export const createStoreCaller = (name: string) => {
  const storeErrors = counter(metricCatalogue.rateLimitStoreErrors);
  const breaker = createCircuitBreaker({
    failures: storeErrorsInARow,
    pauseMilliseconds: storePauseMilliseconds,
  });
  const unavailable = (cause: unknown): Problem => {
    storeErrors.add(1, { [attributeNames.rateLimit]: name });
    return new Problem('rate-limit-unavailable', { cause });
  };
  return async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (!breaker.allowsCall()) throw unavailable(new Error('the store failed repeatedly just now'));
    try {
      const answer = await inTime(ask(), storeTimeoutMilliseconds);
      breaker.succeeded();
      return answer;
    } catch (error) {
      // The library rejects with its result when the limit is reached, and with an Error when the store
      // failed.
      if (!(error instanceof RateLimiterRes)) {
        breaker.failed();
        throw unavailable(error);
      }
      breaker.succeeded();
      throw error;
    }
  };
};

/** Counts the decisions of a limit by name, for the metric `aiteacher.rate_limit.decisions`. */
export const createDecisionCounter = (
  name: string,
): ((decision: 'admitted' | 'refused' | 'unavailable') => void) => {
  const decisions = counter(metricCatalogue.rateLimitDecisions);
  return (decision) =>
    decisions.add(1, { [attributeNames.rateLimit]: name, [attributeNames.rateLimitDecision]: decision });
};
