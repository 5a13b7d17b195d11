import { once } from 'node:events';
import type { StreamEvents } from '@ai-teacher/contracts/operation.ts';
import type { z } from 'zod';
import { Problem, problemOfAbort } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';

const heartbeatSeconds = 15;

/** Whether the client accepts server-sent events and prefers them to JSON. */
export const wantsEventStream = (ctx: ServiceContext): boolean =>
  ctx.get('accept').includes('text/event-stream') &&
  ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';

export type EventStream<Events extends StreamEvents> = {
  /**
   * Writes one event, parsed by the contract, with the next number as its id. Waits while the client reads
   * slowly.
   */
  readonly send: <Name extends keyof Events & string>(
    name: Name,
    data: z.input<Events[Name]>,
  ) => Promise<void>;
  /** Ends the stream. Later sends do nothing. */
  readonly end: () => void;
  /** True once the client has left or the stream has ended. */
  readonly closed: () => boolean;
};

/**
 * Opens `text/event-stream` on a request: events numbered from 1, a comment every 15 s as heartbeat, no
 * buffering. When the service stops or the deadline passes while the client still listens, the stream ends
 * with the `error` event that every stream's contract has.
 *
 * @param events schemas by event name: the operation's `stream`.
 * @returns a stream whose `send` throws Problem `internal-error` when data do not fit the contract.
 */
export const openEventStream = <Events extends StreamEvents>(
  ctx: ServiceContext,
  events: Events,
): EventStream<Events> => {
  const { res } = ctx;
  const { requestId, signal } = ctx.state.request;
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
  const heartbeat = setInterval(() => res.write(': heartbeat\n\n'), heartbeatSeconds * 1_000);
  const write = (name: string, data: unknown): boolean => {
    const parsed = events[name]?.safeParse(data);
    if (parsed === undefined || !parsed.success)
      throw new Problem('internal-error', {
        cause: parsed?.error ?? new Error(`no event ${name}`),
      });
    lastId += 1;
    return res.write(`id: ${lastId}\nevent: ${name}\ndata: ${JSON.stringify(parsed.data)}\n\n`);
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
  const endWithProblem = (): void => {
    const problem = problemOfAbort(signal);
    if (!open || problem === undefined) return;
    write('error', { problem: problem.toBody(requestId) });
    end();
  };
  res.once('close', close);
  signal?.addEventListener('abort', endWithProblem);
  endWithProblem();
  return {
    send: async (name, data) => {
      if (!open) return;
      const flowing = write(name, data);
      if (!flowing && open) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    },
    end,
    closed: () => !open,
  };
};
