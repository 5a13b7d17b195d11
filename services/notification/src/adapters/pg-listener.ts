import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import type { Logger } from '@ai-teacher/service-kit/logger.ts';
import pg from 'pg';

const reconnectMilliseconds = 1_000;
/** TCP alone reports a host that died silently after two hours. */
const defaultCheckMilliseconds = 15_000;
const defaultAnswerMilliseconds = 5_000;

export type ListenerOptions = {
  readonly databaseUrl: string;
  readonly channel: string;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly onReport: (payload: string) => void;
  /** Called after a lost connection was replaced: reports may have been lost with it. */
  readonly onReturn: () => void;
  /** How often the connection is checked. */
  readonly checkMilliseconds?: number;
  /** A connection without an answer for so long is lost. */
  readonly answerMilliseconds?: number;
};

/**
 * Listens to a channel of PostgreSQL over one connection, which opens at the first call and is replaced when
 * it is lost.
 *
 * @returns a function that resolves when reports arrive. It rejects when PostgreSQL is unavailable; the next
 *   call tries again.
 */
export const createListener = ({
  channel,
  logger,
  lifecycle,
  checkMilliseconds = defaultCheckMilliseconds,
  answerMilliseconds = defaultAnswerMilliseconds,
  ...options
}: ListenerOptions) => {
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
    const opened = new pg.Client({
      connectionString: options.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: answerMilliseconds,
      query_timeout: answerMilliseconds,
    });
    const end = (): void => void opened.end().catch(() => undefined);
    const check = setInterval(() => void opened.query('select').catch(end), checkMilliseconds).unref();
    const lose = (cause?: Error): void => {
      clearInterval(check);
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
    try {
      await opened.connect();
      await opened.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (cause) {
      clearInterval(check);
      end();
      throw cause;
    }
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
