import { Problem } from '../domain/problem.ts';

/** What clients are told whose answer a stop cuts short: as a 503, or as the `error` event of a stream. */
export const stoppingProblem = (): Problem =>
  new Problem('upstream-unavailable', { detail: 'This replica is stopping. Ask again.' });

/**
 * The moment when answers under way must end, because the service does.
 *
 * @param stopSignal aborted at the first moment of the stop.
 * @param graceSeconds what answers may still take from then on.
 * @returns a signal that is aborted with a Problem when the grace is over.
 */
export const graceSignal = (stopSignal: AbortSignal, graceSeconds: number): AbortSignal => {
  const end = new AbortController();
  stopSignal.addEventListener('abort', () => {
    setTimeout(() => end.abort(stoppingProblem()), graceSeconds * 1_000);
  });
  return end.signal;
};
