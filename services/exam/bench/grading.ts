/**
 * Measures the model of short answers by cross-validation: no answer is predicted by a model that has seen
 * it. Reads SemEval-2013 task 7 (2-way labels).
 *
 *   npm run bench grading -- --semeval <folder with sciEntsBank/ and beetle/>
 *
 * With the base URL of any OpenAI-compatible server, compares its model with the trained grader instead:
 *
 *   npm run bench grading -- (--semeval FOLDER | --test FOLDER) --grader URL [--model NAME] [--limit 500]
 *
 * `--test` names a folder with the XML files of a test set, which the shipped weights have not seen. With
 * `--semeval`, the answers of SciEntsBank are judged by weights of other questions.
 */
import { endWithUsage, readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { gradeShortAnswer } from '../src/domain/grading/grade-short-answer.ts';
import { trainedModel } from '../src/domain/grading/short-answer/answer-model.ts';
import { correct } from '../src/domain/grading/verdict.ts';
import { compareWithServer } from './grading/compare-with-server.ts';
import { type CorpusQuestion, collections, readCollection } from './grading/corpus.ts';
import { crossValidate, type Folds } from './grading/cross-validate.ts';
import { type PreparedQuestion, prepareQuestions } from './grading/examples.ts';
import {
  accuracyAtCoverage,
  accuracyOf,
  calibrationErrorOf,
  decidedFrom,
  macroF1Of,
} from './grading/measures.ts';

const folds = 5;
const usage =
  'npm run bench grading -- (--semeval <folder with sciEntsBank/ and beetle/> | --test FOLDER) [--grader URL [--model NAME] [--limit 500]]';
const options = {
  semeval: { type: 'string' },
  test: { type: 'string' },
  grader: { type: 'string' },
  model: { type: 'string', default: 'default' },
  limit: { type: 'string', default: '500' },
} as const;
const { semeval: folder, test, grader, model, limit } = readProgramOptions(options, usage);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const print = (name: string, questions: readonly PreparedQuestion[], how: Folds): void => {
  process.stdout.write(
    `\n${name}\n\n| marked answers | macro-F1 | accuracy | accuracy of the surer half | decided | accuracy of the decided | calibration error |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n`,
  );
  for (const [marked, predictions] of crossValidate(questions, how)) {
    const decided = decidedFrom(predictions, trainedModel.certainFrom);
    const cells = [
      String(marked),
      macroF1Of(predictions).toFixed(3),
      percent(accuracyOf(predictions)),
      percent(accuracyAtCoverage(predictions, 0.5)),
      percent(decided.share),
      percent(decided.accuracy),
      calibrationErrorOf(predictions).toFixed(3),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
};

/**
 * Prints the number of answers that the rule for near-verbatim answers accepts, and how many of these
 * people accept.
 */
const printRule = (name: string, questions: readonly CorpusQuestion[]): void => {
  const answers = questions.flatMap(({ stem, keys, answers: given }) =>
    given.map(({ text, isRight }) => ({
      isRight,
      isAccepted: keys.map((key) => gradeShortAnswer(text, { stem, key })).includes(correct),
    })),
  );
  const accepted = answers.filter(({ isAccepted }) => isAccepted);
  const agreed = accepted.filter(({ isRight }) => isRight);
  process.stdout.write(
    `\n${name}: the rule accepts ${percent(accepted.length / answers.length)} of ${answers.length} answers; ` +
      `people accept ${agreed.length} of these ${accepted.length}\n`,
  );
};

/** The cross-validated figures of the trained grader. */
const printTrained = (semeval: string): void => {
  for (const name of collections) {
    const corpus = readCollection(semeval, name);
    printRule(name, corpus);
    const questions = prepareQuestions(corpus);
    const modules = [...new Set(questions.map(({ module }) => module))];
    print(`${name}, unseen answers`, questions, {
      count: folds,
      of: (question, answer) => (question + answer) % folds,
      divide: 'answers',
    });
    print(`${name}, unseen questions`, questions, {
      count: folds,
      of: (at) => at % folds,
      divide: 'questions',
    });
    print(`${name}, unseen domains`, questions, {
      count: modules.length,
      of: (at) => modules.indexOf(questions[at]?.module ?? ''),
      divide: 'questions',
    });
  }
};

if (grader !== undefined) {
  const source = { semeval: folder, test };
  if ((folder === undefined) === (test === undefined) || !(Number(limit) > 0)) endWithUsage(usage);
  process.stdout.write(await compareWithServer(source, { url: grader, model, limit: Number(limit) }));
} else if (folder === undefined) endWithUsage(usage);
else printTrained(folder);
