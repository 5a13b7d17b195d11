import type { RequestContext } from '../request-context.ts';
import type { ServiceContext } from '../request-state.ts';

/**
 * Aborts with `parent`, or when the time is up. AbortSignal.timeout is not used, because it retains its timer
 * and all that the timer references for the whole time, long after most answers have ended.
 */
const signalWithin = (
  milliseconds: number,
  ctx: ServiceContext,
  parent: AbortSignal | undefined,
): AbortSignal => {
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new DOMException('the deadline passed', 'TimeoutError')),
    milliseconds,
  );
  timer.unref();
  ctx.res.once('close', () => clearTimeout(timer));
  if (parent?.aborted) ended.abort(parent.reason);
  parent?.addEventListener('abort', () => ended.abort(parent.reason), { once: true });
  return ended.signal;
};

/**
 * Sets the end and the signal of a request: after `seconds`, or at the earlier deadline that a calling
 * service announces.
 */
export const setDeadline = (
  ctx: ServiceContext,
  context: RequestContext,
  seconds: number | undefined,
): void => {
  const announced =
    context.caller?.kind === 'service' ? Number(ctx.get('x-deadline-ms') || Number.NaN) : Number.NaN;
  const own = seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000;
  const milliseconds = Math.min(own, Number.isFinite(announced) && announced > 0 ? announced : own);
  if (!Number.isFinite(milliseconds)) return;
  context.deadlineAt = Date.now() + milliseconds;
  context.signal = signalWithin(milliseconds, ctx, context.signal);
};
