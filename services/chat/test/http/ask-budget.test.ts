import { randomUUID } from 'node:crypto';
import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildPrompt } from '../../src/domain/tutoring/build-prompt.ts';
import { aPassage, userDeleted } from '../builders.ts';
import { type ChatApp, eventsIn, modelAsked, neverLimited, startChatApp } from '../chat-app.ts';

// Two hundred questions need two hundred handshakes with chat, and as many with rag.
jest.setTimeout(120_000);

const question = 'What does photosynthesis turn carbon dioxide into?';
const good = 'It makes food: "Photosynthesis turns carbon dioxide and water into sugar and oxygen" [1].';
const clock = createFakeClock(new Date('2026-03-02T09:00:00.000Z'));
/** The tokens that one question of these tests reserves. */
const reserved = buildPrompt({ question, passages: [aPassage()], history: [] }).maxTokens;
const answer = (tokens: number) => ({
  steps: words(good),
  usage: { prompt_tokens: tokens - 12, completion_tokens: 12 },
});

let model: OpenAiStub;
let database: OwnDatabase;
beforeAll(async () => {
  database = await createTestDatabase('chat');
});
afterAll(() => database.drop());

let app: ChatApp;
const running: ChatApp[] = [];
const start = async (tokensPerDay: number, variables: Record<string, string> = {}): Promise<ChatApp> => {
  const budget = { MODEL_TOKENS_PER_USER_DAY: String(tokensPerDay), DATABASE_URL: database.url };
  const reach = { CHAT_MODEL: 'some-model', OPENAI_BASE_URL: model.url };
  app = await startChatApp({ ...reach, ...budget, ...variables }, { clock, questionLimit: neverLimited });
  running.push(app);
  return app;
};
beforeEach(async () => {
  model = await startOpenAiStub(answer(700));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
  await model.close();
});

const asking = (as: TestUser, of = app, headers = {}): Promise<TestResponse> =>
  of.call(ask, { as, body: { message: question }, headers });
const used = async ({ userId }: TestUser): Promise<number> => {
  const [row] = await readRows(database.url, 'select used from token_use where user_id = $1', [userId]);
  return Number(row?.used ?? 0);
};
const expectExhausted = ({ status, body, headers }: TestResponse): void => {
  expect({ status, code: body.code }).toEqual({ status: 429, code: 'token-budget-exhausted' });
  const toMidnight = 86_400 - ((clock.now().getTime() / 1_000) % 86_400);
  expect(headers['retry-after']).toBe(String(toMidnight));
};
/** Reads until the condition holds: the service continues after the client has left. */
const until = async (read: () => Promise<number>, holds: (value: number) => boolean): Promise<number> => {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('429', () => {
  it('ask never exceeds the day’s tokens with 200 questions, twelve of them concurrent, over two instances', async () => {
    const tokensPerDay = 100_000;
    const usedByOne = 1_900;
    expect(reserved).toBeGreaterThan(usedByOne);
    model.script(answer(usedByOne));
    const both = [await start(tokensPerDay), await start(tokensPerDay)] as const;
    const as = aStudent();
    const answers: TestResponse[] = [];
    let asked = 0;
    // Both instances together have as many database connections. Further questions would wait for one, and
    // on a slow machine some of them for too long (503).
    const askOneByOne = async (instance: ChatApp): Promise<void> => {
      while (asked < 200) {
        asked += 1;
        answers.push(await asking(as, instance));
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, i) => askOneByOne(both[i % 2 === 0 ? 0 : 1])));
    expect(answers).toHaveLength(200);
    const answered = answers.filter(({ status }) => status === 200);
    for (const refused of answers.filter(({ status }) => status !== 200)) expectExhausted(refused);
    expect(model.requests).toHaveLength(answered.length);
    expect(answered.length).toBeGreaterThanOrEqual(Math.floor(tokensPerDay / reserved));
    expect(await used(as)).toBe(answered.length * usedByOne);
    let count = answered.length;
    while ((await asking(as)).status === 200) count += 1;
    expect(count * usedByOne).toBeLessThanOrEqual(tokensPerDay);
    expect(tokensPerDay - count * usedByOne).toBeLessThan(reserved);
    expect(await used(as)).toBe(count * usedByOne);
  });

  it('ask answers 429 with the start of the new day, stores nothing and asks neither rag nor the model', async () => {
    await start(2_000);
    const as = aStudent();
    await readRows(database.url, 'insert into token_use values ($1, $2, 900)', [as.userId, '2026-03-02']);
    expectExhausted(await asking(as));
    expectExhausted(await asking(as, app, { accept: 'text/event-stream' }));
    expect(app.searches).toEqual([]);
    expect(model.requests).toHaveLength(0);
    expect((await app.call(listSessions, { as })).body.items).toEqual([]);
    expect(await used(as)).toBe(900);
  });

  it('ask answers 429 and stores nothing when the remaining tokens do not cover the highest cost', async () => {
    await start(reserved - 1);
    const as = aStudent();
    expectExhausted(await asking(as));
    expect(model.requests).toHaveLength(0);
    expect((await app.call(listSessions, { as })).body.items).toEqual([]);
    expect(await used(as)).toBe(0);
  });

  it('ask answers 429 to the user with spent tokens only, on every instance', async () => {
    const one = await start(reserved + 100);
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    await start(reserved + 100);
    expectExhausted(await asking({ ...as, sessionId: randomUUID() }));
    expect((await asking(aStudent(), one)).status).toBe(200);
  });
});

describe('200', () => {
  it('ask answers again on a new day of UTC', async () => {
    await start(reserved);
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    expectExhausted(await asking(as));
    clock.advance({ seconds: 15 * 3_600 });
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(700);
  });

  it('ask answers with sentences of the material when the tokens are spent and the fallback is configured', async () => {
    await start(reserved, { MODEL_FALLBACK: 'extractive' });
    const as = aStudent();
    expect((await asking(as)).body).toMatchObject({ mode: 'generative' });
    expect((await asking(as)).body).toMatchObject({ mode: 'extractive', supported: true });
    expect(await used(as)).toBe(700);
  });

  it('ask books no tokens when no model is asked', async () => {
    await start(reserved);
    const as = aStudent();
    app.library(() => []);
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(0);
  });

  it('ask books the used tokens when they exceed the reserved tokens', async () => {
    await start(reserved);
    model.script(answer(reserved + 500));
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(reserved + 500);
  });
});

describe('ask with a model that reports no usage', () => {
  const prompt = reserved - 1_500;

  it('ask books an estimate from the prompt and the text that arrived', async () => {
    await start(10_000);
    model.script({ steps: words(good) });
    const as = aStudent();
    await asking(as);
    expect(await used(as)).toBe(prompt + Math.ceil(good.length / 2));
  });

  it('ask books the prompt and the text that arrived when the answer is cut off', async () => {
    await start(10_000);
    model.script({ steps: [...words('It makes food, '), { cut: true }] });
    const as = aStudent();
    const events = eventsIn((await asking(as, app, { accept: 'text/event-stream' })).text);
    expect(events.at(-1)?.event).toBe('error');
    expect(await used(as)).toBe(prompt + Math.ceil('It makes food, '.length / 2));
  });

  it('ask books the prompt when the client leaves before the first word', async () => {
    await start(10_000);
    model.script({ steps: [{ stall: true }] });
    const as = aStudent();
    const leaving = new AbortController();
    const left = app.call(ask, { as, body: { message: question }, signal: leaving.signal });
    await modelAsked(model, left);
    expect(await used(as)).toBe(reserved);
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(
      await until(
        () => used(as),
        (tokens) => tokens < reserved,
      ),
    ).toBe(prompt);
  });

  it('ask books nothing when the model refused or could not be reached', async () => {
    await start(10_000);
    model.script({ status: 401 });
    const as = aStudent();
    expect((await asking(as)).status).toBe(503);
    await model.close();
    expect((await asking(as)).status).toBe(503);
    expect(await used(as)).toBe(0);
  });

  it('ask leaves the reserved tokens booked when the service dies before the answer ends', async () => {
    await start(reserved);
    const { unitOfWork } = app.deps.world;
    const as = aStudent();
    const wanted = { day: '2026-03-03', tokens: reserved, maxTokens: reserved };
    await unitOfWork.run(({ tokenUse }) => tokenUse.reserve(as.userId, wanted));
    expectExhausted(await asking(as));
  });
});

it('user.deleted erases the token use, and an answer that ends later does not restore it', async () => {
  await start(10_000);
  const held = Promise.withResolvers<void>();
  model.script({ ...answer(700), steps: [{ stall: held.promise }, ...words(good)] });
  const as = aStudent();
  const late = asking(as);
  await modelAsked(model, late);
  const event = userDeleted(as.userId);
  expect((await app.call(receiveChatEvent, { from: 'auth', body: event })).status).toBe(204);
  held.resolve();
  await late;
  const rows = await readRows(database.url, 'select 1 from token_use where user_id = $1', [as.userId]);
  expect(rows).toEqual([]);
  expect((await app.call(listMessages, { as, params: { id: randomUUID() } })).status).toBe(404);
});
