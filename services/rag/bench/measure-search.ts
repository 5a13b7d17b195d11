import { search } from '@ai-teacher/contracts/rag/search.ts';
import { countWords } from '@ai-teacher/language/scripts.ts';
import type { RagApp } from '../test/rag-app.ts';
import type { FilledSet } from './filled-library.ts';
import type { Question } from './question-sets.ts';

export const depths = [1, 5, 20] as const;
export const budgets = [300, 600, 1_200] as const;
const results = 20;
const concurrency = 4;

/** Points that the fused search may lose against the words in any language. */
export const maxLoss = 0.3;

export type Measured = {
  /** Percent of the questions whose paragraph is among the first 1, 5 and 20. */
  readonly shares: readonly number[];
  readonly meanReciprocalRank: number;
  /** Percent of the questions whose answer stands in the first words of the results. */
  readonly coverage: readonly number[];
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
};

type Answered = { readonly rank: number; readonly wordsBefore: number; readonly milliseconds: number };

const ask = async (
  app: RagApp,
  { reader }: FilledSet,
  { question, chunkId }: { readonly question: Question; readonly chunkId: string },
): Promise<Answered> => {
  const startedAt = performance.now();
  const { status, body } = await app.call(search, {
    as: reader,
    body: { query: question.text.slice(0, 1_000), limit: results },
  });
  if (status !== 200) throw new Error(`search answered ${status}`);
  const milliseconds = performance.now() - startedAt;
  let words = 0;
  let wordsBefore = Number.POSITIVE_INFINITY;
  for (const { text } of body.results as { text: string }[]) {
    words += countWords(text);
    if (question.answers.some((answer) => text.includes(answer))) {
      wordsBefore = words;
      break;
    }
  }
  const place = body.results.findIndex((found: { chunkId: string }) => found.chunkId === chunkId);
  return { rank: place === -1 ? Number.POSITIVE_INFINITY : place + 1, wordsBefore, milliseconds };
};

/** Asks every question of a set and measures the places of the right paragraphs. */
export const measure = async (app: RagApp, set: FilledSet): Promise<Measured> => {
  const asked = [...set.chunks].flatMap(([{ questions }, chunkId]) =>
    questions.map((question) => ({ question, chunkId })),
  );
  const answered: Answered[] = [];
  const before = process.cpuUsage();
  let next = 0;
  const askInTurn = async (): Promise<void> => {
    for (let at = next++; at < asked.length; at = next++)
      answered.push(await ask(app, set, asked[at] as (typeof asked)[number]));
  };
  await Promise.all(Array.from({ length: concurrency }, askInTurn));
  const { user, system } = process.cpuUsage(before);
  const percentOf = (holds: (one: Answered) => boolean): number =>
    (100 * answered.filter(holds).length) / answered.length;
  const sum = (value: (one: Answered) => number): number =>
    answered.reduce((total, one) => total + value(one), 0);
  return {
    shares: depths.map((depth) => percentOf(({ rank }) => rank <= depth)),
    meanReciprocalRank: sum(({ rank }) => 1 / rank) / answered.length,
    coverage: budgets.map((budget) => percentOf(({ wordsBefore }) => wordsBefore <= budget)),
    milliseconds: sum(({ milliseconds }) => milliseconds) / answered.length,
    cpuMilliseconds: (user + system) / 1_000 / answered.length,
  };
};
