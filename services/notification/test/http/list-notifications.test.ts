import { randomUUID } from 'node:crypto';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, deliver, documentReady, toldTo } from '../builders.ts';
import { startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

let app: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp();
});
afterAll(() => app.close());

const list = (as: TestUser, query: Record<string, string | number> = {}) =>
  app.call(listNotifications, { as, query });

describe('200', () => {
  it('is empty for somebody who was told nothing', async () => {
    const answer = await list(aTeacher());
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { items: [], nextCursor: null },
    });
  });

  it('shows what happened, when, and that nobody has read it', async () => {
    const teacher = aTeacher();
    const ready = documentReady(teacher, { title: 'Land and sky' });
    await deliver(app, ready);
    expect(await toldTo(app, teacher)).toEqual([
      {
        id: expect.any(String),
        type: 'document.ready',
        title: '“Land and sky” is ready',
        body: '15 pages can be searched and asked about now.',
        subject: ready.data.documentId,
        createdAt: ready.occurredAt,
        readAt: null,
      },
    ]);
  });

  it('is in the order in which things happened, newest first, whatever order they were delivered in', async () => {
    const teacher = aTeacher();
    for (const time of ['11:00', '09:00', '12:00', '10:00'])
      await deliver(app, documentReady(teacher, { title: time, occurredAt: at(time) }));
    expect((await toldTo(app, teacher)).map(({ createdAt }) => createdAt)).toEqual(
      ['12:00', '11:00', '10:00', '09:00'].map(at),
    );
  });

  it('goes through all pages without a gap or a repetition, things of the same instant too', async () => {
    const teacher = aTeacher();
    for (let count = 0; count < 7; count += 1) await deliver(app, documentReady(teacher));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await list(teacher, { limit: 3, ...(cursor === null ? {} : { cursor }) });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await toldTo(app, teacher)).map(({ id }) => id));
    expect(new Set(seen).size).toBe(7);
  });

  it('has no next page when the last one is exactly full', async () => {
    const teacher = aTeacher();
    for (let count = 0; count < 2; count += 1) await deliver(app, documentReady(teacher));
    expect((await list(teacher, { limit: 2 })).body.nextCursor).toBeNull();
  });

  it('shows nothing of others, nor of the same person in another institution', async () => {
    const teacher = aTeacher();
    await deliver(app, documentReady(teacher));
    expect(await toldTo(app, aTeacher())).toEqual([]);
    expect(await toldTo(app, { ...teacher, institutionId: randomUUID() })).toEqual([]);
  });

  it('gives a page of another person’s list to nobody through a cursor', async () => {
    const [teacher, other] = [aTeacher(), aTeacher()];
    for (let count = 0; count < 3; count += 1) await deliver(app, documentReady(teacher));
    const { nextCursor } = (await list(teacher, { limit: 1 })).body;
    expect((await list(other, { cursor: nextCursor })).body.items).toEqual([]);
  });
});

describe('422', () => {
  it.each([
    ['/query/limit', { limit: 0 }],
    ['/query/limit', { limit: 101 }],
    ['/query/limit', { limit: 'many' }],
    ['/query/cursor', { cursor: 'not-a-cursor' }],
    ['/query/cursor', { cursor: Buffer.from('["2026-03-02T09:00:00.000Z"]').toString('base64url') }],
    ['/query/cursor', { cursor: 'x'.repeat(201) }],
    ['/query/unread', { unread: 'true' }],
  ])('names %s when it is not acceptable: %j', async (pointer, query) => {
    const answer = await list(aTeacher(), query as Record<string, string | number>);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'input-invalid' });
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) });
  });
});
