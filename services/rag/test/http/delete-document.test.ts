import { randomUUID } from 'node:crypto';
import { deleteDocument, readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { makePdf } from '../make-pdf.ts';
import { publishedOf } from '../published-events.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const owner = aTeacher();
let app: RagApp;
let vectorsOf: (documentId: string) => Promise<number>;
beforeAll(async () => {
  app = await startRagApp();
  const { url, apiKey } = await testQdrant();
  const client = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
  vectorsOf = async (documentId) => {
    const filter = { must: [{ key: 'documentId', match: { value: documentId } }] };
    return (await client.count(app.collection, { filter, exact: true })).count;
  };
});
afterAll(() => app.close());

const book = () => makePdf({ pages: [{ lines: [`A page of its own: ${randomUUID()}.`] }] });
const remove = (as: typeof owner, id: string) => app.call(deleteDocument, { as, params: { id } });

describe('document.deleted', () => {
  it('deleteDocument publishes document.deleted to each service that stores quotes', async () => {
    const { id } = await app.ingested(owner, book());
    expect((await remove(aTeacher(), id)).status).toBe(403);
    expect(await publishedOf(app, 'document.deleted', id)).toEqual([]);
    await remove(anAdmin(), id);
    const event = { institutionId: owner.institutionId, subject: owner.userId, data: { documentId: id } };
    expect(await publishedOf(app, 'document.deleted', id)).toEqual(
      ['chat', 'exam', 'notification'].map((subscriber) => ({ subscriber, ...event })),
    );
  });

  it('deleteDocument answers 403 to a former teacher for a shared document', async () => {
    const { id } = await app.ingested(owner, book());
    const answer = await remove({ ...owner, role: 'student' }, id);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    await remove(owner, id);
  });
});

describe('204', () => {
  it('deleteDocument removes rows, file and vectors', async () => {
    const { id } = await app.ingested(owner, book());
    expect(await vectorsOf(id)).toBe(1);
    expect((await remove(owner, id)).status).toBe(204);
    expect((await app.call(readDocument, { as: owner, params: { id } })).status).toBe(404);
    await until(async () => (await vectorsOf(id)) === 0);
    for (const table of ['page', 'chunk'])
      expect(await readRows(app.databaseUrl, `select from ${table} where document_id = $1`, [id])).toEqual(
        [],
      );
    expect(await readRows(app.databaseUrl, 'select from blob')).toEqual([]);
  });

  it('deleteDocument leaves nothing of a document that is still being processed', async () => {
    const { body } = await app.upload(owner, book());
    expect((await remove(owner, body.documentId)).status).toBe(204);
    const jobs = () =>
      readRows(app.databaseUrl, `select from graphile_worker.jobs where task_identifier ~ 'document'`);
    await until(async () => (await jobs()).length === 0);
    expect(await vectorsOf(body.documentId)).toBe(0);
    expect(await readRows(app.databaseUrl, 'select from blob')).toEqual([]);
  });

  it('deleteDocument lets an admin delete a shared document; the file may be uploaded again', async () => {
    const file = book();
    const { id } = await app.ingested(owner, file);
    expect((await remove(anAdmin(), id)).status).toBe(204);
    expect((await app.ingested(owner, file)).id).not.toBe(id);
  });
});

describe('403 and 404', () => {
  it('deleteDocument answers 403 to users who may know of the document, 404 to all others', async () => {
    const shared = await app.ingested(owner, book());
    const hidden = await app.ingested(owner, book(), { visibility: 'private' });
    expect((await remove(aStudent(), shared.id)).status).toBe(403);
    expect((await remove(aTeacher(), shared.id)).status).toBe(403);
    expect((await remove(aTeacher(), hidden.id)).status).toBe(404);
    expect((await remove(aTeacher({ institutionId: randomUUID() }), shared.id)).status).toBe(404);
    expect((await remove(owner, randomUUID())).status).toBe(404);
  });
});
