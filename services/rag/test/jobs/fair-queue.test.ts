import { changeDocument } from '@ai-teacher/contracts/rag/library.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

let app: RagApp;
beforeAll(async () => {
  app = await startRagApp({ EXTRACTIONS_AT_ONCE: '1' });
});
afterAll(() => app.close());

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
const rows = (sql: string, values: unknown[] = []) => readRows(app.databaseUrl, sql, values);

jest.setTimeout(120_000);

describe('the queue of rag', () => {
  it('reads one book of a teacher before the last of eight books of another teacher', async () => {
    const [many, one] = [aTeacher(), aTeacher()];
    for (let at = 1; at <= 8; at += 1) await app.upload(many, book(`Book number ${at}.`));
    const { body } = await app.upload(one, book('The only book.'));
    expect((await app.settled(one, body.documentId)).status).toBe('ready');
    const waiting = await rows(`select from document where owner_id = $1 and status = 'queued'`, [
      many.userId,
    ]);
    expect(waiting.length).toBeGreaterThan(2);
  });

  it('has one waiting job for a document that is changed ten times', async () => {
    const teacher = aTeacher();
    const { id } = await app.ingested(teacher, book('Often renamed.'));
    const patch = (title: string) =>
      app.call(changeDocument, { as: teacher, params: { id }, body: { title } });
    // The jobs of a document run one after another in its queue, so a held queue lets them wait.
    await rows(
      `insert into graphile_worker._private_job_queues (queue_name, locked_at, locked_by)
       values ($1, now(), 'the test') on conflict (queue_name)
       do update set locked_at = now(), locked_by = 'the test'`,
      [`vectors ${id}`],
    );
    for (let at = 1; at <= 10; at += 1) expect((await patch(`Title ${at}`)).status).toBe(200);
    const jobs = await rows(
      `select from graphile_worker.jobs where task_identifier = 'index-document' and queue_name = $1`,
      [`vectors ${id}`],
    );
    expect(jobs).toHaveLength(1);
  });
});
