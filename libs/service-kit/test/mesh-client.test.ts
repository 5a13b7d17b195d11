import { randomUUID } from 'node:crypto';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { answering, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createMeshClient, type MeshClient } from '../src/clients/mesh-client.ts';
import { Problem } from '../src/domain/problem.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { runInRequestContext } from '../src/request-context.ts';
import { metricCatalogue } from '../src/telemetry/metrics.ts';

const logger = createLogger({ service: 'mesh-client-test', level: 'silent' });
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const clientOf = async (meshUrl: string): Promise<MeshClient> => {
  const lifecycle = createLifecycle({ logger });
  open.push(lifecycle.close);
  const folder = (await testCertificates()).folder('chat');
  return createMeshClient({ meshUrl, tls: watchTlsMaterial({ folder, logger, lifecycle }), lifecycle });
};
const meshWhere = async (answer: () => { results: [] } | Promise<{ results: [] }>) => {
  const mesh = await startMeshStandIn([answering(search, answer)]);
  open.push(mesh.close);
  return { mesh, client: await clientOf(mesh.url) };
};

describe('a call to another service', () => {
  it('carries the user’s token, the request id and the remaining time', async () => {
    const { mesh, client } = await meshWhere(() => ({ results: [] }));
    const requestId = randomUUID();
    const context = { requestId, accessToken: 'the.users.token', deadlineAt: Date.now() + 2_000 };
    await runInRequestContext(context, () => client.call(search, { body: { query: 'rain' } }));
    const [request] = mesh.requests;
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer the.users.token',
      'x-request-id': requestId,
    });
    expect(Number(request?.headers['x-deadline-ms'])).toBeLessThanOrEqual(2_000);
  });

  it('leaves out fields that a later release of the other service has added', async () => {
    const later = { ...search, success: { 200: search.success[200].extend({ took: z.int() }) } };
    const mesh = await startMeshStandIn([answering(later, () => ({ results: [], took: 3 }))]);
    open.push(mesh.close);
    const client = await clientOf(mesh.url);
    expect(await client.call(search, { body: { query: 'rain' } })).toEqual({ results: [] });
  });

  it('rethrows a problem of the other service with its code', async () => {
    const { client } = await meshWhere(() => {
      throw new Problem('knowledge-base-unavailable', { retryAfterSeconds: 7 });
    });
    await expect(client.call(search, { body: { query: 'rain' } })).rejects.toMatchObject({
      code: 'knowledge-base-unavailable',
      retryAfterSeconds: 7,
    });
  });

  it('reports an unknown path and a refused connection as unavailable', async () => {
    const { client } = await meshWhere(() => ({ results: [] }));
    const pages = client.call(readPages, { params: { id: randomUUID() }, query: {} });
    await expect(pages).rejects.toMatchObject({ code: 'upstream-unavailable' });
    const alone = await clientOf('https://127.0.0.1:1');
    await expect(alone.call(search, { body: { query: 'x' } })).rejects.toMatchObject({
      code: 'upstream-unavailable',
    });
  });

  it('is aborted at the deadline, and refused when no time remains', async () => {
    const { client } = await meshWhere(() => new Promise(() => undefined));
    const late = client.call(search, { body: { query: 'rain' }, timeoutMilliseconds: 100 });
    await expect(late).rejects.toMatchObject({ code: 'deadline-exceeded' });
    const over = { requestId: randomUUID(), deadlineAt: Date.now() - 1 };
    const tooLate = runInRequestContext(over, () => client.call(search, { body: { query: 'rain' } }));
    await expect(tooLate).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  it('is measured by operation and problem code', async () => {
    const readings = startMetricReadings();
    open.push(readings.close);
    let away = false;
    const { client } = await meshWhere(() => {
      if (away) throw new Problem('knowledge-base-unavailable');
      return { results: [] };
    });
    const ask = () => client.call(search, { body: { query: 'rain' } });
    await ask();
    away = true;
    await expect(ask()).rejects.toThrow();
    const operation = { 'aiteacher.operation': 'search', 'aiteacher.upstream': 'rag' };
    const once = { count: 1, sum: expect.any(Number) };
    expect(await readings.of(metricCatalogue.meshCallDuration)).toEqual([
      { attributes: operation, value: once },
      { attributes: { ...operation, 'error.type': 'knowledge-base-unavailable' }, value: once },
    ]);
  });
});
