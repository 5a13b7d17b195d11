import { randomBytes } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import {
  refreshBrowser,
  signInBrowser,
  signOutBrowser,
} from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { refreshTokens } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { expectProblem } from '@ai-teacher/test-kit/app/owed-request.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

const credentials = { email: 'rosa@school.example', password: 'three quiet blue whales' };
const variables = { KEY_ENCRYPTION_SECRET: randomBytes(32).toString('base64') };
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp({ clock, variables });
  await app.call(register, { body: { ...credentials, name: 'Rosa' } });
});
afterAll(() => app.close());

const operations = { signInBrowser, refreshBrowser, signOutBrowser };
type Name = keyof typeof operations;

/** A request of a page, with the cookies that its browser has. */
const send = (name: Name, cookie?: string, headers: Record<string, string | undefined> = {}) =>
  app.call(operations[name], {
    ...(name === 'signInBrowser' ? { body: credentials } : {}),
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
  });

/** The `Set-Cookie` header of an answer. */
const setCookie = ({ headers }: TestResponse): string => [headers['set-cookie'] ?? []].flat().join('\n');
/** The cookie header that a browser sends after an answer. */
const cookieOf = (answer: TestResponse): string => setCookie(answer).split(';')[0] ?? '';
const tokenOf = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1);

const signedIn = async (cookie?: string): Promise<string> => cookieOf(await send('signInBrowser', cookie));
const alerts = () =>
  readRows(
    app.databaseUrl,
    `select from graphile_worker._private_jobs where payload->'data'->'envelope'->>'type' = 'security.alert'`,
  );

describe('200', () => {
  it('signInBrowser and refreshBrowser return an access token, and the refresh token in a cookie alone', async () => {
    const first = await send('signInBrowser');
    const second = await send('refreshBrowser', cookieOf(first));
    for (const answer of [first, second]) {
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 200,
        body: { accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 },
      });
      expect(answer.text).not.toContain(tokenOf(cookieOf(answer)));
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    expect(
      await readRows(
        app.databaseUrl,
        `select from refresh_token where token_hash = '${tokenOf(cookieOf(first))}'`,
      ),
    ).toEqual([]);
  });

  it('the cookie is hidden from scripts and other sites, and goes to the sessions of browsers alone', async () => {
    const clear = setCookie(await send('signInBrowser'));
    expect(clear).toMatch(
      /^ai-teacher-refresh=[\w-]{43,}; path=\/api\/auth\/browser; expires=[^;]+; samesite=strict; httponly$/i,
    );
    const answer = await send('signInBrowser', undefined, { 'x-client-scheme': 'https' });
    expect(setCookie(answer)).toMatch(
      /^__Secure-ai-teacher-refresh=[\w-]{43,}; path=\/api\/auth\/browser; expires=[^;]+; samesite=strict; secure; httponly$/i,
    );
    const secure = await send('refreshBrowser', cookieOf(answer), { 'x-client-scheme': 'https' });
    expect({ status: secure.status, cookie: setCookie(secure) }).toEqual({
      status: 200,
      cookie: expect.stringMatching(/^__Secure-.*; secure/i),
    });
    // A cookie that a clear-text answer could have planted proves nothing over TLS.
    const planted = cookieOf(await send('signInBrowser'));
    expectProblem(
      await send('refreshBrowser', planted, { 'x-client-scheme': 'https' }),
      401,
      'refresh-token-invalid',
    );
  });

  it('refreshBrowser gives twenty tabs that refresh concurrently the same new cookie, and reports no theft', async () => {
    const cookie = await signedIn();
    const before = (await alerts()).length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('refreshBrowser', cookie)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
    const late = await send('refreshBrowser', cookie);
    expect(cookieOf(late)).toBe(cookieOf(answers[0] as TestResponse));
    expect((await alerts()).length).toBe(before);
    expect((await send('refreshBrowser', cookieOf(late))).status).toBe(200);
  });

  it('signInBrowser ends the earlier session of the cookie', async () => {
    const earlier = await signedIn();
    const next = await signedIn(earlier);
    expectProblem(await send('refreshBrowser', earlier), 401, 'refresh-token-invalid');
    expect((await send('refreshBrowser', next)).status).toBe(200);
  });
});

describe('204', () => {
  it('signOutBrowser ends the session family and clears the cookie, also when the cookie was rotated', async () => {
    const first = await signedIn();
    const second = cookieOf(await send('refreshBrowser', first));
    const answer = await send('signOutBrowser', first);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expect(setCookie(answer)).toMatch(
      /^ai-teacher-refresh=; path=\/api\/auth\/browser; expires=Thu, 01 Jan 1970/i,
    );
    expectProblem(await send('refreshBrowser', second), 401, 'refresh-token-invalid');
  });

  it('signOutBrowser clears the cookie without a session, too', async () => {
    for (const cookie of [undefined, 'ai-teacher-refresh=made-up', 'ai-teacher-refresh=%00;other=1']) {
      const answer = await send('signOutBrowser', cookie);
      expect({ cookie, status: answer.status }).toEqual({ cookie, status: 204 });
      expect(setCookie(answer)).toMatch(/expires=Thu, 01 Jan 1970/i);
    }
  });
});

describe('401', () => {
  it('refreshBrowser refuses a missing, a made-up and an overlong cookie, and sets none', async () => {
    const made = [
      undefined,
      'ai-teacher-refresh=',
      `ai-teacher-refresh=${'a'.repeat(43)}`,
      'other=1',
      `ai-teacher-refresh=${'a'.repeat(4_000)}`,
    ];
    for (const cookie of made) {
      const answer = await send('refreshBrowser', cookie);
      expectProblem(answer, 401, 'refresh-token-invalid');
      expect(setCookie(answer)).toBe('');
    }
  });

  it('refreshBrowser ends the session whose old cookie is used after the grace period, and alerts the owner', async () => {
    const stolen = await signedIn();
    const current = cookieOf(await send('refreshBrowser', stolen));
    const before = (await alerts()).length;
    clock.advance({ seconds: 11 });
    expectProblem(await send('refreshBrowser', stolen), 401, 'refresh-token-invalid');
    expectProblem(await send('refreshBrowser', current), 401, 'refresh-token-invalid');
    expect((await alerts()).length).toBe(before + 1);
  });

  it('signInBrowser answers a wrong password as signIn does, and sets no cookie', async () => {
    const body = { ...credentials, password: 'three quiet green whales' };
    const answer = await app.call(signInBrowser, { body });
    expectProblem(answer, 401, 'credentials-invalid');
    expect(setCookie(answer)).toBe('');
  });
});

describe('403', () => {
  const foreign: [string, Record<string, string | undefined>][] = [
    ['without the header', { 'x-requested-by': undefined }],
    ['with another value of the header', { 'x-requested-by': 'page' }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin of the site', { 'sec-fetch-site': 'same-site' }],
    ['that a person typed', { 'sec-fetch-site': 'none' }],
  ];
  it.each(foreign)(
    'every session operation refuses a request %s, and nothing changes',
    async (_, headers) => {
      const cookie = await signedIn();
      for (const name of Object.keys(operations) as Name[]) {
        const answer = await send(name, cookie, headers);
        expectProblem(answer, 403, 'cross-site-request');
        expect(setCookie(answer)).toBe('');
      }
      expect((await send('refreshBrowser', cookie)).status).toBe(200);
    },
  );

  it('browsers without Sec-Fetch-Site are admitted by the header alone', async () => {
    const cookie = await signedIn();
    expect((await send('refreshBrowser', cookie, { 'sec-fetch-site': undefined })).status).toBe(200);
  });
});

describe('429', () => {
  it('refreshBrowser answers 429 to a used cookie in a loop', async () => {
    const cookie = await signedIn();
    await send('refreshBrowser', cookie);
    const statuses = [];
    for (let round = 0; round < 6; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => send('refreshBrowser', cookie)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });
});

describe('503', () => {
  it('without Redis signInBrowser answers 503 and sets no cookie, and sessions are still renewed', async () => {
    const cookie = await signedIn();
    const lost = await startAuthApp({
      clock,
      databaseUrl: app.databaseUrl,
      variables: { ...variables, REDIS_URL: 'redis://127.0.0.1:1' },
    });
    const refused = await lost.call(signInBrowser, { body: credentials });
    expectProblem(refused, 503, 'rate-limit-unavailable');
    expect(setCookie(refused)).toBe('');
    expect((await lost.call(refreshBrowser, { headers: { cookie } })).status).toBe(200);
    await lost.close();
  });
});

describe('the sessions of browsers and other clients', () => {
  it('rotate the same families: a cookie’s token may be rotated by refreshTokens', async () => {
    const cookie = await signedIn();
    const { status } = await app.call(refreshTokens, { body: { refreshToken: tokenOf(cookie) } });
    expect(status).toBe(200);
  });
});
