import { randomUUID } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from './stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const id = randomUUID();
const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, id);
const both = async (question: {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}) => [
  await standIn.edge(question),
  await standIn.edge({ ...question, token: standIn.tokenFor(randomUUID()) }),
];

describe('what is not published does not exist', () => {
  const inner = allOperations.filter((op) => op.edgePath === undefined);
  const spellings = ['', '/api', ...serviceNames.map((name) => `/api/${name}`), '/api/users', '/api/exams'];

  it.each([...new Set(inner.map((op) => op.path))])(
    '%s: 404 with a token, 401 without, under every prefix',
    async (path) => {
      for (const prefix of spellings)
        for (const method of ['GET', 'POST']) {
          const [without, withToken] = await both({ method, path: `${prefix}${filled(path)}` });
          expect({ prefix, statuses: [without?.status, withToken?.status] }).toEqual({
            prefix,
            statuses: [401, 404],
          });
          expect(withToken?.problem().code).toBe('not-found');
        }
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );

  it.each([
    '/',
    '/metrics',
    '/livez',
    '/readyz',
    '/stats',
    '/config_dump',
    '/debug/pprof',
    '/openapi.json',
    '/auth/login',
    '/users/me',
    '/api/auth',
    '/api/auth/login/',
    '/api/auth/login/x',
    '/api/rag/documents/a/b/c',
    '/api/exams/a/b',
  ])('%s', async (path) => {
    const [without, withToken] = await both({ path });
    expect([without?.status, withToken?.status]).toEqual([401, 404]);
    expect(standIn.takeRecorded()).toEqual([]);
  });
});

describe('no spelling of a path gets around the token', () => {
  it.each([
    '/api/auth/login/../../users/me',
    '/api/auth/login/%2e%2e/%2e%2e/users/me',
    '/api/auth/login/..%2f..%2fusers/me',
    '/api/auth/login%2f..%2f..%2fusers%2fme',
    '/api/auth/login/..%5c..%5cusers/me',
    '/api/auth/login/..\\..\\users\\me',
    '/api/auth/login;/../../users/me',
    '//api//users//me',
    '/./api/./users/./me',
    '/api/users/me;x',
    '/api/users/me%00',
    '/api/users/me%20',
    '/api/users/me.',
    '/api/users/me/',
    '/API/USERS/ME',
    '/api/users/%6de',
    '/api/users/me?/api/auth/login',
    '/api/users/me#/api/auth/login',
    'http://evil.example/api/users/me',
  ])('%s', async (path) => {
    const reply = await standIn.edge({ path });
    expect([400, 401, 404]).toContain(reply.status);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it.each(['/internal/events', '/metrics'])(
    '%s is not reached by telling the gateway what the path was',
    async (target) => {
      for (const name of [
        'x-envoy-original-path',
        'x-original-url',
        'x-rewrite-url',
        'x-forwarded-uri',
        'x-forwarded-prefix',
      ]) {
        const [without, withToken] = await both({ path: '/nowhere', headers: { [name]: target } });
        expect([without?.status, withToken?.status]).toEqual([401, 404]);
      }
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );

  it.each(['auth-service', 'rag-service', 'rag-service:8000', 'gateway:8443'])(
    'Host: %s makes no difference at the edge',
    async (host) => {
      const [without, withToken] = await both({ path: '/internal/events', headers: { host }, body: '{}' });
      expect([without?.status, withToken?.status]).toEqual([401, 404]);
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );
});

describe('what a service gets', () => {
  it('the query travels on unchanged', async () => {
    const query = 'limit=5&cursor=a%2Fb%3D%3D&empty=';
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: `/api/rag/documents?${query}`, token });
    await standIn.edge({ path: `/api/exams/${id}/attempts?${query}`, token });
    expect(standIn.takeRecorded().map(({ path }) => path)).toEqual([
      `/documents?${query}`,
      `/exams/${id}/attempts?${query}`,
    ]);
  });

  it('an id that is no UUID is the service’s to answer (404), like every method of a known path (405)', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: '/api/rag/documents/not-a-uuid', token });
    await standIn.edge({ method: 'PUT', path: '/api/rag/search', token });
    expect(standIn.takeRecorded()).toMatchObject([
      { service: 'rag', method: 'GET', path: '/documents/not-a-uuid' },
      { service: 'rag', method: 'PUT', path: '/search' },
    ]);
  });

  it('a header that asks for another method is not passed on', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({
      path: `/api/rag/documents/${id}`,
      token,
      headers: { 'x-http-method-override': 'DELETE' },
    });
    const [seen] = standIn.takeRecorded();
    expect(seen?.method).toBe('GET');
    expect(seen?.headers['x-http-method-override']).toBeUndefined();
  });
});
