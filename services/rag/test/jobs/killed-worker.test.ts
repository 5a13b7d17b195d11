import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { type AppClient, createAppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { compiledCode } from '@ai-teacher/test-kit/app/service-process.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { aTeacher, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase, testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { makePdf } from '../make-pdf.ts';
import { multipart } from '../rag-app.ts';
import { until } from '../until.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const collection = `test_killed_${process.pid}`;
const teacher = aTeacher();
let database: OwnDatabase;
let mesh: MeshStandIn;
let running: { process: ChildProcess; client: AppClient };

beforeAll(async () => {
  database = await createTestDatabase('rag');
  const { keySet, kid } = await testKeys();
  mesh = await startMeshStandIn([
    answering(readKeySet, () => keySet as never),
    answering(readRevocations, () => ({
      asOf: new Date().toISOString(),
      sessions: [],
      keyIds: [kid],
      nextCursor: null,
    })),
  ]);
});
afterAll(async () => {
  if (running.process.exitCode === null) running.process.kill('SIGKILL');
  await mesh.close();
  await database.drop();
});

/** Starts the service as a process that the test can kill. */
const startProcess = async (): Promise<void> => {
  const [port, probePort] = (await pickFreePorts(2)) as [number, number];
  const { url, apiKey } = await testQdrant();
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: compiledCode,
    DEPLOYMENT_MODE: 'local',
    BIND_ADDRESS: '127.0.0.1',
    SERVICE_PORT: String(port),
    PROBE_PORT: String(probePort),
    TLS_DIR: (await testCertificates()).folder('rag'),
    MESH_URL: mesh.url,
    DATABASE_URL: database.url,
    QDRANT_URL: url,
    QDRANT_API_KEY: apiKey,
    QDRANT_COLLECTION: collection,
    LOG_LEVEL: 'fatal',
  };
  const child = spawn(process.execPath, ['services/rag/src/main.ts'], {
    cwd: root,
    env: environment,
    stdio: 'ignore',
  });
  running = { process: child, client: await createAppClient(port) };
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${probePort}/readyz`).catch(() => undefined);
    return answer?.ok === true;
  });
};

const killProcess = async (): Promise<void> => {
  const exited = once(running.process, 'exit');
  running.process.kill('SIGKILL');
  await exited;
};

/** Makes the locks and the heartbeat of a dead worker one minute older, as after a wait. */
const letTimePass = async (): Promise<void> => {
  await readRows(database.url, `update job_worker_heartbeat set seen_at = seen_at - interval '1 minute'`);
  await readRows(
    database.url,
    `update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute' where locked_at is not null`,
  );
  await readRows(
    database.url,
    `update graphile_worker._private_job_queues set locked_at = locked_at - interval '1 minute'
     where locked_at is not null`,
  );
};

it('a document becomes ready although its worker is killed during extraction and indexing', async () => {
  const pages = Array.from({ length: 300 }, (_, page) => ({
    lines: Array.from(
      { length: 40 },
      (_, line) => `Sentence ${line} of page ${page} says something of its own.`,
    ),
  }));
  const { payload, type } = multipart(makePdf({ pages }), { title: 'Long' });
  await startProcess();
  const answer = await running.client.call(ingest, {
    as: teacher,
    payload,
    headers: { 'content-type': type },
  });
  expect(answer.status).toBe(202);
  const id = answer.body.documentId;
  const read = async () => (await running.client.call(readDocument, { as: teacher, params: { id } })).body;

  await until(async () => (await read()).status === 'extracting');
  await killProcess();
  await letTimePass();
  await startProcess();
  await until(async () => {
    const { status, progress } = await read();
    return status === 'indexing' && progress.done > 0;
  });
  await killProcess();
  await letTimePass();
  await startProcess();
  await until(async () => (await read()).status === 'ready');

  expect(await read()).toMatchObject({ pages: 300, status: 'ready' });
  const [{ chunks } = {}] = await readRows(database.url, 'select count(*)::int as chunks from chunk');
  const { url, apiKey } = await testQdrant();
  const client = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
  expect((await client.count(collection, { exact: true })).count).toBe(chunks);
  const notified = await readRows(
    database.url,
    `select from graphile_worker._private_jobs where payload->'data'->'envelope'->>'type' = 'document.ready'`,
  );
  expect(notified).toHaveLength(1);
}, 120_000);
