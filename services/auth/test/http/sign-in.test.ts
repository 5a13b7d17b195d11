import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
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

describe('the characters of a password', () => {
  const asOneForm = 'vier große weiße Wäle';
  const account = { email: 'nfc@school.example', name: 'Nora' };
  const statusOf = async (typed: string) =>
    (await app.call(signIn, { body: { email: account.email, password: typed } })).status;
  const storedHash = async () =>
    (
      await readRows(app.databaseUrl, 'select password_hash as hash from account where email = $1', [
        account.email,
      ])
    )[0]?.hash as string;

  it('signIn accepts composed and decomposed characters and every blank, and no other characters', async () => {
    const decomposed = asOneForm.normalize('NFD');
    await app.call(register, { body: { ...account, password: decomposed } });
    for (const typed of [asOneForm, decomposed, asOneForm.replace(' ', '\u00a0')])
      expect(await statusOf(typed)).toBe(200);
    for (const typed of ['vier große weiße Wale', asOneForm.replaceAll('ß', 'ss'), asOneForm.toUpperCase()])
      expect(await statusOf(typed)).toBe(401);
  });

  it('signIn accepts a password that was hashed as it was typed, and replaces that hash', async () => {
    const decomposed = asOneForm.normalize('NFD');
    const earlier = await argon2.hash(decomposed, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await readRows(app.databaseUrl, 'update account set password_hash = $1 where email = $2', [
      earlier,
      account.email,
    ]);
    expect(await statusOf(asOneForm)).toBe(401);
    expect(await statusOf(decomposed)).toBe(200);
    expect(await storedHash()).not.toBe(earlier);
    expect(await statusOf(asOneForm)).toBe(200);
  });

  it('signIn and register treat the two spellings of an international domain as one address', async () => {
    const body = { email: 'kim@schule-köln.example', password, name: 'Kim' };
    const { status, body: registered } = await app.call(register, { body });
    expect([status, registered.email]).toEqual([201, 'kim@xn--schule-kln-lcb.example']);
    for (const spelling of [
      'kim@schule-köln.example',
      'KIM@SCHULE-KÖLN.example',
      'kim@xn--schule-kln-lcb.example',
    ])
      expect((await app.call(signIn, { body: { email: spelling, password } })).status).toBe(200);
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
