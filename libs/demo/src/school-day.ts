import {
  expectMinutes,
  markOpenAnswers,
  prepareExam,
  readResults,
  releaseResults,
  takeExam,
} from './exam.ts';
import { expectMaterial, expectNoMaterial, giveMoreTime, readChildResult, shareWithClass } from './rights.ts';
import { importSmallRoster } from './roster/import-small-roster.ts';
import { addGuardian, enrol, makeSchool, moveStudent } from './school.ts';
import { searchTextbook, title, uploadTextbook } from './textbook.ts';
import { askForJson, askForStream, askOffTopic } from './tutoring.ts';
import {
  awaitNotification,
  type Credentials,
  type Demo,
  registerStudent,
  registerTeacher,
  signInUser,
  type User,
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
  const exam = await prepareExam(demo, teacher, { documentId, title: `${title}: first test` });

  transcript.heading('The student takes the exam');
  await awaitNotification(demo, student, { type: 'exam.published', subject: exam.examId });
  const taken = await takeExam(demo, student, exam);

  transcript.heading('The teacher marks the open answers and releases the results');
  await markOpenAnswers(demo, teacher, taken.attempt);
  await releaseResults(demo, teacher, exam);

  transcript.heading('The student is notified and reads the results');
  await awaitNotification(demo, student, { type: 'attempt.graded', subject: taken.attempt.attemptId });
  await readResults(demo, student, taken);
  await runClassDay(demo, { admin, teacher, outsider: student, documentId });
  return { questionRequestId: first.requestId };
};

type ClassDay = {
  readonly admin: User;
  readonly teacher: User;
  readonly outsider: User;
  readonly documentId: string;
};

/** A school with classes: each class has its own book and exam, and a guardian reads the child's result. */
const runClassDay = async (demo: Demo, { admin, teacher, outsider, documentId }: ClassDay): Promise<void> => {
  const { transcript } = demo;
  transcript.heading('The admin makes a school with two grades and three classes');
  const { first, second } = await makeSchool(demo, admin);
  const kim = await registerStudent(demo, 'Kim');
  const lee = await registerStudent(demo, 'Lee');
  const parent = await registerStudent(demo, 'Pat');
  await enrol(admin, first, 'teacher', [teacher]);
  await enrol(admin, first, 'student', [kim]);
  await enrol(admin, second, 'student', [lee]);
  await addGuardian(admin, kim, parent);

  transcript.heading('The admin imports a small roster and invites its student');
  await importSmallRoster(demo, admin);

  transcript.heading('The teacher shares the book and an exam with one class');
  await shareWithClass(demo, teacher, documentId, first);
  const exam = await prepareExam(demo, teacher, {
    documentId,
    title: `${title}: test of ${first.title}`,
    classId: first.id,
  });
  await giveMoreTime(teacher, exam.examId, kim);
  const material = { documentId, examId: exam.examId };
  await expectMaterial(demo, kim, material);
  await expectNoMaterial(demo, lee, material);
  await expectNoMaterial(demo, outsider, material);

  transcript.heading('A student changes to that class');
  await moveStudent(admin, lee, first);
  await expectMaterial(demo, lee, material);

  transcript.heading('A guardian reads the result');
  const taken = await takeExam(demo, kim, exam);
  expectMinutes(demo, taken, 45);
  await markOpenAnswers(demo, teacher, taken.attempt);
  await releaseResults(demo, teacher, exam);
  await readChildResult(demo, parent, kim, exam.examId);
};
