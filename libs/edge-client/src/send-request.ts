import type { AnyCallInput } from '@ai-teacher/contracts/call-input.ts';
import {
  idempotencyKeyHeader,
  needsUser,
  type Operation,
  takesIdempotencyKey,
} from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { EdgeUnreachable, type Exchange, readProblem } from './edge-problem.ts';
import { noRetries, type RetryPolicy, withRetries } from './retry-rules.ts';

/** Where a client gets its access tokens. Callers share one session among all clients of a user. */
export type TokenSource = {
  /** The current access token, after a renewal in progress; undefined without a sign-in. */
  readonly current: () => Promise<string | undefined>;
  /** The token that follows a refused one; undefined when the session has ended. */
  readonly renew: (refused: string) => Promise<string | undefined>;
};

export type Connection = {
  readonly gatewayUrl: string;
  readonly accessToken?: string;
  readonly tokens?: TokenSource;
  readonly retry?: RetryPolicy;
  readonly observe?: (exchange: Exchange) => void;
};
export type Payload = { readonly body?: string | FormData; readonly headers?: Record<string, string> };
export type Sent = { readonly response: Response; readonly requestId: string };

const defaultTimeoutMilliseconds = 60_000;

const pathOf = (op: Operation, input: AnyCallInput): string => {
  if (op.edgePath === undefined) throw new Error(`${op.operationId} is not a public operation`);
  return locationOf(op.edgePath, input);
};

const signalOf = ({ timeoutMilliseconds, signal }: AnyCallInput): AbortSignal => {
  const timeout = AbortSignal.timeout(timeoutMilliseconds ?? defaultTimeoutMilliseconds);
  return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
};

type Attempt = {
  readonly connection: Connection;
  readonly op: Operation;
  readonly input: AnyCallInput;
  readonly payload: Payload;
  readonly signal: AbortSignal;
};

const fetchOnce = async (
  { connection, op, input, payload, signal }: Attempt,
  token: string | undefined,
): Promise<Sent & { readonly exchange: Exchange }> => {
  const path = pathOf(op, input);
  const { service, operationId, method } = op;
  const started = performance.now();
  const response = await fetch(new URL(path, connection.gatewayUrl), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...op.requestHeaders,
      ...payload.headers,
      ...input.headers,
    },
    ...(payload.body === undefined ? {} : { body: payload.body }),
    signal,
  }).catch((fault: unknown) => {
    throw fault instanceof TypeError ? new EdgeUnreachable(method, path, fault) : fault;
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  const milliseconds = Math.round(performance.now() - started);
  const { status } = response;
  const exchange = {
    service,
    operationId,
    method,
    path,
    body: input.body,
    status,
    requestId,
    milliseconds,
  };
  connection.observe?.(exchange);
  return { response, requestId, exchange };
};

/** Sends one request, and once more with a renewed token when the first token is refused. */
const attempt = async (given: Attempt): Promise<Sent> => {
  const { connection, op } = given;
  const tokens = needsUser(op) && connection.accessToken === undefined ? connection.tokens : undefined;
  const token = tokens === undefined ? connection.accessToken : await tokens.current();
  const first = await fetchOnce(given, token);
  if (first.response.ok) return first;
  const refused = first.response.status === 401 && tokens !== undefined && token !== undefined;
  const renewed = refused ? await tokens.renew(token) : undefined;
  if (renewed === undefined) throw await readProblem(first.exchange, first.response);
  await first.response.body?.cancel();
  const second = await fetchOnce(given, renewed);
  if (second.response.ok) return second;
  throw await readProblem(second.exchange, second.response);
};

/** All attempts carry one key, so together they create one thing. */
const withKey = (payload: Payload): Payload => ({
  ...payload,
  headers: { [idempotencyKeyHeader]: crypto.randomUUID(), ...payload.headers },
});

/**
 * Sends the request of an operation.
 *
 * @throws EdgeProblem for every status above 299.
 * @throws EdgeUnreachable when no answer arrived, and the reason of the signal when the caller aborted.
 */
export const send = (
  connection: Connection,
  op: Operation,
  input: AnyCallInput,
  payload: Payload,
): Promise<Sent> => {
  const { retry = noRetries } = connection;
  const keyed = retry.maxAttempts > 1 && takesIdempotencyKey(op) ? withKey(payload) : payload;
  // Each attempt has its whole time. The waits between attempts have bounds of their own.
  const run = (): Promise<Sent> =>
    attempt({ connection, op, input, payload: keyed, signal: signalOf(input) });
  return withRetries(retry, op, run, input.signal);
};
