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

/** What the token verifier asks of the list of ended sessions. */
export type Revocations = {
  /** @throws Problem `upstream-unavailable` when no list was ever had: nobody can tell then. */
  readonly isEnded: (sessionId: string) => Promise<boolean>;
  /** Calls `listener` with the ids of the keys that auth publishes, each time it is asked. */
  readonly onKeyIds: (listener: (keyIds: readonly string[]) => void) => void;
};

export type ReadRevocations = (
  query: GivenQueryOf<typeof readRevocations>,
) => Promise<ReadOf<typeof readRevocations>>;

/**
 * The sessions that ended lately, as this process knows them. Each is kept until its last access token has expired,
 * counted by this process's own clock from the moment it was told of it.
 */
const createEndedSessions = (clock: Clock) => {
  /** In the order in which they are forgotten. */
  const forgetAt = new Map<string, number>();
  return {
    add: (sessionIds: readonly string[]): void => {
      const at = clock.now().getTime() + revocationSeconds * 1_000;
      for (const id of sessionIds) if (!forgetAt.has(id)) forgetAt.set(id, at);
    },
    forget: (): void => {
      const now = clock.now().getTime();
      for (const [id, at] of forgetAt) {
        if (at > now) return;
        forgetAt.delete(id);
      }
    },
    has: (sessionId: string): boolean => forgetAt.has(sessionId),
  };
};

/**
 * Keeps the list of sessions that have ended, by asking auth every second (a quarter more or less, so that processes
 * do not ask in step) for what is new. No request waits for that and none asks a database: only the very first list
 * is waited for. While auth is away the last list goes on, and a gauge tells its age in seconds.
 *
 * @param read asks for one page.
 * @returns what the token verifier asks; the polling stops with the lifecycle.
 */
export const pollRevocations = ({
  read,
  clock,
  lifecycle,
  logger,
  pollMilliseconds = everySecond,
}: {
  read: ReadRevocations;
  clock: Clock;
  lifecycle: Lifecycle;
  logger: Logger;
  pollMilliseconds?: number;
}): Revocations => {
  const ended = createEndedSessions(clock);
  const listeners: ((keyIds: readonly string[]) => void)[] = [];
  /** `asOf` of the last answer that was read to its end, and when that was. */
  let known: { asOf: string; at: number } | undefined;
  let reading: Promise<void> | undefined;
  let isAway = false;
  // The first list may be asked for by a request, which must lend the others neither its token nor its end.
  const outsideOfRequests = AsyncLocalStorage.snapshot();

  const readAll = async (): Promise<void> => {
    const since = known === undefined ? {} : { since: known.asOf };
    let cursor: string | null = null;
    let asOf: string | undefined;
    do {
      const page: ReadOf<typeof readRevocations> = await read({
        ...since,
        ...(cursor === null ? {} : { cursor }),
      });
      ended.add(page.sessions);
      for (const listener of listeners) listener(page.keyIds);
      asOf ??= page.asOf;
      cursor = page.nextCursor;
    } while (cursor !== null);
    known = { asOf, at: clock.now().getTime() };
    ended.forget();
  };
  const poll = (): Promise<void> => {
    reading ??= outsideOfRequests(() => untraced(readAll)).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const pollAndReport = async (): Promise<void> => {
    try {
      await poll();
      if (isAway) logger.info('the ended sessions are told again');
      isAway = false;
    } catch (cause) {
      if (!isAway && !lifecycle.stopping())
        logger.warn({ err: cause }, 'the ended sessions could not be asked for; the last list goes on');
      isAway = true;
    }
  };

  let timer: NodeJS.Timeout | undefined;
  const pollForEver = async (): Promise<void> => {
    await pollAndReport();
    if (lifecycle.stopping()) return;
    timer = setTimeout(pollForEver, pollMilliseconds * (0.75 + Math.random() / 2)).unref();
  };
  void pollForEver();
  const stopObserving = observeAge(() =>
    known === undefined ? undefined : (clock.now().getTime() - known.at) / 1_000,
  );
  lifecycle.onClose('revocations', () => {
    clearTimeout(timer);
    stopObserving();
  });

  return {
    isEnded: async (sessionId) => {
      if (known === undefined)
        await poll().catch((cause) => {
          throw new Problem('upstream-unavailable', {
            detail: 'It is not known yet which sessions have ended.',
            cause,
          });
        });
      return ended.has(sessionId);
    },
    onKeyIds: (listener) => {
      listeners.push(listener);
    },
  };
};

/** Observes the gauge, which says nothing before there is something to say; gives back what ends that. */
const observeAge = (ageSeconds: () => number | undefined): (() => void) => {
  const age = gauge(metricCatalogue.revocationsAge);
  return whenScraped([age], (result) => {
    const seconds = ageSeconds();
    if (seconds !== undefined) result.observe(age, seconds);
  });
};
