import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { compiledCode } from '@ai-teacher/test-kit/app/service-process.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { ensureIndex } from '../../src/domain/indexing/prepare-index.ts';
import { rebuildIndex } from '../../src/domain/indexing/rebuild-index.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const command = fileURLToPath(new URL('../../src/rebuild-index.ts', import.meta.url));
const teacher = aTeacher();
const animals = ['Otters', 'Badgers', 'Herons'];
let app: RagApp;
let qdrant: QdrantClient;
beforeAll(async () => {
  const { url, apiKey } = await testQdrant();
  qdrant = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
  app = await startRagApp();
  for (const animal of animals)
    await app.ingested(teacher, makePdf({ pages: [{ lines: [`${animal} live near rivers.`] }] }));
});
afterAll(() => app.close());

const hits = async () => {
  const { body } = await app.call(search, { as: teacher, body: { query: 'rivers' } });
  return body.results?.length;
};
const emptyIndex = () => qdrant.delete(app.collection, { wait: true, filter: { must: [] } });

describe('the command that rebuilds the index', () => {
  it('fills an emptied index from the database, prints its progress and ends with 0', async () => {
    await emptyIndex();
    expect(await hits()).toBe(0);
    const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiledCode, DATABASE_URL: app.databaseUrl };
    const { stdout } = await promisify(execFile)(process.execPath, [command], { env });
    expect(stdout).toMatch(/3 of 3 documents are indexed\n$/);
    expect(await hits()).toBe(3);
  });

  it('ends with 64 and changes nothing when its arguments are wrong', async () => {
    const run = promisify(execFile)(process.execPath, [command, '--now'], {
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiledCode, DATABASE_URL: app.databaseUrl },
    });
    await expect(run).rejects.toMatchObject({ code: 64 });
  });
});

describe('rebuildIndex', () => {
  it('enqueues page by page, removes passages without a document, and finds each document', async () => {
    await emptyIndex();
    const orphan = crypto.randomUUID();
    const payload = { documentId: orphan, institutionId: orphan, ownerId: orphan, visibility: 'private' };
    await qdrant.upsert(app.collection, {
      wait: true,
      points: [{ id: orphan, vector: { terms: { indices: [1], values: [1] } }, payload }],
    });
    await rebuildIndex(app.deps.world, 1)({});
    await until(async () => (await hits()) === animals.length);
    await until(async () => (await qdrant.count(app.collection)).count === animals.length);
  });

  it('begins anew although a run that continues an earlier rebuild is enqueued after it', async () => {
    await emptyIndex();
    await app.deps.world.unitOfWork.run(async ({ jobs }) => {
      await jobs.rebuildIndex();
      await jobs.rebuildIndex('ffffffff-ffff-4fff-bfff-ffffffffffff');
    });
    await until(async () => (await hits()) === animals.length);
  });
});

describe('ensureIndex', () => {
  it('leaves the rebuild in the queue when the process is killed before the index is created', async () => {
    await qdrant.deleteCollection(app.collection);
    const { world } = app.deps;
    const killed = new Error('killed');
    const passages = { exists: world.passages.exists, prepare: () => Promise.reject(killed) };
    await expect(ensureIndex({ ...world, passages })).rejects.toBe(killed);
    // The jobs of the rebuild create the index themselves.
    await until(async () => (await hits()) === animals.length);
  });

  it('completes the payload indexes of an index whose creation was interrupted', async () => {
    await qdrant.deletePayloadIndex(app.collection, 'ownerId', { wait: true });
    await ensureIndex(app.deps.world);
    const { payload_schema: indexed } = await qdrant.getCollection(app.collection);
    expect(Object.keys(indexed).sort()).toEqual(
      expect.arrayContaining([
        'audience',
        'documentId',
        'excluded',
        'institutionId',
        'ownerId',
        'visibility',
      ]),
    );
    expect(await readRows(app.databaseUrl, rebuildsQuery)).toEqual([]);
  });
});

const rebuildsQuery = `
  select job.id from graphile_worker._private_jobs job
  join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = 'rebuild-index'`;
