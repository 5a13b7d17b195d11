import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { type AnswerText, answerLikeness } from './answer-text.ts';

/** An answer that a teacher marked. `share` of the points is from 0 to 1. */
export type MarkedAnswer = { readonly text: AnswerText; readonly share: number };

/** Kernel ridge regression: a larger value trusts single marks less. */
const ridge = 0.6;
/** As if this many answers had been marked half right, so that few marks pull the mean little. */
const priorMarks = 3;
/** With this number of marked answers, half of the trust is given. */
const halfTrust = 8;
/** A vote counts little unless the answers are much alike. */
const voteExponent = 3;
const voteFloor = 0.05;

/** Marked answers to one item, with the solved regression. Costs the square of their number once. */
export type Neighbourhood<Answer> = {
  readonly featuresOf: (answer: Answer) => Readonly<Record<string, number>>;
};

/** Judges answers by the marked answers that are like them. */
export const neighbourhoodOf = (marked: readonly MarkedAnswer[]): Neighbourhood<AnswerText> => {
  const texts = marked.map(({ text }) => text);
  return neighbourhoodBy<AnswerText>(
    marked.map(({ share }) => share),
    kernelOf(texts, answerLikeness),
    (answer) => texts.map((text) => answerLikeness(text, answer)),
  );
};

/** The likeness of each two things, computed once for each two. */
export const kernelOf = <Thing>(
  things: readonly Thing[],
  likenessOf: (one: Thing, other: Thing) => number,
): Matrix => {
  const kernel = Matrix.zeros(things.length, things.length);
  for (const [row, one] of things.entries())
    for (const [column, other] of things.slice(0, row + 1).entries()) {
      const likeness = likenessOf(one, other);
      kernel.set(row, column, likeness).set(column, row, likeness);
    }
  return kernel;
};

/** Like `neighbourhoodOf`, when the likenesses are known. */
export const neighbourhoodBy = <Answer>(
  shares: readonly number[],
  kernel: Matrix,
  likenessesTo: (answer: Answer) => readonly number[],
): Neighbourhood<Answer> => {
  const verdicts = shares.map((share) => 2 * share - 1);
  const mean = sumOf(verdicts) / (verdicts.length + priorMarks);
  const trust = verdicts.length / (verdicts.length + halfTrust);
  const pulls = solve(
    kernel,
    verdicts.map((verdict) => verdict - mean),
  );
  return {
    featuresOf: (answer) => {
      const near = likenessesTo(answer);
      const regression =
        near.length === 0 ? 0 : mean + sumOf(near.map((value, at) => value * (pulls[at] ?? 0)));
      const votes = near.map((value) => value ** voteExponent);
      const vote =
        sumOf(votes.map((weight, at) => weight * (verdicts[at] ?? 0))) / (sumOf(votes) + voteFloor);
      const nearRight = nearestOf(near, verdicts, (verdict) => verdict > 0);
      const nearWrong = nearestOf(near, verdicts, (verdict) => verdict <= 0);
      return {
        regression,
        vote,
        nearRight,
        nearWrong,
        meanOfMarks: mean,
        fewMarks: 1 - trust,
        trustedRegression: trust * regression,
        trustedNearness: trust * (nearRight - nearWrong),
        nearRegression: regression * Math.max(nearRight, nearWrong),
      };
    },
  };
};

const solve = (kernel: Matrix, wanted: readonly number[]): readonly number[] => {
  if (wanted.length === 0) return [];
  const regularised = Matrix.add(kernel, Matrix.eye(wanted.length, wanted.length, ridge));
  return new CholeskyDecomposition(regularised).solve(Matrix.columnVector([...wanted])).to1DArray();
};

const nearestOf = (
  near: readonly number[],
  verdicts: readonly number[],
  fits: (verdict: number) => boolean,
): number => near.reduce((most, value, at) => (fits(verdicts[at] ?? 0) ? Math.max(most, value) : most), 0);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
