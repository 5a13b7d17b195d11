import type { Logger } from '../logger.ts';
import type { ServiceMiddleware } from '../request-state.ts';

/**
 * Logs one line per request when its answer has ended: caller, user, operation, status and duration in
 * milliseconds. Query and body are not logged. Successful routine operations are logged at `debug`.
 */
export const accessLog = (logger: Logger): ServiceMiddleware => {
  // The fields below hold no secrets, and redacting them would take longer than writing them.
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
