import { AsyncResource } from 'node:async_hooks';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';
import { createProcessSlots, type StreamSlots } from './stream-slots.ts';

/** The limits of all streams of a process. */
export type StreamLimits = {
  /** Concurrent streams of this process. */
  readonly perProcess: number;
  /** Concurrent streams of one user. */
  readonly slots: StreamSlots;
  /** How long an event may wait until the client has read the events before. */
  readonly slowReaderSeconds: number;
};

export const defaultStreamLimits: StreamLimits = {
  perProcess: 1_000,
  slots: createProcessSlots(6),
  slowReaderSeconds: 30,
};

export type IsSessionEnded = (sessionId: string) => Promise<boolean>;

/** Well below the five seconds in which a stream of an ended session must end. */
const checkMilliseconds = 1_000;

/** Whether the client accepts server-sent events and prefers them to JSON. */
export const wantsEventStream = (ctx: ServiceContext): boolean =>
  ctx.get('accept').includes('text/event-stream') &&
  ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';

const isStreamed = (op: Operation, ctx: ServiceContext): boolean =>
  op.stream !== undefined && (op.streamMode === 'only' || wantsEventStream(ctx));

/** Answers with a longer deadline than this are made while the client reads them, such as an export. */
const minDownloadSeconds = 60;

const isDownload = ({ method, stream }: Operation, deadlineSeconds = 0): boolean =>
  method === 'GET' && stream === undefined && deadlineSeconds > minDownloadSeconds;

type OpenStream = { readonly sessionId: string; readonly ended: AbortController };

/** Ends the streams and downloads of ended sessions. One timer serves all, and runs while there are any. */
const watchSessions = (isSessionEnded: IsSessionEnded) => {
  const open = new Set<OpenStream>();
  let timer: NodeJS.Timeout | undefined;
  const check = async (): Promise<void> => {
    // Without a list of ended sessions the streams continue; their requests were verified with one.
    for (const { sessionId, ended } of open)
      if (await isSessionEnded(sessionId).catch(() => false))
        ended.abort(new Problem('token-invalid', { detail: 'The session of this stream has ended.' }));
  };
  return {
    add: (stream: OpenStream): void => {
      open.add(stream);
      timer ??= setInterval(() => void check(), checkMilliseconds).unref();
    },
    remove: (stream: OpenStream): void => {
      open.delete(stream);
      if (open.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
};

export type StreamGuard = {
  /**
   * Admits the stream of a request, if its answer is one: takes a place for its user and in this process
   * until the answer ends, and makes the request's signal abort when the session ends. An answer that is no
   * stream but may last for minutes breaks off when the session ends.
   *
   * @throws Problem `too-many-streams`, `overloaded`, and those of the slots.
   */
  readonly admit: (
    op: Operation,
    ctx: ServiceContext,
    principal: Principal | undefined,
    deadlineSeconds?: number,
  ) => Promise<void>;
};

/** Every operation whose contract has a stream passes this guard before its use case begins. */
export const createStreamGuard = (
  { perProcess, slots, slowReaderSeconds }: StreamLimits,
  isSessionEnded: IsSessionEnded = async () => false,
): StreamGuard => {
  let streams = 0;
  const sessions = watchSessions(isSessionEnded);
  const endDownload = (ctx: ServiceContext, { sessionId }: Principal): void => {
    if (ctx.res.destroyed) return;
    const ended = new AbortController();
    const download = { sessionId, ended };
    ended.signal.addEventListener('abort', () => ctx.res.destroy(), { once: true });
    sessions.add(download);
    ctx.res.once('close', () => sessions.remove(download));
  };
  return {
    admit: async (op, ctx, principal, deadlineSeconds) => {
      if (principal === undefined) return;
      if (isDownload(op, deadlineSeconds)) return endDownload(ctx, principal);
      if (!isStreamed(op, ctx)) return;
      if (streams >= perProcess)
        throw new Problem('overloaded', { detail: 'Too many streams are open. Try again.' });
      streams += 1;
      const free = await slots.take(principal.userId).catch((refusal: unknown) => {
        streams -= 1;
        throw refusal;
      });
      const ended = new AbortController();
      const stream = { sessionId: principal.sessionId, ended };
      const { request } = ctx.state;
      const { signal } = request;
      const pass = (): void => ended.abort(signal.reason);
      if (signal.aborted) pass();
      signal.addEventListener('abort', pass, { once: true });
      request.signal = ended.signal;
      ctx.state.slowReaderSeconds = slowReaderSeconds;
      sessions.add(stream);
      // Bound to the request, because the answer closes outside of it and the store's span needs its id.
      const leave = AsyncResource.bind((): void => {
        streams -= 1;
        free();
        sessions.remove(stream);
      });
      // A client that left while its place was taken has closed the answer already.
      if (ctx.res.destroyed) leave();
      else ctx.res.once('close', leave);
    },
  };
};
