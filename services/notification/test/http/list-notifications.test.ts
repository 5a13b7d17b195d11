import { randomUUID } from 'node:crypto';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, deliver, documentReady, notificationsOf } from '../builders.ts';
import { startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

let app: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp();
});
afterAll(() => app.close());

const list = (as: TestUser, query: Record<string, string | number> = {}) =>
  app.call(listNotifications, { as, query });

describe('listNotifications 200', () => {
  it('listNotifications answers an empty list to a user without notifications', async () => {
    const answer = await list(aTeacher());
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { items: [], nextCursor: null },
    });
  });

  it('listNotifications shows the message, the time of the event, and that it is unread', async () => {
    const teacher = aTeacher();
    const ready = documentReady(teacher, { title: 'Land and sky' });
    await deliver(app, ready);
    expect(await notificationsOf(app, teacher)).toEqual([
      {
        id: expect.any(String),
        type: 'document.ready',
        codedText: { code: 'document-ready', name: 'Land and sky', pages: 15 },
        title: '“Land and sky” is ready',
        body: 'The document has 15 pages. You can now search it and ask questions about it.',
        subject: ready.data.documentId,
        createdAt: ready.occurredAt,
        readAt: null,
      },
    ]);
  });

  it('listNotifications sorts by the time of the event, newest first, whatever the order of delivery', async () => {
    const teacher = aTeacher();
    for (const time of ['11:00', '09:00', '12:00', '10:00'])
      await deliver(app, documentReady(teacher, { title: time, occurredAt: at(time) }));
    expect((await notificationsOf(app, teacher)).map(({ createdAt }) => createdAt)).toEqual(
      ['12:00', '11:00', '10:00', '09:00'].map(at),
    );
  });

  it('listNotifications pages without gaps or repetitions, also over events of the same instant', async () => {
    const teacher = aTeacher();
    for (let count = 0; count < 7; count += 1) await deliver(app, documentReady(teacher));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await list(teacher, { limit: 3, ...(cursor === null ? {} : { cursor }) });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await notificationsOf(app, teacher)).map(({ id }) => id));
    expect(new Set(seen).size).toBe(7);
  });

  it('listNotifications returns no cursor when the last page is exactly full', async () => {
    const teacher = aTeacher();
    for (let count = 0; count < 2; count += 1) await deliver(app, documentReady(teacher));
    expect((await list(teacher, { limit: 2 })).body.nextCursor).toBeNull();
  });

  it('listNotifications shows no notifications of other users or of another institution', async () => {
    const teacher = aTeacher();
    await deliver(app, documentReady(teacher));
    expect(await notificationsOf(app, aTeacher())).toEqual([]);
    expect(await notificationsOf(app, { ...teacher, institutionId: randomUUID() })).toEqual([]);
  });

  it('listNotifications shows no notifications of another user through that user’s cursor', async () => {
    const [teacher, other] = [aTeacher(), aTeacher()];
    for (let count = 0; count < 3; count += 1) await deliver(app, documentReady(teacher));
    const { nextCursor } = (await list(teacher, { limit: 1 })).body;
    expect((await list(other, { cursor: nextCursor })).body.items).toEqual([]);
  });
});

describe('listNotifications 422', () => {
  it.each([
    ['/query/limit', { limit: 0 }],
    ['/query/limit', { limit: 101 }],
    ['/query/limit', { limit: 'many' }],
    ['/query/cursor', { cursor: 'not-a-cursor' }],
    ['/query/cursor', { cursor: Buffer.from('["2026-03-02T09:00:00.000Z"]').toString('base64url') }],
    ['/query/cursor', { cursor: 'x'.repeat(201) }],
    ['/query/unread', { unread: 'true' }],
  ])('listNotifications answers 422 and points to %s for %j', async (pointer, query) => {
    const answer = await list(aTeacher(), query as Record<string, string | number>);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'input-invalid' });
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) });
  });
});
