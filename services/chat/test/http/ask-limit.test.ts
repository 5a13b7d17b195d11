import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { type StoreProxy, startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChatApp, startChatApp } from '../chat-app.ts';

// Five hundred questions need five hundred handshakes.
jest.setTimeout(120_000);

const message = { message: 'What is chlorophyll?' };
let one: ChatApp;
let two: ChatApp;
beforeAll(async () => {
  const REDIS_URL = await redisUrl();
  [one, two] = await Promise.all([startChatApp({ REDIS_URL }), startChatApp({ REDIS_URL })]);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
});

const many = (count: number, as: TestUser) =>
  Promise.all(
    Array.from({ length: count }, (_, i) => (i % 2 === 0 ? one : two).call(ask, { as, body: message })),
  );

describe('429', () => {
  it('ask admits exactly 20 of 500 concurrent questions over two instances, and searches rag as often', async () => {
    const before = one.searches.length + two.searches.length;
    const answers = await many(500, aStudent());
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(480);
    expect(one.searches.length + two.searches.length - before).toBe(20);
    for (const { body, headers } of refused) {
      expect(body.code).toBe('rate-limited');
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0' });
    }
  });

  it('ask counts bodies that are invalid, too large or of another type, and reports the remaining questions', async () => {
    const as = aStudent();
    const bad = [
      { payload: '{', headers: { 'content-type': 'application/json' } },
      { payload: 'a', headers: { 'content-type': 'text/plain' } },
      { body: { message: '' } },
      { body: { message: 'a'.repeat(100_000) } },
    ];
    for (const [index, request] of bad.entries()) {
      const answer = await one.call(ask, { as, ...request });
      expect([400, 413, 415, 422]).toContain(answer.status);
      expect(answer.headers['x-ratelimit-remaining']).toBe(String(19 - index));
    }
    const answers = await many(20, as);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(16);
  });

  it('ask limits each user separately, and a new token does not lift the limit', async () => {
    const as = aStudent();
    await many(20, as);
    expect(
      (await one.call(ask, { as: { ...as, sessionId: aStudent().sessionId }, body: message })).status,
    ).toBe(429);
    expect((await one.call(ask, { as: aStudent(), body: message })).status).toBe(200);
  });
});

describe('503', () => {
  let store: StoreProxy;
  let readings: MetricReadings;
  let app: ChatApp;
  let model: OpenAiStub;

  beforeEach(async () => {
    store = await startStoreProxy(await redisUrl());
    model = await startOpenAiStub({
      steps: words('“Chlorophyll is the green pigment that absorbs light” [1].'),
    });
    readings = startMetricReadings();
    app = await startChatApp({
      REDIS_URL: store.url,
      CHAT_MODEL: 'some-model',
      OPENAI_BASE_URL: model.url,
    });
  });
  afterEach(async () => {
    await app.close();
    await Promise.all([store.close(), model.close(), readings.close()]);
  });

  it.each(['away', 'silent', 'erring', 'slow'] as const)(
    'ask answers 503 without asking rag or the model while the store is %s, and counts again afterwards',
    async (mood) => {
      const as = aStudent();
      expect((await app.call(ask, { as, body: message })).headers['x-ratelimit-remaining']).toBe('19');
      const [searches, questions] = [app.searches.length, model.requests.length];
      store.feel(mood);
      for (let i = 0; i < 40; i += 1) {
        const answer = await app.call(ask, { as, body: message });
        expect(answer).toMatchObject({ status: 503, body: { code: 'rate-limit-unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(app.searches).toHaveLength(searches);
      expect(model.requests).toHaveLength(questions);
      const [errors] = await readings.of(metricCatalogue.rateLimitStoreErrors);
      expect(errors?.value).toBeGreaterThanOrEqual(40);
      store.feel('well');
      const back = await untilAnswered(as);
      expect(Number(back.headers['x-ratelimit-remaining'])).toBeLessThan(19);
    },
  );

  const untilAnswered = async (as: TestUser) => {
    for (;;) {
      const answer = await app.call(ask, { as, body: message });
      if (answer.status === 200) return answer;
      expect(answer.body.code).toBe('rate-limit-unavailable');
    }
  };
});
