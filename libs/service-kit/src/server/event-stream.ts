import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StreamEvents } from '@ai-teacher/contracts/operation.ts';
import type { z } from 'zod';
import { Problem, problemOfAbort } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';
import { formFor } from './route.ts';

const heartbeatSeconds = 15;
/** For streams that passed no guard. */
const defaultSlowReaderSeconds = 30;
/** How long the last event of a failed stream may wait for its reader. */
const lastEventMilliseconds = 2_000;

const eventText = (id: string | undefined, name: string, data: unknown): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export type EventStream<Events extends StreamEvents> = {
  /**
   * Writes one event, parsed by the contract, with the next number as its id, or with the given id. Its text
   * becomes inert, as in `sendAnswer`. Waits while the client reads slowly. A client that does not read the
   * event in time receives `error`, and its connection is closed.
   */
  readonly send: <Name extends keyof Events & string>(
    name: Name,
    data: z.input<Events[Name]>,
    id?: string,
  ) => Promise<void>;
  /** Ends the stream. Later sends do nothing. */
  readonly end: () => void;
  /** True once the client has left or the stream has ended. */
  readonly closed: () => boolean;
};

/** Waits until the client has read what was written, or has left. False when it does neither in time. */
const isRead = async (res: ServerResponse, seconds: number): Promise<boolean> => {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), seconds * 1_000);
  const outcome = (name: string) =>
    once(res, name, { signal: waiting.signal }).then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([outcome('drain'), outcome('close')]);
  } finally {
    clearTimeout(timer);
    waiting.abort();
  }
};

/**
 * Opens `text/event-stream` on a request: events numbered from 1, a comment every 15 s as heartbeat, no
 * buffering. When the service stops, the deadline passes, or the session ends while the client still
 * listens, the stream ends with the `error` event that every stream's contract has. At most one event and one
 * heartbeat wait in memory for a client that does not read.
 *
 * @param events schemas by event name: the operation's `stream`.
 * @param numbered whether events without an id of their own get the next number. In a stream whose ids have
 *   another meaning they get none, so that a client does not resume at a number.
 * @returns a stream whose `send` throws Problem `internal-error` when data do not fit the contract.
 */
export const openEventStream = <Events extends StreamEvents>(
  ctx: ServiceContext,
  events: Events,
  { numbered = true }: { readonly numbered?: boolean } = {},
): EventStream<Events> => {
  const { res } = ctx;
  const { requestId, signal } = ctx.state.request;
  const slowReaderSeconds = ctx.state.slowReaderSeconds ?? defaultSlowReaderSeconds;
  let lastId = 0;
  let open = true;
  ctx.status = 200;
  ctx.set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // Koa sends an answer when the handler has ended, but a stream is written while the handler runs.
  ctx.respond = false;
  res.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!res.writableNeedDrain) res.write(': heartbeat\n\n');
  }, heartbeatSeconds * 1_000);
  const write = (name: string, data: unknown, id?: string): boolean => {
    const schema = events[name];
    const parsed = schema?.safeParse(data);
    if (schema === undefined || !parsed?.success)
      throw new Problem('internal-error', { cause: parsed?.error ?? new Error(`no event ${name}`) });
    const sent = formFor(ctx, schema)(parsed.data);
    lastId += 1;
    return res.write(eventText(id ?? (numbered ? String(lastId) : undefined), name, sent));
  };
  const close = (): void => {
    open = false;
    clearInterval(heartbeat);
    signal?.removeEventListener('abort', endWithProblem);
  };
  const end = (): void => {
    close();
    res.end();
  };
  const endWith = (problem: Problem): void => {
    write('error', { problem: problem.toBody(requestId) });
    end();
    // A client that reads nothing would hold the connection and what waits in it.
    const last = setTimeout(() => res.destroy(), lastEventMilliseconds).unref();
    res.once('close', () => clearTimeout(last));
  };
  const endWithProblem = (): void => {
    const problem = problemOfAbort(signal);
    if (open && problem !== undefined) endWith(problem);
  };
  res.once('close', close);
  signal?.addEventListener('abort', endWithProblem);
  endWithProblem();
  return {
    send: async (name, data, id) => {
      if (!open) return;
      const flowing = write(name, data, id);
      if (flowing || !open || (await isRead(res, slowReaderSeconds))) return;
      if (open) endWith(new Problem('deadline-exceeded', { detail: 'The stream was not read in time.' }));
    },
    end,
    closed: () => !open,
  };
};
