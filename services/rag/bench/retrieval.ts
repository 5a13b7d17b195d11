/**
 * Measures the search on question sets in the format of SQuAD: PostgreSQL, Qdrant and the app of rag over
 * mutual TLS. Each paragraph is one passage. With an embedding server it compares words, vectors and both.
 * Each set has an index of its own. With `--together` all sets are in one index, as books of several
 * languages are. Exits with code 1 when words or both are below their floor.
 *
 *   npm run bench retrieval -- --squad DIR --xquad DIR [--file FILE] [--embedder URL] [--dimensions 384]
 *     [--together]
 */
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { type RagApp, startRagApp } from '../test/rag-app.ts';
import { fillLibrary } from './filled-library.ts';
import { budgets, type Measured, maxLoss, measure } from './measure-search.ts';
import { type QuestionSet, readQuestionSets } from './question-sets.ts';
import { startAppByVectors } from './search-by-vectors.ts';
import { runWithParts } from './with-parts.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const usage =
  'npm run bench retrieval -- --squad DIR | --xquad DIR | --file FILE [--embedder URL] [--dimensions 384] [--weight 2] [--together]';
const values = readProgramOptions(
  {
    squad: { type: 'string' },
    xquad: { type: 'string' },
    file: { type: 'string' },
    embedder: { type: 'string' },
    model: { type: 'string', default: 'bench' },
    dimensions: { type: 'string', default: '384' },
    weight: { type: 'string', default: '2' },
    together: { type: 'boolean', default: false },
  },
  usage,
);
if (values.squad === undefined && values.xquad === undefined && values.file === undefined)
  endWithUsage(usage);

/** The shares of SQuAD that a change must not fall below, in percent. */
const floors: Readonly<Record<string, readonly number[]>> = {
  words: [84, 95.6, 98.2],
  fused: [87, 97, 99],
};
const lineOf = (name: string, way: string, found: Measured): string =>
  [
    name.padEnd(10),
    way.padEnd(6),
    `top-1/5/20 ${found.shares.map((share) => share.toFixed(1)).join('/')}`,
    `MRR ${found.meanReciprocalRank.toFixed(3)}`,
    `answer in ${budgets.join('/')} words ${found.coverage.map((share) => share.toFixed(1)).join('/')}`,
    `${found.milliseconds.toFixed(1)} ms`,
    `${found.cpuMilliseconds.toFixed(2)} ms CPU`,
  ].join('  ');

const vectorSettings: Readonly<Record<string, string>> =
  values.embedder === undefined
    ? {}
    : {
        EMBEDDING_MODEL: values.model,
        EMBEDDING_BASE_URL: values.embedder,
        EMBEDDING_DIMENSIONS: values.dimensions,
        EMBEDDING_WEIGHT: values.weight,
        // The bench measures the order of the results, not the speed of the embedding server.
        EMBEDDING_QUERY_MILLISECONDS: '5000',
        EMBEDDING_SECONDS: '600',
      };

type Settings = Readonly<Record<string, string>> & { readonly QDRANT_COLLECTION: string };

/** The service by the name of the way in which it searches. */
const ways: Readonly<Record<string, (settings: Settings) => Promise<RagApp>>> = {
  words: startRagApp,
  ...(values.embedder === undefined
    ? {}
    : {
        dense: (settings: Settings) => startAppByVectors({ ...settings, ...vectorSettings }),
        fused: (settings: Settings) => startRagApp({ ...settings, ...vectorSettings }),
      }),
};

const misses = (found: ReadonlyMap<string, ReadonlyMap<string, Measured>>): string[] =>
  [...found].flatMap(([name, byWay]) =>
    [...byWay].flatMap(([way, { shares }]) => {
      const words = byWay.get('words')?.shares ?? [];
      const floor = name === 'SQuAD' ? (floors[way] ?? []) : [];
      return shares.flatMap((share, at) => [
        ...(share < (floor[at] ?? 0) ? [`${name} ${way}: ${share.toFixed(1)} < ${floor[at]}`] : []),
        ...(way === 'fused' && share < (words[at] ?? 0) - maxLoss
          ? [`${name} fused: ${share.toFixed(1)} is worse than words, ${words[at]?.toFixed(1)}`]
          : []),
      ]);
    }),
  );

type Found = Map<string, Map<string, Measured>>;

/** Fills one index with the sets, measures each way, and adds to `found`. */
const measureTogether = async (sets: readonly QuestionSet[], place: number, found: Found): Promise<void> => {
  const database = await createTestDatabase('rag');
  const settings = { DATABASE_URL: database.url, QDRANT_COLLECTION: `bench_${process.pid}_${place}` };
  const builder = await startRagApp({ ...settings, ...vectorSettings });
  const filled = await fillLibrary({ app: builder, databaseUrl: database.url }, sets);
  print(`${filled.reduce((sum, { chunks }) => sum + chunks.size, 0)} paragraphs are indexed`);
  await builder.close();
  for (const { name } of filled) found.set(name, new Map());
  for (const [way, start] of Object.entries(ways)) {
    const app = await start(settings);
    for (const set of filled) {
      const measured = await measure(app, set);
      found.get(set.name)?.set(way, measured);
      print(lineOf(set.name, way, measured));
    }
    await app.close();
  }
  await database.drop();
};

const run = async (): Promise<boolean> => {
  const sets = readQuestionSets(values);
  const found: Found = new Map();
  const indexes = values.together ? [sets] : sets.map((set) => [set]);
  for (const [place, ofIndex] of indexes.entries()) await measureTogether(ofIndex, place, found);
  const missed = misses(found);
  for (const line of missed) print(`MISSED: ${line}`);
  return missed.length === 0;
};

await runWithParts(run);
