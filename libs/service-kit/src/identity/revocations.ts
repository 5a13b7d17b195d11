import { AsyncLocalStorage } from 'node:async_hooks';
import type { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import type { GivenQueryOf, ReadOf } from '@ai-teacher/contracts/operation.ts';
import type { Clock } from '../domain/clock.ts';
import { Problem } from '../domain/problem.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { gauge, whenScraped } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { untraced } from '../telemetry/spans.ts';

const everySecond = 1_000;

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

/** Reads all pages of the list. @returns `asOf` of the first page, from which the next reading starts. */
const readPages = async (
  read: ReadRevocations,
  since: string | undefined,
  onPage: (page: ReadOf<typeof readRevocations>) => void,
): Promise<string> => {
  let cursor: string | null = null;
  let asOf: string | undefined;
  do {
    const page: ReadOf<typeof readRevocations> = await read({
      ...(since === undefined ? {} : { since }),
      ...(cursor === null ? {} : { cursor }),
    });
    onPage(page);
    asOf ??= page.asOf;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return asOf;
};

/** Logs each change between an available and an unavailable list, not each poll. */
const createAvailabilityLog = (logger: Logger, lifecycle: Lifecycle) => {
  let isUnavailable = false;
  return {
    succeeded: (): void => {
      if (isUnavailable) logger.info('the list of ended sessions is available again');
      isUnavailable = false;
    },
    failed: (cause: unknown): void => {
      if (!isUnavailable && !lifecycle.stopping())
        logger.warn({ err: cause }, 'the list of ended sessions is unavailable; the last list remains valid');
      isUnavailable = true;
    },
  };
};

/** Repeats `work` until the lifecycle stops. Returns a function that cancels the next run. */
const repeat = (work: () => Promise<void>, lifecycle: Lifecycle, milliseconds: number): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await work();
    if (lifecycle.stopping()) return;
    timer = setTimeout(run, milliseconds * (0.75 + Math.random() / 2)).unref();
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
 * Polls auth every second for newly ended sessions. The interval varies by a quarter, so that processes do
 * not poll in step. Requests wait for the first list only, and never cause a database query. While auth is
 * unavailable, the last list remains valid and a gauge reports its age in seconds.
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
  /** `asOf` of the last list that was read completely, and the time of that read. */
  let known: { asOf: string; at: number } | undefined;
  let reading: Promise<void> | undefined;
  // A request may trigger the first poll. The poll must not inherit the token or the signal of that request.
  const outsideOfRequests = AsyncLocalStorage.snapshot();

  const readAll = async (): Promise<void> => {
    const asOf = await readPages(read, known?.asOf, ({ sessions, keyIds }) => {
      ended.add(sessions);
      for (const listener of listeners) listener(keyIds);
    });
    known = { asOf, at: clock.now().getTime() };
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
