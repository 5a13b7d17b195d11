import type { IncomingHttpHeaders } from 'node:http';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testClient } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startWebApp } from '../../../services/web/test/web-app.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let web: TestPublicApp;
let standIn: StandInMesh;
beforeAll(async () => {
  web = await startWebApp(testClient);
  standIn = await startStandInMesh({ real: { web: web.port } });
});
afterAll(async () => {
  await standIn.stop();
  await web.close();
});

/** The headers that the gateway adds to pages, too. */
const security = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};
const policyOfData = "default-src 'none'; frame-ancestors 'none'";

describe('a page of web through the gateway', () => {
  it.each(['/', '/app', '/app/', '/app/exams/7/attempt', '/app/classes?tab=2', '/?from=mail'])(
    '%s is the client, public, with the policy of web and the headers of the gateway',
    async (path) => {
      const { status, headers, text } = await standIn.edge({ path });
      expect(status).toBe(200);
      expect(text).toContain('<div id="root">');
      expect(headers).toMatchObject({
        ...security,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; .*trusted-types/,
      );
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers).not.toHaveProperty('server');
    },
  );

  it.each([
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/problems', 'text/html; charset=utf-8'],
    ['/docs/guides/quick-start', 'text/html; charset=utf-8'],
    ['/docs/openapi.json', 'application/json; charset=utf-8'],
  ])('%s of the documentation is public', async (path, type) => {
    const { status, headers } = await standIn.edge({ path });
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
    expect(headers).toMatchObject({ ...security, 'cache-control': 'no-cache' });
    const policy = headers['content-security-policy'];
    if (type.startsWith('text/html')) expect(policy).toContain("script-src 'self'");
    else expect(policy).toBe(policyOfData);
  });

  it('an asset is public and immutable, and its policy allows nothing', async () => {
    const { status, headers, text } = await standIn.edge({ path: '/assets/client-3f9a1c2e.js' });
    expect({ status, code: text.includes('getElementById') }).toEqual({ status: 200, code: true });
    expect(headers).toMatchObject({
      ...security,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': policyOfData,
    });
  });

  it.each([
    ['/assets/missing-1.js', 404, 'not-found'],
    ['/assets/..%2f..%2fpackage.json', 400, 'malformed-request'],
    ['/assets/%2e%2e/%2e%2e/package.json', 401, 'identity-missing'],
    ['/assets/../package.json', 401, 'identity-missing'],
    ['/assets/.env', 404, 'not-found'],
    ['/assets', 401, 'identity-missing'],
    ['/App', 401, 'identity-missing'],
    ['/index.html', 401, 'identity-missing'],
  ] as const)('%s answers %i %s', async (path, status, code) => {
    const reply = await standIn.edge({ path });
    expect({ status: reply.status, code: reply.problem().code }).toEqual({ status, code });
    expect(reply.headers).toMatchObject({ ...security, 'content-security-policy': policyOfData });
  });

  it.each(['POST', 'PUT', 'DELETE'])('a page answers 405 to %s', async (method) => {
    const reply = await standIn.edge({ method, path: '/app/x' });
    expect(reply.problem().code).toBe('method-not-allowed');
    expect(reply.headers.allow).toBe('HEAD, GET');
  });

  it('no page of another service may replace the policy of data', async () => {
    standIn.services.user.behave((_, response) => {
      response.setHeader('content-security-policy', "default-src 'self'");
      response.end('{}');
    });
    const { headers } = await standIn.edge({ path: '/api/users/me', token: standIn.tokenFor('a') });
    expect(headers['content-security-policy']).toBe(policyOfData);
    standIn.services.user.behave(undefined);
  });
});

describe('a cookie at the gateway', () => {
  const cookie = 'ai-teacher-refresh=a-token-that-no-log-may-have';
  const browserPaths = ['login', 'refresh', 'logout'].map((name) => `/api/auth/browser/${name}`);
  const json = { 'content-type': 'application/json', 'x-requested-by': 'web' };
  const answerWithCookie = (service: 'auth' | 'user') =>
    standIn.services[service].behave((request, response) => {
      seen.push(request.headers);
      response.setHeader('set-cookie', 'planted=1; Path=/');
      response.end('{}');
    });
  const seen: IncomingHttpHeaders[] = [];
  afterEach(() => {
    seen.length = 0;
    standIn.services.auth.behave(undefined);
    standIn.services.user.behave(undefined);
  });

  it.each(browserPaths)('%s sends it to auth, lets auth set one, and writes it to no log', async (path) => {
    answerWithCookie('auth');
    const reply = await standIn.edge({ method: 'POST', path, body: '{}', headers: { ...json, cookie } });
    expect(reply.headers['set-cookie']).toEqual(['planted=1; Path=/']);
    expect(seen).toEqual([expect.objectContaining({ cookie, 'x-client-scheme': 'http' })]);
    expect(seen[0]).not.toHaveProperty('authorization');
    const line = JSON.stringify(await standIn.logged(reply.headers['x-request-id'] as string));
    expect(line).not.toContain('a-token-that-no-log-may-have');
  });

  it('/api/auth/browser/password sends it to auth with the verified user, and refuses a request without a token', async () => {
    answerWithCookie('auth');
    const path = '/api/auth/browser/password';
    const request = { method: 'POST', path, body: '{}', headers: { ...json, cookie } };
    expect((await standIn.edge(request)).problem().code).toBe('identity-missing');
    expect(seen).toEqual([]);
    const userId = '3f8e8a52-5a0e-4d53-9c0e-7c2f4f1f0a11';
    const reply = await standIn.edge({ ...request, token: standIn.tokenFor(userId) });
    expect(reply.headers['set-cookie']).toEqual(['planted=1; Path=/']);
    expect(seen).toEqual([expect.objectContaining({ cookie, 'x-requested-by': 'web', 'x-user-id': userId })]);
    const line = JSON.stringify(await standIn.logged(reply.headers['x-request-id'] as string));
    expect(line).not.toContain('a-token-that-no-log-may-have');
  });

  it.each([
    ['/api/auth/login', 'auth'],
    ['/api/auth/refresh', 'auth'],
    ['/api/users/me', 'user'],
  ] as const)('%s loses it, and its service cannot set one', async (path, service) => {
    answerWithCookie(service);
    const body = path.startsWith('/api/auth') ? { method: 'POST', body: '{}' } : {};
    const token = standIn.tokenFor('3f8e8a52-5a0e-4d53-9c0e-7c2f4f1f0a11');
    const reply = await standIn.edge({ path, ...body, token, headers: { ...json, cookie } });
    expect({ path, status: reply.status }).toEqual({ path, status: 200 });
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toHaveProperty('cookie');
    expect(reply.headers).not.toHaveProperty('set-cookie');
  });

  it('the scheme of the connection is the gateway’s own observation, not a claim of the client', async () => {
    answerWithCookie('auth');
    const forged = { 'x-client-scheme': 'https', 'x-forwarded-proto': 'https', forwarded: 'proto=https' };
    await standIn.edge({
      method: 'POST',
      path: '/api/auth/browser/refresh',
      headers: { ...json, ...forged, cookie },
    });
    expect(seen[0]).toMatchObject({ 'x-client-scheme': 'http' });
  });

  it('no page of another origin may send the header of a session, even when the origin is listed', async () => {
    await standIn.change('rds.yaml', (text) =>
      text.replace(
        /allow_origin_string_match: \[ ?\].*/,
        "allow_origin_string_match: [{ exact: 'https://a.example' }]",
      ),
    );
    const preflight = () =>
      standIn.edge({
        method: 'OPTIONS',
        path: '/api/auth/browser/refresh',
        headers: {
          origin: 'https://a.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-requested-by',
        },
      });
    const reply = await waitUntil(
      async () => {
        const answer = await preflight();
        return answer.headers['access-control-allow-origin'] === undefined ? undefined : answer;
      },
      { what: 'the changed routes', timeoutSeconds: 10, everyMilliseconds: 50 },
    );
    expect(reply.headers['access-control-allow-headers']).not.toContain('x-requested-by');
    expect(reply.headers).not.toHaveProperty('access-control-allow-credentials');
  });
});
