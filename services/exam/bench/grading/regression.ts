import { fitLogistic } from '@ai-teacher/bench/fitting/logistic-regression.ts';
import { type AnswerModel, probabilityOf } from '../../src/domain/grading/short-answer/answer-model.ts';
import { type Example, featureNames } from './examples.ts';

const penalty = 2;

export type Regression = Pick<AnswerModel, 'intercept' | 'features'>;

export const fitRegression = (examples: readonly Example[]): Regression => {
  const { intercept, inputs } = fitLogistic({
    rows: examples.map(({ features }) => featureNames.map((_, at) => features[at] ?? 0)),
    wanted: examples.map(({ isRight }) => isRight),
    penalty,
  });
  return { intercept, features: inputs.map((input, at) => ({ name: featureNames[at] ?? '', ...input })) };
};

/** An answer that was not used for the fit: the probability that it is right, and whether people say so. */
export type Prediction = { readonly probability: number; readonly isRight: boolean };

export const predict = (regression: Regression, { features, isRight }: Example): Prediction => ({
  probability: probabilityOf(regression, features),
  isRight,
});
