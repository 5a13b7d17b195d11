import { Matrix, solve } from 'ml-matrix';
import type { Clues } from '../src/domain/evidence/support/answer-clues.ts';
import type { AnswerabilityModel } from '../src/domain/evidence/support/answerability.ts';

export type Example = { readonly clues: Clues; readonly isAnswerable: boolean };

/** The strength of the penalty on weights (not on the intercept). */
const penalty = 5;
/** The steps converge within ten; the weights no longer change after that. */
const steps = 12;

/** Fits a logistic regression with Newton's method over all clues that vary among the examples. */
export const fitRegression = (
  examples: readonly Example[],
): Pick<AnswerabilityModel, 'intercept' | 'clues'> => {
  const scales = Object.keys(examples[0]?.clues ?? {})
    .map((name) => ({ name, ...scaleOf(examples.map(({ clues }) => clues[name] ?? 0)) }))
    .filter(({ deviation }) => deviation > 0);
  const inputs = new Matrix(
    examples.map(({ clues }) => [
      1,
      ...scales.map(({ name, mean, deviation }) => ((clues[name] ?? 0) - mean) / deviation),
    ]),
  );
  const wanted = Matrix.columnVector(examples.map(({ isAnswerable }) => (isAnswerable ? 1 : 0)));
  let weights = Matrix.zeros(inputs.columns, 1);
  for (let step = 0; step < steps; step += 1) weights = improved(weights, inputs, wanted);
  const [intercept = 0, ...rest] = weights.to1DArray();
  return { intercept, clues: scales.map((scale, at) => ({ ...scale, weight: rest[at] ?? 0 })) };
};

const improved = (weights: Matrix, inputs: Matrix, wanted: Matrix): Matrix => {
  const logits = inputs.mmul(weights).to1DArray();
  const chances = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
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
  return { mean, deviation: Math.sqrt(variance) };
};
