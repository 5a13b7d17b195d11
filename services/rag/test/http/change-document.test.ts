import { randomUUID } from 'node:crypto';
import { changeDocument, readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { publishedOf } from '../published-events.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const owner = aTeacher();
let app: RagApp;
let shared: string;
let hidden: string;
beforeAll(async () => {
  app = await startRagApp();
  const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
  shared = (await app.ingested(owner, book('Shared.'), { title: 'Shared' })).id;
  hidden = (await app.ingested(owner, book('Hidden.'), { visibility: 'private' })).id;
});
afterAll(() => app.close());

const change = (as: typeof owner, id: string, body: unknown) =>
  app.call(changeDocument, { as, params: { id }, body });

describe('200', () => {
  it('changeDocument changes only the given fields and returns the document', async () => {
    const { status, body } = await change(owner, shared, { title: 'Renamed' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: shared, title: 'Renamed', visibility: 'institution', status: 'ready' });
    expect(body).toMatchObject({ audience: [{ institution: true }], excluded: [] });
    const { audience: _audience, excluded: _excluded, ...shown } = body;
    expect((await app.call(readDocument, { as: aStudent(), params: { id: shared } })).body).toEqual(shown);
  });
  it('changeDocument changes nothing for an empty body', async () => {
    const written = () =>
      readRows(
        app.databaseUrl,
        `select updated_at, (select sum(last_value)::int from pg_sequences where schemaname = 'graphile_worker') as jobs
         from document where id = $1`,
        [shared],
      );
    const before = await written();
    expect((await change(owner, shared, {})).body).toMatchObject({ title: 'Renamed' });
    expect((await change(owner, shared, { title: 'Renamed', visibility: 'institution' })).status).toBe(200);
    expect(await written()).toEqual(before);
  });
  it('changeDocument lets an admin of the institution change a shared document', async () => {
    expect((await change(anAdmin(), shared, { title: 'By the head' })).body.title).toBe('By the head');
  });
});

describe('document.hidden', () => {
  it('changeDocument publishes document.hidden once when a shared document becomes private', async () => {
    const book = makePdf({ pages: [{ lines: ['Shared for a while.'] }] });
    const { id } = await app.ingested(owner, book);
    await change(owner, id, { title: 'Still shared' });
    expect(await publishedOf(app, 'document.hidden', id)).toEqual([]);
    await change(owner, id, { visibility: 'private' });
    await change(owner, id, { visibility: 'private' });
    const event = { institutionId: owner.institutionId, subject: owner.userId, data: { documentId: id } };
    expect(await publishedOf(app, 'document.hidden', id)).toEqual(
      ['chat', 'exam', 'notification'].map((subscriber) => ({ subscriber, ...event })),
    );
  });
});

describe('403', () => {
  it('changeDocument answers 403 to a former teacher who changes a shared document or shares a private one', async () => {
    const former = { ...owner, role: 'student' as const };
    for (const [id, body] of [
      [shared, { title: 'Mine' }],
      [shared, { visibility: 'private' }],
      [hidden, { visibility: 'institution' }],
    ] as const)
      expect(await change(former, id, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await change(former, hidden, { title: 'My own' })).status).toBe(200);
  });

  it.each([
    ['another teacher', aTeacher()],
    ['a student', aStudent()],
  ])('changeDocument answers 403 to %s, who may only read the document', async (_who, as) => {
    const answer = await change(as, shared, { title: 'Mine now' });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('404', () => {
  it('changeDocument answers 404 to users who may not know of the document', async () => {
    for (const [as, id] of [
      [aTeacher(), hidden],
      [anAdmin(), hidden],
      [anAdmin({ institutionId: randomUUID() }), shared],
      [owner, randomUUID()],
    ] as const)
      expect((await change(as, id, { title: 'X' })).status).toBe(404);
  });
});

describe('422', () => {
  it.each([
    [{ title: '' }, '/title'],
    [{ title: 'two\nlines' }, '/title'],
    [{ visibility: 'public' }, '/visibility'],
    [{ ownerId: randomUUID() }, '/ownerId'],
    [{ status: 'ready' }, '/status'],
  ])('changeDocument answers 422 for the body %j', async (body, pointer) => {
    const answer = await change(owner, shared, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer]);
  });
});
