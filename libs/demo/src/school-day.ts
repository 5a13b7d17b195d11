import { markOpenAnswers, prepareExam, sitExam } from './exam.ts';
import { searchBook, title, uploadBook } from './textbook.ts';
import { askForJson, askForStream, askOffTopic } from './tutoring.ts';
import {
  awaitNotification,
  type Credentials,
  enter,
  enterStudent,
  enterTeacher,
  type Stage,
} from './users.ts';

/** Plays a teacher's and a student's day. @throws BrokenPromise or EdgeProblem at the first step that fails. */
export const playStory = async (
  stage: Stage,
  adminCredentials: Credentials,
): Promise<{ questionRequestId: string }> => {
  const { narrator } = stage;
  narrator.chapter('The admin invites a teacher');
  const admin = await enter(stage, { ...adminCredentials, name: 'Admin', role: 'admin' });
  const teacher = await enterTeacher(stage, admin, 'Ms Rivers');

  narrator.chapter('The teacher uploads a textbook');
  const documentId = await uploadBook(stage, teacher);
  await awaitNotification(stage, teacher, { type: 'document.ready', subject: documentId });

  narrator.chapter('A student asks');
  const student = await enterStudent(stage, 'Sam');
  const documentIds = [documentId];
  const first = await askForJson(stage, student, { message: 'What is condensation?', documentIds });
  const { sessionId } = first.answer;
  await askForStream(stage, student, { message: 'Why does ice float on water?', documentIds, sessionId });
  await askOffTopic(stage, student, { message: 'Who won the football World Cup in 1998?', documentIds });
  await searchBook(stage, student, documentId, 'how clouds form when moist air rises');

  narrator.chapter('The teacher makes an exam of it');
  const exam = await prepareExam(stage, teacher, documentId, `${title}: first test`);

  narrator.chapter('The student sits the exam');
  await awaitNotification(stage, student, { type: 'exam.published', subject: exam.examId });
  const attempt = await sitExam(stage, student, exam);

  narrator.chapter('The teacher marks what is left, and the bell rings');
  await markOpenAnswers(stage, teacher, attempt);
  await awaitNotification(stage, student, { type: 'attempt.graded', subject: attempt.attemptId });
  return { questionRequestId: first.requestId };
};
