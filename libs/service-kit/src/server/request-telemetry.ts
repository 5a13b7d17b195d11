import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';
import { histogram, upDownCounter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';

/** Other methods reach nothing here, and a client may not invent values of an attribute. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** In `error.type`, for an answer that nobody waited for. */
const clientLeft = 'client-left';

export type RequestTelemetry = {
  /** Measures every request until its answer has ended, whatever it was answered with. */
  readonly measure: ServiceMiddleware;
  /**
   * Says which operation the request turned out to be: to its span, and to what counts those being answered.
   *
   * @param routePath the operation's path as the router writes it.
   */
  readonly begin: (ctx: ServiceContext, op: Operation, routePath: string) => void;
};

/** What is measured of requests: rate, errors and duration by operation, and how many are being answered now. */
export const createRequestTelemetry = (): RequestTelemetry => {
  const duration = histogram(metricCatalogue.requestDuration);
  const active = upDownCounter(metricCatalogue.activeRequests);
  return {
    measure: (ctx, next) => {
      const startedAt = performance.now();
      ctx.res.once('close', () => {
        duration.record((performance.now() - startedAt) / 1_000, outcomeOf(ctx));
      });
      return next();
    },
    begin: (ctx, op, routePath) => {
      const counted = {
        [attributeNames.httpMethod]: methodOf(ctx),
        [attributeNames.operation]: op.operationId,
      };
      active.add(1, counted);
      ctx.res.once('close', () => active.add(-1, counted));
      trace.getActiveSpan()?.setAttribute(attributeNames.operation, op.operationId);
      const served = getRPCMetadata(context.active());
      // The HTTP instrumentation names its span after this.
      if (served?.type === RPCType.HTTP) served.route = routePath;
      Object.assign(ctx.state, { operation: op, routePath });
    },
  };
};

const methodOf = (ctx: ServiceContext): string => (knownMethods.has(ctx.method) ? ctx.method : '_OTHER');

const outcomeOf = (ctx: ServiceContext) => {
  const sent = ctx.res.headersSent;
  const { operation, routePath } = ctx.state;
  const failure = sent ? ctx.state.failure : clientLeft;
  return {
    [attributeNames.httpMethod]: methodOf(ctx),
    ...(sent ? { [attributeNames.httpStatus]: ctx.res.statusCode } : {}),
    ...(operation === undefined || routePath === undefined
      ? {}
      : { [attributeNames.operation]: operation.operationId, [attributeNames.httpRoute]: routePath }),
    ...(failure === undefined ? {} : { [attributeNames.errorType]: failure }),
  };
};
