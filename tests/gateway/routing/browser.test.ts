import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress, type Reply } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const app = 'https://app.school.example';
const other = 'https://teachers.school.example:8443';
const token = (): string => standIn.tokenFor(randomUUID());

const preflight = (origin: string, path = '/api/chat/chat') =>
  standIn.edge({
    method: 'OPTIONS',
    path,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type',
    },
  });
const read = (origin: string) => standIn.edge({ path: '/api/users/me', token: token(), headers: { origin } });

const corsHeaders = ({ headers }: Reply): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

const expectReadable = ({ headers }: Reply, origin: string): void => {
  expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
  expect(headers['access-control-expose-headers']).toBe(
    'x-request-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, location, idempotency-replayed',
  );
  expect(headers).not.toHaveProperty('access-control-allow-credentials');
};

describe('as shipped, no page of another origin may read an answer', () => {
  it.each([app, 'null', 'http://localhost:8080', '*'])('no answer names the origin %s', async (origin) => {
    standIn.takeRecorded();
    const replies = [await preflight(origin), await read(origin)];
    expect(replies.map(({ status }) => status)).toEqual([401, 200]);
    for (const reply of replies) {
      expect(corsHeaders(reply)).toEqual([]);
      expect(reply.headers.vary).toBe('Origin');
    }
    expect(standIn.takeRecorded()).toHaveLength(1);
  });
});

describe('with two origins in the list of rds.yaml', () => {
  beforeAll(async () => {
    await standIn.change('rds.yaml', (text) =>
      text.replace(
        /allow_origin_string_match: \[ ?\].*/,
        `allow_origin_string_match: [{ exact: '${app}' }, { exact: '${other}' }]`,
      ),
    );
    const taken = { what: 'the list', timeoutSeconds: 10 };
    await waitUntil(async () => (await preflight(app)).status === 200, taken);
    standIn.takeRecorded();
  });

  it.each([app, other])(
    'the gateway answers the preflight of %s without a token and without a service',
    async (origin) => {
      const reply = await preflight(origin);
      expect(reply).toMatchObject({ status: 200, text: '' });
      expect(reply.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, accept, x-request-id, idempotency-key',
        'access-control-max-age': '600',
        vary: 'Origin',
      });
      expect(reply.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );

  it('a listed origin may read answers', async () => {
    const reply = await read(app);
    expect(reply.status).toBe(200);
    expectReadable(reply, app);
  });

  it('a listed origin may read refusals: 401, a service’s 400, and 429', async () => {
    const headers = { origin: app };
    const missing = await standIn.edge({ path: '/api/users/me', headers });
    standIn.services.user.behave((_, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify(new Problem('malformed-request').toBody('')));
    });
    const refused = await read(app);
    standIn.services.user.behave();
    const from = freshAddress();
    const login = () => standIn.edge({ path: '/api/auth/login', body: '{}', from, headers });
    const counted = { what: 'the end of the count', timeoutSeconds: 60 };
    const tooMany = await waitUntil(async () => {
      const reply = await login();
      return reply.status === 429 && reply;
    }, counted);
    expect([missing.status, refused.status, tooMany.status]).toEqual([401, 400, 429]);
    for (const reply of [missing, refused, tooMany]) {
      expectReadable(reply, app);
      expect(reply.problem().status).toBe(reply.status);
    }
  });

  it('a service cannot admit an origin that is not listed', async () => {
    standIn.services.user.behave((_, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-credentials', 'true');
      response.end('{}');
    });
    const replies = [await read('https://evil.example'), await read(app)];
    standIn.services.user.behave();
    expect(corsHeaders(replies[0] as Reply)).toEqual([]);
    expectReadable(replies[1] as Reply, app);
  });

  it.each([
    ['another site', 'https://evil.example'],
    ['no origin', 'null'],
    ['a connection in clear text', 'http://app.school.example'],
    ['another port', `${app}:8443`],
    ['a name that begins the same', `${app}.evil.example`],
    ['a name that ends the same', 'https://evil-app.school.example'],
    ['a name below', 'https://x.app.school.example'],
    ['capitals', 'https://APP.school.example'],
    ['a path', `${app}/`],
    ['two origins', `${app}, https://evil.example`],
    ['a star', '*'],
  ])('%s may not: %s', async (_, origin) => {
    standIn.takeRecorded();
    const replies = [await preflight(origin), await read(origin)];
    expect(replies.map(({ status }) => status)).toEqual([401, 200]);
    expect(replies.flatMap(corsHeaders)).toEqual([]);
    expect(standIn.takeRecorded()).toHaveLength(1);
  });

  it('an unlisted origin cannot read the answer of a public path', async () => {
    expect(corsHeaders(await preflight('https://evil.example', '/api/auth/login'))).toEqual([]);
  });
});
