import { randomUUID } from 'node:crypto';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { type EmbeddingStub, startEmbeddingStub } from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FilledSet, fillLibrary } from '../../bench/filled-library.ts';
import { type Measured, maxLoss, measure } from '../../bench/measure-search.ts';
import { startAppByVectors } from '../../bench/search-by-vectors.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { paraphrasedArticle, plainArticles } from './question-tables.ts';
import { dimensions, vectorOf } from './scripted-embedder.ts';

/** The lowest shares of right passages among the first 1 and 5, in percent. */
const floors = { words: [97, 100], paraphrased: [95, 100] } as const;

let stub: EmbeddingStub;
let database: OwnDatabase;
let filled: FilledSet[];
/** By way and by set. */
const measured = new Map<string, Measured>();
const collection = `test_${randomUUID()}`;

const stores = () => ({ DATABASE_URL: database.url, QDRANT_COLLECTION: collection });
const embedder = () => ({
  EMBEDDING_MODEL: 'scripted',
  EMBEDDING_BASE_URL: stub.url,
  EMBEDDING_DIMENSIONS: String(dimensions),
  EMBEDDING_QUERY_MILLISECONDS: '5000',
});
const measureAll = async (app: RagApp, way: string): Promise<void> => {
  for (const set of filled) measured.set(`${way} ${set.name}`, await measure(app, set));
  await app.close();
};

let fused: RagApp;
beforeAll(async () => {
  stub = await startEmbeddingStub({ vectorOf });
  database = await createTestDatabase('rag');
  fused = await startRagApp({ ...stores(), ...embedder() });
  const sets = [...plainArticles, ['paraphrased', paraphrasedArticle] as const];
  filled = await fillLibrary(
    { app: fused, databaseUrl: database.url },
    sets.map(([name, article]) => ({ name, articles: [article] })),
  );
});
beforeAll(() => measureAll(fused, 'fused'));
beforeAll(async () => measureAll(await startAppByVectors({ ...stores(), ...embedder() }), 'dense'));
beforeAll(async () => measureAll(await startRagApp(stores()), 'words'));
afterAll(async () => {
  await stub.close();
  await database.drop();
});

const sharesOf = (way: string, set: string): readonly number[] => measured.get(`${way} ${set}`)?.shares ?? [];

describe('180 questions in the words of 180 short passages, with a scripted model of English', () => {
  it.each(plainArticles.map(([language]) => language))(
    'are answered by words at the floor in %s, and fusing with the vectors costs no language a point',
    (language) => {
      const [words, fused] = [sharesOf('words', language), sharesOf('fused', language)];
      expect(words).toHaveLength(3);
      for (const [at, floor] of floors.words.entries()) expect(words[at]).toBeGreaterThanOrEqual(floor);
      for (const [at, share] of words.entries()) expect(fused[at]).toBeGreaterThanOrEqual(share - maxLoss);
    },
  );
});

describe('36 English questions in other words, with a scripted model that has a table of ten synonyms', () => {
  it('are answered better by words and vectors than by words', () => {
    const [words, fused] = [sharesOf('words', 'paraphrased'), sharesOf('fused', 'paraphrased')];
    for (const [at, floor] of floors.paraphrased.entries()) expect(fused[at]).toBeGreaterThanOrEqual(floor);
    expect(fused[0]).toBeGreaterThan(words[0] ?? 100);
  });

  it('are answered by the vectors alone, which in a language that the model does not know find chance passages', () => {
    expect(sharesOf('dense', 'paraphrased')[0]).toBeGreaterThanOrEqual(floors.paraphrased[0]);
    expect(sharesOf('dense', 'zh')[0]).toBeLessThan(50);
  });
});
