import { randomUUID } from 'node:crypto';
import { publishers } from '@ai-teacher/contracts/event-delivery.ts';
import type { EventDataOf, EventType } from '@ai-teacher/contracts/events.ts';
import {
  readAttempt,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import { generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { bookPages } from './builders.ts';
import type { TestExamApp } from './exam-app.ts';

/** An item in an answer to its teacher. */
export type ShownItem = {
  itemId: string;
  type: string;
  stem: string;
  options?: { optionId: string; text: string }[];
  points: number;
  prompts?: { promptId: string; text: string }[];
  key: string | string[] | boolean | Record<string, string>;
  writtenBy?: string;
  revision?: string;
  source: {
    documentId: string;
    pageLabel: string;
    pageNumber: number;
    span: { start: number; end: number };
    quote: string;
  };
};

export type Arranged = { teacher: TestUser; examId: string; items: ShownItem[]; documentId: string };

export const aDocument = (app: TestExamApp): string => {
  const documentId = randomUUID();
  app.shelf.set(documentId, { title: 'Land and sky', pages: bookPages() });
  return documentId;
};

/** Makes a teacher's draft through the operation itself. */
export const aDraft = async (
  app: TestExamApp,
  request: Record<string, unknown> = {},
  teacher: TestUser = aTeacher(),
): Promise<Arranged> => {
  const documentId = aDocument(app);
  const answer = await app.call(generateExam, {
    as: teacher,
    body: { documentIds: [documentId], itemCount: 5, ...request },
  });
  if (answer.status !== 201) throw new Error(`generateExam failed: ${answer.text}`);
  return { teacher, examId: answer.body.examId, items: answer.body.items, documentId };
};

export const aPublishedExam = async (
  app: TestExamApp,
  { request = {}, window = {} }: { request?: Record<string, unknown>; window?: Record<string, unknown> } = {},
): Promise<Arranged> => {
  const draft = await aDraft(app, request);
  const answer = await app.call(publishExam, {
    as: draft.teacher,
    params: { id: draft.examId },
    body: window,
  });
  if (answer.status !== 200) throw new Error(`publishExam failed: ${answer.text}`);
  return draft;
};

export type Sitting = Arranged & { student: TestUser; attemptId: string };

export const anAttempt = async (
  app: TestExamApp,
  given: { request?: Record<string, unknown>; window?: Record<string, unknown> } = {},
): Promise<Sitting> => {
  const exam = await aPublishedExam(app, given);
  const student = aStudent();
  const answer = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  if (answer.status !== 201) throw new Error(`startAttempt failed: ${answer.text}`);
  return { ...exam, student, attemptId: answer.body.attemptId };
};

/** Saves a response to an item. */
export const respond = (
  app: TestExamApp,
  { student, attemptId }: Sitting,
  itemId: string,
  response: unknown,
) => app.call(saveResponse, { as: student, params: { id: attemptId, itemId }, body: { response } });

export const submit = (app: TestExamApp, { student, attemptId }: Sitting) =>
  app.call(submitAttempt, { as: student, params: { id: attemptId } });

export const release = (app: TestExamApp, { teacher, examId }: Pick<Arranged, 'teacher' | 'examId'>) =>
  app.call(releaseExam, { as: teacher, params: { id: examId } });

/** Reads the attempt as its student, or as another user. */
export const readBack = (app: TestExamApp, { student, attemptId }: Sitting, as: TestUser = student) =>
  app.call(readAttempt, { as, params: { id: attemptId } });

/** Submits the attempt, releases the results and reads them as the student. */
export const submitAndRelease = async (app: TestExamApp, sitting: Sitting) => {
  for (const answer of [await submit(app, sitting), await release(app, sitting)])
    if (answer.status !== 200) throw new Error(`no results: ${answer.text}`);
  return readBack(app, sitting);
};

/** Answers every item with its key, and short answers in the words of the book. */
export const respondCorrectly = async (app: TestExamApp, sitting: Sitting): Promise<void> => {
  for (const item of sitting.items) await respond(app, sitting, item.itemId, item.key);
};

/** Delivers an event of its publisher to exam. */
export const deliver = <Type extends EventType>(
  app: TestExamApp,
  type: Type,
  data: EventDataOf<Type>,
  { occurredAt = new Date(), institutionId = defaultInstitutionId, subject = randomUUID() } = {},
) =>
  app.call(receiveExamEvent, {
    from: publishers[type],
    body: {
      id: randomUUID(),
      type,
      occurredAt: occurredAt.toISOString(),
      requestId: randomUUID(),
      traceparent: null,
      institutionId,
      subject,
      data,
    },
  });

/** The events in the outbox with a subject. */
export const publishedAbout = (app: TestExamApp, subject: string) =>
  readRows(
    app.databaseUrl,
    `select payload->'data'->'envelope'->>'type' as type, payload->'data'->'envelope'->'data' as data
     from graphile_worker._private_jobs
     where payload->'data'->'envelope'->>'subject' = $1 order by id`,
    [subject],
  );

/** Runs work while the database refuses every new mark of an attempt. */
export const whileUnmarkable = async (
  { databaseUrl }: TestExamApp,
  attemptId: string,
  work: () => Promise<void>,
): Promise<void> => {
  await readRows(
    databaseUrl,
    `create function refuse_mark() returns trigger language plpgsql as
       $$ begin if new.attempt_id = '${attemptId}' then raise exception 'cannot be marked'; end if; return new; end $$`,
  );
  await readRows(
    databaseUrl,
    'create trigger refuse_mark before insert on mark for each row execute function refuse_mark()',
  );
  try {
    await work();
  } finally {
    await readRows(databaseUrl, 'drop function refuse_mark() cascade');
  }
};
