import { AsyncLocalStorage } from 'node:async_hooks';
import type { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { maxRevocationWaitSeconds, revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import type { GivenQueryOf, ReadOf } from '@ai-teacher/contracts/operation.ts';
import type { Clock } from '../domain/clock.ts';
import { Problem } from '../domain/problem.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { gauge, whenScraped } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { untraced } from '../telemetry/spans.ts';

const everySecond = 1_000;
/** Maximum duration of one poll: the time for which auth may hold it, and two seconds for the rest. */
export const pollTimeoutMilliseconds = (maxRevocationWaitSeconds + 2) * 1_000;

/** The list of ended sessions, as the token verifier needs it. */
export type Revocations = {
  /** @throws Problem `upstream-unavailable` when no list was ever received. */
  readonly isEnded: (sessionId: string) => Promise<boolean>;
  /** Calls `listener` after every poll with the ids of the keys that auth publishes. */
  readonly onKeyIds: (listener: (keyIds: readonly string[]) => void) => void;
};

export type ReadRevocations = (
  query: GivenQueryOf<typeof readRevocations>,
) => Promise<ReadOf<typeof readRevocations>>;

/**
 * The recently ended sessions. Each is retained until its last access token has expired, measured by the
 * clock of this process from the moment at which the process received the session.
 */
const createEndedSessions = (clock: Clock) => {
  /** Expiry by session id, in the order of expiry. */
  const expiresAt = new Map<string, number>();
  return {
    add: (sessionIds: readonly string[]): void => {
      const at = clock.now().getTime() + revocationSeconds * 1_000;
      for (const id of sessionIds) if (!expiresAt.has(id)) expiresAt.set(id, at);
    },
    removeExpired: (): void => {
      const now = clock.now().getTime();
      for (const [id, at] of expiresAt) {
        if (at > now) return;
        expiresAt.delete(id);
      }
    },
    has: (sessionId: string): boolean => expiresAt.has(sessionId),
  };
};

type Page = Exclude<ReadOf<typeof readRevocations>, undefined>;

/** The last list that was read completely: its time and version in auth, its keys, and when it was read. */
type KnownList = {
  readonly asOf: string;
  readonly version: string | undefined;
  readonly keyIds: readonly string[];
  readonly at: number;
};

/**
 * Reads all pages of the list, or waits while the list has the known version.
 *
 * @returns the first page, whose `asOf` and `version` start the next reading; undefined when the list did not
 *   change.
 */
const readPages = async (
  read: ReadRevocations,
  known: KnownList | undefined,
  onPage: (page: Page) => void,
): Promise<Page | undefined> => {
  const since = known === undefined ? {} : { since: known.asOf };
  const first = await read({ ...since, version: known?.version ?? 'none' }).catch((cause: unknown) => {
    // An auth service of an earlier release refuses the parameter `version`.
    if (!(cause instanceof Problem) || cause.code !== 'input-invalid') throw cause;
    return read(since);
  });
  if (first === undefined) return undefined;
  onPage(first);
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await read({ ...since, cursor });
    if (page === undefined) throw new Error('auth answered a page of the list with 204');
    onPage(page);
    cursor = page.nextCursor;
  }
  return first;
};

/** Logs each change between an available and an unavailable list, not each poll. */
const createAvailabilityLog = (logger: Logger, lifecycle: Lifecycle) => {
  let isUnavailable = false;
  return {
    succeeded: (): true => {
      if (isUnavailable) logger.info('the list of ended sessions is available again');
      isUnavailable = false;
      return true;
    },
    failed: (cause: unknown): false => {
      if (!isUnavailable && !lifecycle.stopping())
        logger.warn({ err: cause }, 'the list of ended sessions is unavailable; the last list remains valid');
      isUnavailable = true;
      return false;
    },
  };
};

/**
 * Repeats `work` until the lifecycle stops. Two runs begin about `milliseconds` apart or more, and a run
 * begins that long after the end of a failed one. Returns a function that cancels the next run.
 */
const repeat = (work: () => Promise<boolean>, lifecycle: Lifecycle, milliseconds: number): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    const beganAt = performance.now();
    const succeeded = await work();
    if (lifecycle.stopping()) return;
    const passed = succeeded ? performance.now() - beganAt : 0;
    timer = setTimeout(run, Math.max(0, milliseconds * (0.75 + Math.random() / 2) - passed)).unref();
  };
  void run();
  return () => clearTimeout(timer);
};

type RevocationPolling = {
  /** Requests one page. */
  readonly read: ReadRevocations;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly pollMilliseconds?: number;
};

/**
 * Polls auth for newly ended sessions. Auth answers a poll when its list differs from the known one, at the
 * latest after three seconds, and the next poll follows. Polls begin about a second apart or more. The
 * interval varies by a quarter, so that processes do not poll in step. Requests wait for the first list only,
 * and never cause a database query. While auth is unavailable, the last list remains valid and a gauge
 * reports its age in seconds.
 *
 * @returns the list for the token verifier; the polling stops with the lifecycle.
 */
export const pollRevocations = ({
  read,
  clock,
  lifecycle,
  logger,
  pollMilliseconds = everySecond,
}: RevocationPolling): Revocations => {
  const ended = createEndedSessions(clock);
  const listeners: ((keyIds: readonly string[]) => void)[] = [];
  let known: KnownList | undefined;
  let reading: Promise<void> | undefined;
  // A request may trigger the first poll. The poll must not inherit the token or the signal of that request.
  const outsideOfRequests = AsyncLocalStorage.snapshot();

  const notify = (keyIds: readonly string[]): void => {
    for (const listener of listeners) listener(keyIds);
  };

  const readAll = async (): Promise<void> => {
    const first = await readPages(read, known, ({ sessions, keyIds }) => {
      ended.add(sessions);
      notify(keyIds);
    });
    const at = clock.now().getTime();
    if (first !== undefined) known = { asOf: first.asOf, version: first.version, keyIds: first.keyIds, at };
    else if (known !== undefined) {
      // A listener that failed to fetch the keys tries again.
      notify(known.keyIds);
      known = { ...known, at };
    }
    ended.removeExpired();
  };
  const poll = (): Promise<void> => {
    reading ??= outsideOfRequests(() => untraced(readAll)).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const log = createAvailabilityLog(logger, lifecycle);
  const stopPolling = repeat(() => poll().then(log.succeeded, log.failed), lifecycle, pollMilliseconds);
  const stopObserving = observeAge(() =>
    known === undefined ? undefined : (clock.now().getTime() - known.at) / 1_000,
  );
  lifecycle.onClose('revocations', () => {
    stopPolling();
    stopObserving();
  });

  return {
    isEnded: async (sessionId) => {
      if (known === undefined) await poll().catch(refuseWithoutList);
      return ended.has(sessionId);
    },
    onKeyIds: (listener) => {
      listeners.push(listener);
    },
  };
};

const refuseWithoutList = (cause: unknown): void => {
  throw new Problem('upstream-unavailable', {
    detail: 'The list of ended sessions is not available yet.',
    cause,
  });
};

/** Reports the age of the list; no value before the first list. Returns a function that stops the reports. */
const observeAge = (ageSeconds: () => number | undefined): (() => void) => {
  const age = gauge(metricCatalogue.revocationsAge);
  return whenScraped([age], (result) => {
    const seconds = ageSeconds();
    if (seconds !== undefined) result.observe(age, seconds);
  });
};
