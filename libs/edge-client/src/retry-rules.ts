import { type Method, type Operation, takesIdempotencyKey } from '@ai-teacher/contracts/operation.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { EdgeProblem, EdgeUnreachable } from './edge-problem.ts';

export type RetryPolicy = {
  /** Attempts in all, the first one included. 1 never retries. */
  readonly maxAttempts: number;
  /** The longest wait before an attempt. A longer `Retry-After` ends the call with its problem. */
  readonly maxWaitMilliseconds: number;
  /** Called before each wait, so that a program can say what it waits for. */
  readonly onWait?: (milliseconds: number, fault: unknown) => void;
};

export const noRetries: RetryPolicy = { maxAttempts: 1, maxWaitMilliseconds: 0 };

/**
 * For programs that share the sign-in limit of their address with other clients. The gateway's
 * `Retry-After` is at most the rest of a minute.
 */
export const patientRetries: RetryPolicy = { maxAttempts: 6, maxWaitMilliseconds: 60_000 };

/**
 * Waits before the second and later attempts without `Retry-After`: 300 ms, doubled each time, with
 * jitter.
 */
const firstWaitMilliseconds = 300;

/** These methods have the same effect once and several times (RFC 9110, 9.2.2). */
const repeatableMethods: readonly Method[] = ['GET', 'PUT', 'DELETE'];
/** Statuses that a later attempt may change. */
const passingStatuses = [429, 502, 503, 504];
/** Refusals before any work: a request of every method may be repeated. */
const refusedBeforeWork: readonly ProblemCode[] = [
  'rate-limited',
  'rate-limit-unavailable',
  'authentication-busy',
  'overloaded',
  // The earlier attempt, whose connection was lost, is still being carried out.
  'idempotency-key-in-use',
];

/**
 * Whether a repetition of the request can succeed and cannot do the same work twice. An operation that
 * accepts an idempotency key is repeated with the key of its first attempt.
 */
export const mayRepeat = (op: Operation, fault: unknown): boolean => {
  const isRepeatable = repeatableMethods.includes(op.method) || takesIdempotencyKey(op);
  if (fault instanceof EdgeUnreachable) return isRepeatable;
  if (!(fault instanceof EdgeProblem)) return false;
  if (fault.problem !== undefined && refusedBeforeWork.includes(fault.problem.code)) return true;
  return isRepeatable && passingStatuses.includes(fault.exchange.status);
};

/** Milliseconds before the next attempt. `Retry-After` decides, and jitter spreads clients that have none. */
export const waitBefore = (attempt: number, fault: unknown, random: () => number = Math.random): number => {
  const asked = fault instanceof EdgeProblem ? fault.retryAfterSeconds : undefined;
  if (asked !== undefined) return asked * 1_000;
  return Math.round(firstWaitMilliseconds * 2 ** (attempt - 1) * (0.5 + random() / 2));
};

/** Resolves after a time. @throws the reason of the signal when it aborts first. */
export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });

/** Runs attempts until one succeeds or the rules end them. @throws the fault of the last attempt. */
export const withRetries = async <T>(
  { maxAttempts, maxWaitMilliseconds, onWait }: RetryPolicy,
  op: Operation,
  attempt: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (fault) {
      const wait = waitBefore(made, fault);
      if (made >= maxAttempts || wait > maxWaitMilliseconds || !mayRepeat(op, fault)) throw fault;
      onWait?.(wait, fault);
      await pause(wait, signal);
    }
  }
};
