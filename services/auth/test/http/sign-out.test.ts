import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn, signOut } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

const credentials = { email: 'sam@school.example', password: 'three quiet blue whales' };
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp();
  await app.call(register, { body: { ...credentials, name: 'Sam' } });
});
afterAll(() => app.close());

const signedIn = async () => {
  const { accessToken, refreshToken } = (await app.call(signIn, { body: credentials })).body;
  return { user: aUser({ userId: decodeJwt(accessToken).sub ?? '' }), refreshToken };
};
const refresh = (refreshToken: string) => app.call(refreshTokens, { body: { refreshToken } });

describe('204', () => {
  it('signOut ends the family of the token immediately, and a repetition changes nothing', async () => {
    const { user, refreshToken } = await signedIn();
    expect((await app.call(signOut, { as: user, body: { refreshToken } })).status).toBe(204);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await app.call(signOut, { as: user, body: { refreshToken } })).status).toBe(204);
  });

  it('signOut does not end the family of another account', async () => {
    const { refreshToken } = await signedIn();
    expect((await app.call(signOut, { as: aUser(), body: { refreshToken } })).status).toBe(204);
    expect((await refresh(refreshToken)).status).toBe(200);
  });
});
