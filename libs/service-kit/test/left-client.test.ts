import { operation } from '@ai-teacher/contracts/operation.ts';
import { roles } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { serveApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { noRevocations } from '@ai-teacher/test-kit/identity/no-revocations.ts';
import { aStudent, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createApp } from '../src/server/create-app.ts';
import { route } from '../src/server/route.ts';

const write = operation({
  operationId: 'write',
  service: 'auth',
  summary: 'of this test',
  method: 'PUT',
  path: '/words/{word}',
  edgePath: '/x/words/{word}',
  access: { edge: roles },
  priority: 'high',
  params: z.strictObject({ word: z.enum(['first', 'abandoned', 'last']) }),
  success: { 200: z.strictObject({ word: z.string() }) },
  problems: [],
});

const written: string[] = [];
const begun = Promise.withResolvers<void>();
const mayEnd = Promise.withResolvers<void>();
const routes = [
  route(
    write,
    async ({ params: { word } }) => {
      begun.resolve();
      await mayEnd.promise;
      written.push(word);
      return { word };
    },
    (same) => same,
  ),
];

const logger = createLogger({ service: 'left-client-test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
let client: AppClient;
/** The numbers of requests that have arrived, and that have ended with or without an answer. */
const requests = { arrived: 0, ended: 0 };
const until = (name: keyof typeof requests, count: number) =>
  waitUntil(() => requests[name] >= count, {
    what: `${count} requests ${name}`,
    timeoutSeconds: 30,
    everyMilliseconds: 10,
  });

beforeAll(async () => {
  const tls = watchTlsMaterial({ folder: (await testCertificates()).folder('auth'), logger, lifecycle });
  const verifyToken = createTokenVerifier({
    readKeySet: async () => (await testKeys()).keySet,
    revocations: noRevocations,
  });
  const kit = { logger, verifyToken, strict: true, admission: { places: 1, minPlaces: 1 } };
  const app = createApp({ routes, operations: [write], kit });
  const served = await serveApp({ app, tls, lifecycle });
  served.server.on('request', (_, response) => {
    requests.arrived += 1;
    response.once('close', () => {
      requests.ended += 1;
    });
  });
  client = served;
});
afterAll(() => lifecycle.close());

it('a request that waits for a place does no work after its client has left', async () => {
  const as = aStudent();
  const put = (word: string, signal?: AbortSignal) =>
    client.call(write, { as, params: { word }, ...(signal === undefined ? {} : { signal }) });
  const first = put('first');
  await begun.promise;
  const leaving = new AbortController();
  const abandoned = put('abandoned', leaving.signal).catch(() => 'left');
  await until('arrived', 2);
  leaving.abort();
  expect(await abandoned).toBe('left');
  await until('ended', 1);
  const last = put('last');
  mayEnd.resolve();
  expect([(await first).status, (await last).status]).toEqual([200, 200]);
  expect(written).toEqual(['first', 'last']);
});
