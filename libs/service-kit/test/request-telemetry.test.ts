import { once } from 'node:events';
import { operation } from '@ai-teacher/contracts/operation.ts';
import { roles } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { serveApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { noRevocations } from '@ai-teacher/test-kit/identity/no-revocations.ts';
import { aStudent, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Problem } from '../src/domain/problem.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createApp } from '../src/server/create-app.ts';
import { route } from '../src/server/route.ts';
import { metricCatalogue } from '../src/telemetry/metrics.ts';

const shape = z.strictObject({ word: z.string() });
const readWord = operation({
  service: 'auth',
  summary: 'of this test',
  operationId: 'readWord',
  method: 'GET',
  path: '/words/{word}',
  edgePath: '/x/words/{word}',
  params: z.strictObject({ word: z.string() }),
  access: { edge: roles },
  success: { 200: shape },
  problems: ['database-unavailable'],
});
const logger = createLogger({ service: 'telemetry-test', level: 'silent' });
/** The labels that the series of this operation have in common. */
const series = {
  'http.request.method': 'GET',
  'http.route': '/words/:word',
  'aiteacher.operation': 'readWord',
};

describe('the measurements of requests', () => {
  let readings: MetricReadings;
  let lifecycle: Lifecycle;
  let client: AppClient;
  let begun: PromiseWithResolvers<void>;

  const answer = async (word: string, signal: AbortSignal): Promise<{ word: string }> => {
    if (word === 'lost') throw new Problem('database-unavailable');
    if (word !== 'slow') return { word };
    begun.resolve();
    await once(signal, 'abort');
    throw signal.reason;
  };

  beforeEach(async () => {
    readings = startMetricReadings();
    lifecycle = createLifecycle({ logger });
    begun = Promise.withResolvers();
    const verifyToken = createTokenVerifier({
      readKeySet: async () => (await testKeys()).keySet,
      revocations: noRevocations,
    });
    const line = route(
      readWord,
      ({ params, signal }) => answer(params.word, signal),
      (same) => same,
    );
    const app = createApp({
      routes: [line],
      operations: [readWord],
      kit: { logger, verifyToken, strict: true },
    });
    const tls = watchTlsMaterial({ folder: (await testCertificates()).folder('auth'), logger, lifecycle });
    client = await serveApp({ app, tls, lifecycle });
  });
  afterEach(async () => {
    await lifecycle.close();
    await readings.close();
  });

  const read = (word: string, more: object = {}) =>
    client.call(readWord, { as: aStudent(), params: { word }, ...more });

  /** The series once `count` requests have ended; an answer is read before its end is noted. */
  const measured = (count: number) =>
    waitUntil(
      async () => {
        const found = await readings.of(metricCatalogue.requestDuration);
        const total = found.reduce(
          (sum, { value }) => sum + (typeof value === 'number' ? 0 : value.count),
          0,
        );
        return total === count ? found : undefined;
      },
      { what: `${count} measured requests`, timeoutSeconds: 10, everyMilliseconds: 20 },
    );

  it('count by operation and status, independent of the values in the path', async () => {
    await Promise.all([read('rain'), read('snow')]);
    expect(await measured(2)).toEqual([
      {
        attributes: { ...series, 'http.response.status_code': 200 },
        value: { count: 2, sum: expect.any(Number) },
      },
    ]);
  });

  it('name the problem of a 5xx answer, and not of a 4xx answer', async () => {
    await read('lost');
    await read('rain', { as: undefined });
    expect((await measured(2)).map(({ attributes }) => attributes)).toEqual([
      { ...series, 'http.response.status_code': 503, 'error.type': 'database-unavailable' },
      { ...series, 'http.response.status_code': 401 },
    ]);
  });

  it('create no series for unknown paths and methods', async () => {
    const identity = (await testCertificates()).identity('gateway');
    for (const [method, path] of [
      ['GET', '/one'],
      ['GET', '/two'],
      ['MKCOL', '/three'],
    ] as const)
      await client.raw({ method, path, identity });
    expect((await measured(3)).map(({ attributes }) => attributes)).toEqual([
      { 'http.request.method': 'GET', 'http.response.status_code': 404 },
      { 'http.request.method': '_OTHER', 'http.response.status_code': 404 },
    ]);
  });

  it('report a client that left, and count the request as active until then', async () => {
    const leaving = new AbortController();
    const asked = read('slow', { signal: leaving.signal });
    await begun.promise;
    const counted = { 'http.request.method': 'GET', 'aiteacher.operation': 'readWord' };
    expect(await readings.of(metricCatalogue.activeRequests)).toEqual([{ attributes: counted, value: 1 }]);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    expect((await measured(1)).map(({ attributes }) => attributes)).toEqual([
      { ...series, 'error.type': 'client-left' },
    ]);
    expect(await readings.of(metricCatalogue.activeRequests)).toEqual([{ attributes: counted, value: 0 }]);
  });

  it('count verified tokens and remembered tokens', async () => {
    const student = aStudent();
    await read('rain', { as: student });
    await read('snow', { headers: { authorization: 'Bearer not.a.token' } });
    const results = (await readings.of(metricCatalogue.tokenVerifications)).map(({ attributes, value }) => [
      attributes['aiteacher.token.result'],
      value,
    ]);
    expect(results).toEqual([
      ['verified', 1],
      ['invalid', 1],
    ]);
  });
});
