import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userDeleted } from '../builders.ts';
import { type ChatApp, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());

const deliver = (body: object) => app.call(receiveChatEvent, { from: 'auth', body });
const message = { message: 'What is chlorophyll?' };

describe('204', () => {
  it('receiveChatEvent erases the sessions of the deleted user only', async () => {
    const gone = aStudent();
    const stays = aStudent();
    for (const as of [gone, gone, stays]) await app.call(ask, { as, body: message });
    expect((await deliver(userDeleted(gone.userId))).status).toBe(204);
    expect((await app.call(listSessions, { as: gone })).body.items).toEqual([]);
    expect((await app.call(listSessions, { as: stays })).body.items).toHaveLength(1);
  });

  it('receiveChatEvent has one effect when an event is delivered repeatedly and concurrently', async () => {
    const as = aStudent();
    const event = userDeleted(as.userId);
    await app.call(ask, { as, body: message });
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    await app.call(ask, { as, body: message });
    expect((await deliver(event)).status).toBe(204);
    expect((await app.call(listSessions, { as })).body.items).toHaveLength(1);
    expect(
      await readRows(app.databaseUrl, 'select count(*)::int n from seen_event where id = $1', [event.id]),
    ).toEqual([{ n: 1 }]);
  });
});
