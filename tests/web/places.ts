import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { saveResponse, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { setMachineMarking } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { createAcademicSession } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createClass } from '@ai-teacher/contracts/user/classes.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { linkGuardian } from '@ai-teacher/contracts/user/guardians.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { appliedRoster, withRosterTurn } from './roster-turn.ts';
import type { School } from './school-in-browser.ts';

/** The address of each screen whose route has a parameter, by the name of the screen. */
export type Places = Readonly<Record<string, string>>;

const mark = Math.random().toString(36).slice(2, 8);
const names = [{ locale: 'en', name: `Geography ${mark}` }];

/** An exam that is drafted, one that is being sat, and one with released results. */
const examPlaces = async ({ student, teacher, documentId, publish }: School): Promise<Places> => {
  const body = { title: 'A draft', documentIds: [documentId], itemCount: 2 };
  const draft = draftIn((await teacher.call(generateExam, { body })).answer).examId;
  const running = await publish('An exam that is sat');
  const sitting = (await student.call(startAttempt, { params: { id: running } })).answer;
  const ended = await publish('An exam with results');
  const { attemptId } = (await student.call(startAttempt, { params: { id: ended } })).answer;
  await student.call(submitAttempt, { params: { id: attemptId } });
  await teacher.call(releaseExam, { params: { id: ended } });
  return {
    draft: `/app/exams/${draft}`,
    sitting: `/app/attempts/${sitting.attemptId}?exam=${running}`,
    result: `/app/attempts/${attemptId}?exam=${ended}`,
    exam: `/app/exams/${ended}`,
    results: `/app/exams/${ended}/results`,
    'attempt-marks': `/app/exams/${ended}/results/${attemptId}`,
  };
};

/** An item with an answer that awaits a mark of the teacher. */
const markingPlace = async ({ student, teacher, documentId }: School): Promise<Places> => {
  const types = ['short_answer' as const];
  const body = { title: 'An exam to mark', documentIds: [documentId], itemCount: 1, types };
  const params = { id: draftIn((await teacher.call(generateExam, { body })).answer).examId };
  await teacher.call(setMachineMarking, { params, body: { shortAnswers: false } });
  await teacher.call(publishExam, { params, body: {} });
  const { attemptId: id, items } = (await student.call(startAttempt, { params })).answer;
  const itemId = items[0]?.itemId ?? '';
  await student.call(saveResponse, { params: { id, itemId }, body: { response: 'It is about the rivers.' } });
  await student.call(submitAttempt, { params: { id } });
  return { 'mark-item': `/app/marking/${itemId}` };
};

/** A class of a new course, with its unit. */
export const makeClass = async (admin: EdgeClient, title: string): Promise<{ id: string }> => {
  const node = async (tree: 'organisation' | 'curriculum', level: string): Promise<string> =>
    (await admin.call(createNode, { params: { tree }, body: { level, names } })).answer.id;
  const unitId = await node('organisation', 'school');
  const nodeId = await node('curriculum', 'subject');
  const year = new Date().getUTCFullYear();
  const period = { names, from: `${year}-01-01`, until: `${year + 1}-01-01` };
  const sessionId = (await admin.call(createAcademicSession, { body: period })).answer.id;
  const courseId = (await admin.call(createCourse, { body: { sessionId, nodeId, names } })).answer.id;
  return (await admin.call(createClass, { body: { courseId, unitId, title } })).answer;
};

const classPlace = async (admin: EdgeClient): Promise<Places> => ({
  class: `/app/classes/${(await makeClass(admin, `Class ${mark}`)).id}`,
});

/** The student as the child of a guardian. */
const childPlace = async (school: School, admin: EdgeClient, guardian: string): Promise<Places> => {
  const studentId = (await school.student.call(readMe, {})).answer.id;
  const { items } = (await admin.call(listAccounts, { query: { email: guardian } })).answer;
  const guardianId = items[0]?.id ?? '';
  await admin.call(linkGuardian, { params: { id: studentId }, body: { guardianId } });
  return { child: `/app/children/${studentId}` };
};

/** Prepares the school so that no screen is empty. `guardian` is the e-mail address of an account. */
export const preparePlaces = async (school: School, guardian: string): Promise<Places> => {
  const { gatewayUrl, credentials } = school.mesh;
  const admin = await signedInClient(gatewayUrl, credentials.admin);
  const { sessionId } = (await school.student.call(ask, { body: { message: 'What is condensation?' } }))
    .answer;
  return {
    reader: `/app/books/${school.documentId}?page=3`,
    conversation: `/app/ask/${sessionId}`,
    ...(await examPlaces(school)),
    ...(await markingPlace(school)),
    ...(await classPlace(admin)),
    roster: `/app/rosters/${await withRosterTurn(school.mesh, appliedRoster)}`,
    ...(await childPlace(school, admin, guardian)),
  };
};
