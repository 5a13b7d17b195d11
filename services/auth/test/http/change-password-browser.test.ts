import {
  changePasswordBrowser,
  refreshBrowser,
  signInBrowser,
} from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { expectProblem } from '@ai-teacher/test-kit/app/owed-request.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn, endedSessions, goodPassword, refreshStatus, registered, signedIn } from '../builders.ts';

const newPassword = 'four loud green parrots';
const wrongPassword = 'three quiet blue whale';
let database: OwnDatabase;
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  database = await createTestDatabase('auth');
  app = await startAuthApp({ databaseUrl: database.url });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

type Credentials = Awaited<ReturnType<typeof registered>>;
/** A page: the person of its access token, and the cookie of its browser. */
type OpenPage = { readonly user: TestUser; readonly cookie: string };

const setCookie = ({ headers }: TestResponse): string => [headers['set-cookie'] ?? []].flat().join('\n');
const cookieOf = (answer: TestResponse): string => setCookie(answer).split(';')[0] ?? '';
const pageOf = (answer: TestResponse): OpenPage => ({
  user: asSignedIn({ ...answer.body, refreshToken: '' }).user,
  cookie: cookieOf(answer),
});
const opened = async (mine: Credentials, at = app): Promise<OpenPage> =>
  pageOf(await at.call(signInBrowser, { body: mine }));

const change = (
  { user, cookie }: { readonly user: TestUser; readonly cookie?: string },
  body: Record<string, unknown> = {},
  { at = app, headers = {} }: { at?: TestApp<AuthDeps>; headers?: Record<string, string | undefined> } = {},
): Promise<TestResponse> =>
  at.call(changePasswordBrowser, {
    as: user,
    body: { currentPassword: goodPassword, newPassword, ...body },
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
  });
const renewalStatus = async ({ cookie }: OpenPage): Promise<number> =>
  (await app.call(refreshBrowser, { headers: { cookie } })).status;

describe('200', () => {
  it('changePasswordBrowser replaces the password, ends every session and gives the cookie a new one', async () => {
    const mine = await registered(app);
    const here = await opened(mine);
    const otherBrowser = await opened(mine);
    const otherClient = await signedIn(app, mine);
    const answer = await change(here);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 },
    });
    expect(setCookie(answer)).toMatch(
      /^ai-teacher-refresh=[\w-]{43,}; path=\/api\/auth\/browser; expires=[^;]+; samesite=strict; httponly$/i,
    );
    const fresh = pageOf(answer);
    expect(answer.text).not.toContain(fresh.cookie.slice(fresh.cookie.indexOf('=') + 1));
    expect(await renewalStatus(here)).toBe(401);
    expect(await renewalStatus(otherBrowser)).toBe(401);
    expect(await refreshStatus(app, otherClient)).toBe(401);
    expect(await renewalStatus(fresh)).toBe(200);
    const ended = await endedSessions(app);
    const old = [here.user.sessionId, otherBrowser.user.sessionId, otherClient.user.sessionId];
    expect(ended).toEqual(expect.arrayContaining(old));
    expect(ended).not.toContain(fresh.user.sessionId);
    expect((await app.call(signIn, { body: mine })).status).toBe(401);
    expect((await app.call(signIn, { body: { ...mine, password: newPassword } })).status).toBe(200);
  });

  it('changePasswordBrowser ends the session of the cookie also when it belongs to another account', async () => {
    const another = await opened(await registered(app));
    const mine = await registered(app);
    const { user } = await signedIn(app, mine);
    const answer = await change({ user, cookie: another.cookie });
    expect(answer.status).toBe(200);
    expect(await renewalStatus(another)).toBe(401);
    expect(pageOf(answer).user.userId).toBe(user.userId);
    expect(await renewalStatus(pageOf(answer))).toBe(200);
  });

  it('changePasswordBrowser gives a browser without a cookie a new session', async () => {
    const { user } = await signedIn(app, await registered(app));
    const answer = await change({ user });
    expect(answer.status).toBe(200);
    expect(await renewalStatus(pageOf(answer))).toBe(200);
  });
});

describe('401', () => {
  it('changePasswordBrowser sets no cookie and changes nothing for a wrong current password', async () => {
    const mine = await registered(app);
    const here = await opened(mine);
    const answer = await change(here, { currentPassword: wrongPassword });
    expectProblem(answer, 401, 'credentials-invalid');
    expect(setCookie(answer)).toBe('');
    expect(await renewalStatus(here)).toBe(200);
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
  });
});

describe('403', () => {
  it.each([
    ['without the header', { 'x-requested-by': undefined }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin of the site', { 'sec-fetch-site': 'same-site' }],
  ])('changePasswordBrowser refuses a request %s, and nothing changes', async (_, headers) => {
    const mine = await registered(app);
    const here = await opened(mine);
    const answer = await change(here, {}, { headers });
    expectProblem(answer, 403, 'cross-site-request');
    expect(setCookie(answer)).toBe('');
    expect(await renewalStatus(here)).toBe(200);
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
  });
});

describe('422', () => {
  it.each([
    ['too short', 'fourteen chars', 'input-invalid', undefined],
    ['a repetition', 'passwordpassword', 'password-unacceptable', 'repeated-text'],
    ['the current password', goodPassword, 'password-unacceptable', 'same-as-current'],
  ])(
    'changePasswordBrowser names the field and the fault of a new password that is %s',
    async (_what, unfit, code, fault) => {
      const here = await opened(await registered(app));
      const answer = await change(here, { newPassword: unfit });
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code });
      expect(answer.body.errors).toEqual([
        { pointer: '/newPassword', message: expect.any(String), ...(fault && { code: fault }) },
      ]);
      expect(setCookie(answer)).toBe('');
      expect(await renewalStatus(here)).toBe(200);
    },
  );
});

describe('429', () => {
  it('changePasswordBrowser delays a session after ten wrong passwords, and retains its cookie', async () => {
    const here = await opened(await registered(app));
    for (let count = 0; count < 10; count += 1)
      expect((await change(here, { currentPassword: wrongPassword })).status).toBe(401);
    const refused = await change(here);
    expectProblem(refused, 429, 'rate-limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(setCookie(refused)).toBe('');
    expect(await renewalStatus(here)).toBe(200);
  });
});

describe('503', () => {
  it('changePasswordBrowser changes nothing while attempts cannot be counted', async () => {
    const mine = await registered(app);
    const here = await opened(mine);
    const uncounted = await startAuthApp({
      databaseUrl: database.url,
      variables: { REDIS_URL: 'redis://127.0.0.1:1' },
    });
    const answer = await change(here, {}, { at: uncounted });
    expectProblem(answer, 503, 'rate-limit-unavailable');
    expect(setCookie(answer)).toBe('');
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    await uncounted.close();
  });

  it('changePasswordBrowser changes nothing when the queue of the password hasher is full', async () => {
    const busy = await startAuthApp({
      databaseUrl: database.url,
      hashing: { concurrency: 1, queueLength: 1, memoryKibibytes: 19_456 },
    });
    // The password is verified with the memory with which it was hashed.
    const mine = await registered(busy);
    const here = await opened(mine, busy);
    const wrong = { currentPassword: wrongPassword };
    const answers = await Promise.all(Array.from({ length: 9 }, () => change(here, wrong, { at: busy })));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expectProblem(answer, 503, 'authentication-busy');
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    await busy.close();
  });
});
