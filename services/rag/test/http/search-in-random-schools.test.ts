import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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

/** Searches of the property by words, at least. ACCESS_SEARCHES=100000 checks a release. */
const searches = Number(process.env.ACCESS_SEARCHES ?? 240);
/** Searches of the property by words and vectors, at least. Each round has another index. */
const vectorSearches = Number(process.env.ACCESS_VECTOR_SEARCHES ?? 240);
const vectorRounds = Number(process.env.ACCESS_VECTOR_ROUNDS ?? 4);
/** The histories of a failed run are those of its seed. */
const seed = Number(process.env.ACCESS_SEED ?? randomInt(2 ** 31));
const timeout = 240_000 + (searches + vectorSearches) * 100 + vectorRounds * 50_000;

type School = Awaited<ReturnType<typeof randomSchool>>;

/** Enough changes before the first search that people have classes and documents have readers. */
const changesBefore = 24;

const historyOf = ({ change }: School, states: number, ofSchool = 0) => {
  const given = { seed: seed + ofSchool, numRuns: states };
  const [first = [], ...others] = fc.sample(fc.array(change, { minLength: 4, maxLength: 9 }), given);
  return [[...fc.sample(change, { ...given, numRuns: changesBefore }), ...first], ...others];
};

/** The passages of an answer, with the titles of their documents. */
const passagesIn = ({ results }: { readonly results: readonly Record<string, string>[] }): string[] =>
  results.map(({ documentId, title, text }) => `${documentId} ${title}: ${text}`).sort();

const passagesOf = async (as: TestUser, query: string): Promise<string[]> => {
  const { body } = await app.call(search, { as, body: { query, limit: 50 } });
  expect(body.unreadPages).toBeUndefined();
  return passagesIn(body);
};

/** The list, each document by its id, and its explanation agree. */
const expectReads = async (person: TestUser, { documents, expectedOf }: School): Promise<void> => {
  const expected = expectedOf(person);
  expect(await listed(person)).toEqual(expected);
  for (const id of documents) {
    const status = expected.includes(id) ? 200 : 404;
    const explained = (await explain(person, person, id)).body;
    expect([id, await readStatus(person, id)]).toEqual([id, status]);
    expect([id, explained.allowed]).toEqual([id, status === 200]);
    if (status === 404) expect(explained).toMatchObject({ rule: 'not-accessible', place: null });
  }
};

/** A search in one document has the status of the document. */
const expectNamed = async (person: TestUser, { documents, expectedOf }: School): Promise<void> => {
  const expected = expectedOf(person);
  for (const id of documents) {
    const body = { query: 'photosynthesis', documentIds: [id] };
    const { status } = await app.call(search, { as: person, body });
    expect([id, status]).toEqual([id, expected.includes(id) ? 200 : 404]);
  }
};

const randomSearchesOfState = 35;
/** Those of `expectNamed`, which names five documents for five people, and the random ones. */
const searchesOfState = 25 + randomSearchesOfState;
/** Schools share the waits of a round. Each has four rounds at least. */
const schoolsOf = (wanted: number): number => Math.min(10, Math.ceil(wanted / searchesOfState / 4));

/** No document contains this word. Only vectors find documents with it. */
const unmatched = 'sunlight';

/** The searches in one state of a school: by all its people, without documents or in some of them. */
const searchesIn = ({ people, documents }: School) =>
  fc.array(
    fc.record({
      person: fc.constantFrom(...people),
      query: fc.constantFrom('photosynthesis', 'photosynthesis, part 2', unmatched),
      limit: fc.constantFrom(1, 2, 50),
      documentIds: fc.option(fc.subarray(documents, { minLength: 1 }), { nil: undefined }),
    }),
    { minLength: randomSearchesOfState, maxLength: randomSearchesOfState },
  );
type Asked = ReturnType<typeof searchesIn> extends fc.Arbitrary<(infer One)[]> ? One : never;

type State = {
  readonly school: School;
  readonly changes: unknown;
  readonly asked: readonly Asked[];
  /** Whether vectors find documents without a word of the query. */
  readonly byMeaning: boolean;
};

/** The search finds what the person may read, in the documents that it names, up to its limit. */
const expectSearch = async (asked: Asked, { school, changes, byMeaning }: State): Promise<void> => {
  const { person, query, limit, documentIds } = asked;
  const readable = school.expectedOf(person);
  const { status, body } = await app.call(search, { as: person, body: { query, limit, documentIds } });
  const isNamed = (id: string): boolean => documentIds?.includes(id) ?? true;
  const place = { seed, changes, asked };
  if (documentIds?.some((id) => !readable.includes(id)))
    return expect({ place, status, code: body.code }).toEqual({
      place,
      status: 404,
      code: 'document-not-found',
    });
  const isMatched = byMeaning || query !== unmatched;
  const passages = isMatched ? readable.filter(isNamed).map(school.passageOf) : [];
  const found = status === 200 ? passagesIn(body) : [];
  const foreign = found.filter((passage) => !passages.includes(passage));
  const [count, different] = [found.length, new Set(found).size];
  const expected = Math.min(limit, passages.length);
  expect({ place, status, foreign, count, different, unread: body.unreadPages }).toEqual({
    ...{ place, status: 200, foreign: [], count: expected, different: expected, unread: undefined },
  });
};

/** A busy part refuses with 503 and a time. The request is repeated then; 503 says nothing of rights. */
const repeating =
  (call: RagApp['call']): RagApp['call'] =>
  async (op, given) => {
    for (;;) {
      const answer = await call(op, given);
      if (answer.status !== 503) return answer;
      await pause(Number(answer.headers['retry-after'] ?? 1) * 1_000);
    }
  };

const concurrentSearches = 8;

const inTurns = async (tasks: readonly (() => Promise<void>)[]): Promise<void> => {
  const left = tasks.values();
  await Promise.all(
    Array.from({ length: concurrentSearches }, async () => {
      for (const task of left) await task();
    }),
  );
};

/** The passages that people find in the states of schools, which are searched concurrently. */
const searchesOf = (states: readonly State[]): (() => Promise<void>)[] =>
  states.flatMap((state) => [
    ...state.school.people.map((person) => () => expectNamed(person, state.school)),
    ...state.asked.map((asked) => () => expectSearch(asked, state)),
  ]);

describe('search by words over random schools', () => {
  beforeAll(async () => {
    const started = await startRagApp();
    app = { ...started, call: repeating(started.call) };
  });
  afterAll(() => app.close());

  it(
    'finds no foreign passage, and the lists contain no foreign title and no other number of documents',
    async () => {
      const schools = await Promise.all(
        Array.from({ length: schoolsOf(searches) }, async (_, place) => {
          const school = await randomSchool(() => app);
          const rounds = Math.ceil(searches / searchesOfState / schoolsOf(searches));
          const asked = fc.sample(searchesIn(school), { numRuns: rounds, seed: seed + place });
          return { school, asked, history: historyOf(school, rounds, place) };
        }),
      );
      let made = 0;
      for (let round = 0; made < searches; round += 1) {
        await Promise.all(
          schools.map(async ({ school, history }) => {
            for (const given of history[round] ?? []) await school.apply(given);
          }),
        );
        await untilIndexed();
        await untilForgotten();
        await inTurns([
          ...schools.flatMap(({ school }) => school.people.map((one) => () => expectReads(one, school))),
          ...searchesOf(
            schools.map(({ school, asked, history }) => ({
              ...{ school, changes: history[round], asked: asked[round] ?? [], byMeaning: false },
            })),
          ),
        ]);
        made += schools.length * searchesOfState;
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
  const candidatesOf = async (as: TestUser, query: string) => {
    const { world } = app.deps;
    const { url, apiKey } = await testQdrant();
    const spaceId = world.meaning?.spaceId ?? '';
    const ask = createHybridQuerier({ url, apiKey, collection, spaceId });
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
      const foreign = aTeacher({ institutionId: randomUUID() });
      const [school] = await Promise.all([
        randomSchool(() => app),
        app.ingested(foreign, makePdf({ pages: [{ lines: [text] }] }), { visibility: 'institution' }),
      ]);
      const { people, apply, expectedOf } = school;
      const statesOfRound = Math.max(1, Math.ceil(vectorSearches / vectorRounds / searchesOfState));
      const states = vectorRounds * statesOfRound;
      const asked = fc.sample(searchesIn(school), { numRuns: states, seed });
      const history = historyOf(school, states).map((changes, place) => ({
        ...{ school, changes, asked: asked[place] ?? [], byMeaning: true },
      }));
      for (let round = 0; round < vectorRounds; round += 1) {
        const [first, ...others] = history.splice(0, statesOfRound) as [
          (typeof history)[number],
          ...typeof history,
        ];
        const { changes } = first;
        const turn = turns[round % turns.length] as Turn;
        if (round > 0) {
          await app.close();
          isHeld = true;
          await start(turn);
        }
        for (const given of changes.slice(0, 3)) await apply(given);
        await untilIndexed();
        // A process that has just started remembers no standing.
        if (round === 0) await untilForgotten();
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
        for (const person of people) {
          await expectFound(person, 'sunlight', expectedOf(person), school);
        }
        await inTurns(searchesOf([first]));
        for (const state of others) {
          for (const given of state.changes) await apply(given);
          await untilIndexed();
          await untilForgotten();
          await inTurns(searchesOf([state]));
        }
        for (const person of people) {
          const expected = expectedOf(person);
          const candidates = await candidatesOf(person, 'photosynthesis');
          expect(candidates).toEqual({ words: expected, meaning: expected });
          const byMeaning = await candidatesOf(person, 'sunlight');
          expect(byMeaning).toEqual({ words: [], meaning: expected });
        }
      }
    },
    timeout,
  );
});
