import { owedProblems } from '@ai-teacher/contracts/operation.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { trace } from '@opentelemetry/api';
import { Problem, problemOfAbort } from '../domain/problem.ts';
import type { Logger } from '../logger.ts';
import type { RequestContext } from '../request-context.ts';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';
import { attributeNames } from '../telemetry/names.ts';

const toProblem = (error: unknown, context: RequestContext): Problem => {
  if (error instanceof Problem) return error;
  return problemOfAbort(context.signal, error) ?? new Problem('internal-error', { cause: error });
};

/** The replica that answers so works, and every other replica has as much to do. */
const loadCodes: readonly ProblemCode[] = ['overloaded', 'authentication-busy', 'too-many-streams'];

/** Answers with the status, headers and body of a problem (RFC 9457). */
export const sendProblem = (ctx: ServiceContext, problem: Problem, requestId: string): void => {
  ctx.status = problem.status;
  ctx.set(problem.headers);
  if (problem.retryAfterSeconds !== undefined)
    ctx.set('retry-after', String(Math.ceil(problem.retryAfterSeconds)));
  // The gateway does not repeat such a request, and does not count the answer as a fault of the replica
  // (envoy/cds.yaml). Otherwise an overloaded service would get more requests and lose replicas.
  if (loadCodes.includes(problem.code)) ctx.set('x-envoy-ratelimited', 'true');
  ctx.set('cache-control', 'no-store');
  ctx.body = JSON.stringify(problem.toBody(requestId));
  ctx.type = 'application/problem+json';
};

/**
 * Turns every error of a request into problem+json. An error that is no Problem becomes `internal-error` and
 * is logged.
 *
 * @param strict in tests, a problem that the operation does not declare, or a 422 without `errors`, becomes
 *   `internal-error`.
 */
export const problemHandler =
  ({ logger, strict }: { logger: Logger; strict: boolean }): ServiceMiddleware =>
  async (ctx, next) => {
    const context = ctx.state.request;
    try {
      await next();
    } catch (error) {
      let problem = toProblem(error, context);
      const op = ctx.state.operation;
      if (
        op !== undefined &&
        !op.problems.includes(problem.code) &&
        !owedProblems(op).includes(problem.code)
      ) {
        logger.error({ err: error, code: problem.code, operation: op.operationId }, 'undeclared problem');
        if (strict)
          problem = new Problem('internal-error', {
            detail: `undeclared problem ${problem.code}`,
          });
      }
      if (strict && problem.status === 422 && problem.errors === undefined)
        problem = new Problem('internal-error', { detail: `${problem.code} without errors` });
      if (problem.status === 422 && problem.cause instanceof Error)
        logger.error({ err: problem.cause, operation: op?.operationId }, 'a store refused an admitted input');
      if (problem.status >= 500) {
        logger[problem.status === 500 ? 'error' : 'warn'](
          { err: problem.cause ?? error, code: problem.code },
          'problem',
        );
        trace.getActiveSpan()?.setAttribute(attributeNames.errorType, problem.code);
        ctx.state.failure = problem.code;
      }
      if (ctx.headerSent || !ctx.res.writable) {
        ctx.res.destroy();
        return;
      }
      sendProblem(ctx, problem, context.requestId);
    }
  };
