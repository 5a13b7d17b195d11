import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import {
  type EmbeddingReply,
  type EmbeddingStub,
  hashedVector,
  startEmbeddingStub,
} from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import {
  createDenseEmbedder,
  type DenseEmbedderOptions,
} from '../../../src/adapters/embedding/openai-dense-embedder.ts';

const dimensions = 8;
const vectorOf = hashedVector(dimensions);
const unaborted = new AbortController().signal;

/** An answer with two vectors; `second` are the first values of the second one. */
const dataOf = (second: unknown[], indexes = [0, 1]): object => {
  const filled = (first: unknown[]) => [...first, ...new Array(dimensions - 2).fill(first[1] === 0 ? 0 : 1)];
  return {
    data: [filled([1, 1]), filled(second)].map((embedding, at) => ({ index: indexes[at], embedding })),
  };
};

let server: EmbeddingStub;
let readings: MetricReadings;
beforeEach(async () => {
  readings = startMetricReadings();
  server = await startEmbeddingStub({ vectorOf });
});
afterEach(async () => {
  await server.close();
  await readings.close();
});

const embedder = (options: Partial<DenseEmbedderOptions> = {}) =>
  createDenseEmbedder({
    client: new OpenAI({ apiKey: 'none', baseURL: server.url, maxRetries: 0, logLevel: 'off' }),
    model: 'some-model',
    dimensions,
    queryPrefix: 'query: ',
    passagePrefix: 'passage: ',
    queryMilliseconds: 5_000,
    passageMilliseconds: 20_000,
    batchSize: 2,
    concurrency: 2,
    random: () => 0,
    ...options,
  });

const vectors = (...lengths: number[]): EmbeddingReply => ({
  body: { data: lengths.map((length, index) => ({ index, embedding: new Array(length).fill(1) })) },
});

describe('embedPassages', () => {
  it('sends batches with the prefix and returns the vectors in the order of the texts', async () => {
    const texts = ['one', 'two', 'three', 'four', 'five'];
    const found = await embedder().embedPassages(texts, unaborted);
    expect(found).toEqual(texts.map((text) => vectorOf(`passage: ${text}`)));
    expect(server.requests.map(({ body }) => body.input)).toEqual([
      ['passage: one', 'passage: two'],
      ['passage: three', 'passage: four'],
      ['passage: five'],
    ]);
    expect(server.requests[0]).toMatchObject({ path: '/v1/embeddings', body: { model: 'some-model' } });
  });

  it('has at most the configured number of requests open', async () => {
    server.script({ afterMilliseconds: 30 });
    await embedder().embedPassages(
      Array.from({ length: 12 }, (_, at) => `text ${at}`),
      unaborted,
    );
    expect(server.requests).toHaveLength(6);
    expect(server.maxOpen()).toBe(2);
  });

  it('counts the tokens that the server reports, and the duration of each request', async () => {
    server.script({ usage: 7 });
    await embedder().embedPassages(['one', 'two', 'three'], unaborted);
    const attributes = { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'some-model' };
    expect(await readings.of(metricCatalogue.modelTokenUsage)).toEqual([
      {
        attributes: expect.objectContaining({ ...attributes, 'gen_ai.token.type': 'input' }),
        value: { count: 2, sum: 14 },
      },
    ]);
    expect(await readings.of(metricCatalogue.modelOperationDuration)).toEqual([
      { attributes: expect.objectContaining(attributes), value: expect.objectContaining({ count: 2 }) },
    ]);
  });

  it.each<[string, EmbeddingReply]>([
    ['a 500', { status: 500 }],
    ['a 429', { status: 429 }],
    ['a 503 with Retry-After', { status: 503, headers: { 'retry-after': '0.3' } }],
    ['a connection that is cut', { cut: true }],
    ['a stall beyond the timeout', { stall: true }],
    ['a body that is no JSON', { text: '{"data": [' }],
  ])('tries again after %s', async (_what, reply) => {
    server.script(reply, {});
    const patience = 'stall' in reply ? { passageMilliseconds: 1_000 } : {};
    const found = await embedder(patience).embedPassages(['one'], unaborted);
    expect(found).toEqual([vectorOf('passage: one')]);
    expect(server.requests).toHaveLength(2);
  });

  it('waits as long as Retry-After asks before it tries again', async () => {
    server.script({ status: 429, headers: { 'retry-after': '0.6' } }, {});
    await embedder().embedPassages(['one'], unaborted);
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(590);
  });

  it.each<[string, EmbeddingReply, string, number]>([
    ['three 500', { status: 500 }, '500', 3],
    ['a 401', { status: 401 }, '401', 1],
    ['a 429 with a long Retry-After', { status: 429, headers: { 'retry-after': '60' } }, '429', 1],
    ['a 200 that carries an error', { body: { error: { message: 'out of memory' } } }, 'malformed', 1],
    ['a vector too few', vectors(dimensions), 'malformed', 1],
    ['vectors of other dimensions', vectors(dimensions, dimensions + 1), 'malformed', 1],
    ['a value that is no number', { body: dataOf([1, 'x']) }, 'malformed', 1],
    ['a value that is null', { body: dataOf([1, null]) }, 'malformed', 1],
    ['a vector without a direction', { body: dataOf([0, 0]) }, 'malformed', 1],
    ['an index outside of the texts', { body: dataOf([1, 1], [0, 2]) }, 'malformed', 1],
    ['an index that occurs twice', { body: dataOf([1, 1], [1, 1]) }, 'malformed', 1],
    ['a text instead of vectors', { body: { data: ['a', 'b'] } }, 'malformed', 1],
  ])('throws EmbedderUnavailable after %s', async (_what, reply, reason, requests) => {
    server.script(reply);
    await expect(embedder().embedPassages(['one', 'two'], unaborted)).rejects.toMatchObject({ reason });
    expect(server.requests).toHaveLength(requests);
  });

  it('reports the pause that the server asks for', async () => {
    server.script({ status: 429, headers: { 'retry-after': '60' } });
    await expect(embedder().embedPassages(['one'], unaborted)).rejects.toMatchObject({
      retryAfterSeconds: 60,
    });
  });

  it('sends the beginnings of texts that the server refuses for their length', async () => {
    server.script({ status: 413 }, {});
    const long = 'word '.repeat(400);
    const [found] = await embedder().embedPassages([long], unaborted);
    expect(found).toEqual(vectorOf(`passage: ${long}`.slice(0, 1_000)));
  });

  it('ends all requests when its signal aborts', async () => {
    server.script({ stall: true });
    const stop = new AbortController();
    const running = embedder().embedPassages(['one', 'two', 'three'], stop.signal);
    setTimeout(() => stop.abort(new Error('the process stops')), 50);
    await expect(running).rejects.toThrow('the process stops');
  });
});

describe('embedQuery', () => {
  const results = async () =>
    Object.fromEntries(
      (await readings.of(metricCatalogue.queryEmbeddings)).map(({ attributes, value }) => [
        attributes['aiteacher.search.embedding.result'],
        value,
      ]),
    );

  it('asks once for the same question', async () => {
    const { embedQuery } = embedder();
    expect(await embedQuery('one')).toEqual(vectorOf('query: one'));
    expect(await embedQuery('one')).toEqual(vectorOf('query: one'));
    expect(server.requests).toHaveLength(1);
    expect(await results()).toEqual({ embedded: 1, remembered: 1 });
  });

  it('returns undefined after the deadline, and has the vector for the next search', async () => {
    server.script({ afterMilliseconds: 150 });
    const { embedQuery } = embedder({ queryMilliseconds: 50 });
    expect(await embedQuery('one')).toBeUndefined();
    await new Promise((end) => setTimeout(end, 250));
    expect(await embedQuery('one')).toEqual(vectorOf('query: one'));
    expect(await results()).toEqual({ late: 1, remembered: 1 });
  });

  it.each<[string, EmbeddingReply]>([
    ['a 500', { status: 500 }],
    ['a cut', { cut: true }],
    ['a 200 that carries an error', { body: { error: {} } }],
    ['malformed JSON', { text: '{' }],
    ['a 429 with Retry-After', { status: 429, headers: { 'retry-after': '0.3' } }],
    ['a vector of other dimensions', vectors(dimensions + 1)],
    ['a vector for a text that was not sent', vectors(dimensions, dimensions)],
  ])('returns undefined after %s, without a retry', async (_what, reply) => {
    server.script(reply);
    expect(await embedder().embedQuery('one')).toBeUndefined();
    expect(server.requests).toHaveLength(1);
    expect(await results()).toEqual({ failed: 1 });
  });

  it('does not wait for a server that failed five times in a row', async () => {
    server.script({ status: 500 });
    const { embedQuery } = embedder();
    for (let asked = 0; asked < 8; asked += 1) await embedQuery(`question ${asked}`);
    expect(server.requests).toHaveLength(5);
    expect(await results()).toEqual({ failed: 5, paused: 3 });
  });
});
