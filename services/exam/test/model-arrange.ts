import { randomUUID } from 'node:crypto';
import { generateExam } from '@ai-teacher/contracts/exam/exams.ts';
import { readGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import {
  type OpenAiStub,
  type RecordedRequest,
  type StreamStep,
  startOpenAiStub,
} from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { aDocument } from './arrange.ts';
import { startExamApp, type TestExamApp } from './exam-app.ts';

/** The task of the model in the words of its prompt. */
export type Asked = { type: string; page: string; language: string; otherStems: string[]; topic?: string };

export const askedIn = (request: RecordedRequest | undefined): Asked =>
  JSON.parse(request?.body.messages[1]?.content ?? '{}');

const definitionPattern = /(?<term>An? [a-z]+) is (?<meaning>[^.]+)\./gu;

/** A sound short answer about the first definition of the page that no other item asks for. */
export const soundDraft = ({ page, otherStems }: Asked) => {
  for (const { 0: quote, groups } of page.matchAll(definitionPattern)) {
    const stem = `Explain what ${groups?.term?.toLowerCase()} is.`;
    if (!otherStems.includes(stem)) return { stem, correct: groups?.meaning ?? '', quote };
  }
  throw new Error('the page defines no further term');
};

/** A reply whose text is made when the model is asked. */
export const replyWith = (
  server: () => OpenAiStub,
  draft: (asked: Asked) => object | string,
): { steps: StreamStep[]; usage: { prompt_tokens: number; completion_tokens: number } } => ({
  steps: [
    {
      text: () => {
        const made = draft(askedIn(server().requests.at(-1)));
        return typeof made === 'string' ? made : JSON.stringify(made);
      },
    },
  ],
  usage: { prompt_tokens: 700, completion_tokens: 50 },
});

export type ModelApp = { readonly app: TestExamApp; readonly model: OpenAiStub };

/** The exam app with a scripted model that writes sound short answers. */
export const startModelApp = async (variables: Record<string, string> = {}): Promise<ModelApp> => {
  const model: OpenAiStub = await startOpenAiStub();
  model.script(replyWith(() => model, soundDraft));
  const app = await startExamApp({
    variables: { EXAM_MODEL: 'some-model', OPENAI_BASE_URL: model.url, ...variables },
  });
  return { app, model };
};

export type StartedGeneration = {
  readonly teacher: TestUser;
  readonly documentId: string;
  readonly id: string;
  readonly answer: TestResponse;
};

/** Starts a generation of short answers about rivers through the operation itself. */
export const startGeneration = async (
  app: TestExamApp,
  request: Record<string, unknown> = {},
  teacher: TestUser = aTeacher(),
): Promise<StartedGeneration> => {
  const documentId = aDocument(app);
  const body = { documentIds: [documentId], blueprint: [aCell()], ...request };
  const answer = await app.call(generateExam, { as: teacher, body });
  return { teacher, documentId, id: answer.body.generationId ?? randomUUID(), answer };
};

export const aCell = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
  count: 3,
  types: ['short_answer'],
  chapters: ['Rivers'],
  ...given,
});

export const readStarted = async (app: TestExamApp, { teacher, id }: StartedGeneration) =>
  (await app.call(readGeneration, { as: teacher, params: { id } })).body;

/** Waits until the job has ended the generation, and returns it. */
export const ended = (app: TestExamApp, started: StartedGeneration) =>
  waitUntil(
    async () => {
      const generation = await readStarted(app, started);
      return generation.endedAt === null ? false : generation;
    },
    { what: 'the end of the generation', timeoutSeconds: 60 },
  );
