import { Redis } from 'ioredis';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';

export type { Redis } from 'ioredis';

const connectMilliseconds = 1_000;
const maxReconnectDelayMilliseconds = 500;
/** A server that dies with its host sends nothing more. TCP alone would wait for a quarter of an hour. */
const socketTimeoutMilliseconds = 5_000;

/**
 * Opens Redis for counters. The data stored there need not survive, so a call is never queued, repeated or
 * resent. While the connection is unavailable, calls fail immediately. The caller sets its own timeout for a
 * silent server. A connection without an answer for 5 s is closed. The client reconnects without end.
 * The first attempt to connect is awaited, successful or not, so the first request never meets a half-open
 * connection.
 *
 * @param url `redis://[user:password@]host:port`.
 */
export const createRedis = async ({
  url,
  lifecycle,
  logger,
}: {
  url: string;
  lifecycle: Lifecycle;
  logger: Logger;
}): Promise<Redis> => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: connectMilliseconds,
    socketTimeout: socketTimeoutMilliseconds,
    retryStrategy: (attempt) => Math.min(50 * attempt, maxReconnectDelayMilliseconds),
  });
  let isUnavailable = false;
  redis.on('error', (error) => {
    // One line per outage, because the client reports every attempt to connect.
    if (!isUnavailable) logger.warn({ err: error }, 'redis is unavailable');
    isUnavailable = true;
  });
  redis.on('ready', () => {
    if (isUnavailable) logger.info('redis is available again');
    isUnavailable = false;
  });
  lifecycle.onClose('redis', () => redis.disconnect());
  await firstAttempt(redis);
  return redis;
};

const firstAttempt = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    const timeout = setTimeout(resolve, connectMilliseconds);
    for (const outcome of ['ready', 'close'] as const)
      redis.once(outcome, () => {
        clearTimeout(timeout);
        resolve();
      });
  });
