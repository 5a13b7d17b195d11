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

// Two hundred questions are two hundred handshakes, and as many again to rag.
jest.setTimeout(120_000);

const question = 'What does photosynthesis turn carbon dioxide into?';
const good = 'It makes food: "Photosynthesis turns carbon dioxide and water into sugar and oxygen" [1].';
const clock = createFakeClock(new Date('2026-03-02T09:00:00.000Z'));
/** What one question of these tests sets aside. */
const most = buildPrompt({ question, passages: [aPassage()], history: [] }).maxTokens;
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
/** Until what happens after the client has left has happened. */
const until = async (read: () => Promise<number>, holds: (value: number) => boolean): Promise<number> => {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('429', () => {
  it('never lets two hundred questions at once, over two instances, use more than the day holds', async () => {
    const tokensPerDay = 100_000;
    const usedByOne = 1_900;
    expect(most).toBeGreaterThan(usedByOne);
    model.script(answer(usedByOne));
    const both = [await start(tokensPerDay), await start(tokensPerDay)] as const;
    const as = aStudent();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => asking(as, both[i % 2 === 0 ? 0 : 1])),
    );
    const answered = answers.filter(({ status }) => status === 200);
    for (const refused of answers.filter(({ status }) => status !== 200)) expectExhausted(refused);
    expect(model.requests).toHaveLength(answered.length);
    expect(answered.length).toBeGreaterThanOrEqual(Math.floor(tokensPerDay / most));
    expect(await used(as)).toBe(answered.length * usedByOne);
    let count = answered.length;
    while ((await asking(as)).status === 200) count += 1;
    expect(count * usedByOne).toBeLessThanOrEqual(tokensPerDay);
    expect(tokensPerDay - count * usedByOne).toBeLessThan(most);
    expect(await used(as)).toBe(count * usedByOne);
  });

  it('says when the new day begins, keeps nothing, and asks neither the material nor the model', async () => {
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

  it('is told, with nothing kept, when what is left does not hold the dearest answer', async () => {
    await start(most - 1);
    const as = aStudent();
    expectExhausted(await asking(as));
    expect(model.requests).toHaveLength(0);
    expect((await app.call(listSessions, { as })).body.items).toEqual([]);
    expect(await used(as)).toBe(0);
  });

  it('is one person’s own, and another instance tells it too', async () => {
    const one = await start(most + 100);
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    await start(most + 100);
    expectExhausted(await asking({ ...as, sessionId: randomUUID() }));
    expect((await asking(aStudent(), one)).status).toBe(200);
  });
});

describe('200', () => {
  it('comes again on a new day of UTC', async () => {
    await start(most);
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    expectExhausted(await asking(as));
    clock.advance({ seconds: 15 * 3_600 });
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(700);
  });

  it('is made of the material’s own sentences where that is configured', async () => {
    await start(most, { MODEL_FALLBACK: 'extractive' });
    const as = aStudent();
    expect((await asking(as)).body).toMatchObject({ mode: 'generative' });
    expect((await asking(as)).body).toMatchObject({ mode: 'extractive', supported: true });
    expect(await used(as)).toBe(700);
  });

  it('costs nothing where no model is asked', async () => {
    await start(most);
    const as = aStudent();
    app.library(() => []);
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(0);
  });

  it('books what it used although that was more than was set aside', async () => {
    await start(most);
    model.script(answer(most + 500));
    const as = aStudent();
    expect((await asking(as)).status).toBe(200);
    expect(await used(as)).toBe(most + 500);
  });
});

describe('what is booked when the model does not say it', () => {
  const prompt = most - 1_500;

  it('is an estimate, never below what was heard nor above what was set aside', async () => {
    await start(10_000);
    model.script({ steps: words(good) });
    const as = aStudent();
    await asking(as);
    expect(await used(as)).toBe(prompt + Math.ceil(good.length / 2));
  });

  it('of an answer cut off is the prompt and what was heard', async () => {
    await start(10_000);
    model.script({ steps: [...words('It makes food, '), { cut: true }] });
    const as = aStudent();
    const events = eventsIn((await asking(as, app, { accept: 'text/event-stream' })).text);
    expect(events.at(-1)?.event).toBe('error');
    expect(await used(as)).toBe(prompt + Math.ceil('It makes food, '.length / 2));
  });

  it('is the prompt for a client that leaves before the first word', async () => {
    await start(10_000);
    model.script({ steps: [{ stall: true }] });
    const as = aStudent();
    const leaving = new AbortController();
    const left = app.call(ask, { as, body: { message: question }, signal: leaving.signal });
    await modelAsked(model, left);
    expect(await used(as)).toBe(most);
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(
      await until(
        () => used(as),
        (tokens) => tokens < most,
      ),
    ).toBe(prompt);
  });

  it('is nothing when the model refused or could not be reached', async () => {
    await start(10_000);
    model.script({ status: 401 });
    const as = aStudent();
    expect((await asking(as)).status).toBe(503);
    await model.close();
    expect((await asking(as)).status).toBe(503);
    expect(await used(as)).toBe(0);
  });

  it('is all that was set aside when the service dies meanwhile', async () => {
    await start(most);
    const { unitOfWork } = app.deps.world;
    const as = aStudent();
    const reserved = { day: '2026-03-03', tokens: most, maxTokens: most };
    await unitOfWork.run(({ tokenUse }) => tokenUse.reserve(as.userId, reserved));
    expectExhausted(await asking(as));
  });
});

it('a deleted user’s use is forgotten, and an answer that ends later does not bring it back', async () => {
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
