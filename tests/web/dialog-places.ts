import { changeAccount, invite, listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import { appealMark } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { addEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { createJoinCode } from '@ai-teacher/contracts/user/join-codes.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { makeClass, type Places } from './places.ts';
import type { School } from './school-in-browser.ts';

const mark = Math.random().toString(36).slice(2, 8);
const idOf = async (person: EdgeClient): Promise<string> => (await person.call(readMe, {})).answer.id;

/** A draft with an item whose stem contains a negation, and one that pairs terms. */
const flawedDraft = async ({ teacher, documentId }: School): Promise<string> => {
  const body = { title: `A flawed draft ${mark}`, documentIds: [documentId], itemCount: 1 };
  const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
  const { items } = (await teacher.call(readPages, { params: { id: documentId }, query: {} })).answer;
  const quote = 'Condensation';
  const pageNumber = items.find(({ text }) => text.includes(quote))?.pageNumber ?? 0;
  const texts = ['Water as a gas', 'Water that falls', 'Water that is solid'];
  const source = { documentId, pageNumber, quote };
  const choice = {
    type: 'single_choice' as const,
    stem: 'Which of these things is not a liquid?',
    options: ['Ice', 'Milk', 'Oil', 'Tea'].map((text, at) => ({ optionId: `${at}`, text })),
    key: '0',
    source,
  };
  const pairs = {
    type: 'matching' as const,
    stem: 'Match each word with its meaning.',
    prompts: ['Vapour', 'Rain', 'Ice'].map((text, at) => ({ promptId: `p${at}`, text })),
    options: texts.map((text, at) => ({ optionId: `o${at}`, text })),
    key: { p0: 'o0', p1: 'o1', p2: 'o2' },
    source,
  };
  for (const body of [choice, pairs]) await teacher.call(addItem, { params: { id: examId }, body });
  return examId;
};

/** An attempt at an item that pairs terms; an exam that a student may start; an exam of one class. */
const examPlaces = async (school: School, classId: string): Promise<Places> => {
  const { teacher, student, publish } = school;
  await publish(`An exam to start ${mark}`);
  const paired = await flawedDraft(school);
  await teacher.call(publishExam, { params: { id: paired }, body: {} });
  const { attemptId } = (await student.call(startAttempt, { params: { id: paired } })).answer;
  const running = await flawedDraft(school);
  await teacher.call(publishExam, { params: { id: running }, body: { assignments: [{ classId }] } });
  return {
    matching: `/app/attempts/${attemptId}?exam=${paired}`,
    flawed: `/app/exams/${await flawedDraft(school)}`,
    running: `/app/exams/${running}`,
  };
};

/** A class with members and a join code. */
const classPlace = async ({ teacher, student }: School, admin: EdgeClient): Promise<string> => {
  const { id } = await makeClass(admin, `Class with members ${mark}`);
  const enrolments = [
    { personId: await idOf(teacher), role: 'teacher' as const },
    { personId: await idOf(student), role: 'student' as const },
  ];
  await admin.call(addEnrolments, { params: { id }, body: { enrolments } });
  await admin.call(createJoinCode, { params: { id }, body: {} });
  return id;
};

/** Disables the account of a teacher who has an exam. @returns the address of the account. */
export const disableTeacher = async (school: School, admin: EdgeClient): Promise<string> => {
  const { gatewayUrl, credentials } = school.mesh;
  const { teacher: former } = await ownPeople(gatewayUrl, credentials.admin, ['teacher']);
  const leaving = await signedInClient(gatewayUrl, former);
  const body = { title: `An orphan ${mark}`, documentIds: [school.documentId], itemCount: 1 };
  await leaving.call(generateExam, { body });
  const { items } = (await admin.call(listAccounts, { query: { email: former.email } })).answer;
  await admin.call(changeAccount, { params: { id: items[0]?.id ?? '' }, body: { disabled: true } });
  return former.email;
};

/** An account of a student, and a disabled one of a teacher with an exam. */
const accountPlaces = async (school: School, admin: EdgeClient): Promise<Places> => {
  const found = (email: string): string => `/app/people?email=${encodeURIComponent(email)}`;
  return {
    'student-account': found(school.mesh.credentials.student.email),
    'disabled-account': found(await disableTeacher(school, admin)),
  };
};

/** An appeal against the first mark of an attempt. The student can appeal against the others. */
const appealOnce = async ({ student }: School, { result = '' }: Places): Promise<void> => {
  const id = /attempts\/([^?]+)/.exec(result)?.[1] ?? '';
  const { items } = (await student.call(readAttempt, { params: { id } })).answer;
  const params = { id, itemId: items[0]?.itemId ?? '' };
  await student.call(appealMark, { params, body: { reason: 'My answer means the same.' } });
};

/** Prepares the school so that every dialog can be opened. `places` are those of the screens. */
export const prepareDialogs = async (school: School, places: Places): Promise<Places> => {
  const { gatewayUrl, credentials } = school.mesh;
  const admin = await signedInClient(gatewayUrl, credentials.admin);
  const classId = await classPlace(school, admin);
  const email = `invited-${mark}@school.example`;
  await admin.call(invite, { body: { email, role: 'student' } });
  await appealOnce(school, places);
  return {
    ...places,
    members: `/app/classes/${classId}`,
    ...(await examPlaces(school, classId)),
    ...(await accountPlaces(school, admin)),
  };
};
