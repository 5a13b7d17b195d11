import { randomUUID } from 'node:crypto';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { tokenUseRepository } from '@ai-teacher/service-kit/database/token-use.ts';
import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
let database: OwnDatabase;
let instances: UnitOfWork<TokenUse>[];
beforeAll(async () => {
  database = await createTestDatabase('chat');
  instances = [1, 2].map(() =>
    createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork(tokenUseRepository),
  );
});
afterAll(async () => {
  await lifecycle.close();
  await database.drop();
});

const day = '2026-03-02';
const on = <Result>(index: number, work: (tokenUse: TokenUse) => Promise<Result>): Promise<Result> =>
  (instances[index % instances.length] as UnitOfWork<TokenUse>).run(work);

/** The answers of one user: each reserves tokens, and then uses a part of them or dies. */
const answers = fc.array(
  fc.record({
    tokens: fc.integer({ min: 1, max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    dies: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('tokenUseRepository', () => {
  it('reserve never exceeds the day’s tokens while two instances reserve, settle and lose answers concurrently', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 100 }),
        fc.array(answers, { minLength: 1, maxLength: 4 }),
        async (maxTokens, rounds) => {
          const userId = randomUUID();
          let booked = 0;
          for (const round of rounds) {
            const reserved = await Promise.all(
              round.map(({ tokens }, index) =>
                on(index, (use) => use.reserve(userId, { day, tokens, maxTokens })),
              ),
            );
            const admitted = round.filter((_, index) => reserved[index] !== undefined);
            const refused = round.filter((_, index) => reserved[index] === undefined);
            booked += admitted.reduce((sum, { tokens }) => sum + tokens, 0);
            expect(booked).toBeLessThanOrEqual(maxTokens);
            expect(await on(0, (use) => use.used(userId, day))).toBe(booked);
            // A refused reservation would not have fitted.
            for (const { tokens } of refused) expect(booked + tokens).toBeGreaterThan(maxTokens);
            const settled = admitted.filter(({ dies }) => !dies);
            const back = settled.map(({ tokens, part }) => Math.round(tokens * part) - tokens);
            await Promise.all(
              back.map((tokens, index) => on(index, (use) => use.correct(userId, day, tokens))),
            );
            booked += back.reduce((sum, tokens) => sum + tokens, 0);
            expect(await on(1, (use) => use.used(userId, day))).toBe(booked);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reserve starts at zero on a new day, and an instance with a late clock books on the new day', async () => {
    const userId = randomUUID();
    const reserve = (of: string, tokens: number) =>
      on(0, (use) => use.reserve(userId, { day: of, tokens, maxTokens: 100 }));
    expect(await reserve('2026-03-02', 100)).toBe('2026-03-02');
    expect(await reserve('2026-03-02', 1)).toBeUndefined();
    expect(await reserve('2026-03-03', 60)).toBe('2026-03-03');
    expect(await reserve('2026-03-02', 30)).toBe('2026-03-03');
    expect(await reserve('2026-03-02', 11)).toBeUndefined();
    await on(0, (use) => use.correct(userId, '2026-03-02', -100));
    expect(await on(0, (use) => use.used(userId, '2026-03-03'))).toBe(90);
    expect(await on(0, (use) => use.used(userId, '2026-03-04'))).toBe(0);
  });

  it('reserve refuses more than a whole day, also to a new user', async () => {
    const userId = randomUUID();
    expect(await on(0, (use) => use.reserve(userId, { day, tokens: 101, maxTokens: 100 }))).toBeUndefined();
    expect(await on(0, (use) => use.used(userId, day))).toBe(0);
  });
});
