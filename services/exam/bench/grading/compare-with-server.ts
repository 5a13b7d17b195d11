import { basename } from 'node:path';
import { connectModel } from '@ai-teacher/service-kit/openai/connect-model.ts';
import { createAnswerJudge, maxJudgementTokens } from '../../src/adapters/openai/answer-judge.ts';
import { compareGraders } from './compare-graders.ts';
import { comparisonReport } from './comparison-figures.ts';
import { readCollection, readQuestions } from './corpus.ts';

const patience = { MODEL_FIRST_TOKEN_SECONDS: 60, MODEL_SILENCE_SECONDS: 60, MODEL_ANSWER_SECONDS: 300 };
const concurrency = 4;
const progressEvery = 50;

export type ComparisonSource = { readonly semeval?: string | undefined; readonly test?: string | undefined };

export type ComparisonServer = { readonly url: string; readonly model: string; readonly limit: number };

/**
 * Compares the model of a server with the trained grader, and returns the report.
 *
 * @param source the training split of the corpus, or the folder of one of its test sets.
 */
export const compareWithServer = async (
  { semeval, test }: ComparisonSource,
  { url, model, limit }: ComparisonServer,
): Promise<string> => {
  const connected = connectModel(
    { OPENAI_API_KEY: process.env.OPENAI_API_KEY, OPENAI_BASE_URL: url, ...patience },
    { model, maxTokens: maxJudgementTokens },
  );
  if (connected === undefined) throw new Error('no model server');
  const questions =
    test === undefined ? readCollection(semeval ?? '', 'sciEntsBank') : readQuestions(test, basename(test));
  const compared = await compareGraders(
    questions,
    { areUnseen: test !== undefined },
    {
      judge: createAnswerJudge(connected),
      limit,
      concurrency,
      onProgress: (done, total) => {
        if (done % progressEvery === 0) process.stderr.write(`${done} of ${total} answers judged\n`);
      },
    },
  );
  return `${test === undefined ? 'SciEntsBank, unseen questions' : basename(test)}: ${comparisonReport(compared)}`;
};
