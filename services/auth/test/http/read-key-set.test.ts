import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

describe('200', () => {
  it('readKeySet returns the key that signIn signs with, to clients and to every service', async () => {
    const credentials = { email: `${randomUUID()}@school.example`, password: 'three quiet blue whales' };
    await app.call(register, { body: { ...credentials, name: 'Kim' } });
    const { accessToken } = (await app.call(signIn, { body: credentials })).body;
    for (const from of [undefined, 'rag', 'chat'] as const) {
      const answer = await app.call(readKeySet, from === undefined ? {} : { from });
      const verified = await jwtVerify(accessToken, createLocalJWKSet(answer.body));
      expect(verified.payload.role).toBe('student');
    }
  });

  it('readKeySet may be cached for less time than a new key waits before it signs', async () => {
    const { headers } = await app.call(readKeySet);
    expect(headers['cache-control']).toBe('public, max-age=300');
    expect(app.deps.world.keyTimes.overlapSeconds).toBeGreaterThan(300);
  });

  it('readKeySet returns no private half, and the database stores it sealed', async () => {
    const answer = await app.call(readKeySet);
    expect(Object.keys(answer.body.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const [row] = await readRows(app.databaseUrl, 'select private_jwk_sealed from signing_key');
    const opened = Buffer.from(String(row?.private_jwk_sealed), 'base64').toString('latin1');
    expect(opened).not.toContain('"d"');
  });
});
