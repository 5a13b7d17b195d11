import { randomUUID } from 'node:crypto';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import * as sessions from '@ai-teacher/contracts/user/academic-sessions.ts';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import * as courses from '@ai-teacher/contracts/user/courses.ts';
import * as enrolments from '@ai-teacher/contracts/user/enrolments.ts';
import * as unitRoles from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { TestRequest, TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { anAdminOfNewInstitution, treeOf } from './academics.ts';
import { deliver, registrationOf } from './builders.ts';

type Fields = Readonly<Record<string, unknown>>;

export const named = (name: string) => [{ locale: 'en', name }];
export const codeOf = ({ status, body }: TestResponse) => [status, body?.code];
export const idsOf = ({ body }: TestResponse): string[] => body.items.map(({ id }: { id: string }) => id);

/** A day from today on, or before today. */
export const dayIn = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** All pages of a list, two items each. */
export const collect = async (
  readPage: (query: Record<string, string | number>) => Promise<TestResponse>,
): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const answer: TestResponse = await readPage({ limit: 2, ...(cursor === null ? {} : { cursor }) });
    if (answer.status !== 200) throw new Error(`a list answered ${answer.status}: ${answer.text}`);
    ids.push(...idsOf(answer));
    cursor = answer.body.nextCursor;
  } while (cursor !== null);
  return ids;
};

/** Calls the operations of an institution's school year in the name of one admin. */
export const schoolOf = (app: TestApp<unknown>, admin: TestUser) => {
  const call = (op: Operation, given: TestRequest = {}) => app.call(op, { as: admin, ...given });
  const made = async (answer: Promise<TestResponse>) => {
    const { status, body, text } = await answer;
    if (status !== 201) throw new Error(`answered ${status}: ${text}`);
    return body;
  };
  const createSession = (given: Fields = {}) =>
    call(sessions.createAcademicSession, {
      body: { names: named('A year'), from: dayIn(-100), until: dayIn(200), ...given },
    });
  const createCourse = (given: Fields) =>
    call(courses.createCourse, { body: { names: named('Biology'), ...given } });
  const subject = async (): Promise<string> =>
    (await treeOf(app, admin, 'curriculum').created({ level: 'subject', name: 'Biology' })).id;
  /** A course with its own session and node, unless they are given. */
  const course = async (given: Fields = {}) =>
    made(
      createCourse({
        sessionId: given.sessionId ?? (await made(createSession())).id,
        nodeId: given.nodeId ?? (await subject()),
        ...given,
      }),
    );
  const unit = async (): Promise<string> => (await treeOf(app, admin).created()).id;
  const createClass = (given: Fields) =>
    call(classes.createClass, { body: { title: 'Biology 7b', ...given } });
  const member = (given: Partial<TestUser> = {}): TestUser => ({
    ...admin,
    userId: randomUUID(),
    role: 'student',
    ...given,
  });
  return {
    call,
    createSession,
    session: (given: Fields = {}) => made(createSession(given)),
    createCourse,
    subject,
    course,
    unit,
    createClass,
    /** A class with its own course and unit, unless they are given. */
    class: async (given: Fields = {}) => {
      const courseId = given.courseId ?? (await course()).id;
      return made(createClass({ courseId, unitId: given.unitId ?? (await unit()), ...given }));
    },
    /** A person of the institution whose registration has arrived. */
    known: async (given: Partial<TestUser> = {}): Promise<TestUser> => {
      const person = member(given);
      await deliver(app, registrationOf(person));
      return person;
    },
    add: (classId: string, rows: readonly object[], as = admin) =>
      call(enrolments.addEnrolments, { as, params: { id: classId }, body: { enrolments: rows } }),
    member,
    grant: (unitId: string, person: Pick<TestUser, 'userId'>, as = admin, given: Fields = {}) =>
      call(unitRoles.grantUnitRole, {
        as,
        params: { id: unitId },
        body: { personId: person.userId, role: 'admin', ...given },
      }),
  };
};

/** A class with its teacher, in a new institution. */
export const aTaughtClass = async (app: TestApp<unknown>) => {
  const admin = anAdminOfNewInstitution();
  const school = schoolOf(app, admin);
  const { id: classId } = await school.class();
  const teacher = await school.known({ role: 'teacher' });
  await school.add(classId, [{ personId: teacher.userId, role: 'teacher' }]);
  return { admin, school, classId, teacher };
};
