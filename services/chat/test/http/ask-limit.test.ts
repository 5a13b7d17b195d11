import { ask } from '@ai-teacher/contracts/chat.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatApp, startChatApp } from '../chat-app.ts';

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
  it('admits exactly 20 of 100 at once over two instances, and rag is asked no more often', async () => {
    const before = one.searches.length + two.searches.length;
    const answers = await many(100, aStudent());
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(80);
    expect(one.searches.length + two.searches.length - before).toBe(20);
    for (const { body, headers } of refused) {
      expect(body.code).toBe('rate-limited');
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0' });
    }
  });

  it('counts bodies that are invalid, too large or of another type, and says how many are left', async () => {
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

  it('keeps one user’s exhaustion from another, and a new token does not lift it', async () => {
    const as = aStudent();
    await many(20, as);
    expect(
      (await one.call(ask, { as: { ...as, sessionId: aStudent().sessionId }, body: message })).status,
    ).toBe(429);
    expect((await one.call(ask, { as: aStudent(), body: message })).status).toBe(200);
  });
});

describe('503', () => {
  it('refuses within 250 ms when the counts are out of reach, not as 429, and asks nobody', async () => {
    const app = await startChatApp({ REDIS_URL: 'redis://127.0.0.1:1' });
    try {
      const as = aStudent();
      await app.call(ask, { as, body: message });
      for (let i = 0; i < 5; i += 1) {
        const startedAt = performance.now();
        const answer = await app.call(ask, { as, body: message });
        expect(performance.now() - startedAt).toBeLessThan(250);
        expect(answer).toMatchObject({ status: 503, body: { code: 'rate-limit-unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(app.searches).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
