import { createAcademicSession } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createClass } from '@ai-teacher/contracts/user/classes.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { addEnrolments, endEnrolment, listEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { linkGuardian } from '@ai-teacher/contracts/user/guardians.ts';
import type { AcademicTree } from '@ai-teacher/contracts/user/tree-levels.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { expectThat } from './expectation.ts';
import type { Demo, User } from './users.ts';

export type SchoolClass = { readonly id: string; readonly title: string };

type NewNode = {
  readonly tree: AcademicTree;
  readonly level: string;
  readonly name: string;
  readonly parentId?: string;
};

const named = (name: string): { locale: string; name: string }[] => [{ locale: 'en', name }];

const makeNode = async (admin: User, { tree, name, ...place }: NewNode): Promise<string> => {
  const body = { ...place, names: named(name) };
  return (await admin.client.call(createNode, { params: { tree }, body })).answer.id;
};

/** A course of this year in geography. */
const makeCourse = async (admin: User): Promise<string> => {
  const year = new Date().getUTCFullYear();
  const session = await admin.client.call(createAcademicSession, {
    body: { names: named('This year'), from: `${year}-01-01`, until: `${year + 1}-01-01` },
  });
  const nodeId = await makeNode(admin, { tree: 'curriculum', level: 'subject', name: 'Geography' });
  const body = { sessionId: session.answer.id, nodeId, names: named('Geography') };
  return (await admin.client.call(createCourse, { body })).answer.id;
};

/** Makes a school with two grades and three classes of one course, as the admin. */
export const makeSchool = async (
  { transcript }: Demo,
  admin: User,
): Promise<{ first: SchoolClass; second: SchoolClass }> => {
  const tree = 'organisation';
  const parentId = await makeNode(admin, { tree, level: 'school', name: 'Riverside' });
  const seven = await makeNode(admin, { tree, level: 'grade', name: 'Grade 7', parentId });
  const eight = await makeNode(admin, { tree, level: 'grade', name: 'Grade 8', parentId });
  const courseId = await makeCourse(admin);
  const makeClass = async (unitId: string, title: string): Promise<SchoolClass> =>
    (await admin.client.call(createClass, { body: { courseId, unitId, title } })).answer;
  const first = await makeClass(seven, 'Geography 7a');
  const second = await makeClass(seven, 'Geography 7b');
  const third = await makeClass(eight, 'Geography 8a');
  transcript.line(`classes: ${[first, second, third].map(({ title }) => title).join(', ')}`);
  return { first, second };
};

/** Adds people to a class, as the admin. */
export const enrol = async (
  admin: User,
  { id }: SchoolClass,
  role: EnrolmentRole,
  people: readonly User[],
): Promise<void> => {
  const body = { enrolments: people.map((person) => ({ personId: person.id, role })) };
  const { results } = (await admin.client.call(addEnrolments, { params: { id }, body })).answer;
  expectThat(
    'each person belongs to the class',
    results.every(({ outcome }) => outcome === 'added'),
    results,
  );
};

/** Ends the student's enrolments and adds the student to another class, as the admin. */
export const moveStudent = async (admin: User, student: User, to: SchoolClass): Promise<void> => {
  const query = { personId: student.id };
  const { items } = (await admin.client.call(listEnrolments, { query })).answer;
  expectThat('the student is in one class', items.length === 1, items);
  for (const { id } of items) await admin.client.call(endEnrolment, { params: { id }, body: {} });
  await enrol(admin, to, 'student', [student]);
};

/** Links a guardian to a student, as the admin, who may do so when both profiles exist. */
export const addGuardian = async (admin: User, student: User, guardian: User): Promise<void> => {
  const body = { guardianId: guardian.id };
  await waitUntil(() => admin.client.call(linkGuardian, { params: { id: student.id }, body }), {
    what: 'the link of the guardian',
    timeoutSeconds: 30,
    everyMilliseconds: 1_000,
  });
};
