import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { saveResponse, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { type SittingRecord, unknownOf } from '../ledger.ts';
import type { Person } from './person.ts';
import { type OpenExam, rest, type School } from './school.ts';

const questions = [
  'What is condensation?',
  'What is evaporation?',
  'How do clouds form?',
  'What is the water cycle?',
  'What is humidity?',
];
/** A session gets a new one after this many questions. */
const questionsPerSession = 4;
/** Chat answers 20 questions of a user in a minute. */
const pauseMilliseconds = 4_000;

/** Asks, reads and sits exams until the drill ends. */
export const studentDay = async (student: Person, school: School): Promise<void> => {
  let sessionId: string | undefined;
  for (let round = 0; !school.closing.signal.aborted; round += 1) {
    const exam = school.exams.find(({ begun }) => !begun.has(student.name));
    if (exam !== undefined) await sitExam(student, exam, school);
    if (round % questionsPerSession === 0) sessionId = undefined;
    sessionId = await askQuestion(student, school, {
      message: questions[round % questions.length] ?? '',
      sessionId,
    });
    await student.call(listMessages, { params: { id: sessionId }, query: {} });
    await student.call(listNotifications, { query: {} });
    await rest(school, pauseMilliseconds);
  }
};

const askQuestion = async (
  student: Person,
  { ledger, documentId }: School,
  { message, sessionId }: { readonly message: string; readonly sessionId: string | undefined },
): Promise<string> => {
  const body = { message, documentIds: [documentId], ...(sessionId === undefined ? {} : { sessionId }) };
  const unknownNow = () => unknownOf(ledger, { person: student.name, operation: ask.operationId });
  const before = unknownNow();
  const { answer: text, sessionId: id, messageId } = await student.call(ask, { body });
  const unknown = unknownNow() - before;
  ledger.acknowledged.answers.push({ student: student.name, sessionId: id, messageId, text, unknown });
  return id;
};

/** A first thought and a second one, so that a later response replaces an earlier one. */
const thoughtsOf = ({ type, key, options = [] }: Item): Item['key'][] => {
  if (type === 'true_false') return [!key, key];
  if (type === 'single_choice') return [options[0]?.optionId ?? key, key];
  if (type === 'short_answer') return ['I do not know yet.', `It has to do with ${key}`];
  return [key];
};

const sitExam = async (student: Person, exam: OpenExam, { ledger }: School): Promise<void> => {
  exam.begun.add(student.name);
  const { examId, teacher } = exam;
  const { attemptId } = await student.call(startAttempt, { params: { id: examId } });
  const record: SittingRecord = {
    ...{ student: student.name, teacher, examId, attemptId },
    ...{ responses: new Map(), submitted: false, released: false },
  };
  ledger.acknowledged.attempts.push(record);
  for (const item of exam.items)
    for (const response of thoughtsOf(item)) {
      const params = { id: attemptId, itemId: item.itemId };
      const before = record.responses.get(item.itemId) ?? [null];
      record.responses.set(item.itemId, [...before, response]);
      await student.call(saveResponse, { params, body: { response } });
      record.responses.set(item.itemId, [response]);
    }
  await student.call(submitAttempt, { params: { id: attemptId } });
  record.submitted = true;
  exam.submitted.add(student.name);
};
