import { randomUUID } from 'node:crypto';
import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { deleteSession, listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { expectProblem } from '@ai-teacher/test-kit/app/owed-request.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aSearchResult, documentLost } from '../builders.ts';
import { type ChatApp, eventsIn, neverLimited, startChatApp } from '../chat-app.ts';

const question = 'What does photosynthesis turn carbon dioxide into?';
const good = 'It makes food: "Photosynthesis turns carbon dioxide and water into sugar and oxygen" [1].';

let model: OpenAiStub;
let app: ChatApp;
beforeAll(async () => {
  model = await startOpenAiStub({ steps: words(good) });
  const reach = { CHAT_MODEL: 'some-model', OPENAI_BASE_URL: model.url };
  app = await startChatApp(reach, { questionLimit: neverLimited });
});
afterAll(async () => {
  await app.close();
  await model.close();
});

let as: TestUser;
let key: string;
beforeEach(() => {
  as = aStudent();
  key = randomUUID();
  app.library(() => [aSearchResult()]);
  model.script({ steps: words(good) });
});

type Form = 'json' | 'stream';
type Given = { readonly form?: Form; readonly message?: string; readonly signal?: AbortSignal };

const send = ({ form = 'json', message = question, signal }: Given = {}) =>
  app.call(ask, {
    as,
    body: { message },
    headers: { 'idempotency-key': key, ...(form === 'stream' ? { accept: 'text/event-stream' } : {}) },
    ...(signal ? { signal } : {}),
  });

/** The answer in either form: the JSON body, or the last event of the stream. */
const answerOf = ({ headers, body, text }: Awaited<ReturnType<typeof send>>) => {
  if (!String(headers['content-type']).startsWith('text/event-stream')) return body;
  const last = eventsIn(text).at(-1);
  expect(last?.event).toBe('message.completed');
  return last?.data;
};

const authors = async (): Promise<string[]> => {
  const sessions = await app.call(listSessions, { as });
  const ids: string[] = sessions.body.items.map(({ id }: { id: string }) => id);
  const lists = await Promise.all(ids.map((id) => app.call(listMessages, { as, params: { id } })));
  return lists.flatMap(({ body }) => body.items.map(({ author }: { author: string }) => author));
};

/** Sends the question to a model that never ends its answer, and returns when the model has been asked. */
const askWithoutEnd = async (): Promise<AbortController> => {
  model.script({ steps: [...words(good), { stall: true }] });
  const asked = model.request(model.requests.length + 1);
  const leaving = new AbortController();
  send({ form: 'stream', signal: leaving.signal }).catch(() => undefined);
  await asked;
  return leaving;
};

/** Repeats until the service has noticed that the first client left. */
const repeatUntilEnded = async () => {
  for (;;) {
    const answer = await send();
    if (answer.body.code !== 'idempotency-key-in-use') return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('200', () => {
  it.each<[Form, Form]>([
    ['json', 'json'],
    ['json', 'stream'],
    ['stream', 'json'],
    ['stream', 'stream'],
  ])(
    'ask repeats the answer of a %s request to a %s request with the same key, and asks once',
    async (first, second) => {
      const before = model.requests.length;
      const given = answerOf(await send({ form: first }));
      const again = await send({ form: second });
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(answerOf(again)).toEqual(given);
      expect(given.citations).toHaveLength(1);
      expect(model.requests).toHaveLength(before + 1);
      expect(await authors()).toEqual(['user', 'assistant']);
    },
  );

  it('ask streams a repeated answer with the events of the first: start, text, citations and end', async () => {
    const given = answerOf(await send());
    const events = eventsIn((await send({ form: 'stream' })).text);
    const { answer, citations, sessionId, messageId, mode } = given;
    expect(events.map(({ event, data }) => ({ event, data }))).toEqual([
      { event: 'message.started', data: { sessionId, messageId, mode } },
      { event: 'message.delta', data: { text: answer } },
      { event: 'citation', data: citations[0] },
      { event: 'message.completed', data: given },
    ]);
  });

  it('ask repeats nothing of a document that its reader has lost since the first answer', async () => {
    const documentId = randomUUID();
    app.library(() => [aSearchResult({ documentId })]);
    expect(answerOf(await send()).answer).toContain('carbon dioxide');
    await app.call(receiveChatEvent, { from: 'rag', body: documentLost('document.deleted', documentId) });
    const again = await send();
    expect(again.status).toBe(200);
    expect(again.body.answer).toContain('was erased');
    expect(again.text).not.toContain('carbon dioxide');
    expect(again.body.citations).toEqual([expect.objectContaining({ quote: '', withdrawn: true })]);
  });

  it('ask answers the same question anew for another key', async () => {
    const first = await send();
    key = randomUUID();
    expect((await send()).body.messageId).not.toBe(first.body.messageId);
  });
});

describe('problems', () => {
  it('ask refuses another question with the same key', async () => {
    await send();
    expectProblem(await send({ message: 'What is chlorophyll?' }), 422, 'idempotency-key-reused');
  });

  it('ask reports that the answer is still being written', async () => {
    const leaving = await askWithoutEnd();
    const second = await send();
    expectProblem(second, 409, 'idempotency-key-in-use');
    expect(second.headers['retry-after']).toBe('1');
    leaving.abort();
  });

  it('ask reports an unknown outcome, and asks nothing twice, after the first client has left', async () => {
    const leaving = await askWithoutEnd();
    leaving.abort();
    expectProblem(await repeatUntilEnded(), 409, 'idempotency-outcome-unknown');
    expect((await authors()).filter((author) => author === 'user')).toHaveLength(1);
  });

  it('ask reports a session that was deleted after the first answer', async () => {
    const { sessionId } = answerOf(await send());
    await app.call(deleteSession, { as, params: { id: sessionId } });
    expectProblem(await send(), 404, 'session-not-found');
  });

  it('ask gives a key free when the question was refused', async () => {
    const refused = await app.call(ask, {
      as,
      body: { message: question, sessionId: randomUUID() },
      headers: { 'idempotency-key': key },
    });
    expectProblem(refused, 404, 'session-not-found');
    expect((await send()).status).toBe(200);
  });
});
