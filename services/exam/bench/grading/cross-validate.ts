import type { Example, PreparedQuestion } from './examples.ts';
import { fitRegression, type Prediction, predict } from './regression.ts';

/** Numbers of marked answers beside an answer, from a new item to a class that has been marked. */
const markedCounts = [0, 4, 8, 16, 30] as const;

/** Each answer is trained on three times: without marked answers, and with two samples of them. */
const samplesForTraining = 2;

/** A generator of numbers from 0 to 1 whose sequence is always the same (a linear congruence modulo 2^32). */
const seededNumbers = (): (() => number) => {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

export type Sampling = {
  /** At most `count` of the values, in a random order. */
  readonly sample: (values: readonly number[], count: number) => number[];
  /** A number of marked answers, at least the smallest above 0. */
  readonly someCount: () => number;
};

export const seededSampling = (): Sampling => {
  const next = seededNumbers();
  const counts = markedCounts.slice(1);
  return {
    sample: (values, count) => {
      const drawn = [...values];
      for (let at = 0; at < Math.min(count, drawn.length); at += 1) {
        const other = at + Math.floor(next() * (drawn.length - at));
        [drawn[at], drawn[other]] = [drawn[other] ?? 0, drawn[at] ?? 0];
      }
      return drawn.slice(0, count);
    },
    someCount: () => counts[Math.floor(next() * counts.length)] ?? 0,
  };
};

/** The training examples of a question, from those of its answers that may be used. */
export const trainingExamples = (
  question: PreparedQuestion,
  usable: readonly number[],
  { sample, someCount }: Sampling,
): Example[] =>
  usable.flatMap((at) => {
    const others = usable.filter((other) => other !== at);
    const samples = Array.from({ length: samplesForTraining }, () => sample(others, someCount()));
    return [[], ...samples].map((marked) => question.exampleOf(at, marked));
  });

export type Folds = {
  readonly count: number;
  /** The fold of an answer of the question at this place in the list. */
  readonly of: (question: number, answer: number) => number;
  /** Whether the folds divide the answers to each question, or whole questions. */
  readonly divide: 'answers' | 'questions';
};

/**
 * Trains on all folds but one and predicts that one, for every fold, so that no answer is predicted by a
 * model that has seen it. The keys of the result are the numbers of marked answers beside it.
 */
export const crossValidate = (
  questions: readonly PreparedQuestion[],
  { count, of, divide }: Folds,
): ReadonlyMap<number, readonly Prediction[]> => {
  const sampling = seededSampling();
  const found = new Map<number, Prediction[]>(markedCounts.map((marked) => [marked, []]));
  for (let fold = 0; fold < count; fold += 1) {
    const isTested = (question: number, answer: number) => of(question, answer) === fold;
    const regression = fitRegression(
      questions.flatMap((question, at) =>
        trainingExamples(
          question,
          answersOf(question).filter((answer) => !isTested(at, answer)),
          sampling,
        ),
      ),
    );
    for (const [at, question] of questions.entries())
      for (const answer of answersOf(question).filter((each) => isTested(at, each))) {
        const pool = answersOf(question).filter(
          (other) => other !== answer && (divide === 'questions' || !isTested(at, other)),
        );
        for (const [marked, predictions] of found)
          predictions.push(predict(regression, question.exampleOf(answer, sampling.sample(pool, marked))));
      }
  }
  return found;
};

export const answersOf = ({ count }: PreparedQuestion): number[] =>
  Array.from({ length: count }, (_, at) => at);
