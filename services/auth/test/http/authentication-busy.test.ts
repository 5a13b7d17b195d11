import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signInBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { confirmPassword, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { goodPassword, registered, type SignedIn, signedIn } from '../builders.ts';

const password = 'three quiet blue whales';
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp({ hashing: { concurrency: 1, queueLength: 2, memoryKibibytes: 19_456 } });
});
afterAll(() => app.close());

/** Sends twelve requests concurrently, where one password is hashed and two may wait. */
const flood = (send: (index: number) => Promise<TestResponse>): Promise<TestResponse[]> =>
  Promise.all(Array.from({ length: 12 }, (_, index) => send(index)));

const expectBusy = (answers: TestResponse[], otherwise: number): void => {
  const busy = answers.filter((answer) => answer.status === 503);
  expect(busy.length).toBeGreaterThan(0);
  for (const answer of busy) {
    expect(answer.body.code).toBe('authentication-busy');
    // The expected wait in seconds, by the speed of this machine; `bounded-queue.ts` has a test with a clock.
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
  }
  const rest = answers.filter((answer) => answer.status !== 503);
  expect(rest.length).toBeGreaterThanOrEqual(3);
  expect(new Set(rest.map((answer) => answer.status))).toEqual(new Set([otherwise]));
};

describe('503 when the queue of the password hasher is full', () => {
  it('signIn answers 503 authentication-busy to the excess, and 401 to the others', async () => {
    // Each request is for another account, because the eleventh attempt on one account gets 429.
    const answers = await flood((index) =>
      app.call(signIn, { body: { email: `no-${index}@school.example`, password } }),
    );
    expectBusy(answers, 401);
  });

  it('signInBrowser answers 503 authentication-busy to the excess, and 401 to the others', async () => {
    const answers = await flood((index) =>
      app.call(signInBrowser, { body: { email: `no-page-${index}@school.example`, password } }),
    );
    expectBusy(answers, 401);
  });

  it('signIn answers 503 authentication-busy before it reads the account or counts the attempt', async () => {
    const { passwordHasher } = app.deps.world;
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    let isOver = false;
    const hashAgain = async (): Promise<void> => {
      while (!isOver) await passwordHasher.verify(passwordHasher.decoy, password);
    };
    const full = Promise.all([hashAgain(), hashAgain(), hashAgain()]);
    try {
      await client.query('begin');
      // A sign-in that reads the account waits for this transaction.
      await client.query('lock table account in access exclusive mode');
      const body = { email: 'unknown@school.example', password };
      // More than the ten attempts that an account has.
      for (let count = 0; count < 12; count += 1)
        expect((await app.call(signIn, { body })).body.code).toBe('authentication-busy');
    } finally {
      isOver = true;
      await client.end();
      await full;
    }
  });

  it('register answers 503 authentication-busy to the excess and registers only the others', async () => {
    const emailOf = (index: number): string => `flood-${index}@school.example`;
    const answers = await flood((index) =>
      app.call(register, { body: { email: emailOf(index), password, name: 'Flood' } }),
    );
    expectBusy(answers, 201);
    for (const [index, answer] of answers.entries()) {
      const signedIn = await app.call(signIn, { body: { email: emailOf(index), password } });
      expect(signedIn.status).toBe(answer.status === 201 ? 200 : 401);
    }
  });

  it('confirmPassword answers 503 authentication-busy to the excess, and 200 to the others', async () => {
    const people: SignedIn[] = [];
    for (let count = 0; count < 4; count += 1) people.push(await signedIn(app, await registered(app)));
    const answers = await flood((index) =>
      app.call(confirmPassword, {
        as: (people[index % people.length] as SignedIn).user,
        body: { password: goodPassword },
      }),
    );
    expectBusy(answers, 200);
  });
});
