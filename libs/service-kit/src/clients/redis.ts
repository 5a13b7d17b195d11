import { Redis } from 'ioredis';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';

export type { Redis } from 'ioredis';

const connectMilliseconds = 1_000;
const maxReconnectDelayMilliseconds = 500;
/** A server that dies with its host says nothing more; TCP alone would go on waiting for a quarter of an hour. */
const silenceMilliseconds = 5_000;

/**
 * Opens Redis for counters. Nothing that is kept there must survive, so a call is never queued, repeated or resent: while the
 * connection is away it fails at once. How long to wait for a silent server is the caller's to say; a connection on which nothing has
 * been answered for 5 s is given up. Reconnects by itself, for ever.
 * The first attempt to connect is awaited, whatever its end, so that the first request does not meet half a connection.
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
    socketTimeout: silenceMilliseconds,
    retryStrategy: (attempt) => Math.min(50 * attempt, maxReconnectDelayMilliseconds),
  });
  let away = false;
  redis.on('error', (error) => {
    // One line per outage: the client reports every attempt to connect.
    if (!away) logger.warn({ err: error }, 'redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('redis is back');
    away = false;
  });
  lifecycle.onClose('redis', () => redis.disconnect());
  await firstAttempt(redis);
  return redis;
};

const firstAttempt = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    const patience = setTimeout(resolve, connectMilliseconds);
    for (const outcome of ['ready', 'close'] as const)
      redis.once(outcome, () => {
        clearTimeout(patience);
        resolve();
      });
  });
