import type { Logger } from '../logger.ts';
import type { ServiceMiddleware } from '../request-state.ts';

/** One line per request when its answer has ended: who, what, status and duration in milliseconds. No query, no body. Routine is for `debug`. */
export const accessLog = (logger: Logger): ServiceMiddleware => {
  // Its fields are those below; to look for secrets in them would take longer than to write them.
  const lines = logger.child({}, { redact: [] });
  return async (ctx, next) => {
    const startedAt = performance.now();
    const context = ctx.state.request;
    ctx.res.once('close', () => {
      const { caller, principal, requestId } = context;
      const operation = ctx.state.operation;
      const level = operation?.routine === true && ctx.status < 400 ? 'debug' : 'info';
      lines[level](
        {
          requestId,
          method: ctx.method,
          route: operation?.operationId ?? null,
          path: ctx.path,
          status: ctx.status,
          durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
          caller: caller?.kind === 'service' ? caller.service : (caller?.kind ?? null),
          userId: principal?.userId ?? null,
          finished: ctx.res.writableFinished,
        },
        'request',
      );
    });
    await next();
  };
};
