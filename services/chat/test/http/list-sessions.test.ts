import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { indexMessages } from '../../src/domain/sessions/index-messages.ts';
import { aSearchResult, documentLost } from '../builders.ts';
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

describe('200 with words', () => {
  const found = async (as: TestUser, q: string, query: { limit?: number; cursor?: string } = {}) => {
    const { status, body } = await app.call(listSessions, { as, query: { q, ...query } });
    expect(status).toBe(200);
    return body as { items: { id: string; title: string }[]; nextCursor: string | null };
  };
  const titles = async (as: TestUser, q: string) => (await found(as, q)).items.map(({ title }) => title);
  const asked = async (as: TestUser, message: string, sessionId?: string): Promise<string> => {
    const body = { message, ...(sessionId === undefined ? {} : { sessionId }) };
    return (await app.call(ask, { as, body })).body.sessionId;
  };

  it('listSessions finds a session by words of its title, of a later question and of an answer', async () => {
    const as = aStudent();
    const id = await asked(as, 'What is chlorophyll?');
    await asked(as, 'Why do volcanoes erupt?', id);
    await asked(as, 'What is a comet?');
    app.library(() => [aSearchResult({ text: 'A quasar is a very bright object far away.' })]);
    await asked(as, 'What is a quasar?');
    app.library(() => [aSearchResult()]);
    expect(await titles(as, 'chlorophyll')).toEqual(['What is chlorophyll?']);
    expect(await titles(as, 'erupt VOLCANO')).toEqual(['What is chlorophyll?']);
    expect(await titles(as, 'bright object')).toEqual(['What is a quasar?']);
    expect(await titles(as, 'glacier')).toEqual([]);
  });

  it('listSessions requires all words in one message', async () => {
    const as = aStudent();
    const id = await asked(as, 'Tell me about granite!');
    await asked(as, 'Tell me about marble!', id);
    expect(await titles(as, 'granite about')).toHaveLength(1);
    expect(await titles(as, 'granite marble')).toEqual([]);
  });

  it.each([
    ['Was ist Wärme?', ['wärme', 'WAERME', 'warme', 'ＷÄＲＭＥ']],
    ['Qu’est-ce que l’évaporation ?', ['evaporation', 'Évaporation']],
    ['什么是光合作用？', ['光合', '光合作用 什么']],
    ['光合成とは何ですか', ['光合成', '何ですか']],
    ['การสังเคราะห์ด้วยแสงคืออะไร', ['สังเคราะห์', 'แสง']],
    ['ما هو التَّبخُّر؟', ['تبخر', 'التبخر']],
    ['Why is H₂O wet?', ['h2o', 'H₂O']],
  ])('listSessions finds %s by %j', async (message, searches) => {
    const as = aStudent();
    await asked(as, message);
    await asked(as, 'What is a comet?');
    for (const q of searches) expect(await titles(as, q)).toEqual([message]);
  });

  it.each(['%', '_', '100%_', '\\', '%comet%', 'c_met'])(
    'listSessions takes the characters of %j as they are',
    async (q) => {
      const as = aStudent();
      await asked(as, 'What is a comet?');
      expect(await titles(as, q)).toEqual([]);
    },
  );

  it('listSessions finds a session by a wildcard that its message contains', async () => {
    const as = aStudent();
    await asked(as, 'What is 100% of a_b?');
    expect(await titles(as, '100% a_b')).toHaveLength(1);
  });

  it('listSessions finds nothing by a letter that folding leaves empty', async () => {
    const as = aStudent();
    await asked(as, 'What is a comet?');
    expect(await titles(as, 'ـ')).toEqual([]);
  });

  it('listSessions pages through the found sessions of the caller only, newest first', async () => {
    const as = aStudent();
    await asked(aStudent(), 'What is a glacier?');
    const made: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      made.unshift(await asked(as, `What is glacier number ${at}?`));
      await asked(as, `What is a comet ${at}?`);
    }
    const first = await found(as, 'glacier', { limit: 2 });
    const second = await found(as, 'glacier', { limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
    expect(second.nextCursor).toBeNull();
  });

  it('listSessions finds an answer by its words until its document is deleted', async () => {
    const as = aStudent();
    const source = aSearchResult({ text: 'A zeppelin is a rigid airship with a frame of aluminium.' });
    app.library(() => [source]);
    const id = await asked(as, 'What is a zeppelin?');
    app.library(() => [aSearchResult()]);
    expect((await found(as, 'aluminium')).items.map((session) => session.id)).toEqual([id]);
    await app.call(receiveChatEvent, {
      from: 'rag',
      body: documentLost('document.deleted', source.documentId),
    });
    expect(await titles(as, 'aluminium')).toEqual([]);
    expect(await titles(as, 'zeppelin')).toHaveLength(1);
    const kept = await readRows(
      app.databaseUrl,
      `select from chat_message_search where strpos(text, 'aluminium') > 0`,
    );
    expect(kept).toEqual([]);
  });

  it('listSessions finds messages of the previous version once they are indexed, and never a withdrawn answer', async () => {
    const as = aStudent();
    const id = await asked(as, 'What is basalt?');
    await readRows(app.databaseUrl, 'select chat_add_question($1, gen_random_uuid(), $2, now(), 100)', [
      id,
      'Was ist Größe?',
    ]);
    expect(await titles(as, 'groesse')).toEqual([]);
    await indexMessages(app.deps.world)({}, { signal: new AbortController().signal });
    expect(await titles(as, 'groesse')).toEqual(['What is basalt?']);
    // The statement with which the previous version withdraws an answer.
    await readRows(
      app.databaseUrl,
      `update chat_message set text = '', withdrawn_at = now() where text = 'Was ist Größe?'`,
    );
    expect(await titles(as, 'groesse')).toEqual([]);
  });
});

describe('422', () => {
  it.each([
    { q: '' },
    { q: '   ' },
    { q: 'a'.repeat(201) },
    { limit: 0 },
    { limit: 101 },
    { cursor: 'nonsense' },
    { cursor: 'WzEsMl0' },
    { page: 2 },
  ])('listSessions answers 422 to the query %j', async (query) => {
    const answer = await app.call(listSessions, {
      as: aStudent(),
      query: query as Record<string, string | number>,
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
    expect(answer.body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`);
  });
});
