import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { School } from '@ai-teacher/attack/foreign-school.ts';
import { explainAccess } from '@ai-teacher/contracts/access/explain.ts';
import { giveExtraTime } from '@ai-teacher/contracts/exam/assignments.ts';
import {
  listAttempts,
  readAttempt,
  saveResponse,
  startAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { changeDocument, readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { readNode } from '@ai-teacher/contracts/user/academics.ts';
import { readClass } from '@ai-teacher/contracts/user/classes.ts';
import { listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { linkGuardian, listGuardians } from '@ai-teacher/contracts/user/guardians.ts';
import { createJoinCode, listJoinCodes } from '@ai-teacher/contracts/user/join-codes.ts';
import { readPerson } from '@ai-teacher/contracts/user/people.ts';
import { changeMe } from '@ai-teacher/contracts/user/profile.ts';
import { grantUnitRole, listUnitRoles } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { enrol, enter, makeClass, type Person, whenKnown } from './a-class.ts';

/** Letters of this run alone. Every title, name and response of the class contains them. */
const newMarker = (): string => `zq${randomBytes(6).toString('hex')}`;

/** A book and an exam of the class alone, and an attempt of its student. */
const makeMaterial = async (teacher: Person, student: Person, classId: string, marker: string) => {
  const bytes = Buffer.concat([
    readFileSync(new URL('../../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url)),
    Buffer.from(`\n% ${marker}\n`),
  ]);
  const body = { title: `Book ${marker}`, visibility: 'private' as const };
  const { documentId } = (await teacher.client.upload(ingest, { body }, { name: 'water.pdf', bytes })).answer;
  await Array.fromAsync((await teacher.client.stream(followDocument, { params: { id: documentId } })).answer);
  const audience = [{ classId }];
  await whenKnown('the class in rag', () =>
    teacher.client.call(changeDocument, { params: { id: documentId }, body: { audience } }),
  );
  const generated = await teacher.client.call(generateExam, {
    body: { documentIds: [documentId], title: `Test ${marker}`, itemCount: 4 },
  });
  const exam = draftIn(generated.answer);
  const params = { id: exam.examId };
  await whenKnown('the class in exam', () =>
    teacher.client.call(publishExam, { params, body: { assignments: [{ classId }], durationMinutes: 60 } }),
  );
  const { answer: attempt } = await whenKnown('the student in exam', () =>
    student.client.call(startAttempt, { params }),
  );
  const [item] = exam.items;
  if (item === undefined) throw new Error('the exam has no item');
  const saved = { id: attempt.attemptId, itemId: item.itemId };
  await student.client.call(saveResponse, { params: saved, body: { response: item.key } });
  return { document: documentId, exam: exam.examId, attempt: attempt.attemptId, item: item.itemId };
};

export type VictimSchool = {
  readonly school: School;
  /** Everything of the class, as its own people see it. */
  readonly state: () => Promise<string>;
};

/** A class with a book, an exam and an attempt, and people of other classes who attack it. */
export const makeForeignSchool = async (mesh: RunningMesh): Promise<VictimSchool> => {
  const { gatewayUrl, credentials } = mesh;
  const marker = newMarker();
  const people = await ownPeople(gatewayUrl, credentials.admin, ['admin', 'teacher', 'student']);
  const [admin, teacher, student] = await Promise.all(
    [people.admin, people.teacher, people.student].map((person) => enter(gatewayUrl, person)),
  );
  if (admin === undefined || teacher === undefined || student === undefined) throw new Error('no people');
  for (const { client } of [teacher, student])
    await client.call(changeMe, { body: { name: `Kim ${marker}` } });
  const own = await makeClass(admin, `Class ${marker}`);
  const enrolment = await enrol(admin, own.class, teacher, student);
  const ofClass = { params: { id: own.class } };
  const ofStudent = { params: { id: student.id } };
  const { answer: joinCode } = await teacher.client.call(createJoinCode, { ...ofClass, body: {} });
  const { answer: link } = await admin.client.call(linkGuardian, {
    ...ofStudent,
    body: { guardianId: teacher.id },
  });
  const unit = { params: { id: own.unit } };
  const { answer: unitRole } = await admin.client.call(grantUnitRole, {
    ...unit,
    body: { personId: teacher.id, role: 'admin' },
  });
  const material = await makeMaterial(teacher, student, own.class, marker);
  const exam = { params: { id: material.exam } };
  await teacher.client.call(giveExtraTime, {
    params: { id: material.exam, studentId: student.id },
    body: { factor: 1.5 },
  });
  return {
    school: {
      ids: {
        ...own,
        ...material,
        ...{ enrolment, joinCode: joinCode.id, guardianLink: link.id, unitRole: unitRole.id },
        ...{ student: student.id, teacher: teacher.id },
      },
      resource: `document:${material.document}`,
      markers: [marker],
      attackers: await makeAttackers(mesh, admin),
    },
    state: async () => {
      const answers = await Promise.all([
        teacher.client.call(readDocument, { params: { id: material.document } }),
        teacher.client.call(readExam, exam),
        teacher.client.call(listAttempts, { ...exam, query: {} }),
        student.client.call(readAttempt, { params: { id: material.attempt } }),
        student.client.call(explainAccess, { query: { resource: `exam:${material.exam}` } }),
        admin.client.call(readClass, ofClass),
        admin.client.call(listClassEnrolments, { ...ofClass, query: { state: 'all' } }),
        admin.client.call(listJoinCodes, { ...ofClass, query: {} }),
        admin.client.call(readNode, { params: { tree: 'organisation', id: own.unit } }),
        admin.client.call(listUnitRoles, { ...unit, query: {} }),
        admin.client.call(readPerson, ofStudent),
        admin.client.call(listGuardians, { ...ofStudent, query: {} }),
      ]);
      return JSON.stringify(
        answers.map(({ answer }) => answer),
        null,
        1,
      );
    },
  };
};

/** A student and a teacher of another class, and two of another institution. */
const makeAttackers = async (mesh: RunningMesh, admin: Person): Promise<School['attackers']> => {
  const { gatewayUrl, credentials } = mesh;
  const [near, far] = await Promise.all([
    ownPeople(gatewayUrl, credentials.admin, ['teacher', 'student']),
    ownPeople(gatewayUrl, credentials.admin, ['teacher', 'student']),
  ]);
  const auth = await connectTo(mesh, 'auth');
  try {
    // No operation makes an institution.
    await auth.query('update account set institution_id = gen_random_uuid() where email = any ($1)', [
      [far.teacher.email, far.student.email],
    ]);
  } finally {
    await auth.end();
  }
  const [teacher, student, farTeacher, farStudent] = await Promise.all(
    [near.teacher, near.student, far.teacher, far.student].map((person) => enter(gatewayUrl, person)),
  );
  if (!teacher || !student || !farTeacher || !farStudent) throw new Error('no attackers');
  await enrol(admin, (await makeClass(admin, 'Another class')).class, teacher, student);
  const named = {
    'a student of another class': student,
    'a teacher of another class': teacher,
    'a student of another institution': farStudent,
    'a teacher of another institution': farTeacher,
  };
  return Object.entries(named).map(([what, { accessToken }]) => ({ what, accessToken }));
};
