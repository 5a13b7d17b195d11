/**
 * Trains the model that recognises unanswerable questions, and writes `weights.json`. The result is the same
 * on every run. Learns from the articles of SQuAD 2.0 with an even position, and prints the trade-off on the
 * articles with an odd position. No weight comes from the odd articles, but the clues and `wantedRetained`
 * were chosen after their figures had been seen. The printed figures are therefore slightly optimistic.
 *
 *   npm run train answerability -- --squad FILE [--distractors FILE]
 */
import { writeFileSync } from 'node:fs';
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { bareQuestion } from '../src/domain/evidence/bare-question.ts';
import { rankSentences } from '../src/domain/evidence/ranking/rank-sentences.ts';
import { answerClues } from '../src/domain/evidence/support/answer-clues.ts';
import {
  type AnswerabilityModel,
  answerProbability,
  isJudged,
} from '../src/domain/evidence/support/answerability.ts';
import { isSupported } from '../src/domain/evidence/support/select-support.ts';
import { readDataset, toPassage } from './dataset.ts';
import { type Example, fitRegression } from './logistic-regression.ts';
import { rankedParagraphs } from './ranked-paragraphs.ts';

/**
 * The share of the answerable questions with a supported sentence that the model must not decline, estimated
 * by cross-validation over the articles that it learns from.
 */
const wantedRetained = 0.98;
const folds = 5;
const depth = 8;
const target = new URL('../src/domain/evidence/support/weights.json', import.meta.url);

/** A question with the present decision of the other rules. */
type Judged = Example & {
  readonly held: boolean;
  readonly fold: number;
  readonly supported: boolean;
  readonly judged: boolean;
};
type Scored = Judged & { readonly probability: number };

const usage = 'npm run train answerability -- --squad FILE [--distractors FILE]';
const { squad, distractors } = readProgramOptions(
  { squad: { type: 'string' }, distractors: { type: 'string' } },
  usage,
);

const readExamples = (path: string, distractorPath: string | undefined): Judged[] => {
  const { paragraphs, asked } = readDataset(path);
  const distractors = distractorPath === undefined ? [] : readDataset(distractorPath).paragraphs;
  const search = rankedParagraphs([...paragraphs, ...distractors]);
  return asked.map(({ question: message, held, article, impossible }) => {
    const question = bareQuestion(message);
    const ranked = rankSentences(question, search(question, depth).map(toPassage));
    return {
      held,
      fold: Math.floor(article / 2) % folds,
      isAnswerable: !impossible,
      supported: isSupported(question, ranked),
      judged: isJudged(question, ranked),
      clues: answerClues(question, ranked),
    };
  });
};

const score = (rows: readonly Judged[], learned: readonly Judged[]): Scored[] => {
  const regression = fitRegression(learned.filter(({ judged }) => judged));
  return rows.map((row) => ({ ...row, probability: answerProbability(row.clues, regression) }));
};

const isAnswered = ({ supported, judged, probability }: Scored, from: number): boolean =>
  supported && (!judged || probability >= from);

const measure = (rows: readonly Scored[], from: number) => {
  const answerable = rows.filter(({ isAnswerable }) => isAnswerable);
  const impossible = rows.filter(({ isAnswerable }) => !isAnswerable);
  const answered = answerable.filter((row) => isAnswered(row, from)).length;
  const declined = impossible.filter((row) => !isAnswered(row, from)).length;
  return {
    answered: answered / answerable.length,
    retained: answered / answerable.filter(({ supported }) => supported).length,
    declined: declined / impossible.length,
    f1: (2 * declined) / (declined + answerable.length - answered + impossible.length),
  };
};

/** The highest bound that retains this share of the supported answerable questions. */
const boundFor = (rows: readonly Scored[], share: number): number => {
  const bounds = Array.from({ length: 200 }, (_, at) => at / 200);
  return bounds.findLast((from) => measure(rows, from).retained >= share) ?? 0;
};

const rounded = (value: number): number => Number(value.toPrecision(6));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const examples = readExamples(squad ?? endWithUsage(usage), distractors);
const tuned = examples.filter(({ held }) => !held);
const unseen = Array.from({ length: folds }, (_, fold) =>
  score(
    tuned.filter((row) => row.fold === fold),
    tuned.filter((row) => row.fold !== fold),
  ),
).flat();
const minProbability = boundFor(unseen, wantedRetained);
const { intercept, clues } = fitRegression(tuned.filter(({ judged }) => judged));
const model: AnswerabilityModel = {
  intercept: rounded(intercept),
  clues: clues.map(({ name, mean, deviation, weight }) => ({
    name,
    mean: rounded(mean),
    deviation: rounded(deviation),
    weight: rounded(weight),
  })),
  minProbability,
};
writeFileSync(target, `${JSON.stringify(model, null, 2)}\n`);
const held = examples
  .filter((row) => row.held)
  .map((row) => ({ ...row, probability: answerProbability(row.clues, model) }));
for (const from of [
  0,
  ...[wantedRetained, 0.965, 0.95, 0.9, 0.8, 0.7, 0.6].map((share) => boundFor(unseen, share)),
]) {
  const { answered, declined, f1 } = measure(held, from);
  process.stdout.write(
    `held-out articles, from ${from.toFixed(3)}${from === minProbability ? ' (chosen)' : ''}: ` +
      `answers ${percent(answered)}, declines ${percent(declined)}, F1 of declining ${f1.toFixed(3)}\n`,
  );
}
process.stdout.write(`written: ${target.pathname}\n`);
// An explicit exit, because the channel to the bootstrap script would keep this process alive.
process.exit(0);
