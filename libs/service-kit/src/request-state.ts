import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import type { DefaultContext, Middleware, ParameterizedContext } from 'koa';
import type { RequestContext } from './request-context.ts';

/** `ctx.state` of every request. */
export type RequestState = {
  /** Opened by the first middleware of the pipeline. */
  request: RequestContext & { signal: AbortSignal };
  /** Set when the router has matched; `routePath` is the path as the router writes it (`/documents/:id`). */
  operation?: Operation;
  routePath?: string;
  /** How long an event of the answer may wait for its reader; set when the answer is a stream. */
  slowReaderSeconds?: number;
  /** The code of the problem that was answered with a status of 500 or more. */
  failure?: ProblemCode;
};

export type ServiceContext = ParameterizedContext<RequestState, DefaultContext>;
export type ServiceMiddleware = Middleware<RequestState>;
