import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';
import { histogram, upDownCounter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';

/** Other methods become `_OTHER`, so that clients cannot create attribute values. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Value of `error.type` when the client left before the answer. */
const clientLeft = 'client-left';

export type RequestTelemetry = {
  /** Measures every request until its answer has ended, successful or not. */
  readonly measure: ServiceMiddleware;
  /**
   * Records the matched operation in `ctx.state`, on the request's span and in the count of active requests.
   *
   * @param routePath the operation's path as the router writes it.
   */
  readonly begin: (ctx: ServiceContext, op: Operation, routePath: string) => void;
};

/** Measures requests: rate, errors and duration by operation, and the number of active requests. */
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
      // The HTTP instrumentation names its span after the route.
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
