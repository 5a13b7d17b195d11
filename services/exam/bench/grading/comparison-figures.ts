import { type ComparedAnswer, type Verdict, verdictOfModel, verdictOfWeights } from './compare-graders.ts';
import { lowerBoundOf, macroF1Of } from './measures.ts';

/** The confidences from which on the model might mark. */
const confidences = [0.5, 0.7, 0.8, 0.9, 0.95] as const;

/** The marks of one verdict: how many there are, and how many of them are those of people. */
export type Band = { readonly count: number; readonly hits: number };

export type GraderFigures = {
  readonly name: string;
  /** The confidence from which on it marks; null for the trained grader. */
  readonly minConfidence: number | null;
  readonly answers: number;
  readonly right: Band;
  readonly wrong: Band;
  readonly macroF1: number;
};

export type ModelCosts = {
  /** Answers of the model that could not be used, and requests that failed. */
  readonly unusable: number;
  readonly failed: number;
  readonly tokensOfAnswer: number;
  readonly secondsOfAnswer: number;
};

const bandOf = (verdicts: readonly Verdict[], mark: boolean): Band => {
  const marked = verdicts.filter((verdict) => verdict.mark === mark);
  return { count: marked.length, hits: marked.filter(({ isRight }) => isRight === mark).length };
};

const figuresOf = (
  name: string,
  minConfidence: number | null,
  verdicts: readonly Verdict[],
): GraderFigures => ({
  name,
  minConfidence,
  answers: verdicts.length,
  right: bandOf(verdicts, true),
  wrong: bandOf(verdicts, false),
  macroF1: macroF1Of(verdicts.map(({ isRight, saysRight }) => ({ isRight, probability: saysRight ? 1 : 0 }))),
});

/**
 * A row for the trained grader, and two for each confidence: the model alone, and as the service lets
 * it mark.
 */
export const comparisonFigures = (compared: readonly ComparedAnswer[]): GraderFigures[] => [
  figuresOf('trained grader', null, compared.map(verdictOfWeights)),
  ...[true, false].flatMap((alone) =>
    confidences.map((minConfidence) =>
      figuresOf(
        alone ? 'language model alone' : 'language model beside the trained grader',
        minConfidence,
        compared.map((answer) => verdictOfModel(answer, { minConfidence, alone })),
      ),
    ),
  ),
];

const modelCosts = (compared: readonly ComparedAnswer[]): ModelCosts => {
  const meanOf = (figureOf: (answer: ComparedAnswer) => number): number =>
    compared.length === 0 ? 0 : compared.reduce((sum, answer) => sum + figureOf(answer), 0) / compared.length;
  return {
    unusable: compared.filter(({ judgement }) => judgement.kind === 'unusable').length,
    failed: compared.filter(({ judgement }) => judgement.kind === 'failed').length,
    tokensOfAnswer: meanOf(({ judgement }) => judgement.tokens),
    secondsOfAnswer: meanOf(({ milliseconds }) => milliseconds / 1_000),
  };
};

/** The precision that the trained grader had to reach before its verdicts became marks. */
const wantedPrecision = 0.95;
const wantedLowerBound = 0.93;

const isPrecise = ({ count, hits }: Band): boolean =>
  count > 0 && hits / count >= wantedPrecision && lowerBoundOf(hits, count) >= wantedLowerBound;

const shareMarked = ({ answers, right, wrong }: GraderFigures): number =>
  answers === 0 ? 0 : (right.count + wrong.count) / answers;

/**
 * The least confidence at which the model, beside the trained grader, may be switched on: both of its
 * verdicts are as precise as those of the trained grader had to be, and it marks more answers. Null: no
 * confidence.
 */
export const justifiedFrom = (figures: readonly GraderFigures[]): number | null => {
  const [trained, ...others] = figures;
  if (trained === undefined) return null;
  const sound = others.filter(
    (row) =>
      row.name === 'language model beside the trained grader' &&
      isPrecise(row.right) &&
      isPrecise(row.wrong) &&
      shareMarked(row) > shareMarked(trained),
  );
  return sound[0]?.minConfidence ?? null;
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const bandText = ({ count, hits }: Band): string =>
  count === 0 ? '–' : `${percent(hits, count)} of ${count} (≥ ${percent(lowerBoundOf(hits, count), 1)})`;

/** The comparison as a table in Markdown, with the conclusion. */
export const comparisonReport = (compared: readonly ComparedAnswer[]): string => {
  const figures = comparisonFigures(compared);
  const costs = modelCosts(compared);
  const rows = figures.map((row) =>
    [
      row.name,
      row.minConfidence === null ? '–' : String(row.minConfidence),
      percent(row.right.count + row.wrong.count, row.answers),
      bandText(row.right),
      bandText(row.wrong),
      row.macroF1.toFixed(3),
    ].join(' | '),
  );
  const from = justifiedFrom(figures);
  const conclusion =
    from === null
      ? 'These figures do not justify marks of this model.'
      : `These figures justify marks of this model from a confidence of ${from} on.`;
  return [
    `${compared.length} answers, no marked answer beside them`,
    '',
    '| grader | confidence from | marked | precision of “right” (lower bound) | precision of “wrong” (lower bound) | macro-F1 of all |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row} |`),
    '',
    `${costs.tokensOfAnswer.toFixed(0)} tokens and ${costs.secondsOfAnswer.toFixed(2)} s an answer; ` +
      `${costs.unusable} judgements could not be used, ${costs.failed} requests failed`,
    conclusion,
    '',
  ].join('\n');
};
