import { randomUUID } from 'node:crypto';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cleanUpUploads } from '../../src/domain/ingestion/clean-up-uploads.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const teacher = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const cleanUp = () => cleanUpUploads(app.deps.world)();
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
});
