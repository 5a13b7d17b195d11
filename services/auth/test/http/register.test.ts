import { listAccounts, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { adminEmail, startAuthApp } from '../auth-app.ts';
import { invitationFor } from '../builders.ts';

const password = 'three quiet blue whales';
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp({
    clock,
    hashing: 'as deployed',
    variables: { INSTITUTION_NAME: 'Gymnasium Lindenhof' },
  });
});
afterAll(() => app.close());

const publishedTo = (email: string) =>
  readRows(
    app.databaseUrl,
    `select payload->'data'->>'subscriber' as subscriber from graphile_worker._private_jobs
     where payload->'data'->'envelope'->'data'->>'email' = $1 order by 1`,
    [email],
  );

describe('201', () => {
  it('register creates a student and publishes the event to exam, notification and user in one transaction', async () => {
    const answer = await app.call(register, {
      body: { email: 'ana@school.example', password, name: ' Ana ' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      email: 'ana@school.example',
      name: 'Ana',
      role: 'student',
    });
    expect(await publishedTo('ana@school.example')).toEqual([
      { subscriber: 'exam' },
      { subscriber: 'notification' },
      { subscriber: 'user' },
    ]);
  });

  it('register gives the same answer for an e-mail that is already known, and changes nothing', async () => {
    const first = await app.call(register, { body: { email: 'bo@school.example', password, name: 'Bo' } });
    const again = await app.call(register, {
      body: { email: 'BO@school.example', password: 'another long password here', name: 'Mallory' },
    });
    expect(again.status).toBe(201);
    expect(Object.keys(again.body)).toEqual(Object.keys(first.body));
    expect(again.body).toMatchObject({ email: 'BO@school.example', name: 'Mallory', role: 'student' });
    expect(again.body.id).not.toBe(first.body.id);
    const signedIn = await app.call(signIn, { body: { email: 'bo@school.example', password } });
    expect(signedIn.status).toBe(200);
    expect(await publishedTo('BO@school.example')).toEqual([]);
  });

  it('register and listAccounts give a client a name with markup as inert text', async () => {
    const email = 'markup@school.example';
    const answer = await app.call(register, { body: { email, password, name: hostileMarkup } });
    const listed = await app.call(listAccounts, { as: anAdmin(), query: { email } });
    for (const { text } of [answer, listed]) {
      expect(text).toContain('‹img src=x onerror=alert(1)>');
      expect(text).not.toMatch(activeMarkup);
    }
  });

  it('register gives the role of an invitation, once', async () => {
    const email = 'tess@school.example';
    const invitationToken = await invitationFor(app, email);
    const answer = await app.call(register, { body: { email, password, name: 'Tess', invitationToken } });
    expect(answer.body.role).toBe('teacher');
    const again = await app.call(register, { body: { email, password, name: 'Tess', invitationToken } });
    expect(again.status).toBe(422);
  });

  it.each([
    ['15 spaces', ' '.repeat(15)],
    ['15 emoji', '🐋'.repeat(15)],
    ['15 lower-case letters', 'kfmzhwtrbvqxpld'],
    ['a sentence with the product’s name', 'my teacher prefers tea'],
    ['15 characters, repeated', 'kfmzhwtrbvqxpldkfmzhwtrbvqxpld'],
    ['digits without a pattern', '830472916558302'],
    ['256 characters', `${'long and odd '.repeat(19)}123456789`],
  ])('register accepts, and signIn compares unmodified, a password of %s', async (what, odd) => {
    const email = `${what.replaceAll(/\W/g, '-')}@school.example`;
    const answer = await app.call(register, { body: { email, password: odd, name: 'Odd' } });
    expect(answer.status).toBe(201);
    expect((await app.call(signIn, { body: { email, password: odd } })).status).toBe(200);
    expect(
      (await app.call(signIn, { body: { email, password: [...odd].slice(0, -1).join('') } })).status,
    ).toBe(401);
  });
});

describe('422', () => {
  it.each([
    ['14 characters', 'kfmzhwtrbvqxpl'],
    ['257 characters', 'x y'.repeat(86)],
  ])('register answers 422 for a password of %s', async (_what, odd) => {
    const answer = await app.call(register, {
      body: { email: 'c@school.example', password: odd, name: 'C' },
    });
    expect(answer.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/password' }] });
  });

  it.each([
    ['a common password repeated', 'passwordpassword', 'repeated-text'],
    ['a common password followed by ascending digits', 'password1234567', 'simple-run'],
    ['a common password followed by other digits', 'sunshine92745163', 'common'],
    ['an ascending run of digits', '123456789012345', 'simple-run'],
    ['a row of the keyboard', 'qwertyuiopasdfgh', 'simple-run'],
    ['the product’s name', 'ai-teacher ai-teacher', 'similar-to-names'],
    ['the person’s own e-mail', 'carla.diaz@school.example', 'similar-to-names'],
    ['the first part of the person’s e-mail and a year', 'Carla-Diaz-2026', 'similar-to-names'],
    ['one letter', 'a'.repeat(15), 'repeated-text'],
    ['a pair of letters', 'ab'.repeat(8), 'repeated-text'],
    ['a short text repeated, the last time in part', 'rk7rk7rk7rk7rk7r', 'repeated-text'],
    ['a text of fourteen characters twice', 'kfmzhwtrbvqxplkfmzhwtrbvqxpl', 'repeated-text'],
    ['three letters in turns', 'aabcbacabbcaacbc', 'few-characters'],
    ['several runs', 'abcdef123456qwerty', 'simple-run'],
    ['a descending run', 'zyxwvutsrqponmlk', 'simple-run'],
    ['columns of the keyboard', '1qaz2wsx3edc4rfv', 'simple-run'],
    ['the person’s name', 'Martínez Martínez', 'similar-to-names'],
    ['the person’s name without accents', 'carla martinez 1', 'similar-to-names'],
    ['the institution’s name', 'Lindenhof-Gymnasium', 'similar-to-names'],
    ['the institution’s and the person’s name', 'lindenhof martinez', 'similar-to-names'],
  ])(
    'register answers 422 for a password that is %s, with the code of the fault',
    async (_what, odd, code) => {
      const answer = await app.call(register, {
        body: { email: 'carla.diaz@school.example', password: odd, name: 'Carla Martínez' },
      });
      expect(answer.body).toMatchObject({
        code: 'password-unacceptable',
        errors: [{ pointer: '/password', code }],
      });
    },
  );

  it('register answers 422 for an invitation that is unknown, for another e-mail, or a week old', async () => {
    const body = { email: 'd@school.example', password, name: 'D' };
    const foreign = await invitationFor(app, 'another@school.example');
    const late = await invitationFor(app, 'd@school.example');
    clock.advance({ seconds: 7 * 86_400 + 1 });
    for (const invitationToken of ['no-such-token', foreign, late]) {
      const answer = await app.call(register, { body: { ...body, invitationToken } });
      expect(answer.body).toMatchObject({
        code: 'invitation-invalid',
        errors: [{ pointer: '/invitationToken' }],
      });
    }
  });

  it.each(['role', 'id', 'emailVerified', 'institutionId'])(
    'register answers 422 for the unknown field %s',
    async (field) => {
      const answer = await app.call(register, {
        body: { email: 'e@school.example', password, name: 'E', [field]: 'admin' },
      });
      expect(answer.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: `/${field}` }] });
    },
  );
});

describe('the first admin', () => {
  it('auth creates the first admin once, even when it starts twice on one database', async () => {
    await startAuthApp({ databaseUrl: app.databaseUrl }).then((second) => second.close());
    const rows = await readRows(app.databaseUrl, 'select role from account where email = $1', [adminEmail]);
    expect(rows).toEqual([{ role: 'admin' }]);
  });
});

describe('stored accounts and invitations', () => {
  it('the database of auth contains no password and no token, only hashes', async () => {
    const [account] = await readRows(app.databaseUrl, 'select password_hash from account limit 1');
    expect(account?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    const invitations = await readRows(app.databaseUrl, 'select token_hash from invitation');
    for (const { token_hash } of invitations) expect(token_hash).toMatch(/^[\w-]{43}$/);
  });
});
