import { deleteSession, listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatApp, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());

const as = aStudent();
const aSession = async () =>
  (await app.call(ask, { as, body: { message: 'What is chlorophyll?' } })).body.sessionId as string;

describe('204', () => {
  it('deleteSession removes all of the session and answers 404 when repeated', async () => {
    const id = await aSession();
    expect(await app.call(deleteSession, { as, params: { id } })).toMatchObject({ status: 204, text: '' });
    expect((await app.call(listMessages, { as, params: { id } })).status).toBe(404);
    expect((await app.call(deleteSession, { as, params: { id } })).status).toBe(404);
    const rows = await readRows(
      app.databaseUrl,
      `select (select count(*) from chat_message)::int messages, (select count(*) from chat_citation)::int citations`,
    );
    expect(rows).toEqual([{ messages: 0, citations: 0 }]);
  });
});

describe('404', () => {
  it('deleteSession answers 404 for another user’s session and leaves it unchanged', async () => {
    const id = await aSession();
    expect(await app.call(deleteSession, { as: aStudent(), params: { id } })).toMatchObject({
      status: 404,
      body: { code: 'session-not-found' },
    });
    expect((await app.call(listMessages, { as, params: { id } })).status).toBe(200);
  });
});
