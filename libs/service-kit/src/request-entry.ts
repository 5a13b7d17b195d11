import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import { type RequestContext, runInRequestContext } from './request-context.ts';
import { withRequestIdBaggage } from './telemetry.ts';

const wellFormed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Opens the request context: the gateway's `X-Request-ID` (a fresh one when it is missing or odd), returned on the
 * answer, in every log line, span attribute and outgoing call of this request. The signal aborts when the client leaves.
 */
export const requestEntry = (): Middleware => (ctx, next) => {
  const given = ctx.get('x-request-id');
  const requestId = wellFormed.test(given) ? given : randomUUID();
  const gone = new AbortController();
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) gone.abort(new Error('the client left'));
  });
  const context: RequestContext = { requestId, signal: gone.signal };
  ctx.state.request = context;
  ctx.set('x-request-id', requestId);
  return runInRequestContext(context, () => withRequestIdBaggage(requestId, next));
};
