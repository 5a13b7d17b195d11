import { randomUUID } from 'node:crypto';
import { applyFacts } from '@ai-teacher/access/data/apply-facts.ts';
import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import { defaultInstitutionId as institutionId } from '@ai-teacher/contracts/values.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { deliver } from './arrange.ts';
import type { TestExamApp } from './exam-app.ts';

const always = { from: '2020-01-01', until: '2120-01-01' };

/** Stores facts in the projection, as their events do. */
const giveFacts = (app: TestExamApp, facts: readonly AccessFact[]): Promise<void> =>
  app.deps.database.unitOfWork((em) => em).run((em) => applyFacts(em, facts));

export type SchoolClass = { classId: string; unitId: string; teacher: TestUser; students: TestUser[] };

/** Delivers the event of an enrolment. `until` ends it. */
export const enrol = async (
  app: TestExamApp,
  {
    classId,
    personId,
    ...given
  }: { classId: string; personId: string; role?: EnrolmentRole } & {
    enrolmentId?: string;
    until?: string | null;
    version?: number;
  },
): Promise<string> => {
  const { enrolmentId = randomUUID(), role = 'student', until = null, version = 1 } = given;
  const data = { enrolmentId, classId, personId, role, from: always.from, until, version };
  const answer = await deliver(app, 'enrolment.changed', data);
  if (answer.status !== 204) throw new Error(`no enrolment: ${answer.text}`);
  return enrolmentId;
};

/** A class in a unit of its own, with a teacher and two students. */
export const aClass = async (app: TestExamApp, teacher: TestUser = aTeacher()): Promise<SchoolClass> => {
  const [classId, unitId] = [randomUUID(), randomUUID()];
  const unitPath = [{ unitId, version: 1 }];
  await deliver(app, 'class.changed', { classId, unitPath, ...always, archived: false, version: 1 });
  const students = [aStudent(), aStudent()];
  await enrol(app, { classId, personId: teacher.userId, role: 'teacher' });
  for (const { userId: personId } of students) await enrol(app, { classId, personId });
  return { classId, unitId, teacher, students };
};

export const aGuardianOf = async (app: TestExamApp, student: TestUser): Promise<TestUser> => {
  const guardian = aStudent();
  await deliver(app, 'guardian.changed', {
    ...{ guardianLinkId: randomUUID(), guardianId: guardian.userId, studentId: student.userId },
    ...{ ended: false, version: 1 },
  });
  return guardian;
};

export const forbidSharing = (app: TestExamApp, isForbidden: boolean, version: number): Promise<void> =>
  giveFacts(app, [
    { kind: 'sharing-policy', institutionId, teachersShareWithInstitution: !isForbidden, version },
  ]);
