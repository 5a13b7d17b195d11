import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuthDeps } from '../src/deps.ts';
import { adminEmail, adminPassword, startAuthApp } from './auth-app.ts';

let database: OwnDatabase;
let replicas: TestApp<AuthDeps>[];
beforeAll(async () => {
  database = await createTestDatabase('auth');
  replicas = await Promise.all([1, 2, 3].map(() => startAuthApp({ databaseUrl: database.url })));
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await database.drop();
});

it('replicas of auth that start together create one signing key and one first admin', async () => {
  const keySets = await Promise.all(replicas.map((replica) => replica.call(readKeySet)));
  expect(new Set(keySets.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(keySets[0]?.body.keys).toHaveLength(1);
  const admins = await readRows(database.url, 'select email from account');
  expect(admins).toEqual([{ email: adminEmail }]);
});

it('a replica whose clock is late signs with the key of a replica whose clock is ahead', async () => {
  const own = await createTestDatabase('auth');
  const at = (seconds: number) => ({ now: () => new Date(Date.now() + seconds * 1_000) });
  const ahead = await startAuthApp({ databaseUrl: own.url, clock: at(20) });
  const late = await startAuthApp({ databaseUrl: own.url, clock: at(0) });
  try {
    const body = { email: adminEmail, password: adminPassword };
    expect((await late.call(signIn, { body })).status).toBe(200);
  } finally {
    await Promise.all([ahead.close(), late.close()]);
    await own.drop();
  }
});
