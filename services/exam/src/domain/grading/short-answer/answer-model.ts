import weights from './weights.json' with { type: 'json' };

/** One input of the model: how it is scaled, and how much it weighs. */
export type FeatureWeight = {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
};

/**
 * The least certainty at which a verdict may become a mark, beside at least `marked` different answers to the
 * item that teachers marked. Null: the measured verdicts never were precise enough.
 */
export type MarkingBand = {
  readonly marked: number;
  readonly right: number | null;
  readonly wrong: number | null;
};

/**
 * A logistic regression over the features of an answer. `npm run train grader` makes it from marked answers;
 * no number of it is written by hand.
 */
export type AnswerModel = {
  /** A digest of everything else in the file: two equal versions judge equally. */
  readonly version: string;
  readonly intercept: number;
  readonly features: readonly FeatureWeight[];
  /**
   * An answer is decided when it is right, or wrong, with at least this probability. At this bound the
   * decided answers of unseen questions have the accuracy that the training script asks for.
   */
  readonly certainFrom: number;
  /** The bands in which the model may mark without a teacher, ascending by `marked`. */
  readonly marksFrom: readonly MarkingBand[];
  /** In how many questions of the training data a stem occurs, and how many questions there are. */
  readonly questions: number;
  readonly questionsWith: Readonly<Record<string, number>>;
};

/** The model that the service uses. */
export const trainedModel: AnswerModel = weights;

/** The probability that an answer with these features is right, from 0 to 1. */
export const probabilityOf = (
  { intercept, features }: Pick<AnswerModel, 'intercept' | 'features'>,
  values: readonly number[],
): number => {
  const logit = features.reduce(
    (sum, { mean, deviation, weight }, at) => sum + (weight * ((values[at] ?? 0) - mean)) / deviation,
    intercept,
  );
  return 1 / (1 + Math.exp(-logit));
};

export type StemRarity = (stem: string) => number;

/** The information of a stem: the logarithm of the inverse share of questions in which it occurs. */
export const rarityBy = ({
  questions,
  questionsWith,
}: Pick<AnswerModel, 'questions' | 'questionsWith'>): StemRarity => {
  const known = new Map(Object.entries(questionsWith));
  return (stem) => Math.log((questions + 1) / ((known.get(stem) ?? 0) + 0.5));
};
