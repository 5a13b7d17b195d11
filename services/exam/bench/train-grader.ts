/**
 * Trains the model of short answers on marked answers and writes `weights.json`. The result is the same on
 * every run. Reads SemEval-2013 task 7 (2-way labels).
 *
 *   npm run train grader -- <folder with sciEntsBank/ and beetle/>
 */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { endWithUsage } from '@ai-teacher/bench/program-options.ts';
import type { AnswerModel, MarkingBand } from '../src/domain/grading/short-answer/answer-model.ts';
import { collections, readCollection } from './grading/corpus.ts';
import { answersOf, crossValidate, seededSampling, trainingExamples } from './grading/cross-validate.ts';
import { prepareQuestions, questionsWithStems } from './grading/examples.ts';
import { certaintyFor, decidedFrom, markedBy, markingFrom } from './grading/measures.ts';
import { fitRegression } from './grading/regression.ts';

/** The accuracy that the decided answers of unseen questions must have. */
const wantedAccuracy = 0.95;
/**
 * The precision that each verdict must reach before it may be a mark, also at the lower bound of its 95 %
 * interval.
 */
const markingPrecision = { precision: 0.95, lowerBound: 0.93 };
const folds = 5;
const target = new URL('../src/domain/grading/short-answer/weights.json', import.meta.url);

const folder =
  process.argv[2] ?? endWithUsage('npm run train grader -- <folder with sciEntsBank/ and beetle/>');
const rounded = (value: number): number => Number(value.toPrecision(6));

const questions = collections.flatMap((name) => readCollection(folder, name));
const prepared = prepareQuestions(questions);
process.stdout.write(`${questions.length} questions read; predicting unseen questions …\n`);
const found = crossValidate(prepared, {
  count: folds,
  of: (question) => question % folds,
  divide: 'questions',
});
const predictions = [...found.values()].flat();
const certainFrom = certaintyFor(predictions, wantedAccuracy);
const { share, accuracy } = decidedFrom(predictions, certainFrom);
process.stdout.write(
  `decided from a probability of ${certainFrom} on: ${(100 * share).toFixed(1)} % of the answers, ` +
    `${(100 * accuracy).toFixed(1)} % of them as people did\n`,
);
const marksFrom: MarkingBand[] = [...found].map(([marked, beside]) => ({
  marked,
  right: markingFrom(beside, true, markingPrecision),
  wrong: markingFrom(beside, false, markingPrecision),
}));
for (const band of marksFrom) {
  const marks = markedBy(found.get(band.marked) ?? [], band);
  process.stdout.write(
    `beside ${band.marked} marked answers: right from ${band.right}, wrong from ${band.wrong}; ` +
      `marks ${(100 * marks.share).toFixed(1)} %, ${(100 * marks.accuracy).toFixed(1)} % as people did\n`,
  );
}
const sampling = seededSampling();
const regression = fitRegression(
  prepared.flatMap((question) => trainingExamples(question, answersOf(question), sampling)),
);
const model: Omit<AnswerModel, 'version'> = {
  intercept: rounded(regression.intercept),
  features: regression.features.map(({ name, mean, deviation, weight }) => ({
    name,
    mean: rounded(mean),
    deviation: rounded(deviation),
    weight: rounded(weight),
  })),
  certainFrom,
  marksFrom,
  questions: questions.length,
  questionsWith: questionsWithStems(questions),
};
const version = createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 12);
writeFileSync(target, `${JSON.stringify({ version, ...model }, null, 2)}\n`);
process.stdout.write(`written: ${target.pathname}\n`);
