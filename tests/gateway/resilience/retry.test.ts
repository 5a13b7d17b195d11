import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Handler } from '../support/recording-service.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterEach(() => standIn.services.exam.behave());
afterAll(() => standIn.stop());

/** Fails the first request in the given way and answers the rest; returns the number of requests. */
const failOnce = (failure: Handler): (() => number) => {
  let asked = 0;
  standIn.services.exam.behave((request, response) => {
    asked += 1;
    if (asked === 1) failure(request, response);
    else response.end('{}');
  });
  return () => asked;
};
const failures: [string, Handler][] = [
  ['the connection breaks', (request) => request.socket.destroy()],
  ['the service answers 503', (_, response) => response.writeHead(503).end()],
];
const question = (method: string, path: string) => ({ method, path, token: standIn.tokenFor(randomUUID()) });

describe.each(failures)('when %s once', (_, failure) => {
  it.each(['/api/exams', `/api/exams/${randomUUID()}`, `/api/exams/${randomUUID()}/attempts`])(
    'GET %s is retried and answered',
    async (path) => {
      const asked = failOnce(failure);
      expect((await standIn.edge(question('GET', path))).status).toBe(200);
      expect(asked()).toBe(2);
    },
  );

  it.each([
    ['POST', '/api/exams/generate'],
    ['POST', `/api/exams/${randomUUID()}/attempts`],
    ['PUT', `/api/exams/attempts/${randomUUID()}/responses/${randomUUID()}`],
  ])('%s %s is not asked again', async (method, path) => {
    const asked = failOnce(failure);
    expect((await standIn.edge({ ...question(method, path), body: '{}' })).status).toBe(503);
    expect(asked()).toBe(1);
  });
});

it('a read is sent at most twice', async () => {
  let asked = 0;
  standIn.services.exam.behave((request) => {
    asked += 1;
    request.socket.destroy();
  });
  expect((await standIn.edge(question('GET', '/api/exams'))).status).toBe(503);
  expect(asked).toBe(2);
});

it('a 500 is passed on without a retry', async () => {
  const asked = failOnce((_, response) => response.writeHead(500).end());
  expect((await standIn.edge(question('GET', '/api/exams'))).status).toBe(500);
  expect(asked()).toBe(1);
});
