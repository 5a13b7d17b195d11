import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import type { Logger } from '@ai-teacher/service-kit/logger.ts';
import pg from 'pg';

const reconnectMilliseconds = 1_000;

export type ListenerOptions = {
  readonly databaseUrl: string;
  readonly channel: string;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly onReport: (payload: string) => void;
  /** Called after a lost connection was replaced: reports may have been lost with it. */
  readonly onReturn: () => void;
};

/**
 * Listens to a channel of PostgreSQL over one connection, which opens at the first call and is replaced when
 * it is lost.
 *
 * @returns a function that resolves when reports arrive. It rejects when PostgreSQL is unavailable; the next
 *   call tries again.
 */
export const createListener = ({ channel, logger, lifecycle, ...options }: ListenerOptions) => {
  let client: pg.Client | undefined;
  let listening: Promise<void> | undefined;
  let stopped = false;
  // The connection must inherit neither the trace nor the signal of the request that opens it.
  const outsideOfRequests = AsyncLocalStorage.snapshot();
  const later = (): void => void setTimeout(() => void replace(), reconnectMilliseconds).unref();

  const replace = async (): Promise<void> => {
    if (!stopped) await listen().then(options.onReturn, later);
  };
  const connect = async (): Promise<void> => {
    const opened = new pg.Client({ connectionString: options.databaseUrl, keepAlive: true });
    const lose = (cause?: Error): void => {
      if (client !== opened) return;
      client = undefined;
      listening = undefined;
      if (stopped) return;
      logger.warn({ err: cause }, `the connection that listens to ${channel} was lost`);
      later();
    };
    opened.on('error', lose);
    opened.on('end', lose);
    opened.on('notification', ({ payload = '' }) => options.onReport(payload));
    await opened.connect();
    await opened.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (stopped) await opened.end();
    client = opened;
  };
  const listen = (): Promise<void> => {
    listening ??= outsideOfRequests(connect).catch((cause: unknown) => {
      listening = undefined;
      throw cause;
    });
    return listening;
  };
  lifecycle.onClose(`the connection that listens to ${channel}`, async () => {
    stopped = true;
    await client?.end();
  });
  return listen;
};
