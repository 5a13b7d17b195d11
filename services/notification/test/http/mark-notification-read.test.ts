import { randomUUID } from 'node:crypto';
import { markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliver, documentReady, toldTo } from '../builders.ts';
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
  return (await toldTo(app, teacher))[0]?.id ?? '';
};

describe('204', () => {
  it('marks one notification and no other, with the time', async () => {
    const teacher = aTeacher();
    const first = await aNotificationOf(teacher);
    await aNotificationOf(teacher);
    expect((await markRead(teacher, first)).status).toBe(204);
    const times = new Map((await toldTo(app, teacher)).map(({ id, readAt }) => [id, readAt]));
    expect(times.get(first)).toBe(clock.now().toISOString());
    expect([...times.values()].filter((readAt) => readAt === null)).toHaveLength(1);
  });

  it('keeps the first time when it comes again, at once or later', async () => {
    const teacher = aTeacher();
    const id = await aNotificationOf(teacher);
    const firstRead = clock.now().toISOString();
    await Promise.all([markRead(teacher, id), markRead(teacher, id)]);
    clock.advance({ seconds: 60 });
    expect((await markRead(teacher, id)).status).toBe(204);
    expect((await toldTo(app, teacher))[0]?.readAt).toBe(firstRead);
  });
});

describe('404', () => {
  it('answers for an id that nobody has and for one of somebody else in the same way', async () => {
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
    expect((await toldTo(app, teacher))[0]?.readAt).toBeNull();
  });
});
