import { randomUUID } from 'node:crypto';
import { changeDocument, deleteDocument } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase, testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import {
  type EmbeddingReply,
  type EmbeddingStub,
  hashedVector,
  startEmbeddingStub,
} from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { createHybridQuerier } from '../../src/adapters/embedding/hybrid-querier.ts';
import { embedQuery } from '../../src/adapters/murmur-sparse-embedder.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const place = (index: number): object => ({ index, relevance_score: 1 });

const dimensions = 32;
const hashed = hashedVector(dimensions);
/** A model that knows that these words mean the same. */
const vectorOf = (text: string): number[] =>
  hashed(
    text
      .replace(/^(query|passage): /, '')
      .replaceAll(/automobiles?/gi, 'car')
      .replaceAll(/physicians?/gi, 'doctor'),
  );

const teacher = aTeacher();
const student = aStudent();
let readings: MetricReadings;
let model: EmbeddingStub;
let database: OwnDatabase;
let qdrant: QdrantClient;
let app: RagApp;
const collection = `test_${randomUUID()}`;

const settings = (name: string): Record<string, string> => ({
  EMBEDDING_MODEL: name,
  EMBEDDING_BASE_URL: model.url,
  EMBEDDING_DIMENSIONS: String(dimensions),
  EMBEDDING_QUERY_PREFIX: 'query: ',
  EMBEDDING_PASSAGE_PREFIX: 'passage: ',
  EMBEDDING_QUERY_MILLISECONDS: '5000',
});
const start = (variables: Record<string, string>) =>
  startRagApp({ DATABASE_URL: database.url, QDRANT_COLLECTION: collection, ...variables });

beforeAll(async () => {
  readings = startMetricReadings();
  model = await startEmbeddingStub({ vectorOf });
  database = await createTestDatabase('rag');
  const { url, apiKey } = await testQdrant();
  qdrant = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
  app = await start(settings('model-a'));
  // A document that is embedded before the first build has ended is found by its words only.
  await until(async () => (await spaceInUse()) !== '');
});
afterAll(async () => {
  await app.close();
  await model.close();
  await database.drop();
  await readings.close();
});
beforeEach(() => model.script({}));

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
const isEmbedded = async (id: string): Promise<boolean> => {
  const [row] = await readRows(database.url, 'select vector_space from document where id = $1', [id]);
  return row?.vector_space !== null;
};
const added = async (as: TestUser, text: string, fields?: Record<string, string>): Promise<string> => {
  const { id } = await app.ingested(as, book(text), fields);
  await until(() => isEmbedded(id));
  return id;
};
const found = async (as: TestUser, query: string): Promise<string[]> => {
  const { body } = await app.call(search, { as, body: { query } });
  return body.results.map((result: { documentId: string }) => result.documentId);
};
/** How often the waiting job of the build has found the count where it was. */
const looksAtBuild = async (): Promise<number> => {
  const [job] = await readRows(
    database.url,
    `select (payload -> 'data' ->> 'waits')::int as waits, payload -> 'data' ->> 'embedded' as embedded
     from graphile_worker._private_jobs where key = 'build-vectors'`,
  );
  return job?.embedded == null ? 0 : Number(job.waits);
};
const spaceInUse = async (of = collection): Promise<string> => {
  const { aliases } = await qdrant.getAliases();
  return aliases.find(({ alias_name: name }) => name === `${of}_vectors`)?.collection_name ?? '';
};

describe('a search with a model of vectors', () => {
  it('finds the passage that means the same and shares no word with the question', async () => {
    const id = await added(teacher, 'The automobile needs petrol to run.');
    await added(teacher, 'Bees visit flowers in spring.');
    expect(await found(student, 'car')).toContain(id);
    const words = await found(student, 'petrol');
    expect(words[0]).toBe(id);
  });

  it('sends the prefix of each kind, the title and one text for each sentence', async () => {
    await added(teacher, 'Owls hunt at night. Larks sing in the morning.', { title: 'Birds of Europe' });
    const inputs = model.requests.flatMap(({ body }) => body.input ?? []);
    expect(inputs).toContain('passage: Birds of Europe: Owls hunt at night.');
    expect(inputs).toContain('passage: Birds of Europe: Larks sing in the morning.');
    expect(inputs).toContain('query: car');
  });

  it('finds new passages by their words while the model is unavailable, and by meaning later', async () => {
    model.script({ status: 503 });
    const { id } = await app.ingested(teacher, book('A physician treats patients.'));
    expect(await found(student, 'patients')).toContain(id);
    expect(await isEmbedded(id)).toBe(false);
    model.script({});
    await until(() => isEmbedded(id));
    expect(await found(student, 'doctor')).toContain(id);
  });

  it('holds no transaction open while the model works on passages or on a question', async () => {
    /** Transactions that were open at the call and stay open. Those of other work end between two looks. */
    const staysOpen = async (): Promise<boolean> => {
      const [now] = await readRows(database.url, 'select now() as at');
      for (let look = 0; look < 40; look += 1) {
        const open = await readRows(
          database.url,
          `select from pg_stat_activity where datname = current_database()
           and state like 'idle in transaction%' and xact_start <= $1`,
          [now?.at],
        );
        if (open.length === 0) return false;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return true;
    };
    const requests = model.requests.length;
    const passages = Promise.withResolvers<void>();
    model.script({ after: passages.promise }, {});
    const { id } = await app.ingested(teacher, book('Basalt is a dark rock.'));
    await until(() => model.requests.length > requests);
    expect(await staysOpen()).toBe(false);
    expect(await isEmbedded(id)).toBe(false);
    passages.resolve();
    await until(() => isEmbedded(id));
    const question = Promise.withResolvers<void>();
    model.script({ after: question.promise });
    const searched = found(student, 'a dark rock of the sea');
    await until(() => model.requests.at(-1)?.body.input?.[0] === 'query: a dark rock of the sea');
    expect(await staysOpen()).toBe(false);
    question.resolve();
    expect(await searched).toContain(id);
  });

  it('answers by words when the vector of the question is late, and counts it', async () => {
    const id = await added(teacher, 'Granite is an igneous rock.');
    const hurried = await start({ ...settings('model-a'), EMBEDDING_QUERY_MILLISECONDS: '30' });
    try {
      model.script({ stall: true });
      const { body } = await hurried.call(search, { as: student, body: { query: 'igneous granite' } });
      expect(body.results[0].documentId).toBe(id);
      const late = (await readings.of(metricCatalogue.queryEmbeddings)).filter(
        ({ attributes }) => attributes['aiteacher.search.embedding.result'] === 'late',
      );
      expect(late).toEqual([expect.objectContaining({ value: 1 })]);
    } finally {
      await hurried.close();
    }
  });

  it('embeds no passage again whose text is the same', async () => {
    const id = await added(teacher, 'Quartz is harder than steel.', { title: 'Minerals' });
    const sent = () =>
      model.requests.flatMap(({ body }) => body.input ?? []).filter((text) => text.includes('Quartz'));
    expect(sent()).toHaveLength(1);
    await readRows(database.url, 'update document set vector_space = null where id = $1', [id]);
    await app.deps.world.unitOfWork.run(({ jobs }) => jobs.indexAgain(id));
    await until(() => isEmbedded(id));
    expect(sent()).toHaveLength(1);
    expect(await found(student, 'quartz steel')).toContain(id);
  });
});

describe('the rights of a reader', () => {
  const legsOf = async (reader: TestUser, query: string) => {
    const { url, apiKey } = await testQdrant();
    const { spaceId } = app.deps.world.meaning ?? { spaceId: '' };
    const ask = createHybridQuerier({ url, apiKey, collection, spaceId });
    const legs = await ask({
      reader: {
        ...{ userId: reader.userId, institutionId: reader.institutionId, accountRole: 'student' as const },
        ...{ memberOf: [`institution:${reader.institutionId}` as const], administers: [] },
      },
      embedding: embedQuery(query),
      dense: vectorOf(query),
      documentIds: undefined,
      limit: 50,
    });
    const documentsOf = async (leg: readonly { readonly id: string }[] = []) => {
      const points = await qdrant.retrieve(await spaceInUse(), { ids: leg.map(({ id }) => id) });
      return points.map(({ payload }) => payload?.documentId);
    };
    return { words: await documentsOf(legs?.words), meaning: await documentsOf(legs?.meaning) };
  };

  it('filter both legs of a search inside the index', async () => {
    const text = 'The zeppelin crossed the ocean.';
    const shared = await added(teacher, text, { title: 'Airships' });
    const secret = await added(teacher, `${text} Secretly.`, { visibility: 'private' });
    const foreign = await added(aTeacher({ institutionId: randomUUID() }), text);
    const mine = await legsOf(student, 'zeppelin ocean');
    for (const leg of [mine.words, mine.meaning]) {
      expect(leg).toContain(shared);
      expect(leg).not.toContain(secret);
      expect(leg).not.toContain(foreign);
    }
    expect((await legsOf(teacher, 'zeppelin ocean')).meaning).toContain(secret);
    await app.call(changeDocument, {
      as: teacher,
      params: { id: shared },
      body: { visibility: 'private' },
    });
    await until(async () => !(await legsOf(student, 'zeppelin ocean')).meaning.includes(shared));
  });

  it('end with a deletion in the index of vectors too', async () => {
    const id = await added(teacher, 'The dodo is extinct.');
    await app.call(deleteDocument, { as: teacher, params: { id } });
    const filter = { must: [{ key: 'documentId', match: { value: id } }] };
    await until(async () => {
      const { count } = await qdrant.count(await spaceInUse(), { filter, exact: true });
      return count === 0;
    });
  });
});

describe('a change of the model', () => {
  it('builds the new space beside the old one, switches when it is complete, and goes back by one setting', async () => {
    const id = await added(teacher, 'The automobile museum opens at nine.');
    const first = await spaceInUse();
    expect((await qdrant.getCollection(first)).config.metadata).toMatchObject({
      model: 'model-a',
      dimensions,
      queryPrefix: 'query: ',
      passagePrefix: 'passage: ',
      partsVersion: 2,
    });
    await app.close();

    model.script({ status: 503 });
    app = await start(settings('model-b'));
    await until(async () => (await qdrant.getCollections()).collections.length > 2);
    // A slow model moves no count for a while. The job that switches the spaces goes on counting.
    await until(async () => (await looksAtBuild()) >= 2);
    // The space in use belongs to the model before, so the new vector of the question must not meet it.
    model.script({});
    expect(await found(student, 'automobile museum')).toContain(id);
    await until(async () => (await spaceInUse()) !== first);
    await until(async () => (await found(student, 'car')).includes(id));

    await app.close();
    const before = model.requests.length;
    app = await start(settings('model-a'));
    await until(async () => (await spaceInUse()) === first);
    await until(async () => (await found(student, 'car')).includes(id));
    const passages = model.requests
      .slice(before)
      .filter(({ body }) => body.input?.some((text) => text.startsWith('passage: ')));
    expect(passages).toEqual([]);
  });

  it('goes back to words alone without the settings', async () => {
    await app.close();
    app = await start({});
    const before = model.requests.length;
    expect((await found(student, 'automobile museum')).length).toBeGreaterThan(0);
    expect(await found(student, 'car')).toEqual([]);
    expect(model.requests).toHaveLength(before);
  });
});

describe('a passage that the model refuses for good', () => {
  it('is found by its words, is counted, and does not stop the switch to the new space', async () => {
    const text = (at: number) => `Lanterns of kind ${at} light the harbour.`;
    const { id } = await app.ingested(
      teacher,
      makePdf({ pages: [{ lines: [text(1)] }, { lines: ['Forbidden griffins guard gold.'] }] }),
    );
    await app.close();
    const refusing = await startEmbeddingStub({ vectorOf, refuses: (sent) => sent.includes('griffins') });
    const first = await spaceInUse();
    app = await start({ ...settings('model-c'), EMBEDDING_BASE_URL: refusing.url });
    try {
      await until(async () => (await spaceInUse()) !== first);
      const [row] = await readRows(
        database.url,
        'select refusals, refused_passages from document where id = $1',
        [id],
      );
      expect(row?.refused_passages).toBe(1);
      // A run that had begun before the last count may add one more.
      expect([3, 4]).toContain(row?.refusals);
      expect(await found(student, 'griffins')).toContain(id);
      expect(await found(student, 'lanterns harbour')).toContain(id);
      const counted = (await readings.of(metricCatalogue.vectorDocuments)).filter(
        ({ attributes }) => attributes['aiteacher.vectors.state'] === 'refused',
      );
      expect(Math.max(...counted.map(({ value }) => Number(value)))).toBe(1);
    } finally {
      await refusing.close();
    }
  });
});

describe('the storage of a new space', () => {
  it('has the settings of the operator, and finds by meaning with compressed vectors', async () => {
    const name = `test_${randomUUID()}`;
    const own = await startRagApp({
      ...settings('model-a'),
      QDRANT_COLLECTION: name,
      VECTOR_QUANTIZATION: 'int8',
      VECTORS_ON_DISK: 'true',
      QDRANT_SHARDS: '2',
    });
    try {
      await until(async () => (await spaceInUse(name)) !== '');
      const { params } = (await qdrant.getCollection(await spaceInUse(name))).config;
      expect(params.shard_number).toBe(2);
      expect(Object.values(params.vectors ?? {})).toEqual([
        expect.objectContaining({
          on_disk: true,
          quantization_config: { scalar: expect.objectContaining({ type: 'int8', always_ram: true }) },
        }),
      ]);
      expect((await qdrant.getCollection(name)).config.params.shard_number).toBe(2);
      const owner = aTeacher({ institutionId: randomUUID() });
      const { id } = await own.ingested(owner, book('Automobiles carry people.'));
      await until(async () => {
        const { body } = await own.call(search, { as: owner, body: { query: 'car' } });
        return body.results.some((result: { documentId: string }) => result.documentId === id);
      });
    } finally {
      await own.close();
    }
  });
});

describe('a search with a reranker', () => {
  const reranked = async (
    reply: EmbeddingReply,
    wanted: (passages: readonly string[]) => void,
    limit = 2,
  ): Promise<void> => {
    const owner = aTeacher({ institutionId: randomUUID() });
    const server = await startEmbeddingStub({
      vectorOf,
      // This server prefers passages about penguins.
      scoreOf: (_query, document) => (document.includes('Penguins') ? 1 : 0),
    });
    const own = await startRagApp({ RERANK_BASE_URL: server.url, RERANK_MODEL: 'some-reranker' });
    try {
      for (const text of ['Whales swim in the sea.', 'Seals sleep beside the sea.', 'Penguins see.'])
        await own.ingested(owner, book(text));
      server.script(reply);
      const { body } = await own.call(search, { as: owner, body: { query: 'whales seals sea see', limit } });
      wanted(body.results.map(({ text }: { text: string }) => text));
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]).toMatchObject({
        path: '/v1/rerank',
        body: { model: 'some-reranker', query: 'whales seals sea see' },
      });
      expect(server.requests[0]?.body.documents).toHaveLength(3);
    } finally {
      await own.close();
      await server.close();
    }
  };

  it('shows the passage that the reranker prefers first, although it is last by words', () =>
    reranked({}, (passages) => {
      expect(passages).toHaveLength(2);
      expect(passages[0]).toBe('Penguins see.');
    }));

  it.each<[string, EmbeddingReply]>([
    ['is late', { stall: true }],
    ['answers 500', { status: 500 }],
    ['answers 429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
    ['answers a 200 with an error', { body: { error: { message: 'no' } } }],
    ['answers malformed JSON', { text: '{"results":[' }],
    ['answers a score that is no number', { body: { results: [{ index: 2, relevance_score: 'high' }] } }],
    ['ranks no passage', { body: { results: [] } }],
    ['names a passage twice', { body: { results: [0, 0].map(place) } }],
    ['names a passage that it did not receive', { body: { results: [7].map(place) } }],
    ['breaks off', { cut: true }],
  ])('keeps the order by words when the reranker %s', (_what, reply) =>
    reranked(reply, (passages) => {
      expect(passages).toHaveLength(2);
      expect(passages[0]).not.toBe('Penguins see.');
    }),
  );
});
