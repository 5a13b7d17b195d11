import { inertFormOf } from '@ai-teacher/contracts/inert-text.ts';
import { type Operation, takesIdempotencyKey } from '@ai-teacher/contracts/operation.ts';
import { patternOf, withParameters } from '@ai-teacher/contracts/path-template.ts';
import { Router, type RouterMiddleware } from '@koa/router';
import Koa from 'koa';
import {
  type Admission,
  type AdmissionOptions,
  createAdmission,
  needsPlace,
} from '../admission/admission.ts';
import { setDeadline } from '../admission/deadline.ts';
import type { RateLimit } from '../clients/rate-limit.ts';
import type { IdempotencyKeys } from '../database/idempotency-keys.ts';
import { hashInput } from '../domain/held-key.ts';
import { Problem } from '../domain/problem.ts';
import { answerOnce, idempotencyKeyOf } from '../idempotency/answer-once.ts';
import { clientAddressOf } from '../identity/client-address.ts';
import { peer } from '../identity/peer.ts';
import { checkCaller, principalFor } from '../identity/principal.ts';
import type { TokenVerifier } from '../identity/token-verifier.ts';
import type { Logger } from '../logger.ts';
import type { RequestState, ServiceContext, ServiceMiddleware } from '../request-state.ts';
import {
  createStreamGuard,
  defaultStreamLimits,
  type IsSessionEnded,
  type StreamGuard,
  type StreamLimits,
} from '../streams/stream-guard.ts';
import { accessLog } from './access-log.ts';
import { inputFaultsOf } from './input-faults.ts';
import { problemHandler } from './problem-handler.ts';
import { checkBodyHeaders, discardRest, jsonBodyReader } from './read-body.ts';
import { requestEntry } from './request-entry.ts';
import { createRequestTelemetry, type RequestTelemetry } from './request-telemetry.ts';
import type { Route } from './route.ts';

/** Dependencies of every service's app, besides the service's own. */
export type AppKit = {
  readonly logger: Logger;
  readonly verifyToken: TokenVerifier;
  /**
   * Aborted with a Problem when answers in progress must end because the service stops (`grace-signal.ts`).
   */
  readonly graceSignal?: AbortSignal;
  /** Whether a session has ended, for streams that outlive the verification of their token. */
  readonly isSessionEnded?: IsSessionEnded;
  /** The limits of streams; a service that shares a Redis counts its users there. */
  readonly streamLimits?: StreamLimits;
  /** The stored idempotency keys of a service with creating operations. */
  readonly idempotencyKeys?: IdempotencyKeys;
  /** Bounds of the requests in progress. */
  readonly admission?: AdmissionOptions;
  /** In tests, a problem that an operation does not declare becomes a 500. */
  readonly strict?: boolean;
};

const defaultDeadlineSeconds = 15;

/** Rewrites `/documents/{id}` as `/documents/:id`, and `/app/{page=**}` as `/app/*page`. */
const routerPath = (path: string): string =>
  withParameters(path, (name, isRest) => `${isRest ? '*' : ':'}${name}`);

const parseInput = (op: Operation, part: 'params' | 'query' | 'body', value: unknown): unknown => {
  const schema = op[part];
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // A path parameter of the wrong shape cannot name an existing thing.
  if (part === 'params') throw new Problem('not-found');
  throw new Problem('input-invalid', {
    errors: inputFaultsOf(parsed.error, part === 'query' ? '/query' : ''),
  });
};

const consume = async (ctx: ServiceContext, limit: RateLimit, key: string): Promise<void> => {
  const state = await limit.consume(key);
  ctx.set('x-ratelimit-limit', String(state.limit));
  ctx.set('x-ratelimit-remaining', String(state.remaining));
  ctx.set('x-ratelimit-reset', String(state.resetSeconds));
};

/** @throws Error when the service cannot repeat the answers of an operation that creates something. */
const requireKeys = ({ operation, options, readsBody }: Route, kit: AppKit): IdempotencyKeys => {
  if (kit.idempotencyKeys === undefined)
    throw new Error(`${operation.operationId} creates something, but the kit has no idempotency keys`);
  if (readsBody && options.hashUpload === undefined)
    throw new Error(`${operation.operationId} creates something, but its route has no hashUpload`);
  if (operation.stream !== undefined && options.answerAgain === undefined)
    throw new Error(`${operation.operationId} creates something, but its route has no answerAgain`);
  return kit.idempotencyKeys;
};

type PipelineParts = {
  readonly kit: AppKit;
  readonly telemetry: RequestTelemetry;
  readonly streams: StreamGuard;
  readonly admission: Admission;
  readonly path: string;
};

/** The pipeline of one operation; the order is the same for all operations. */
const pipelineOf = (
  route: Route,
  { kit, telemetry, streams, admission, path }: PipelineParts,
): RouterMiddleware<RequestState> => {
  const { operation: op, options } = route;
  const readBody = op.body === undefined || route.readsBody ? undefined : jsonBodyReader(op);
  const unlimited = route.readsBody || op.stream !== undefined;
  const deadlineSeconds = options.deadlineSeconds ?? (unlimited ? undefined : defaultDeadlineSeconds);
  const maxAnswerSeconds = options.maxAnswerSeconds ?? deadlineSeconds;
  const keys = takesIdempotencyKey(op) ? requireKeys(route, kit) : undefined;
  const isAdmitted = needsPlace(op, options);
  return async (ctx) => {
    const context = ctx.state.request;
    const { caller } = context;
    if (caller === undefined) throw new Error('the peer middleware did not run');
    telemetry.begin(ctx, op, path);
    checkCaller(op, caller);
    if (isAdmitted) admission.requireRoom(op);
    setDeadline(ctx, context, deadlineSeconds);
    const user = await principalFor(op, ctx, kit.verifyToken);
    if (user !== undefined) Object.assign(context, user);
    if (options.limit !== undefined && user !== undefined)
      await consume(ctx, options.limit, user.principal.userId);
    await streams.admit(op, ctx, user?.principal, deadlineSeconds);
    const key = keys === undefined ? undefined : idempotencyKeyOf(ctx);
    checkBodyHeaders(op, ctx);
    const body = readBody === undefined ? undefined : await readBody(ctx);
    const given = {
      params: parseInput(op, 'params', ctx.params),
      query: parseInput(op, 'query', { ...ctx.query }),
      body: route.readsBody ? undefined : parseInput(op, 'body', body),
    };
    const input = {
      ...given,
      principal: user?.principal,
      caller,
      clientAddress: clientAddressOf(ctx, caller),
      userAgent: caller.kind === 'edge' ? ctx.get('user-agent') || undefined : undefined,
      requestId: context.requestId,
      signal: context.signal,
    };
    const answer = () => route.answer(ctx, input);
    // After the body, because a slow sender would hold a place without work.
    const leave = isAdmitted ? await admission.enter(op, context.signal) : undefined;
    try {
      if (keys === undefined || key === undefined || user === undefined) await answer();
      else {
        const request = options.hashUpload ?? hashInput(given);
        const { answerAgain } = options;
        const again = answerAgain && ((reference: string) => answerAgain(ctx, input, reference));
        const once = { keys, logger: kit.logger, operation: op, userId: user.principal.userId, again };
        await answerOnce(ctx, key, { ...once, request, maxAnswerSeconds }, answer);
      }
    } finally {
      leave?.();
      if (route.readsBody) discardRest(ctx.req);
    }
  };
};

/**
 * Runs after the router: answers 405 with `Allow` for a known path with another method, and 404 otherwise.
 */
const unmatched = (routes: readonly Route[]): ServiceMiddleware => {
  const patterns = routes.map(({ operation }) => ({
    method: operation.method,
    pattern: patternOf(operation.path),
  }));
  return (ctx) => {
    const methods = patterns.filter(({ pattern }) => pattern.test(ctx.path)).map(({ method }) => method);
    if (methods.length === 0) throw new Problem('not-found');
    const allow = methods.includes('GET') ? ['HEAD', ...methods] : methods;
    throw new Problem('method-not-allowed', {
      headers: { allow: allow.join(', ') },
    });
  };
};

const requireAllServed = (routes: readonly Route[], declared: readonly Operation[]): void => {
  const served = new Set(routes.map(({ operation }) => operation.operationId));
  const missing = declared.filter((op) => !served.has(op.operationId)).map((op) => op.operationId);
  if (missing.length > 0) throw new Error(`declared but not served: ${missing.join(', ')}`);
};

/** Makes the inert form of every answer once. Throws for an answer with text that this form cannot reach. */
const prepareInertForms = (declared: readonly Operation[]): void => {
  for (const { success, stream = {} } of declared)
    for (const schema of [...Object.values(success), ...Object.values(stream)])
      if (schema) inertFormOf(schema);
};

/**
 * Builds a service's Koa app from its routes table. The order of a request is fixed here and nowhere else:
 * telemetry → request id → access log → problem handler → peer → principal → rate limit → stream limit →
 * body limit → parse → place → idempotency key → use case → parse answer → send. (The instrumentation opens
 * a span around the HTTP server; the metrics begin here.)
 *
 * @param routes one route per operation.
 * @param operations all operations that the contracts declare for this service.
 * @throws Error when a declared operation has no route.
 */
export const createApp = ({
  routes,
  operations,
  kit,
}: {
  routes: readonly Route[];
  operations: readonly Operation[];
  kit: AppKit;
}): Koa => {
  requireAllServed(routes, operations);
  prepareInertForms(operations);
  const app = new Koa<RequestState>();
  app.on('error', (error) => kit.logger.error({ err: error }, 'koa'));
  const telemetry = createRequestTelemetry();
  const streams = createStreamGuard(kit.streamLimits ?? defaultStreamLimits, kit.isSessionEnded);
  const admission = createAdmission(kit.admission);
  const router = new Router<RequestState>();
  for (const route of routes) {
    const path = routerPath(route.operation.path);
    const parts = { kit, telemetry, streams, admission, path };
    router.register(path, [route.operation.method], [pipelineOf(route, parts)], {
      name: route.operation.operationId,
    });
  }
  app.use(requestEntry(kit.graceSignal));
  app.use(telemetry.measure);
  app.use(accessLog(kit.logger));
  app.use(problemHandler({ logger: kit.logger, strict: kit.strict ?? false }));
  app.use(peer());
  app.use(router.routes());
  app.use(unmatched(routes));
  return app;
};
