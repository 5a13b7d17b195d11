import { knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { questionKind } from '../question-kind.ts';
import { hasQuestionWord } from '../question-words.ts';
import type { RankedSentence } from '../ranking/rank-sentences.ts';
import { answerClues, type Clues } from './answer-clues.ts';
import weights from './weights.json' with { type: 'json' };

/**
 * A logistic regression over the clues of a question and its best sentence. `npm run train answerability`
 * makes it from marked questions; no number of it is written by hand.
 */
export type AnswerabilityModel = {
  readonly intercept: number;
  readonly clues: readonly {
    readonly name: string;
    readonly mean: number;
    readonly deviation: number;
    readonly weight: number;
  }[];
  /** A question with a lower probability is declined. */
  readonly minProbability: number;
};

const trained: AnswerabilityModel = weights;

/** The probability, between 0 and 1, that the best sentence answers a question with these clues. */
export const answerProbability = (
  clues: Clues,
  { intercept, clues: weighed }: Pick<AnswerabilityModel, 'intercept' | 'clues'>,
): number => {
  const logit = weighed.reduce(
    (sum, { name, mean, deviation, weight }) => sum + (weight * ((clues[name] ?? 0) - mean)) / deviation,
    intercept,
  );
  return 1 / (1 + Math.exp(-logit));
};

/**
 * Whether the model can judge a question: it learned from English questions that ask for more than a
 * definition. Keywords, definitions, several lines and other languages are judged by the support alone.
 */
export const isJudged = (question: string, [best]: readonly RankedSentence[]): boolean =>
  best !== undefined &&
  !question.includes('\n') &&
  hasQuestionWord(question) &&
  questionKind(question) !== 'definition' &&
  knownLanguageOf(question) === 'en' &&
  knownLanguageOf(best.passage.text) === 'en';

/** Whether the best ranked sentence says what the question asks; true where the model cannot judge. */
export const seemsAnswerable = (
  question: string,
  ranked: readonly RankedSentence[],
  model: AnswerabilityModel = trained,
): boolean =>
  !isJudged(question, ranked) ||
  answerProbability(answerClues(question, ranked), model) >= model.minProbability;
