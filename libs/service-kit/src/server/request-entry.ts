import { randomUUID } from 'node:crypto';
import { runInRequestContext } from '../request-context.ts';
import type { RequestState, ServiceMiddleware } from '../request-state.ts';
import { withRequestIdBaggage } from '../telemetry/spans.ts';

const wellFormed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Opens the request context: the gateway's `X-Request-ID` (a fresh one when it is missing or odd), returned on the
 * answer, in every log line, span attribute and outgoing call of this request. The signal aborts when the client
 * leaves, and when `graceSignal` does, with its reason.
 */
export const requestEntry = (graceSignal?: AbortSignal): ServiceMiddleware => {
  // A set of our own: AbortSignal.any would tie every request to the one signal that lives as long as the process.
  const underWay = new Set<AbortController>();
  graceSignal?.addEventListener('abort', () => {
    for (const request of underWay) request.abort(graceSignal.reason);
  });
  return (ctx, next) => {
    const given = ctx.get('x-request-id');
    const requestId = wellFormed.test(given) ? given : randomUUID();
    const ended = new AbortController();
    underWay.add(ended);
    if (graceSignal?.aborted) ended.abort(graceSignal.reason);
    ctx.res.once('close', () => {
      underWay.delete(ended);
      if (!ctx.res.writableFinished) ended.abort(new Error('the client left'));
    });
    const context: RequestState['request'] = { requestId, signal: ended.signal };
    ctx.state.request = context;
    ctx.set('x-request-id', requestId);
    return runInRequestContext(context, () => withRequestIdBaggage(requestId, next));
  };
};
