import { Matrix } from 'ml-matrix';
import { rarityBy, type StemRarity } from '../../src/domain/grading/short-answer/answer-model.ts';
import {
  type AnswerText,
  answerLikeness,
  readAnswerText,
} from '../../src/domain/grading/short-answer/answer-text.ts';
import { keyFeaturesOf } from '../../src/domain/grading/short-answer/key-features.ts';
import { kernelOf, neighbourhoodBy } from '../../src/domain/grading/short-answer/neighbours.ts';
import type { CorpusQuestion } from './corpus.ts';

/** An answer as the model is trained on: its features in one order, and whether it is right. */
export type Example = { readonly features: readonly number[]; readonly isRight: boolean };

/** A question whose answers have been compared with its keys and with each other. */
export type PreparedQuestion = {
  readonly module: string;
  readonly count: number;
  readonly isRight: (at: number) => boolean;
  /** The example of one answer when these other answers are marked. */
  readonly exampleOf: (at: number, marked: readonly number[]) => Example;
};

/**
 * In how many questions each stem occurs. Stems of one question are left out, as the model does not know
 * them.
 */
export const questionsWithStems = (questions: readonly CorpusQuestion[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const { stem, keys, answers } of questions) {
    const texts = [stem, ...keys, ...answers.map(({ text }) => text)];
    const stems = new Set(texts.flatMap((text) => [...readAnswerText(text, () => 1).stems]));
    for (const each of stems) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  const common = [...counts]
    .filter(([, count]) => count > 1)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(common);
};

export const prepareQuestions = (questions: readonly CorpusQuestion[]): PreparedQuestion[] => {
  const questionsWith = questionsWithStems(questions);
  const rarityOf = rarityBy({ questions: questions.length, questionsWith });
  return questions.map((question) => prepared(question, rarityOf));
};

const prepared = (
  { module, stem, keys, answers }: CorpusQuestion,
  rarityOf: StemRarity,
): PreparedQuestion => {
  const read = (text: string): AnswerText => readAnswerText(text, rarityOf);
  const about = { question: read(stem), keys: keys.map(read), rarityOf };
  const texts = answers.map(({ text }) => read(text));
  const byKey = texts.map((text) => keyFeaturesOf(text, about));
  const likenesses = kernelOf(texts, answerLikeness);
  const isRight = (at: number): boolean => answers[at]?.isRight ?? false;
  return {
    module,
    count: answers.length,
    isRight,
    exampleOf: (at, marked) => {
      const neighbourhood = neighbourhoodBy<number>(
        marked.map((other) => (isRight(other) ? 1 : 0)),
        likenesses.selection([...marked], [...marked]),
        (answer) => marked.map((other) => likenesses.get(answer, other)),
      );
      const features = { ...byKey[at], ...neighbourhood.featuresOf(at) };
      return { features: Object.values(features), isRight: isRight(at) };
    },
  };
};

/** The names of the features, in the order of every example. */
export const featureNames: readonly string[] = (() => {
  const text = readAnswerText('', () => 1);
  const byKey = keyFeaturesOf(text, { question: text, keys: [text], rarityOf: () => 1 });
  const byNeighbours = neighbourhoodBy<number>([], Matrix.zeros(0, 0), () => []).featuresOf(0);
  return Object.keys({ ...byKey, ...byNeighbours });
})();
