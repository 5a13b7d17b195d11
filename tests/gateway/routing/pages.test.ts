import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testClient } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
