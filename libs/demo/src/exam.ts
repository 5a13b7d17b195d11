import { setTimeout as pause } from 'node:timers/promises';
import {
  listAttempts,
  readAttempt,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import {
  type draftIn,
  examWithKeys,
  generateExam,
  publishExam,
  readExam,
  releaseExam,
} from '@ai-teacher/contracts/exam/exams.ts';
import { readGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { expectThat } from './expectation.ts';
import { isTextbookPage } from './textbook.ts';
import type { Demo, User } from './users.ts';

type Exam = ReturnType<typeof draftIn>;
type Attempt = ReadOf<typeof submitAttempt>;

const pollMilliseconds = 500;

/** Waits until a model has written the exam. */
const writtenExam = async ({ client }: User, id: string): Promise<Exam> => {
  for (;;) {
    const { answer } = await client.call(readGeneration, { params: { id } });
    if (answer.draftId !== null) {
      const exam = await client.call(readExam, { params: { id: answer.draftId } });
      return examWithKeys.parse(exam.answer);
    }
    expectThat('the model writes the exam', answer.endedAt === null, answer);
    await pause(pollMilliseconds);
  }
};

/** As the teacher: generates an exam, checks its items and publishes it, to everyone or to one class. */
export const prepareExam = async (
  { transcript }: Demo,
  teacher: User,
  { documentId, title, classId }: { documentId: string; title: string; classId?: string },
): Promise<Exam> => {
  const body = {
    documentIds: [documentId],
    title,
    itemCount: 8,
    types: ['single_choice', 'true_false', 'cloze', 'short_answer'] as Item['type'][],
  };
  const { answer } = await teacher.client.call(generateExam, { body });
  const exam = 'examId' in answer ? answer : await writtenExam(teacher, answer.generationId);
  expectThat('the exam has items', exam.items.length > 0, exam.shortfall);
  expectThat(
    'each item names the printed page of its source',
    exam.items.every(({ source }) => isTextbookPage(source)),
    exam,
  );
  for (const { type, stem, source } of exam.items)
    transcript.line(`${type} (page ${source.pageLabel}): ${stem}`);
  const published = await teacher.client.call(publishExam, {
    params: { id: exam.examId },
    body: { durationMinutes: 30, ...(classId && { assignments: [{ classId }] }) },
  });
  expectThat('the exam is published', published.answer.status === 'published', published.answer.status);
  return exam;
};

const wrongAnswerTo = ({ type, options = [], key }: Item): Item['key'] | undefined => {
  if (type === 'true_false') return !key;
  if (type === 'single_choice') return options.find(({ optionId }) => optionId !== key)?.optionId;
  return undefined;
};

/** A free answer with half of the key's words. Only a teacher can mark such an answer. */
const freeAnswer = (key: Item['key']): string => {
  const words = String(key).split(/\s+/);
  return `Something about: ${words.slice(Math.ceil(words.length / 2)).join(' ')}`;
};

/** One wrong answer, a free answer to each open question, and correct answers to all other items. */
const responsesOf = (
  items: readonly Item[],
): { itemId: string; response: Item['key']; correct: boolean | undefined }[] => {
  const missed = items.find((item) => wrongAnswerTo(item) !== undefined);
  return items.map((item) => {
    const { itemId, type, key } = item;
    const wrong = item === missed ? wrongAnswerTo(item) : undefined;
    if (wrong !== undefined) return { itemId, response: wrong, correct: false };
    if (type === 'short_answer') return { itemId, response: freeAnswer(key), correct: undefined };
    return { itemId, response: key, correct: true };
  });
};

export type TakenExam = { readonly attempt: Attempt; readonly responses: ReturnType<typeof responsesOf> };

const checkMarks = (attempt: Attempt, responses: ReturnType<typeof responsesOf>): void => {
  for (const { itemId, correct } of responses) {
    const mark = attempt.items.find((item) => item.itemId === itemId);
    expectThat('each item has a mark', mark !== undefined, attempt.items);
    if (correct === true)
      expectThat('a correct answer receives all points', mark.score === mark.maxScore, mark);
    if (correct === false) expectThat('a wrong answer receives no points', mark.score === 0, mark);
    if (correct === undefined) expectThat('no rule gives an open answer zero points', mark.score !== 0, mark);
  }
};

/** Reads the exam without its keys, saves the responses and submits the attempt, as the student. */
export const takeExam = async ({ transcript }: Demo, student: User, exam: Exam): Promise<TakenExam> => {
  const visible = await student.client.call(readExam, { params: { id: exam.examId } });
  expectThat(
    'a student sees no answer key',
    !JSON.stringify(visible.answer).includes('"key"'),
    visible.answer,
  );
  const started = (await student.client.call(startAttempt, { params: { id: exam.examId } })).answer;
  expectThat('the attempt has a deadline', started.deadlineAt !== null, started);
  const responses = responsesOf(exam.items);
  for (const { itemId, response } of responses)
    await student.client.call(saveResponse, {
      params: { id: started.attemptId, itemId },
      body: { response },
    });
  const { answer: attempt } = await student.client.call(submitAttempt, { params: { id: started.attemptId } });
  expectThat(
    'a student sees no result before the release',
    !attempt.resultsAvailable &&
      attempt.items.every(({ score, feedback }) => score === null && feedback === null),
    attempt,
  );
  transcript.line('submitted: the teacher releases the results');
  return { attempt, responses };
};

/** Checks the time that a student has for an attempt. */
export const expectMinutes = ({ transcript }: Demo, { attempt }: TakenExam, minutes: number): void => {
  const found = (Date.parse(attempt.deadlineAt ?? '') - Date.parse(attempt.startedAt)) / 60_000;
  expectThat(`the student has ${minutes} minutes`, Math.round(found) === minutes, found);
  transcript.line(`${minutes} minutes, with the extra time`);
};

/** Releases the results, as the teacher. The release ends the exam. */
export const releaseResults = async (
  { transcript }: Demo,
  teacher: User,
  { examId }: Exam,
): Promise<void> => {
  const { answer: exam } = await teacher.client.call(releaseExam, { params: { id: examId } });
  expectThat('the results are released', exam.releasedAt !== null, exam.releasedAt);
  transcript.line(`results available since ${exam.resultsAvailableAt}`);
};

/** Reads the released scores with their feedback, as the student. */
export const readResults = async (
  { transcript }: Demo,
  student: User,
  { attempt: { attemptId }, responses }: TakenExam,
): Promise<void> => {
  const { answer: attempt } = await student.client.call(readAttempt, { params: { id: attemptId } });
  checkMarks(attempt, responses);
  transcript.line(`${attempt.status}: ${attempt.score} of ${attempt.maxScore} points`);
  for (const { feedback, score, maxScore } of attempt.items)
    transcript.line(`${score ?? '–'}/${maxScore} ${feedback ?? 'to be marked by the teacher'}`);
};

/** Marks the answers that no grading rule could decide, as the teacher. */
export const markOpenAnswers = async (
  { transcript }: Demo,
  teacher: User,
  { examId, attemptId }: Attempt,
): Promise<void> => {
  const { answer } = await teacher.client.call(listAttempts, { params: { id: examId }, query: {} });
  let attempt = answer.items.find((item) => item.attemptId === attemptId);
  expectThat('the teacher sees the attempt', attempt !== undefined, answer);
  for (const { itemId, maxScore } of attempt.items.filter(({ score }) => score === null)) {
    const body = { score: maxScore / 2, feedback: 'Half of the answer. Also say what it is.' };
    attempt = (await teacher.client.call(markItem, { params: { id: attemptId, itemId }, body })).answer;
  }
  expectThat('the attempt is graded after the last mark', attempt.status === 'graded', attempt.status);
  transcript.line(`graded: ${attempt.score} of ${attempt.maxScore} points`);
};
