import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type TlsIdentity, testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { answering, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createMeshClient, type MeshClient } from '../src/clients/mesh-client.ts';
import { Problem } from '../src/domain/problem.ts';
import { spiffeIdOf } from '../src/identity/peer.ts';
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

const clientOf = async (meshUrl: string, given?: string): Promise<MeshClient> => {
  const lifecycle = createLifecycle({ logger });
  open.push(lifecycle.close);
  const folder = given ?? (await testCertificates()).folder('chat');
  return createMeshClient({ meshUrl, tls: watchTlsMaterial({ folder, logger, lifecycle }), lifecycle });
};
const meshWhere = async (answer: () => { results: [] } | Promise<{ results: [] }>) => {
  const mesh = await startMeshStandIn([answering(search, answer)]);
  open.push(mesh.close);
  return { mesh, client: await clientOf(mesh.url) };
};

/** Moves the certificate into the folder, as a renewal does. */
const renew = async (folder: string, { cert, key, ca }: TlsIdentity): Promise<void> => {
  for (const [file, text] of Object.entries({ 'tls.crt': cert, 'tls.key': key, 'ca.crt': ca })) {
    await writeFile(path.join(folder, `new-${file}`), text);
    await rename(path.join(folder, `new-${file}`), path.join(folder, file));
  }
};

/** A mesh listener that records the names of the certificates that its clients present. */
const startRecordingMesh = async (): Promise<{ readonly url: string; readonly seen: string[] }> => {
  const identity = (await testCertificates()).identity('mesh');
  const seen: string[] = [];
  const mesh = createServer(
    { ...identity, requestCert: true, rejectUnauthorized: true },
    ({ socket }, answer) => {
      seen.push((socket as TLSSocket).getPeerCertificate().subjectaltname ?? '');
      answer.end(JSON.stringify({ results: [] }));
    },
  );
  open.push(async () => void mesh.close().closeAllConnections());
  mesh.listen(0, '127.0.0.1');
  await once(mesh, 'listening');
  return { url: `https://127.0.0.1:${(mesh.address() as AddressInfo).port}`, seen };
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

  it('presents a renewed certificate, not the one before it', async () => {
    const { identity } = await testCertificates();
    const folder = await mkdtemp(path.join(tmpdir(), 'renewed-certificate-'));
    open.push(() => rm(folder, { recursive: true }));
    await renew(folder, identity('chat'));
    const { url, seen } = await startRecordingMesh();
    const client = await clientOf(url, folder);
    const presents = async (name: string): Promise<boolean> => {
      await client.call(search, { body: { query: 'rain' } });
      return seen.at(-1)?.startsWith(`URI:${spiffeIdOf(name)},`) === true;
    };
    expect(await presents('chat')).toBe(true);
    // Another certificate of the same authority stands for the renewed one.
    await renew(folder, identity('exam'));
    await waitUntil(() => presents('exam'), { what: 'the renewed certificate', timeoutSeconds: 10 });
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
