import type { Logger } from '../logger.ts';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';

const uuidPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The path of a known operation; a parameter that is no id becomes `*`. The path of no operation is null. */
const pathWithoutText = ({ path, state: { operation } }: ServiceContext): string | null => {
  if (operation === undefined) return null;
  const template = operation.path.split('/');
  return path
    .split('/')
    .map((part, index) => (part === template[index] || uuidPattern.test(part) ? part : '*'))
    .join('/');
};

/**
 * Logs one line per request when its answer has ended: caller, user, operation, status and duration in
 * milliseconds. Query, body and free text in a path are not logged. Successful routine operations are logged
 * at `debug`.
 */
export const accessLog = (logger: Logger): ServiceMiddleware => {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const context = ctx.state.request;
    ctx.res.once('close', () => {
      const { caller, principal, requestId } = context;
      const operation = ctx.state.operation;
      const level = operation?.routine === true && ctx.status < 400 ? 'debug' : 'info';
      logger[level](
        {
          requestId,
          method: ctx.method,
          route: operation?.operationId ?? null,
          path: pathWithoutText(ctx),
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
