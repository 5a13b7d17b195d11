import { listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatApp, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());

describe('200', () => {
  it('listSessions lists each of the caller’s own sessions once, newest first', async () => {
    const as = aStudent();
    await app.call(ask, { as: aStudent(), body: { message: 'What is chlorophyll?' } });
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { body } = await app.call(ask, { as, body: { message: `What is chlorophyll number ${i}?` } });
      made.unshift(body.sessionId);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: { items: { id: string }[]; nextCursor: string | null } } = await app.call(
        listSessions,
        {
          as,
          query: { limit: 2, ...(cursor === null ? {} : { cursor }) },
        },
      );
      expect(page.body.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(made);
  });

  it('listSessions names a session after its first question, shortened to 80 characters', async () => {
    const as = aStudent();
    await app.call(ask, { as, body: { message: `What  is\n${'chlorophyll '.repeat(20)}?` } });
    const [session] = (await app.call(listSessions, { as })).body.items;
    expect(session.title).toMatch(/^What is chlorophyll .*…$/);
    expect(session.title).toHaveLength(80);
  });
});

describe('422', () => {
  it.each([{ limit: 0 }, { limit: 101 }, { cursor: 'nonsense' }, { cursor: 'WzEsMl0' }, { page: 2 }])(
    'listSessions answers 422 to the query %j',
    async (query) => {
      const answer = await app.call(listSessions, {
        as: aStudent(),
        query: query as Record<string, string | number>,
      });
      expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
      expect(answer.body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`);
    },
  );
});
