import { randomUUID } from 'node:crypto';
import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
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

describe('200', () => {
  it('listMessages pages through the messages, oldest first', async () => {
    const id = await aSession();
    await app.call(ask, { as, body: { message: 'And what does it absorb?', sessionId: id } });
    const first = await app.call(listMessages, { as, params: { id }, query: { limit: 3 } });
    const second = await app.call(listMessages, {
      as,
      params: { id },
      query: { limit: 3, cursor: first.body.nextCursor },
    });
    expect(first.body.items.map(({ author }: { author: string }) => author)).toEqual([
      'user',
      'assistant',
      'user',
    ]);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('404', () => {
  it('listMessages answers other users, also teachers, as for a session that does not exist', async () => {
    const id = await aSession();
    for (const stranger of [aStudent(), aTeacher(), { ...as, institutionId: randomUUID() }]) {
      const foreign = await app.call(listMessages, { as: stranger, params: { id } });
      const unknown = await app.call(listMessages, { as: stranger, params: { id: randomUUID() } });
      expect(foreign).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    }
  });
});

describe('422', () => {
  it('listMessages answers 422 to a cursor of another list', async () => {
    const answer = await app.call(listMessages, {
      as,
      params: { id: await aSession() },
      query: { cursor: 'WyJhIl0' },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } });
  });
});
