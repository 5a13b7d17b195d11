import { randomUUID } from 'node:crypto';
import { receiveRagEvent } from '@ai-teacher/contracts/rag/events.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { publishedOf } from '../published-events.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const owner = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
const deletionOf = (userId: string) => ({
  id: randomUUID(),
  type: 'user.deleted' as const,
  occurredAt: '2026-03-02T09:00:00.000Z',
  requestId: randomUUID(),
  traceparent: null,
  institutionId: owner.institutionId,
  subject: userId,
  data: { userId },
});
const titlesLeft = async () =>
  (await readRows(app.databaseUrl, 'select title from document order by title')).map(({ title }) => title);

describe('204', () => {
  it('receiveRagEvent removes only the private documents of a deleted user', async () => {
    await app.ingested(owner, book('Shared.'), { title: 'Shared' });
    const { id } = await app.ingested(owner, book('Hidden.'), { title: 'Hidden', visibility: 'private' });
    await app.ingested(aTeacher(), book('Of another.'), { title: 'Of another', visibility: 'private' });
    const event = deletionOf(owner.userId);
    expect((await app.call(receiveRagEvent, { from: 'auth', body: event })).status).toBe(204);
    expect(await titlesLeft()).toEqual(['Of another', 'Shared']);
    expect(await publishedOf(app, 'document.deleted', id)).toHaveLength(3);
  });

  it('receiveRagEvent applies an event once, even after repeated and concurrent deliveries', async () => {
    const event = deletionOf(owner.userId);
    const deliver = () => app.call(receiveRagEvent, { from: 'auth', body: event });
    await deliver();
    await app.ingested(owner, book('Written later.'), { title: 'Later', visibility: 'private' });
    const again = await Promise.all([deliver(), deliver()]);
    expect(again.map(({ status }) => status)).toEqual([204, 204]);
    expect(await titlesLeft()).toContain('Later');
  });
});

describe('422', () => {
  it('receiveRagEvent answers 422 for an event that its contract does not know', async () => {
    const answer = await app.call(receiveRagEvent, {
      from: 'auth',
      body: { ...deletionOf(owner.userId), type: 'user.promoted' },
    });
    expect(answer.status).toBe(422);
  });
});
