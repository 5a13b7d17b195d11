import { randomUUID } from 'node:crypto';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { cleanUpUploads } from '../../src/domain/ingestion/clean-up-uploads.ts';
import { failDocument } from '../../src/domain/ingestion/fail-document.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const teacher = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const cleanUp = () => cleanUpUploads(app.deps.world)({}, { signal: new AbortController().signal });
const rows = (sql: string, values: unknown[] = []) => readRows(app.databaseUrl, sql, values);

describe('cleanUpUploads', () => {
  it('removes the file of an interrupted upload, but no owned and no arriving file', async () => {
    const owned = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Kept.'] }] }));
    const [old, fresh] = [randomUUID(), randomUUID()];
    await rows(`insert into blob (id, created_at) values ($1, now() - interval '2 hours'), ($2, now())`, [
      old,
      fresh,
    ]);
    await rows(`update blob set created_at = now() - interval '2 hours' where id <> $1`, [fresh]);
    await cleanUp();
    const left = (await rows('select id from blob')).map(({ id }) => id);
    const [kept] = await rows('select blob_id from document where id = $1', [owned.id]);
    expect(left.sort()).toEqual([fresh, kept?.blob_id].sort());
  });

  it('fails a stalled document and notifies its owner, who may upload the file again', async () => {
    const file = makePdf({ pages: [{ lines: ['Stalled.'] }] });
    const { id } = await app.ingested(teacher, file);
    await rows(
      `update document set status = 'extracting', updated_at = now() - interval '2 hours' where id = $1`,
      [id],
    );
    await cleanUp();
    const { body } = await app.call(readDocument, { as: teacher, params: { id } });
    expect(body).toMatchObject({ status: 'failed', problem: expect.stringMatching(/Upload the file again/) });
    const notified = await rows(
      `select from graphile_worker._private_jobs
       where payload->'data'->'envelope'->>'type' = 'document.failed'
         and payload->'data'->'envelope'->'data'->>'documentId' = $1`,
      [id],
    );
    expect(notified).toHaveLength(1);
    expect(await app.ingested(teacher, file)).toMatchObject({ id, status: 'ready' });
  });

  it('leaves a document alone whose job waits behind other work for hours', async () => {
    const busy = aTeacher();
    const hold = (lockedAt: string) =>
      rows(
        `insert into graphile_worker._private_job_queues (queue_name, locked_at, locked_by)
         values ($1, ${lockedAt}, 'the test') on conflict (queue_name)
         do update set locked_at = excluded.locked_at, locked_by = excluded.locked_by`,
        [`owner ${busy.userId}`],
      );
    await hold('now()');
    const { body } = await app.upload(busy, makePdf({ pages: [{ lines: ['Waiting.'] }] }));
    const id = body.documentId;
    await rows(`update document set updated_at = now() - interval '2 hours' where id = $1`, [id]);
    await cleanUp();
    expect((await app.call(readDocument, { as: busy, params: { id } })).body.status).toBe('queued');
    await hold('null');
    expect((await app.settled(busy, id)).status).toBe('ready');
  });

  it('leaves a document alone that becomes ready while the clean-up waits for the row', async () => {
    const { id } = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Ready in time.'] }] }));
    await rows(
      `update document set status = 'indexing', updated_at = now() - interval '2 hours' where id = $1`,
      [id],
    );
    const job = new pg.Client({ connectionString: app.databaseUrl });
    await job.connect();
    try {
      await job.query('begin');
      await job.query(`update document set status = 'ready', updated_at = now() where id = $1`, [id]);
      const cleaned = cleanUp();
      await waitForBlocked(app.databaseUrl, 'for update');
      await job.query('commit');
      await cleaned;
    } finally {
      await job.end();
    }
    expect((await app.call(readDocument, { as: teacher, params: { id } })).body.status).toBe('ready');
  });
});

describe('failDocument', () => {
  it('leaves a document alone that is ready, because the commit of its success may have been lost', async () => {
    const { id } = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Ready.'] }] }));
    const failure = { id, status: 'failed', now: new Date() } as const;
    await app.deps.world.unitOfWork.run((repositories) => failDocument(repositories, failure));
    const { body } = await app.call(readDocument, { as: teacher, params: { id } });
    expect(body).toMatchObject({ status: 'ready' });
    const [stored] = await rows('select blob_id from document where id = $1', [id]);
    expect(stored?.blob_id).not.toBeNull();
  });
});
