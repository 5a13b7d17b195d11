import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHybridQuerier } from '../../../src/adapters/embedding/hybrid-querier.ts';
import { createVectorSpaces } from '../../../src/adapters/embedding/qdrant-vector-spaces.ts';
import { spaceIdOf, vectorSpace } from '../../../src/domain/vectors/vector-space.ts';

const space = vectorSpace({ model: 'a-model', dimensions: 2, queryPrefix: '', passagePrefix: '' });
const spaceId = spaceIdOf(space);

/** The queries and the readings of collections that reached Qdrant. */
const queries: { searches: { params?: object }[] }[] = [];
const readings: string[] = [];
let server: Server;
let url = '';
let qdrant: Awaited<ReturnType<typeof testQdrant>>;

beforeAll(async () => {
  qdrant = await testQdrant();
  server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = 'GET', url: path = '' } = request;
    if (path.endsWith('/points/query/batch')) queries.push(JSON.parse(body.toString()));
    else readings.push(`${method} ${path}`);
    const answer = await fetch(`${qdrant.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'api-key': qdrant.apiKey },
      ...(method === 'GET' ? {} : { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const userId = randomUUID();
const question = {
  reader: {
    ...{ userId, institutionId: randomUUID(), accountRole: 'student' as const },
    ...{ memberOf: [], administers: [] },
  },
  embedding: { sparse: { indices: [1], values: [1] } },
  dense: [1, 0],
  documentIds: undefined,
  limit: 5,
};

/** A space that was created with the setting. */
const createdWith = async (quantization: 'none' | 'int8' | 'binary'): Promise<string> => {
  const collection = `test_${randomUUID()}`;
  const { configured } = createVectorSpaces({
    ...{ url: qdrant.url, apiKey: qdrant.apiKey, collection, space },
    storage: { quantization, onDisk: false, shards: 1, replicas: 1 },
  });
  await configured?.create();
  await configured?.activate();
  return collection;
};

describe('a query by meaning', () => {
  it.each([
    ['none', {}],
    ['int8', { quantization: { rescore: true, oversampling: 1 } }],
    ['binary', { quantization: { rescore: true, oversampling: 3 } }],
  ] as const)('has the parameters of a space that was created with %s', async (quantization, params) => {
    const ask = createHybridQuerier({
      url,
      apiKey: qdrant.apiKey,
      collection: await createdWith(quantization),
      spaceId,
    });
    const [asked, read] = [queries.length, readings.length];
    const found = await Promise.all([ask(question), ask(question)]);
    expect([...found, await ask(question)]).toEqual(Array(3).fill({ words: [], meaning: [] }));
    for (const { searches } of queries.slice(asked)) expect(searches[1]?.params).toEqual(params);
    expect(queries.slice(asked)).toHaveLength(3);
    expect(readings.slice(read)).toHaveLength(1);
  });

  it('finds no space before one is in use', async () => {
    const missing = createHybridQuerier({
      url,
      apiKey: qdrant.apiKey,
      collection: `test_${randomUUID()}`,
      spaceId,
    });
    expect(await missing(question)).toBeUndefined();
  });
});
