import { randomUUID } from 'node:crypto';
import { runInRequestContext } from '../request-context.ts';
import type { RequestState, ServiceMiddleware } from '../request-state.ts';
import { withRequestIdBaggage } from '../telemetry/spans.ts';

const requestIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The pipeline and Koa listen to the end of each answer, a streamed answer 11 times. Node.js warns of a leak
 * beyond 10.
 */
const maxAnswerListeners = 20;

/**
 * Opens the request context with the gateway's `X-Request-ID`, or a new id when the header is missing or
 * malformed. The id is returned on the answer and is part of every log line, span and outgoing call of the
 * request. The request's signal aborts when the client leaves, and when `graceSignal` aborts, with the same
 * reason.
 */
export const requestEntry = (graceSignal?: AbortSignal): ServiceMiddleware => {
  // A set, because AbortSignal.any would attach every request to the one signal that lives as long as the
  // process.
  const inProgress = new Set<AbortController>();
  graceSignal?.addEventListener('abort', () => {
    for (const request of inProgress) request.abort(graceSignal.reason);
  });
  return (ctx, next) => {
    const given = ctx.get('x-request-id');
    const requestId = requestIdPattern.test(given) ? given : randomUUID();
    const ended = new AbortController();
    inProgress.add(ended);
    if (graceSignal?.aborted) ended.abort(graceSignal.reason);
    ctx.res.setMaxListeners(maxAnswerListeners);
    ctx.res.once('close', () => {
      inProgress.delete(ended);
      if (!ctx.res.writableFinished) ended.abort(new Error('the client left'));
    });
    const context: RequestState['request'] = { requestId, signal: ended.signal };
    ctx.state.request = context;
    ctx.set('x-request-id', requestId);
    return runInRequestContext(context, () => withRequestIdBaggage(requestId, next));
  };
};
