import { Matrix, solve } from 'ml-matrix';

/** The steps converge within ten; the weights no longer change after that. */
const steps = 12;

export type Scale = { readonly mean: number; readonly deviation: number };
export type WeighedInput = Scale & { readonly weight: number };

export type LogisticFit = {
  readonly intercept: number;
  /** In the order of the columns. */
  readonly inputs: readonly WeighedInput[];
};

/** The mean and the standard deviation of values. */
export const scaleOf = (values: readonly number[]): Scale => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
};

/**
 * Fits a logistic regression with Newton's method. A column without variation keeps its values.
 *
 * @param rows the values of each example, a column for each input.
 * @param wanted whether each example belongs to the class.
 * @param penalty the strength of the penalty on weights (not on the intercept).
 */
export const fitLogistic = ({
  rows,
  wanted,
  penalty,
}: {
  readonly rows: readonly (readonly number[])[];
  readonly wanted: readonly boolean[];
  readonly penalty: number;
}): LogisticFit => {
  const scales = (rows[0] ?? []).map((_, column) => {
    const { mean, deviation } = scaleOf(rows.map((row) => row[column] ?? 0));
    return { mean, deviation: deviation || 1 };
  });
  const inputs = new Matrix(
    rows.map((row) => [1, ...scales.map(({ mean, deviation }, at) => ((row[at] ?? 0) - mean) / deviation)]),
  );
  const classes = Matrix.columnVector(wanted.map((belongs) => (belongs ? 1 : 0)));
  const penalties = Matrix.diag([1e-6, ...new Array<number>(inputs.columns - 1).fill(penalty)]);
  let weights = Matrix.zeros(inputs.columns, 1);
  for (let step = 0; step < steps; step += 1) weights = improved(weights, { inputs, classes, penalties });
  const [intercept = 0, ...rest] = weights.to1DArray();
  return { intercept, inputs: scales.map((scale, at) => ({ ...scale, weight: rest[at] ?? 0 })) };
};

const improved = (
  weights: Matrix,
  { inputs, classes, penalties }: { inputs: Matrix; classes: Matrix; penalties: Matrix },
): Matrix => {
  const logits = inputs.mmul(weights).to1DArray();
  const chances = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const spread = inputs.clone().mulColumnVector(chances.map((chance) => chance * (1 - chance)));
  const curvature = inputs.transpose().mmul(spread).add(penalties);
  const errors = Matrix.sub(classes, Matrix.columnVector(chances));
  const slope = inputs.transpose().mmul(errors).sub(penalties.mmul(weights));
  return Matrix.add(weights, solve(curvature, slope));
};
