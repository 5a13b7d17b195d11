import { markOpenAnswers, prepareExam, readResults, releaseResults, takeExam } from './exam.ts';
import { searchTextbook, title, uploadTextbook } from './textbook.ts';
import { askForJson, askForStream, askOffTopic } from './tutoring.ts';
import {
  awaitNotification,
  type Credentials,
  type Demo,
  registerStudent,
  registerTeacher,
  signInUser,
} from './users.ts';

/**
 * Runs the day of a teacher and a student: invitation, textbook, questions, exam, marks.
 *
 * @throws FailedExpectation or EdgeProblem at the first step that fails.
 */
export const runSchoolDay = async (
  demo: Demo,
  adminCredentials: Credentials,
): Promise<{ questionRequestId: string }> => {
  const { transcript } = demo;
  transcript.heading('The admin invites a teacher');
  const admin = await signInUser(demo, { ...adminCredentials, name: 'Admin', role: 'admin' });
  const teacher = await registerTeacher(demo, admin, 'Ms Rivers');

  transcript.heading('The teacher uploads a textbook');
  const documentId = await uploadTextbook(demo, teacher);
  await awaitNotification(demo, teacher, { type: 'document.ready', subject: documentId });

  transcript.heading('A student asks questions');
  const student = await registerStudent(demo, 'Sam');
  const documentIds = [documentId];
  const first = await askForJson(demo, student, { message: 'What is condensation?', documentIds });
  const { sessionId } = first.answer;
  await askForStream(demo, student, { message: 'Why does ice float on water?', documentIds, sessionId });
  await askOffTopic(demo, student, { message: 'Who won the football World Cup in 1998?', documentIds });
  await searchTextbook(demo, student, documentId, 'how clouds form when moist air rises');

  transcript.heading('The teacher generates an exam from the textbook');
  const exam = await prepareExam(demo, teacher, documentId, `${title}: first test`);

  transcript.heading('The student takes the exam');
  await awaitNotification(demo, student, { type: 'exam.published', subject: exam.examId });
  const taken = await takeExam(demo, student, exam);

  transcript.heading('The teacher marks the open answers and releases the results');
  await markOpenAnswers(demo, teacher, taken.attempt);
  await releaseResults(demo, teacher, exam);

  transcript.heading('The student is notified and reads the results');
  await awaitNotification(demo, student, { type: 'attempt.graded', subject: taken.attempt.attemptId });
  await readResults(demo, student, taken);
  return { questionRequestId: first.requestId };
};
