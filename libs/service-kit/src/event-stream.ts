import { once } from 'node:events';
import type { StreamEvents } from '@ai-teacher/contracts/operation.ts';
import type { Context } from 'koa';
import type { z } from 'zod';
import { Problem } from './problem.ts';

const heartbeatSeconds = 15;

/** Whether the client asked for server-sent events. */
export const wantsEventStream = (ctx: Context): boolean =>
  ctx.get('accept').includes('text/event-stream') &&
  ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';

export type EventStream<Events extends StreamEvents> = {
  /** Writes one event, parsed by the contract, with the next number as its id; waits while the client reads slowly. */
  readonly send: <Name extends keyof Events & string>(
    name: Name,
    data: z.input<Events[Name]>,
  ) => Promise<void>;
  /** Ends the stream; further sends are refused. */
  readonly end: () => void;
  /** True once the client has left or the stream has ended. */
  readonly closed: () => boolean;
};

/**
 * Opens `text/event-stream` on a request: events numbered from 1, a comment every 15 s as heartbeat, no buffering.
 *
 * @param events shapes by event name; the operation's `stream`.
 * @returns a stream whose `send` throws Problem `internal-error` when data do not fit the contract.
 */
export const openEventStream = <Events extends StreamEvents>(
  ctx: Context,
  events: Events,
): EventStream<Events> => {
  const { res } = ctx;
  let lastId = 0;
  let open = true;
  ctx.status = 200;
  ctx.set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // Koa would send only when the handler has ended; this answer is written while it runs.
  ctx.respond = false;
  res.flushHeaders();
  const heartbeat = setInterval(() => res.write(': heartbeat\n\n'), heartbeatSeconds * 1_000);
  const close = (): void => {
    open = false;
    clearInterval(heartbeat);
  };
  res.once('close', close);
  return {
    send: async (name, data) => {
      if (!open) return;
      const parsed = events[name]?.safeParse(data);
      if (parsed === undefined || !parsed.success)
        throw new Problem('internal-error', {
          cause: parsed?.error ?? `no event ${name}`,
        });
      lastId += 1;
      const flowing = res.write(`id: ${lastId}\nevent: ${name}\ndata: ${JSON.stringify(parsed.data)}\n\n`);
      if (!flowing && open) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    },
    end: () => {
      close();
      res.end();
    },
    closed: () => !open,
  };
};
