import { createAcademicSession } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createClass } from '@ai-teacher/contracts/user/classes.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { addEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { accessTokenOf, patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';

export type Person = { readonly id: string; readonly client: EdgeClient; readonly accessToken: string };
type Credentials = { readonly email: string; readonly password: string };

export const enter = async (gatewayUrl: string, body: Credentials): Promise<Person> => {
  const accessToken = await accessTokenOf(gatewayUrl, body);
  const client = patientClient(gatewayUrl).as(accessToken);
  return { id: (await client.call(readMe, {})).answer.id, client, accessToken };
};

/** Facts about rights reach rag and exam within seconds. */
export const whenKnown = <Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> =>
  waitUntil(call, { what, timeoutSeconds: 60, everyMilliseconds: 250 });

const named = (name: string) => [{ locale: 'en', name }];

/** A class with a course and a unit of its own. */
export const makeClass = async ({ client }: Person, title: string) => {
  const year = new Date().getUTCFullYear();
  const node = async (tree: 'organisation' | 'curriculum', level: string) =>
    (await client.call(createNode, { params: { tree }, body: { level, names: named('Part') } })).answer.id;
  const dates = { from: `${year}-01-01`, until: `${year + 1}-01-01` };
  const { answer: session } = await client.call(createAcademicSession, {
    body: { names: named('This year'), ...dates },
  });
  const nodeId = await node('curriculum', 'subject');
  const { answer: course } = await client.call(createCourse, {
    body: { sessionId: session.id, nodeId, names: named('Geography') },
  });
  const unitId = await node('organisation', 'school');
  const { answer: given } = await client.call(createClass, { body: { courseId: course.id, unitId, title } });
  return { class: given.id, unit: unitId, course: course.id };
};

export const enrol = async (
  admin: Person,
  classId: string,
  teacher: Person,
  student: Person,
): Promise<string> => {
  const enrolments = [
    { personId: student.id, role: 'student' as const },
    { personId: teacher.id, role: 'teacher' as const },
  ];
  const { answer } = await admin.client.call(addEnrolments, {
    params: { id: classId },
    body: { enrolments },
  });
  return answer.results[0]?.enrolmentId ?? '';
};
