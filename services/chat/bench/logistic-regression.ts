import { fitLogistic, scaleOf } from '@ai-teacher/bench/fitting/logistic-regression.ts';
import type { Clues } from '../src/domain/evidence/support/answer-clues.ts';
import type { AnswerabilityModel } from '../src/domain/evidence/support/answerability.ts';

export type Example = { readonly clues: Clues; readonly isAnswerable: boolean };

const penalty = 5;

/** Fits a logistic regression over all clues that vary among the examples. */
export const fitRegression = (
  examples: readonly Example[],
): Pick<AnswerabilityModel, 'intercept' | 'clues'> => {
  const names = Object.keys(examples[0]?.clues ?? {}).filter(
    (name) => scaleOf(examples.map(({ clues }) => clues[name] ?? 0)).deviation > 0,
  );
  const { intercept, inputs } = fitLogistic({
    rows: examples.map(({ clues }) => names.map((name) => clues[name] ?? 0)),
    wanted: examples.map(({ isAnswerable }) => isAnswerable),
    penalty,
  });
  return { intercept, clues: inputs.map((input, at) => ({ name: names[at] ?? '', ...input })) };
};
