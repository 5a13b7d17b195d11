import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
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

describe('a password with letters of several code points', () => {
  const spelt = 'fünf grüne Bäume\u3000café';
  const [composed, decomposed] = [spelt.normalize('NFC'), spelt.normalize('NFD')];
  const statusOf = async (address: string, given: string): Promise<number> =>
    (await app.call(signIn, { body: { email: address, password: given } })).status;

  it('signIn accepts each Unicode form and each blank of the password', async () => {
    const address = 'forms@school.example';
    await app.call(register, { body: { email: address, password: decomposed, name: 'Uta' } });
    for (const given of [composed, decomposed, composed.replace('\u3000', ' ')])
      expect(await statusOf(address, given)).toBe(200);
    expect(await statusOf(address, composed.replaceAll('ü', 'ö'))).toBe(401);
  });

  it('signIn accepts an old hash of the password as it was sent, and replaces the hash', async () => {
    const address = 'old-hash@school.example';
    await app.call(register, { body: { email: address, password, name: 'Ole' } });
    const oldHash = await app.deps.world.passwordHasher.hash(decomposed);
    await readRows(
      app.databaseUrl,
      `update account set password_hash = '${oldHash}' where email = '${address}'`,
    );
    expect(await statusOf(address, composed)).toBe(401);
    expect(await statusOf(address, decomposed)).toBe(200);
    expect(await statusOf(address, composed)).toBe(200);
    const [row] = await readRows(
      app.databaseUrl,
      `select password_hash from account where email = '${address}'`,
    );
    expect(row?.password_hash).not.toBe(oldHash);
  });
});

describe('an e-mail with an international domain', () => {
  it('signIn and register treat the two spellings of the domain as one address', async () => {
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
