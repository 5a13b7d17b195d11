import { randomUUID } from 'node:crypto';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase, testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import {
  type EmbeddingStub,
  hashedVector,
  startEmbeddingStub,
} from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import fc from 'fast-check';
import { createHybridQuerier } from '../../src/adapters/embedding/hybrid-querier.ts';
import { embedQuery } from '../../src/adapters/murmur-sparse-embedder.ts';
import { libraryOf, untilForgotten } from '../access/a-school.ts';
import { randomSchool } from '../access/random-school.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

let app: RagApp;
/** Set where several apps in turn use one database. */
let database: OwnDatabase | undefined;
const { listed, readStatus, explain, untilIndexed } = libraryOf(
  () => app,
  () => database?.url ?? app.databaseUrl,
);

/**
 * Searches of the property by words, in rounds; that by words and vectors has as many rounds with 20 searches
 * at least. ACCESS_SEARCHES=100000 checks a release.
 */
const searches = Number(process.env.ACCESS_SEARCHES ?? 200);
const searchesPerRound = 50;
const rounds = Math.ceil(searches / searchesPerRound);
const timeout = 240_000 + searches * 1_000;

type School = Awaited<ReturnType<typeof randomSchool>>;

const roundsOf = ({ change }: School) => fc.sample(fc.array(change, { minLength: 4, maxLength: 9 }), rounds);

/** Each passage that a search finds, once, with the title of its document. */
const passagesOf = async (as: TestUser, query: string): Promise<string[]> => {
  const { body } = await app.call(search, { as, body: { query, limit: 50 } });
  expect(body.unreadPages).toBeUndefined();
  return body.results
    .map(({ documentId, title, text }: Record<string, string>) => `${documentId} ${title}: ${text}`)
    .sort();
};

/** The list, each document by its id, searches in it, and its explanation agree. */
const expectReads = async (person: TestUser, { documents, expectedOf }: School): Promise<void> => {
  const expected = expectedOf(person);
  expect(await listed(person)).toEqual(expected);
  for (const id of documents) {
    const status = expected.includes(id) ? 200 : 404;
    const body = { query: 'photosynthesis', documentIds: [id] };
    const named = await app.call(search, { as: person, body });
    const explained = (await explain(person, person, id)).body;
    expect([id, await readStatus(person, id), named.status]).toEqual([id, status, status]);
    expect([id, explained.allowed]).toEqual([id, status === 200]);
    if (status === 404) expect(explained).toMatchObject({ rule: 'not-accessible', place: null });
  }
};

describe('search by words over random schools', () => {
  beforeAll(async () => {
    app = await startRagApp();
  });
  afterAll(() => app.close());

  it(
    'finds no foreign passage, and the lists contain no foreign title and no other number of documents',
    async () => {
      const school = await randomSchool(() => app);
      const { people, apply, expectedOf, passageOf } = school;
      for (const changes of roundsOf(school)) {
        for (const given of changes) await apply(given);
        await untilIndexed();
        await untilForgotten();
        for (let at = 0; at < searchesPerRound; at += 1) {
          const person = people[at % people.length] as TestUser;
          const found = await passagesOf(person, 'photosynthesis');
          expect([changes, found]).toEqual([changes, expectedOf(person).map(passageOf)]);
          if (at < people.length) await expectReads(person, school);
        }
      }
    },
    timeout,
  );
});

describe('search by words and vectors over random schools', () => {
  const dimensions = 32;
  const hashed = hashedVector(dimensions);
  /** In this model both words have one direction; they share no term. */
  const vectorOf = (text: string): number[] => hashed(text.replaceAll(/photosynthesis/gi, 'sunlight'));
  const collection = `test_${randomUUID()}`;
  /** The models of the rounds in turn. The third round goes back to the space of the first. */
  const turns = [
    { model: 'model-a', quantization: 'none' },
    { model: 'model-b', quantization: 'int8' },
    { model: 'model-a', quantization: 'none' },
    { model: 'model-c', quantization: 'binary' },
  ] as const;
  type Turn = (typeof turns)[number];

  let stub: EmbeddingStub;
  /** Whether the server refuses passages, so that a new space stays incomplete. */
  let isHeld = false;
  let qdrant: QdrantClient;

  const spaceInUse = async (): Promise<string> => {
    const { aliases } = await qdrant.getAliases();
    return aliases.find(({ alias_name: name }) => name === `${collection}_vectors`)?.collection_name ?? '';
  };
  const isInUse = async (): Promise<boolean> =>
    (await spaceInUse()) === `${collection}_v_${app.deps.world.meaning?.spaceId}`;
  const start = async ({ model, quantization }: Turn): Promise<void> => {
    app = await startRagApp({
      DATABASE_URL: database?.url ?? '',
      QDRANT_COLLECTION: collection,
      EMBEDDING_MODEL: model,
      EMBEDDING_BASE_URL: stub.url,
      EMBEDDING_DIMENSIONS: String(dimensions),
      EMBEDDING_PASSAGE_PREFIX: 'passage: ',
      EMBEDDING_QUERY_MILLISECONDS: '5000',
      RERANK_BASE_URL: stub.url,
      RERANK_MILLISECONDS: '10000',
      VECTOR_QUANTIZATION: quantization,
    });
  };

  beforeAll(async () => {
    stub = await startEmbeddingStub({
      vectorOf,
      scoreOf: (_query, document) => document.length + document.charCodeAt(document.length - 2) / 100,
      refuses: (text) => isHeld && text.startsWith('passage: '),
    });
    database = await createTestDatabase('rag');
    const { url, apiKey } = await testQdrant();
    qdrant = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
    await start(turns[0]);
    await until(isInUse);
  });
  afterAll(async () => {
    await app.close();
    await stub.close();
    await database?.drop();
  });

  /** The documents of each leg's candidates inside the index, before the database decides. */
  const candidatesOf = async (as: TestUser, query: string, { quantization }: Turn) => {
    const { world } = app.deps;
    const { url, apiKey } = await testQdrant();
    const ask = createHybridQuerier({
      ...{ url, apiKey, collection, spaceId: world.meaning?.spaceId ?? '' },
      storage: { quantization, onDisk: false, shards: 1, replicas: 1 },
    });
    const found = await ask({
      reader: await world.standings.of(as),
      ...{ embedding: embedQuery(query), dense: vectorOf(query), documentIds: undefined, limit: 50 },
    });
    const documentsOf = async (leg: readonly { readonly id: string }[] = []): Promise<unknown[]> => {
      if (leg.length === 0) return [];
      const points = await qdrant.retrieve(await spaceInUse(), { ids: leg.map(({ id }) => id) });
      return points.map(({ payload }) => payload?.documentId).sort();
    };
    return { words: await documentsOf(found?.words), meaning: await documentsOf(found?.meaning) };
  };

  /** Searches, and compares with the passages that the reranker of this search received. */
  const expectFound = async (as: TestUser, query: string, ids: readonly string[], school: School) => {
    const before = stub.requests.length;
    const found = await passagesOf(as, query);
    const sent = stub.requests.slice(before).flatMap(({ path, body }) => {
      return path.endsWith('/rerank') && body.query === query ? [body.documents?.toSorted()] : [];
    });
    expect([query, found]).toEqual([query, ids.map(school.passageOf)]);
    // A reranker orders two passages at least.
    expect(sent).toEqual(ids.length < 2 ? [] : [ids.map(school.rerankedTextOf).sort()]);
  };

  it(
    'finds no foreign passage with either leg, sends none to the reranker, also while a new space is built',
    async () => {
      const text = 'Photosynthesis, part 7.';
      await app.ingested(aTeacher({ institutionId: randomUUID() }), makePdf({ pages: [{ lines: [text] }] }), {
        visibility: 'institution',
      });
      const school = await randomSchool(() => app);
      const { people, apply, expectedOf } = school;
      for (const [round, changes] of roundsOf(school).entries()) {
        const turn = turns[round % turns.length] as Turn;
        if (round > 0) {
          await app.close();
          isHeld = true;
          await start(turn);
        }
        for (const given of changes.slice(0, 3)) await apply(given);
        await untilIndexed();
        await untilForgotten();
        // Words alone answer as long as the space of another model is in use.
        for (const person of people) await expectFound(person, 'photosynthesis', expectedOf(person), school);
        isHeld = false;
        for (const given of changes.slice(3)) await apply(given);
        await untilIndexed();
        await untilForgotten();
        for (let at = 0; !(await isInUse()); at += 1) {
          const person = people[at % people.length] as TestUser;
          await expectFound(person, 'photosynthesis', expectedOf(person), school);
        }
        // Words alone answer for two seconds after a query that met the space of another model.
        await until(async () => (await passagesOf(people[0] as TestUser, 'sunlight')).length > 0);
        for (const person of [...people, ...people]) {
          const expected = expectedOf(person);
          await expectFound(person, 'photosynthesis', expected, school);
          await expectFound(person, 'sunlight', expected, school);
        }
        for (const person of people) {
          const expected = expectedOf(person);
          await expectReads(person, school);
          const candidates = await candidatesOf(person, 'photosynthesis', turn);
          expect(candidates).toEqual({ words: expected, meaning: expected });
          const byMeaning = await candidatesOf(person, 'sunlight', turn);
          expect(byMeaning).toEqual({ words: [], meaning: expected });
        }
      }
    },
    timeout,
  );
});
