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

describe('200 in both orders', () => {
  type Page = { items: { id: string }[]; nextCursor: string | null };
  const idsIn = async (id: string, query: { order?: string }): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const place: object = cursor === undefined ? {} : { cursor };
      const page: { body: Page } = await app.call(listMessages, {
        as,
        params: { id },
        query: { limit: 3, ...query, ...place },
      });
      expect(page.body.items.length).toBeLessThanOrEqual(3);
      ids.push(...page.body.items.map((message) => message.id));
      cursor = page.body.nextCursor;
    }
    return ids;
  };

  it('listMessages lists each message once, and `newest` reverses `oldest`', async () => {
    const id = await aSession();
    for (let at = 0; at < 3; at += 1)
      await app.call(ask, { as, body: { message: `What is chlorophyll number ${at}?`, sessionId: id } });
    const oldest = await idsIn(id, {});
    expect(new Set(oldest).size).toBe(8);
    expect(await idsIn(id, { order: 'oldest' })).toEqual(oldest);
    expect(await idsIn(id, { order: 'newest' })).toEqual(oldest.toReversed());
  });

  it('listMessages in the order `newest` skips no message when one is added between two pages', async () => {
    const id = await aSession();
    await app.call(ask, { as, body: { message: 'What is a comet?', sessionId: id } });
    const oldest = await idsIn(id, {});
    const query = { limit: 2, order: 'newest' };
    const first = await app.call(listMessages, { as, params: { id }, query });
    await app.call(ask, { as, body: { message: 'What is a quasar?', sessionId: id } });
    const second = await app.call(listMessages, {
      as,
      params: { id },
      query: { ...query, cursor: first.body.nextCursor },
    });
    const seen = [...first.body.items, ...second.body.items].map((message: { id: string }) => message.id);
    expect(seen).toEqual(oldest.toReversed());
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
  it('listMessages answers 422 to an unknown order', async () => {
    const answer = await app.call(listMessages, {
      as,
      params: { id: await aSession() },
      query: { order: 'random' },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/order' }] } });
  });

  it('listMessages answers 422 to a cursor of another list', async () => {
    const answer = await app.call(listMessages, {
      as,
      params: { id: await aSession() },
      query: { cursor: 'WyJhIl0' },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } });
  });
});
