import { randomUUID } from 'node:crypto';
import { markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliver, documentReady, notificationsOf } from '../builders.ts';
import { startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

const clock = createFakeClock();
let app: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp({ clock });
});
afterAll(() => app.close());

const markRead = (as: TestUser, id: string) => app.call(markNotificationRead, { as, params: { id } });
const aNotificationOf = async (teacher: TestUser): Promise<string> => {
  await deliver(app, documentReady(teacher));
  return (await notificationsOf(app, teacher))[0]?.id ?? '';
};

describe('markNotificationRead 204', () => {
  it('markNotificationRead sets the time on the given notification only', async () => {
    const teacher = aTeacher();
    const first = await aNotificationOf(teacher);
    await aNotificationOf(teacher);
    expect((await markRead(teacher, first)).status).toBe(204);
    const times = new Map((await notificationsOf(app, teacher)).map(({ id, readAt }) => [id, readAt]));
    expect(times.get(first)).toBe(clock.now().toISOString());
    expect([...times.values()].filter((readAt) => readAt === null)).toHaveLength(1);
  });

  it('markNotificationRead retains the first time when it is repeated, concurrently or later', async () => {
    const teacher = aTeacher();
    const id = await aNotificationOf(teacher);
    const firstRead = clock.now().toISOString();
    await Promise.all([markRead(teacher, id), markRead(teacher, id)]);
    clock.advance({ seconds: 60 });
    expect((await markRead(teacher, id)).status).toBe(204);
    expect((await notificationsOf(app, teacher))[0]?.readAt).toBe(firstRead);
  });
});

describe('markNotificationRead 404', () => {
  it('markNotificationRead answers the same 404 for an unknown id and for another user’s notification', async () => {
    const teacher = aTeacher();
    const id = await aNotificationOf(teacher);
    const unknown = await markRead(aTeacher(), randomUUID());
    const others = await markRead(aTeacher(), id);
    for (const answer of [unknown, others])
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 404,
        code: 'notification-not-found',
      });
    const { requestId: _, ...unknownBody } = unknown.body;
    expect(others.body).toMatchObject(unknownBody);
    expect((await notificationsOf(app, teacher))[0]?.readAt).toBeNull();
  });
});
