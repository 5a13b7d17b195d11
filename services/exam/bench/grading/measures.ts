import type { MarkingBand } from '../../src/domain/grading/short-answer/answer-model.ts';
import type { Prediction } from './regression.ts';

const calibrationBins = 10;

export type Decided = { readonly share: number; readonly accuracy: number };

const saysRight = ({ probability }: Prediction): boolean => probability >= 0.5;
const isHit = (prediction: Prediction): boolean => saysRight(prediction) === prediction.isRight;
const certaintyOf = ({ probability }: Prediction): number => Math.max(probability, 1 - probability);
const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const accuracyOf = (predictions: readonly Prediction[]): number =>
  shareOf(predictions.filter(isHit).length, predictions.length);

/** The mean of the F1 of “right” and the F1 of “wrong”. */
export const macroF1Of = (predictions: readonly Prediction[]): number => {
  const f1 = (label: boolean): number => {
    const named = predictions.filter((prediction) => saysRight(prediction) === label);
    const labelled = predictions.filter(({ isRight }) => isRight === label);
    const hits = named.filter(isHit).length;
    return shareOf(2 * hits, named.length + labelled.length);
  };
  return (f1(true) + f1(false)) / 2;
};

/** The accuracy of the given share of answers of which the model is most certain. */
export const accuracyAtCoverage = (predictions: readonly Prediction[], coverage: number): number =>
  accuracyOf(byCertainty(predictions).slice(0, Math.round(predictions.length * coverage)));

/** The answers that are decided from this probability on. */
export const decidedFrom = (predictions: readonly Prediction[], certainFrom: number): Decided => {
  const decided = predictions.filter((prediction) => certaintyOf(prediction) >= certainFrom);
  return { share: shareOf(decided.length, predictions.length), accuracy: accuracyOf(decided) };
};

/** The expected calibration error: how far the probabilities are from the shares, in ten equal bins. */
export const calibrationErrorOf = (predictions: readonly Prediction[]): number => {
  const bins = Map.groupBy(predictions, ({ probability }) =>
    Math.min(calibrationBins - 1, Math.floor(probability * calibrationBins)),
  );
  const gaps = bins.values().map((bin) => {
    const expected = bin.reduce((sum, { probability }) => sum + probability, 0);
    return Math.abs(expected - bin.filter(({ isRight }) => isRight).length);
  });
  return shareOf(
    gaps.reduce((sum, gap) => sum + gap, 0),
    predictions.length,
  );
};

/** The least certainty, in steps of 0.01, from which on the decided answers reach the accuracy. */
export const certaintyFor = (predictions: readonly Prediction[], accuracy: number): number => {
  for (let step = 50; step < 100; step += 1) {
    const { accuracy: found } = decidedFrom(predictions, step / 100);
    if (found >= accuracy) return step / 100;
  }
  return 1;
};

/** 95 % confidence, as a number of standard deviations. */
const confidence = 1.96;

/** The lower end of the Wilson interval of a share: few examples prove little. */
export const lowerBoundOf = (hits: number, count: number): number => {
  if (count === 0) return 0;
  const share = hits / count;
  const spread = confidence ** 2 / count;
  const margin = confidence * Math.sqrt((share * (1 - share) + spread / 4) / count);
  return (share + spread / 2 - margin) / (1 + spread);
};

export type WantedPrecision = { readonly precision: number; readonly lowerBound: number };

/**
 * The least certainty, in steps of 0.01, from which on the verdicts “right”, or “wrong”, are as precise as
 * wanted; null when no certainty is.
 */
export const markingFrom = (
  predictions: readonly Prediction[],
  verdict: boolean,
  { precision, lowerBound }: WantedPrecision,
): number | null => {
  const named = predictions.filter((prediction) => saysRight(prediction) === verdict);
  for (let step = 50; step < 100; step += 1) {
    const sure = named.filter((prediction) => certaintyOf(prediction) >= step / 100);
    const hits = sure.filter(isHit).length;
    if (shareOf(hits, sure.length) >= precision && lowerBoundOf(hits, sure.length) >= lowerBound)
      return step / 100;
  }
  return null;
};

/** The share of answers that a band marks, and how many of these marks are those of people. */
export const markedBy = (
  predictions: readonly Prediction[],
  { right, wrong }: Pick<MarkingBand, 'right' | 'wrong'>,
): Decided => {
  const marked = predictions.filter((prediction) => {
    const from = saysRight(prediction) ? right : wrong;
    return from !== null && certaintyOf(prediction) >= from;
  });
  return { share: shareOf(marked.length, predictions.length), accuracy: accuracyOf(marked) };
};

const byCertainty = (predictions: readonly Prediction[]): Prediction[] =>
  predictions.toSorted((one, other) => certaintyOf(other) - certaintyOf(one));
