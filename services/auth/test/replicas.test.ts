import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuthDeps } from '../src/deps.ts';
import { adminEmail, startAuthApp } from './auth-app.ts';

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
