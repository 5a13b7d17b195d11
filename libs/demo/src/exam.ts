import {
  listAttempts,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { generateExam, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { promised } from './expectation.ts';
import { isPageOfTheBook } from './textbook.ts';
import type { Person, Stage } from './users.ts';

type Exam = ReadOf<typeof generateExam>;
type Attempt = ReadOf<typeof submitAttempt>;

/** The teacher has an exam made from the book, looks through it and publishes it. */
export const prepareExam = async (
  { narrator }: Stage,
  teacher: Person,
  documentId: string,
  title: string,
): Promise<Exam> => {
  const body = {
    documentIds: [documentId],
    title,
    itemCount: 8,
    types: ['single_choice', 'true_false', 'cloze', 'short_answer'] as Item['type'][],
  };
  const { answer: exam } = await teacher.client.call(generateExam, { body });
  promised('items are made', exam.items.length > 0, exam.shortfall);
  promised(
    'each item names its source',
    exam.items.every(({ source }) => isPageOfTheBook(source)),
    exam,
  );
  for (const { type, stem, source } of exam.items)
    narrator.tell(`${type} (page ${source.pageLabel}): ${stem}`);
  const published = await teacher.client.call(publishExam, {
    params: { id: exam.examId },
    body: { durationMinutes: 30 },
  });
  promised('the exam is published', published.answer.status === 'published', published.answer.status);
  return exam;
};

const wrongAnswerTo = ({ type, options = [], key }: Item): Item['key'] | undefined => {
  if (type === 'true_false') return !key;
  if (type === 'single_choice') return options.find(({ optionId }) => optionId !== key)?.optionId;
  return undefined;
};

/** In the student's own words: half of what the book says, which only a teacher can judge. */
const ownWords = (key: Item['key']): string => {
  const words = String(key).split(/\s+/);
  return `Something about: ${words.slice(Math.ceil(words.length / 2)).join(' ')}`;
};

/** The student knows everything but one thing, and answers open questions in words of their own. */
const responsesOf = (
  items: readonly Item[],
): { itemId: string; response: Item['key']; right: boolean | undefined }[] => {
  const missed = items.find((item) => wrongAnswerTo(item) !== undefined);
  return items.map((item) => {
    const { itemId, type, key } = item;
    const wrong = item === missed ? wrongAnswerTo(item) : undefined;
    if (wrong !== undefined) return { itemId, response: wrong, right: false };
    if (type === 'short_answer') return { itemId, response: ownWords(key), right: undefined };
    return { itemId, response: key, right: true };
  });
};

const checkMarks = (attempt: Attempt, responses: ReturnType<typeof responsesOf>): void => {
  for (const { itemId, right } of responses) {
    const mark = attempt.items.find((item) => item.itemId === itemId);
    promised('each item has a mark', mark !== undefined, attempt.items);
    if (right === true) promised('a right answer gets full marks', mark.score === mark.maxScore, mark);
    if (right === false) promised('a wrong answer gets none', mark.score === 0, mark);
    if (right === undefined) promised('an open answer is not failed by a rule', mark.score !== 0, mark);
  }
};

/** The student sees the exam without its keys, answers, and submits. */
export const sitExam = async ({ narrator }: Stage, student: Person, exam: Exam): Promise<Attempt> => {
  const seen = await student.client.call(readExam, { params: { id: exam.examId } });
  promised('a student sees no key', !JSON.stringify(seen.answer).includes('"key"'), seen.answer);
  const started = (await student.client.call(startAttempt, { params: { id: exam.examId } })).answer;
  promised('the attempt has a deadline', started.deadlineAt !== null, started);
  const responses = responsesOf(exam.items);
  for (const { itemId, response } of responses)
    await student.client.call(saveResponse, {
      params: { id: started.attemptId, itemId },
      body: { response },
    });
  const { answer: attempt } = await student.client.call(submitAttempt, { params: { id: started.attemptId } });
  checkMarks(attempt, responses);
  narrator.tell(`${attempt.status}: ${attempt.score} of ${attempt.maxScore} points so far`);
  for (const { feedback, score, maxScore } of attempt.items)
    narrator.tell(`${score ?? '–'}/${maxScore} ${feedback ?? 'waits for the teacher'}`);
  return attempt;
};

/** The teacher marks what no rule could decide. */
export const markOpenAnswers = async (
  { narrator }: Stage,
  teacher: Person,
  { examId, attemptId }: Attempt,
): Promise<void> => {
  const { answer } = await teacher.client.call(listAttempts, { params: { id: examId }, query: {} });
  let attempt = answer.items.find((item) => item.attemptId === attemptId);
  promised('the teacher sees the attempt', attempt !== undefined, answer);
  for (const { itemId, maxScore } of attempt.items.filter(({ score }) => score === null)) {
    const body = { score: maxScore / 2, feedback: 'Half of it: say what it is, too.' };
    attempt = (await teacher.client.call(markItem, { params: { id: attemptId, itemId }, body })).answer;
  }
  promised('the attempt is graded in the end', attempt.status === 'graded', attempt.status);
  narrator.tell(`graded: ${attempt.score} of ${attempt.maxScore} points`);
};
