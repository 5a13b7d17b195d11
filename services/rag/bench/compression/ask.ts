import { percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import { createHybridQuerier, type QueryParams } from '../../src/adapters/embedding/hybrid-querier.ts';
import { fuseLegs } from '../../src/domain/vectors/fuse-legs.ts';
import { depths } from '../measure-search.ts';
import type { EmbeddedQuestion, School } from './material.ts';

type Query = ReturnType<typeof createHybridQuerier>;

/** The number of candidates that `domain/search/search.ts` requests for 20 results. */
const limit = 50;
/** The default of EMBEDDING_WEIGHT. */
const weight = 2;
const concurrency = 2;

export type Recall = {
  /** Percent of the questions whose passage is among the first 1, 5 and 20. */
  readonly shares: readonly number[];
  readonly meanReciprocalRank: number;
};
/** By the vectors alone, and in the order of the service. */
export type Recalls = { readonly dense: Recall; readonly fused: Recall };

export const compressedAlone = { quantization: { rescore: false } } as const satisfies QueryParams;

const askOne = async (
  query: Query,
  { reader }: School,
  { embedding, dense, results = limit }: EmbeddedQuestion & { readonly results?: number },
) => {
  const found = await query({ reader, embedding, dense, documentIds: undefined, limit: results });
  if (found === undefined) throw new Error('the space of vectors is not in use');
  return found;
};

const recallOf = (ranks: readonly number[]): Recall => ({
  shares: depths.map((depth) => (100 * ranks.filter((rank) => rank <= depth).length) / ranks.length),
  meanReciprocalRank: ranks.reduce((sum, rank) => sum + (rank <= 20 ? 1 / rank : 0), 0) / ranks.length,
});

const rankIn = (ids: readonly string[], chunkId: string): number => {
  const place = ids.indexOf(chunkId);
  return place === -1 ? Number.POSITIVE_INFINITY : place + 1;
};

/** Asks every question of a school. */
export const measureRecall = async (query: Query, school: School): Promise<Recalls> => {
  const dense: number[] = [];
  const fused: number[] = [];
  let next = 0;
  const askInTurn = async (): Promise<void> => {
    for (
      let question = school.questions[next++];
      question !== undefined;
      question = school.questions[next++]
    ) {
      const found = await askOne(query, school, question);
      const { chunkId } = question;
      dense.push(
        rankIn(
          found.meaning.map(({ id }) => id),
          chunkId,
        ),
      );
      fused.push(rankIn(fuseLegs(found, weight), chunkId));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, askInTurn));
  return { dense: recallOf(dense), fused: recallOf(fused) };
};

/** The numbers of best passages by whole vectors that a compressed search must find. */
const wanted = [1, 20] as const;
export const reachDepths = [20, 30, 60, 100, 300, 600] as const;
const maxQuestionsOfReach = 1_000;

/**
 * For each depth: the percentage of the first passage and of the first 20 passages by whole vectors that
 * are among the first passages, to this depth, by compressed vectors.
 */
export const measureReach = async (
  school: School,
  { whole, compressed }: { readonly whole: Query; readonly compressed: Query },
): Promise<number[][]> => {
  const hits = reachDepths.map(() => wanted.map(() => 0));
  const questions = school.questions.slice(0, maxQuestionsOfReach);
  for (const question of questions) {
    const { meaning: best } = await askOne(whole, school, question);
    const { meaning } = await askOne(compressed, school, { ...question, results: Math.max(...reachDepths) });
    const places = new Map(meaning.map(({ id }, place) => [id, place]));
    for (const [row, depth] of reachDepths.entries())
      for (const [column, count] of wanted.entries())
        (hits[row] as number[])[column] =
          (hits[row]?.[column] ?? 0) +
          best.slice(0, count).filter(({ id }) => (places.get(id) ?? depth) < depth).length;
  }
  return hits.map((row) =>
    row.map((hit, column) => (100 * hit) / (questions.length * (wanted[column] ?? 1))),
  );
};

export type Pace = { readonly p50: number; readonly cpu: number };

/** Asks questions one after another: milliseconds of a query, and of the processor time of Qdrant for it. */
export const measurePace = async (
  query: Query,
  school: School,
  { from, count, cpu }: { readonly from: number; readonly count: number; readonly cpu: () => number },
): Promise<Pace> => {
  const taken: number[] = [];
  const before = cpu();
  for (let at = 0; at < count; at += 1) {
    const question = school.questions[(from + at) % school.questions.length] as EmbeddedQuestion;
    const startedAt = performance.now();
    await askOne(query, school, question);
    taken.push(performance.now() - startedAt);
  }
  return { p50: percentile(sorted(taken), 0.5), cpu: (cpu() - before) / count };
};

export const querierOf = (
  options: Parameters<typeof createHybridQuerier>[0],
  params: QueryParams | undefined,
): Query => createHybridQuerier({ ...options, ...(params === undefined ? {} : { params }) });
