import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

const email = 'maria@school.example';
const password = 'three quiet blue whales';
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp();
  await app.call(register, { body: { email, password, name: 'Maria' } });
});
afterAll(() => app.close());

describe('200', () => {
  it('signIn returns a Bearer token of type at+jwt with the claims the platform reads, and no e-mail', async () => {
    const answer = await app.call(signIn, { body: { email, password } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(decodeProtectedHeader(answer.body.accessToken)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(answer.body.accessToken);
    expect(Object.keys(claims).sort()).toEqual(
      ['aud', 'exp', 'iat', 'institution', 'iss', 'jti', 'role', 'sid', 'sub'].sort(),
    );
    expect(claims).toMatchObject({ role: 'student', iss: 'urn:ai-teacher:auth', aud: 'urn:ai-teacher:api' });
  });

  it('signIn finds the account in any case and width of the e-mail', async () => {
    const answer = await app.call(signIn, { body: { email: 'ＭARIA@school.example', password } });
    expect(answer.status).toBe(200);
  });
});

describe('401', () => {
  it.each([
    ['a wrong password', { email, password: 'three quiet blue whale' }],
    ['an unknown e-mail', { email: 'unknown@school.example', password }],
  ])('signIn answers %s with the same problem', async (_what, body) => {
    const answer = await app.call(signIn, { body });
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toEqual({
      type: 'urn:ai-teacher:problem:credentials-invalid',
      title: 'The e-mail or the password is wrong',
      status: 401,
      code: 'credentials-invalid',
      requestId: answer.headers['x-request-id'],
    });
  });
});

describe('422', () => {
  it.each([[{ $gt: '' }], [['maria@school.example']], [42], [null]])(
    'signIn answers 422 for the e-mail %j, which is no text',
    async (odd) => {
      const answer = await app.call(signIn, { body: { email: odd, password } });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual([{ pointer: '/email', message: expect.any(String) }]);
    },
  );
});
