import { randomUUID } from 'node:crypto';
import { deleteSession, listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aSearchResult } from '../builders.ts';
import { type ChatApp, eventsIn, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());
beforeEach(() => app.library(() => [aSearchResult()]));

const question = 'What does photosynthesis turn carbon dioxide into?';
const asking = (as: TestUser, body: object, headers = {}) => app.call(ask, { as, body, headers });
const streaming = (as: TestUser, body: object) => asking(as, body, { accept: 'text/event-stream' });

describe('200', () => {
  it('ask quotes the sentence that answers verbatim and cites the printed page', async () => {
    const result = aSearchResult();
    app.library(() => [result]);
    const answer = await asking(aStudent(), { message: question });
    expect(answer.status).toBe(200);
    const quote = 'Photosynthesis turns carbon dioxide and water into sugar and oxygen.';
    const { documentId, chunkId } = result;
    expect(answer.body).toEqual({
      sessionId: expect.any(String),
      messageId: expect.any(String),
      mode: 'extractive',
      answer: expect.stringContaining(`“${quote}” [1]`),
      citations: expect.arrayContaining([
        { marker: 1, documentId, chunkId, pageLabel: '9', pageNumber: 31, quote },
      ]),
      supported: true,
    });
  });

  it('ask names the nearest page and cites nothing when the material has no answer', async () => {
    const answer = await asking(aStudent(), { message: 'When was the French Revolution?' });
    expect(answer.body).toMatchObject({ supported: false, citations: [] });
    expect(answer.body.answer).toContain('“How Plants Live”, p. 9');
  });

  it('ask says that the material has no answer when the caller has no material', async () => {
    app.library(() => []);
    const answer = await asking(aStudent(), { message: question });
    expect(answer.body).toMatchObject({
      supported: false,
      citations: [],
      answer: 'This is not in your material.',
    });
  });

  it('ask searches rag with the caller’s own token and the named documents', async () => {
    const documentIds = [randomUUID()];
    await asking(aStudent(), { message: question, documentIds });
    const asked = app.searches.at(-1);
    expect(asked?.headers.authorization).toMatch(/^Bearer /);
    expect(asked?.body).toEqual({ query: question, limit: 16, documentIds });
  });

  it('ask adds the previous question to the search when a question says too little alone', async () => {
    const as = aStudent();
    const { body } = await asking(as, { message: question });
    await asking(as, { message: 'And why?', sessionId: body.sessionId });
    expect(app.searches.at(-1)?.body).toMatchObject({ query: `${question}\nAnd why?` });
  });

  it('ask answers the second of two questions in a session with the first citation that it has alone', async () => {
    const facts = [
      'Alexander Fleming discovered penicillin.',
      'The heart pumps blood.',
      'The longest river is the Nile.',
      'Shakespeare wrote Hamlet.',
    ];
    app.library(() => facts.map((text) => aSearchResult({ text, headingPath: [] })));
    const questions = [
      'Who discovered penicillin?',
      'What does it pump, the heart?',
      'And the longest river?',
    ];
    const quoteOf = ({ body }: Awaited<ReturnType<typeof asking>>) => body.citations[0]?.quote;
    const alone = new Map<string, string>();
    for (const message of questions) {
      const answer = await asking(aStudent(), { message });
      expect(answer.body.supported).toBe(true);
      alone.set(message, quoteOf(answer));
    }
    expect(new Set(alone.values()).size).toBe(questions.length);
    for (const first of questions)
      for (const second of questions.filter((message) => message !== first)) {
        const as = aStudent();
        const { body } = await asking(as, { message: first });
        const answer = await asking(as, { message: second, sessionId: body.sessionId });
        expect(quoteOf(answer)).toBe(alone.get(second));
      }
  });

  it('ask finds the row of a table that answers how many moons a planet has', async () => {
    const rows = ['Earth; Moons: 1', 'Mars; Moons: 2', 'Jupiter; Moons: 95'].map((row) => `Planet: ${row}`);
    app.library(() => [aSearchResult({ text: rows.join('\n'), headingPath: ['Planets'] })]);
    const { body } = await asking(aStudent(), { message: 'How many moons does Mars have?' });
    expect(body.supported).toBe(true);
    expect(body.citations[0]?.quote).toBe('Planet: Mars; Moons: 2');
  });

  it('ask takes an Arabic "and why" for a question about the answer before', async () => {
    const as = aStudent();
    const { body } = await asking(as, { message: question });
    await asking(as, { message: 'ولماذا؟', sessionId: body.sessionId });
    expect(app.searches.at(-1)?.body).toMatchObject({ query: `${question}\nولماذا؟` });
  });

  it('ask neutralises links, images and false markers in the material', async () => {
    const text =
      'Photosynthesis turns carbon dioxide into sugar (https://evil.example/p.png) ![x](https://evil.example/q.png) [1] [see](https://evil.example) as sugar.';
    app.library(() => [aSearchResult({ text })]);
    const { body } = await asking(aStudent(), { message: question });
    expect(body.supported).toBe(true);
    expect(body.answer).toContain('(`https://evil.example/p.png`)');
    expect(body.answer).not.toMatch(/\]\(|!\[/);
    expect(body.answer.match(/\[1\]/g)).toHaveLength(1);
  });
});

describe('200 to a message that asks no question', () => {
  const id = randomUUID();
  const pageOf = (
    pageNumber: number,
    pageLabel: string,
    [part, section, text]: readonly [string, string, string],
  ) => ({
    pageNumber,
    pageLabel,
    text,
    headings: [{ offset: 0, path: [part, section] }],
  });
  const pages = [
    pageOf(1, 'i', ['Preface', 'Readers', 'This book is for pupils.']),
    pageOf(2, '1', ['1 Water', 'Rain', 'Rain falls from clouds. It fills rivers.']),
    pageOf(3, '2', ['1 Water', 'Snow', 'Snow is frozen water. It melts in spring.']),
    pageOf(4, '3', ['2 Ice', 'Glaciers', 'Glaciers carve valleys. They move slowly.']),
  ];
  const passages = pages.map(({ pageNumber, pageLabel, text, headings: [{ path } = { path: [] }] }) =>
    aSearchResult({ documentId: id, title: 'Water', pageNumber, pageLabel, text, headingPath: path }),
  );
  beforeEach(() => {
    app.shelf([{ id, title: 'Water', pages }]);
    app.library(() => passages.toReversed());
  });
  const answerTo = async (message: string, body = {}) =>
    (await asking(aStudent(), { message, ...body })).body;

  it.each(['Hello!', 'Thanks a lot', 'Tell me more', 'Danke'])(
    'ask gives %s a helpful line',
    async (message) => {
      const searched = app.searches.length;
      const { answer, citations, supported } = await answerTo(message);
      expect({ citations, supported }).toEqual({ citations: [], supported: false });
      expect(answer).toMatch(/material|subject/i);
      expect(answer).not.toMatch(/not in your material|nicht in deinem/);
      expect(app.searches).toHaveLength(searched);
    },
  );

  it('ask shows a page by its printed number', async () => {
    const { answer, citations, supported } = await answerTo('What is on page 3?');
    expect(answer).toBe(
      'Page 3 of “Water” says:\n\n“Glaciers carve valleys.” [1]\n\n“They move slowly.” [2]',
    );
    expect(citations[0]).toMatchObject({ pageLabel: '3', pageNumber: 4, documentId: id });
    expect(supported).toBe(true);
    expect((await answerTo('What is on page 77?')).answer).toContain('no page 77');
  });

  it('ask shows a chapter by its number, with its sections', async () => {
    const { answer, citations } = await answerTo('Summarise chapter 1', { documentIds: [id] });
    expect(answer).toContain(
      '- Rain (1)\n- Snow (2)\n\n“1 Water” in “Water” begins:\n\n“Rain falls from clouds.” [1]',
    );
    expect(citations[0]).toMatchObject({ pageLabel: '1' });
    expect((await answerTo('Summarise chapter 9')).answer).toContain('no chapter 9');
  });

  it('ask lists the main topics of the book', async () => {
    const { answer, supported } = await answerTo('What are the main topics?');
    expect(answer).toContain('- Preface (i)\n- 1 Water (1)\n- 2 Ice (3)');
    expect(supported).toBe(true);
  });

  it('ask asks for a choice among several books, and says when there is none', async () => {
    app.shelf([
      { id, title: 'Water', pages },
      { id: randomUUID(), title: 'Air', pages },
    ]);
    expect((await answerTo('What are the main topics?')).answer).toContain('several documents');
    const unread = { id: randomUUID(), title: 'Fire', pages: [] };
    app.shelf([unread]);
    const body = { documentIds: [unread.id] };
    expect((await answerTo('What is on page 3?', body)).answer).toContain('no document yet');
    app.shelf([]);
    expect((await answerTo('What is on page 3?')).answer).toContain('no document yet');
  });
});

describe('200 with hostile material', () => {
  const hostile = () =>
    aSearchResult({
      title: hostileMarkup,
      pageLabel: '<img src=x>',
      text: 'Photosynthesis turns carbon dioxide and water <img src=x onerror=alert(1)> into sugar ![p](x).',
    });

  it.each(['application/json', 'text/event-stream'])(
    'ask gives a client inert text as %s',
    async (accept) => {
      app.library(() => [hostile()]);
      const as = aStudent();
      for (const message of [question, 'When was the French Revolution?']) {
        const answer = await asking(as, { message }, { accept });
        expect(answer.status).toBe(200);
        if (message !== question) expect(answer.text).toContain('“Cells ! [x] (https:// evil.example/x.png)');
        expect(answer.text).not.toMatch(activeMarkup);
      }
    },
  );

  it('listMessages gives a client inert text', async () => {
    app.library(() => [hostile()]);
    const as = aStudent();
    const { body } = await asking(as, { message: question });
    const { text } = await app.call(listMessages, { as, params: { id: body.sessionId } });
    expect(text).toContain('‹img src=x onerror=alert(1)>');
    expect(text).not.toMatch(activeMarkup);
  });
});

describe('200 with recognised text', () => {
  it('ask and listMessages mark the citation of a page whose text was recognised from a picture', async () => {
    const as = aStudent();
    app.library(() => [aSearchResult({ recognised: true })]);
    const { body } = await asking(as, { message: question });
    expect(body.citations).toMatchObject([{ recognised: true }]);
    const { body: messages } = await app.call(listMessages, { as, params: { id: body.sessionId } });
    expect(messages.items.at(-1).citations).toEqual(body.citations);
  });
});

describe('200 while pages of the material could not be read', () => {
  const unread = (title: string, pages: number[]) => [{ documentId: randomUUID(), title, pages }];
  afterEach(() => app.unread([]));

  it.each([
    ['Who won the last football cup?', [4, 5, 6], 'In “Rivers”, pages 4-6 could not be read.'],
    ['Who won the last football cup?', [9], 'In “Rivers”, page 9 could not be read.'],
    [
      'Wer hat denn den letzten Pokal gewonnen?',
      [2, 4],
      'In „Rivers“ konnten die Seiten 2, 4 nicht gelesen werden.',
    ],
  ])('ask names these pages when it does not answer: %s %j', async (message, pages, note) => {
    app.unread(unread('Rivers', pages));
    const { body } = await asking(aStudent(), { message });
    expect(body).toMatchObject({ supported: false, answer: expect.stringContaining(note) });
  });

  it('ask names no such page in an answer', async () => {
    app.unread(unread('Rivers', [4]));
    const { body } = await asking(aStudent(), { message: question });
    expect(body.supported).toBe(true);
    expect(body.answer).not.toContain('could not be read');
  });

  it('ask names the file by an inert title', async () => {
    app.unread(unread('<img src=x> [x](https://evil.example)', [4]));
    const { text } = await asking(aStudent(), { message: 'Who won the last football cup?' });
    expect(text).not.toMatch(activeMarkup);
  });
});

describe('200 as a stream', () => {
  it('ask numbers the events of a stream, and the deltas together are the answer', async () => {
    const as = aStudent();
    const answer = await streaming(as, { message: question });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const events = eventsIn(answer.text);
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.event).toBe('message.started');
    const completed = events.at(-1);
    expect(completed?.event).toBe('message.completed');
    const text = events.filter(({ event }) => event === 'message.delta').map(({ data }) => data.text);
    expect(text.join('')).toBe(completed?.data.answer);
    const citations = events.filter(({ event }) => event === 'citation').map(({ data }) => data);
    expect(citations).toEqual(completed?.data.citations);
    const { mode, sessionId, messageId } = completed?.data ?? {};
    expect(events[0]?.data).toEqual({ mode, sessionId, messageId });
  });
});

describe('sessions', () => {
  it('ask stores question and answer in order and continues the session', async () => {
    const as = aStudent();
    const first = await asking(as, { message: question });
    const { sessionId } = first.body;
    const second = await asking(as, { message: 'What is chlorophyll?', sessionId });
    expect(second.body.sessionId).toBe(sessionId);
    const messages = await app.call(listMessages, { as, params: { id: sessionId } });
    expect(
      messages.body.items.map(({ author, text, status }: Record<string, string>) => [author, text, status]),
    ).toEqual([
      ['user', question, 'complete'],
      ['assistant', first.body.answer, 'complete'],
      ['user', 'What is chlorophyll?', 'complete'],
      ['assistant', second.body.answer, 'complete'],
    ]);
    expect(messages.body.items[1].citations).toEqual(first.body.citations);
    const sessions = await app.call(listSessions, { as });
    expect(sessions.body.items).toEqual([{ id: sessionId, title: question, createdAt: expect.any(String) }]);
  });
});

describe('the transaction', () => {
  it.each(['opens', 'continues'])(
    'a question without a model that %s a session is committed together with its answer',
    async (which) => {
      const as = aStudent();
      const first = await asking(as, { message: question });
      const { sessionId } = first.body;
      if (which === 'continues') await asking(as, { message: 'What is chlorophyll?', sessionId });
      const rows = await readRows(
        app.databaseUrl,
        'select author, xmin::text as committed from chat_message where session_id = $1 order by position desc limit 2',
        [sessionId],
      );
      expect(rows.map(({ author }) => author)).toEqual(['assistant', 'user']);
      expect(rows[0]?.committed).toBe(rows[1]?.committed);
    },
  );
});

describe('404', () => {
  it.each(['unknown', 'another user’s', 'deleted'])(
    'ask answers the same 404 to a session that is %s',
    async (which) => {
      const as = aStudent();
      const owner = which === 'deleted' ? as : aStudent();
      const { body } = await asking(owner, { message: question });
      if (which === 'deleted') await app.call(deleteSession, { as, params: { id: body.sessionId } });
      const sessionId = which === 'unknown' ? randomUUID() : body.sessionId;
      for (const answer of [
        await asking(as, { message: question, sessionId }),
        await streaming(as, { message: question, sessionId }),
      ]) {
        expect(answer).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
      }
    },
  );

  it('ask answers 404 and stores nothing when rag does not find a document', async () => {
    app.library(() => {
      throw new Problem('document-not-found');
    });
    const as = aStudent();
    const answer = await asking(as, { message: question, documentIds: [randomUUID()] });
    expect(answer).toMatchObject({ status: 404, body: { code: 'document-not-found' } });
    expect((await app.call(listSessions, { as })).body.items).toEqual([]);
  });
});

describe('413, 422', () => {
  it('ask accepts 8 000 characters and refuses 8 001 with a pointer', async () => {
    const as = aStudent();
    expect(
      (await asking(as, { message: `${question} ${'a'.repeat(8_000 - question.length - 1)}` })).status,
    ).toBe(200);
    const over = await asking(as, { message: 'a'.repeat(8_001) });
    expect(over).toMatchObject({
      status: 422,
      body: { code: 'input-invalid', errors: [{ pointer: '/message' }] },
    });
  });

  it.each([
    { message: '  ' },
    { message: 7 },
    {},
    { message: 'a', sessionId: 'b' },
    { message: 'a', documentIds: [] },
  ])('ask refuses the body %j', async (body) => {
    expect(await asking(aStudent(), body)).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
  });

  it('ask answers 413 to a million characters', async () => {
    expect((await asking(aStudent(), { message: 'a'.repeat(1_000_000) })).status).toBe(413);
  });
});

describe('503', () => {
  it.each(['knowledge-base-unavailable', 'upstream-unavailable'] as const)(
    'ask answers knowledge-base-unavailable when rag answers %s',
    async (code) => {
      app.library(() => {
        throw new Problem(code);
      });
      for (const answer of [
        await asking(aStudent(), { message: question }),
        await streaming(aStudent(), { message: question }),
      ]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'knowledge-base-unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    },
  );
});
