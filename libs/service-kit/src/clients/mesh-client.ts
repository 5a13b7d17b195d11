import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { readAnswer } from '@ai-teacher/contracts/answers/read-answer.ts';
import type { AnyCallInput, CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation, ReadOf, Success } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { type ProblemCode, problemBody } from '@ai-teacher/contracts/problem.ts';
import got, { type Got, type Response } from 'got';
import { Problem } from '../domain/problem.ts';
import { spiffeIdOf, spiffeIdsIn } from '../identity/peer.ts';
import type { TlsSource } from '../identity/tls-material.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { currentRequestContext, type RequestContext } from '../request-context.ts';
import { histogram } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';

export type MeshClient = {
  /**
   * Calls another service's operation through the mesh listener. The user's token, the request id, the
   * remaining time and the trace are taken from the request context. The client does not retry: the gateway
   * retries.
   *
   * @param input the parts that the contract declares; the timeout is 5 000 ms unless given, and at most the
   *   remaining time.
   * @returns the answer, parsed by the contract.
   * @throws Problem with the upstream's own code, or `upstream-unavailable`, `deadline-exceeded`.
   */
  readonly call: <Op extends Operation>(op: Op, input: CallInput<Op>) => Promise<ReadOf<Op>>;
};

const defaultTimeoutMilliseconds = 5_000;
/**
 * Below the gateway's idle timeout, so that the gateway never closes a pooled connection during a request.
 */
const idleSocketMilliseconds = 50_000;

const agentFor = (tls: TlsSource): Agent => {
  const { cert, key, ca } = tls.current();
  return new Agent({
    // Made once: Node would read the three files again for each connection, a tenth of chat's processor time
    // while many questions begin.
    secureContext: createSecureContext({ cert, key, ca, minVersion: 'TLSv1.3' }),
    minVersion: 'TLSv1.3',
    keepAlive: true,
    timeout: idleSocketMilliseconds,
    maxSockets: 64,
    checkServerIdentity: (_host, certificate) =>
      spiffeIdsIn(certificate.subjectaltname).includes(spiffeIdOf('mesh'))
        ? undefined
        : new Error('the mesh listener did not present its identity'),
  });
};

/** The client of one agent. Options that are the same for every call are checked and copied once. */
const clientOf = (agent: Agent): Got =>
  got.extend({
    agent: { https: agent },
    // Services and the gateway compress nothing between services.
    decompress: false,
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
  });

const headersFor = (
  op: Operation,
  context: RequestContext | undefined,
  timeout: number,
): Record<string, string> => {
  // The trace travels by instrumentation of the HTTP client.
  return {
    host: `${op.service}-service`,
    accept: 'application/json',
    'x-deadline-ms': String(timeout),
    ...(context === undefined ? {} : { 'x-request-id': context.requestId }),
    ...(context?.accessToken === undefined ? {} : { authorization: `Bearer ${context.accessToken}` }),
  };
};

const problemIn = (response: Response<string>): Problem => {
  const retryAfter = Number(response.headers['retry-after'] ?? Number.NaN);
  const options = Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {};
  let body: unknown;
  try {
    body = JSON.parse(response.body);
  } catch {
    return new Problem('upstream-unavailable', {
      cause: new Error(`status ${response.statusCode} without a problem`),
      ...options,
    });
  }
  const parsed = readAnswer(problemBody, body);
  if (!parsed.success)
    return new Problem('upstream-unavailable', {
      cause: parsed.error,
      ...options,
    });
  const { code, detail, errors } = parsed.data;
  return new Problem(code, {
    cause: new Error(`upstream answered ${code}`),
    ...options,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  });
};

/** The caller cannot cause these problems between two services, so they are reported as unavailability. */
const internalCodes = new Set<ProblemCode>([
  'internal-error',
  'peer-not-allowed',
  'not-found',
  'method-not-allowed',
]);

const read = <Op extends Operation>(op: Op, response: Response<string>): ReadOf<Op> => {
  if (response.statusCode >= 300) {
    const problem = problemIn(response);
    throw internalCodes.has(problem.code) ? new Problem('upstream-unavailable', { cause: problem }) : problem;
  }
  const schema = (op.success as Success)[response.statusCode as keyof Success];
  if (schema === null) return undefined as ReadOf<Op>;
  // While a release is rolled out, the other service may already be a later one with further fields.
  const parsed = schema === undefined ? undefined : readAnswer(schema, JSON.parse(response.body));
  if (parsed === undefined || !parsed.success)
    throw new Problem('upstream-unavailable', {
      cause: parsed?.error ?? `status ${response.statusCode} undeclared`,
    });
  return parsed.data as ReadOf<Op>;
};

/** A joint signal costs more than the signal that nearly every call has alone. */
const anyOf = (signals: readonly AbortSignal[]): AbortSignal =>
  signals.length === 1 ? (signals[0] as AbortSignal) : AbortSignal.any([...signals]);

/** Measures the duration of each call by operation and problem code. */
const measureCalls = () => {
  const duration = histogram(metricCatalogue.meshCallDuration);
  return async <Result>(op: Operation, call: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    let failure: ProblemCode | undefined;
    try {
      return await call();
    } catch (error) {
      failure = error instanceof Problem ? error.code : 'internal-error';
      throw error;
    } finally {
      duration.record((performance.now() - startedAt) / 1_000, {
        [attributeNames.operation]: op.operationId,
        [attributeNames.upstream]: op.service,
        ...(failure === undefined ? {} : { [attributeNames.errorType]: failure }),
      });
    }
  };
};

/** Creates the typed client of other services' operations; one per process. */
export const createMeshClient = ({
  meshUrl,
  tls,
  lifecycle,
}: {
  meshUrl: string;
  tls: TlsSource;
  lifecycle: Lifecycle;
}): MeshClient => {
  let agent = agentFor(tls);
  let client = clientOf(agent);
  tls.onChange(() => {
    const old = agent;
    agent = agentFor(tls);
    client = clientOf(agent);
    // Calls in progress continue on their connection for up to 30 s. Then the old certificate is no longer
    // used.
    setTimeout(() => old.destroy(), 30_000).unref();
  });
  lifecycle.onClose('mesh client', () => agent.destroy());

  const send = async (op: Operation, input: AnyCallInput): Promise<Response<string>> => {
    const context = currentRequestContext();
    const remaining = (context?.deadlineAt ?? Number.POSITIVE_INFINITY) - Date.now();
    const timeout = Math.round(Math.min(input.timeoutMilliseconds ?? defaultTimeoutMilliseconds, remaining));
    if (timeout <= 0) throw new Problem('deadline-exceeded');
    const signals = [context?.signal, input.signal].filter((signal) => signal !== undefined);
    try {
      return await client(new URL(locationOf(op.path, input), meshUrl), {
        method: op.method,
        headers: { ...headersFor(op, context, timeout), ...input.headers },
        ...(input.body === undefined ? {} : { json: input.body }),
        timeout: { request: timeout },
        ...(signals.length === 0 ? {} : { signal: anyOf(signals) }),
      });
    } catch (cause) {
      const isTimeout = (cause as { name?: string }).name === 'TimeoutError';
      throw new Problem(isTimeout ? 'deadline-exceeded' : 'upstream-unavailable', {
        cause,
      });
    }
  };
  const measured = measureCalls();
  return {
    call: (op, input) => measured(op, async () => read(op, await send(op, input))),
  };
};
