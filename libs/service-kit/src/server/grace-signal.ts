import { Problem } from '../domain/problem.ts';

/** The problem of answers that a stop cuts short: a 503, or the `error` event of a stream. */
export const stoppingProblem = (): Problem =>
  new Problem('upstream-unavailable', { detail: 'This replica is stopping. Ask again.' });

/**
 * The signal on which answers in progress must end, because the service stops.
 *
 * @param stopSignal aborted at the first moment of the stop.
 * @param graceSeconds seconds that answers may still take after that.
 * @returns a signal that is aborted with a Problem when the grace period is over.
 */
export const graceSignal = (stopSignal: AbortSignal, graceSeconds: number): AbortSignal => {
  const end = new AbortController();
  stopSignal.addEventListener('abort', () => {
    setTimeout(() => end.abort(stoppingProblem()), graceSeconds * 1_000);
  });
  return end.signal;
};
