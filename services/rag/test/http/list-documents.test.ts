import { randomUUID } from 'node:crypto';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const teacher = aTeacher();
const student = aStudent();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five'])
    await app.upload(teacher, makePdf({ pages: [{ lines: [title] }] }), {
      fields: { title, visibility: title === 'Two' ? 'private' : 'institution' },
    });
});
afterAll(() => app.close());

const list = (as: typeof teacher, query: Record<string, string | number> = {}) =>
  app.call(listDocuments, { as, query });
const titlesIn = (body: { items: { title: string }[] }) => body.items.map(({ title }) => title);

describe('200', () => {
  it('listDocuments lists the newest first and private documents only to their owner', async () => {
    expect(titlesIn((await list(teacher)).body)).toEqual(['Five', 'Four', 'Three', 'Two', 'One']);
    expect(titlesIn((await list(student)).body)).toEqual(['Five', 'Four', 'Three', 'One']);
    expect((await list(aStudent({ institutionId: randomUUID() }))).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  it('listDocuments continues at the cursor and ends with the last document', async () => {
    const first = await list(student, { limit: 2 });
    const second = await list(student, { limit: 2, cursor: first.body.nextCursor });
    expect([titlesIn(first.body), titlesIn(second.body)]).toEqual([
      ['Five', 'Four'],
      ['Three', 'One'],
    ]);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('422', () => {
  it.each([
    [{ limit: 0 }, '/query/limit'],
    [{ limit: 'many' }, '/query/limit'],
    [{ cursor: 'made up' }, '/query/cursor'],
    [{ cursor: Buffer.from('2026-99-01T00:00:00.000Z x').toString('base64url') }, '/query/cursor'],
    [{ owner: 'me' }, '/query/owner'],
  ])('listDocuments answers 422 for the query %j', async (query, pointer) => {
    const answer = await list(student, query as Record<string, string>);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer]);
  });
});
