import { randomUUID } from 'node:crypto';
import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aSearchResult, documentLost } from '../builders.ts';
import { type ChatApp, eventsIn, modelAsked, neverLimited, startChatApp } from '../chat-app.ts';

const question = 'What does photosynthesis turn carbon dioxide into?';
const quote = 'Photosynthesis turns carbon dioxide and water into sugar and oxygen';
const good = `It makes food: "${quote}" [1].`;

let model: OpenAiStub;
let app: ChatApp;
const start = async (variables: Record<string, string> = {}) => {
  const reach = { CHAT_MODEL: 'some-model', OPENAI_BASE_URL: model.url };
  app = await startChatApp({ ...reach, ...variables }, { questionLimit: neverLimited });
};
beforeEach(async () => {
  model = await startOpenAiStub({ steps: words(good) });
});
afterEach(async () => {
  await app.close();
  await model.close();
});

const asking = (as: TestUser, message = question, headers = {}, signal?: AbortSignal) =>
  app.call(ask, { as, body: { message }, headers, ...(signal ? { signal } : {}) });
const streaming = (as: TestUser, message = question, signal?: AbortSignal) =>
  asking(as, message, { accept: 'text/event-stream' }, signal);
const storedMessages = async (as: TestUser) => {
  const sessions = await app.call(listSessions, { as });
  const messages = await app.call(listMessages, { as, params: { id: sessions.body.items[0].id } });
  return messages.body.items.map(({ author, text, status }: Record<string, string>) => ({
    author,
    text,
    status,
  }));
};
/** Reads until the condition holds: the service continues after the client has left. */
const until = async <T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('200', () => {
  it('ask refuses one stream more than a user may have before it stores the question', async () => {
    await start({ MAX_STREAMS_PER_USER: '1' });
    const as = aStudent();
    model.script({ steps: [...words(good), { stall: true }] });
    const leaving = new AbortController();
    const first = streaming(as, question, leaving.signal);
    first.catch(() => undefined);
    await modelAsked(model, first);
    const refused = await streaming(as, 'And why?');
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    const sessions = await app.call(listSessions, { as });
    expect(sessions.body.items.map(({ title }: { title: string }) => title)).toEqual([question]);
    leaving.abort();
  });

  it('ask sends a model no words of an answer whose document was withdrawn', async () => {
    await start();
    const as = aStudent();
    const documentId = randomUUID();
    app.library(() => [aSearchResult({ documentId })]);
    const { sessionId } = (await asking(as)).body;
    const event = documentLost('document.deleted', documentId);
    expect((await app.call(receiveChatEvent, { from: 'rag', body: event })).status).toBe(204);
    app.library(() => [aSearchResult({ text: 'Roots take up water from the soil.' })]);
    const next = await app.call(ask, { as, body: { message: 'And what do the roots take up?', sessionId } });
    expect(next).toMatchObject({ status: 200, body: { sessionId } });
    const prompt = JSON.stringify((await model.request(2)).body);
    expect(prompt).toContain(question);
    expect(prompt).not.toContain(quote);
  });

  it('ask answers in the model’s words with verified citations and stores the usage', async () => {
    await start();
    model.script({ steps: words(good), usage: { prompt_tokens: 321, completion_tokens: 12 } });
    const answer = await asking(aStudent());
    expect(answer.body).toMatchObject({
      mode: 'generative',
      answer: good,
      supported: true,
      citations: [{ marker: 1, quote }],
    });
    const [row] = await readRows(
      app.databaseUrl,
      `select model, input_tokens, output_tokens from chat_message where mode is not null`,
    );
    expect(row).toEqual({ model: 'scripted-model', input_tokens: 321, output_tokens: 12 });
  });

  it('ask streams characters that arrive as single bytes', async () => {
    await start();
    const answer = `Süße Wörter 光合作用 🌱 "${quote}" [1].`;
    model.script({ steps: words(answer), pieceBytes: 1 });
    const events = eventsIn((await streaming(aStudent())).text);
    expect(events.at(-1)?.data).toMatchObject({ answer, supported: true });
  });

  it('ask drops a citation whose quote is on no page and reports that not all is supported', async () => {
    await start();
    model.script({ steps: words('It says "plants are made of pure gold and silver" [1]. And more [9].') });
    const { body } = await asking(aStudent());
    expect(body).toMatchObject({ supported: false, citations: [] });
    expect(body.answer).not.toMatch(/\[\d\]/);
    expect(body.answer).toContain('“How Plants Live”, p. 9');
  });

  it('ask replaces the model’s refusal by a sentence with the nearest pages', async () => {
    await start();
    model.script({ steps: words('NOT_IN_MATERIAL') });
    const { body } = await asking(aStudent());
    expect(body).toMatchObject({ supported: false, citations: [], mode: 'generative' });
    expect(body.answer).toContain('p. 9');
  });

  it('ask does not ask the model without material', async () => {
    await start();
    app.library(() => []);
    expect((await asking(aStudent())).body).toMatchObject({ supported: false, citations: [] });
    expect(model.requests).toHaveLength(0);
  });

  it('ask sends earlier turns of the session to the model', async () => {
    await start();
    const as = aStudent();
    const { sessionId } = (await asking(as)).body;
    await app.call(ask, { as, body: { message: 'What about oxygen and water?', sessionId } });
    expect(model.requests[1]?.body.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    expect(model.requests[1]?.body.messages[1]?.content).toBe(question);
  });
});

describe('ask with a model that is busy or broken', () => {
  it('ask retries a busy model once, after the pause that the model asks for', async () => {
    await start();
    model.script({ status: 429, headers: { 'retry-after': '1' } }, { steps: words(good) });
    const answer = await asking(aStudent());
    expect(answer.body).toMatchObject({ answer: good });
    expect(model.requests).toHaveLength(2);
    expect((model.requests[1]?.at ?? 0) - (model.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('ask answers 503 with the model’s Retry-After when the pause exceeds the time to the first word', async () => {
    await start();
    model.script({ status: 429, headers: { 'retry-after': '3600' } });
    const as = aStudent();
    const answer = await asking(as);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'model-unavailable' },
      headers: { 'retry-after': '3600' },
    });
    expect(model.requests).toHaveLength(1);
    expect(await storedMessages(as)).toEqual([
      { author: 'user', text: question, status: 'complete' },
      { author: 'assistant', text: '', status: 'failed' },
    ]);
  });

  it('ask answers 503 without asking the model after three failures have opened the breaker', async () => {
    await start();
    model.script({ status: 500 });
    expect((await asking(aStudent())).status).toBe(503);
    expect((await streaming(aStudent())).status).toBe(200);
    expect(model.requests).toHaveLength(3);
    for (const answer of [await asking(aStudent()), await streaming(aStudent())]) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'model-unavailable' } });
    }
    expect(model.requests).toHaveLength(3);
  });

  it('ask answers with sentences of the material while the breaker is open and the fallback is configured', async () => {
    await start({ MODEL_FALLBACK: 'extractive' });
    model.script({ status: 500 });
    await asking(aStudent());
    await asking(aStudent());
    expect((await asking(aStudent())).body).toMatchObject({ mode: 'extractive', supported: true });
  });

  it('ask answers 503 after a 200 that is no stream, and stores no text of it', async () => {
    await start();
    model.script({ body: { choices: [{ message: { content: good } }] } });
    const as = aStudent();
    expect(await asking(as)).toMatchObject({ status: 503, body: { code: 'model-unavailable' } });
    expect(model.requests).toHaveLength(2);
    expect((await storedMessages(as))[1]).toMatchObject({ text: '', status: 'failed' });
  });

  it('ask ends the stream with an error and does not retry when the first word is late', async () => {
    await start({ MODEL_FIRST_TOKEN_SECONDS: '0.3' });
    model.script({ steps: [{ stall: true }] });
    const events = eventsIn((await streaming(aStudent())).text);
    expect(events.map(({ event }) => event)).toEqual(['message.started', 'error']);
    expect(events[1]?.data.problem).toMatchObject({ status: 503, code: 'model-unavailable' });
    await (await model.request(1)).aborted;
    expect(model.requests).toHaveLength(1);
  });

  it('ask answers 503 without retry and without opening the breaker when the model refuses the key', async () => {
    await start();
    model.script({ status: 401 });
    for (let i = 0; i < 4; i += 1) expect((await asking(aStudent())).status).toBe(503);
    expect(model.requests).toHaveLength(4);
  });
});

describe('ask with a stream that breaks off', () => {
  it.each([
    ['a cut', [{ cut: true as const }]],
    ['an early end', [{ endEarly: true as const }]],
    ['an error inside a 200', [{ error: { message: 'out of memory', type: 'server_error' } }]],
    ['an event that is no JSON', [{ data: '{"choices":[{"delta":' }]],
    ['a text that is a number', [{ data: '{"choices":[{"delta":{"content":5}}]}' }]],
    ['silence', [{ stall: true as const }]],
  ])('ask reports %s to the client, stores the text as incomplete and repeats nothing', async (_, end) => {
    await start({ MODEL_SILENCE_SECONDS: '0.3' });
    const as = aStudent();
    model.script({ steps: [...words(`It makes food: "${quote}" [1]. Then`), ...end] });
    const events = eventsIn((await streaming(as)).text);
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { problem: { code: 'model-unavailable' } } });
    const said = events
      .filter(({ event }) => event === 'message.delta')
      .map(({ data }) => data.text)
      .join('');
    expect(said).toContain('[1].');
    expect(model.requests).toHaveLength(1);
    expect(await storedMessages(as)).toEqual([
      { author: 'user', text: question, status: 'complete' },
      { author: 'assistant', text: said, status: 'incomplete' },
    ]);
  });

  it('ask answers 503 as JSON and stores the text as incomplete when the stream is cut', async () => {
    await start();
    const as = aStudent();
    model.script({ steps: [...words('It makes food, and more.'), { cut: true }] });
    expect(await asking(as)).toMatchObject({ status: 503, body: { code: 'model-unavailable' } });
    expect((await storedMessages(as))[1]).toMatchObject({ status: 'incomplete' });
  });

  it('ask ends the stream when the time for an answer has passed', async () => {
    await start({ MODEL_ANSWER_SECONDS: '0.5' });
    model.script({ steps: [...words('It makes food, and more.'), { stall: true }] });
    const events = eventsIn((await streaming(aStudent())).text);
    expect(events.at(-1)?.data.problem).toMatchObject({ status: 504, code: 'deadline-exceeded' });
  });

  it('ask ends the stream with an error event when the service stops, and stores the text as incomplete', async () => {
    await start();
    const as = aStudent();
    model.script({ steps: [...words('It makes food, and more.'), { stall: true }] });
    const answer = streaming(as);
    const upstream = await modelAsked(model, answer);
    app.endAnswers();
    const events = eventsIn((await answer).text);
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      data: { problem: { status: 503, code: 'upstream-unavailable' } },
    });
    await upstream.aborted;
    expect(await storedMessages(as)).toHaveLength(2);
  });

  it.each([
    ['before the first word', []],
    ['in the middle of the answer', words('It makes food, and more.')],
  ])('ask aborts the model that is still answering when the client leaves %s', async (_, steps) => {
    await start();
    const as = aStudent();
    model.script({ steps: [...steps, { stall: true }] });
    const leaving = new AbortController();
    const answer = streaming(as, question, leaving.signal);
    const upstream = await modelAsked(model, answer);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    // The model would stall without end: only an abort by the service ends its answer.
    await upstream.aborted;
    const messages = await until(
      () => storedMessages(as),
      (rows) => rows.length === 2,
    );
    expect(messages[1].status).toBe(messages[1].text === '' ? 'failed' : 'incomplete');
  });
});
