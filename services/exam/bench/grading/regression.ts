import { Matrix, solve } from 'ml-matrix';
import { type AnswerModel, probabilityOf } from '../../src/domain/grading/short-answer/answer-model.ts';
import { type Example, featureNames } from './examples.ts';

/** Fits a logistic regression with Newton's method. */

/** The strength of the penalty on weights (not on the intercept). */
const penalty = 2;
/** The steps converge within ten; the weights no longer change after that. */
const steps = 12;

export type Regression = Pick<AnswerModel, 'intercept' | 'features'>;

export const fitRegression = (examples: readonly Example[]): Regression => {
  const scales = featureNames.map((name, at) => ({
    name,
    ...scaleOf(examples.map(({ features }) => features[at] ?? 0)),
  }));
  const inputs = new Matrix(
    examples.map(({ features }) => [
      1,
      ...scales.map(({ mean, deviation }, at) => ((features[at] ?? 0) - mean) / deviation),
    ]),
  );
  const wanted = Matrix.columnVector(examples.map(({ isRight }) => (isRight ? 1 : 0)));
  let weights = Matrix.zeros(inputs.columns, 1);
  for (let step = 0; step < steps; step += 1) weights = improved(weights, inputs, wanted);
  const [intercept = 0, ...rest] = weights.to1DArray();
  return {
    intercept,
    features: scales.map((scale, at) => ({ ...scale, weight: rest[at] ?? 0 })),
  };
};

const improved = (weights: Matrix, inputs: Matrix, wanted: Matrix): Matrix => {
  const chances = inputs
    .mmul(weights)
    .to1DArray()
    .map((logit) => 1 / (1 + Math.exp(-logit)));
  const penalties = Matrix.diag([1e-6, ...new Array<number>(inputs.columns - 1).fill(penalty)]);
  const spread = inputs.clone().mulColumnVector(chances.map((chance) => chance * (1 - chance)));
  const curvature = inputs.transpose().mmul(spread).add(penalties);
  const errors = Matrix.sub(wanted, Matrix.columnVector(chances));
  const slope = inputs.transpose().mmul(errors).sub(penalties.mmul(weights));
  return Matrix.add(weights, solve(curvature, slope));
};

const scaleOf = (values: readonly number[]): { mean: number; deviation: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
};

/** An answer that was not used for the fit: the probability that it is right, and whether people say so. */
export type Prediction = { readonly probability: number; readonly isRight: boolean };

export const predict = (regression: Regression, { features, isRight }: Example): Prediction => ({
  probability: probabilityOf(regression, features),
  isRight,
});
