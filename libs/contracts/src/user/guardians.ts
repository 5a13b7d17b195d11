import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { instant, roles, teachingRoles, uuid } from '../values.ts';

const guardianLink = z
  .strictObject({
    id: uuid,
    guardianId: uuid,
    guardianName: shownLabel(),
    studentId: uuid,
    studentName: shownLabel(),
    createdAt: instant,
  })
  .meta({ id: 'GuardianLink' });

const guardianLinks = pageOf(guardianLink).meta({ id: 'GuardianLinks' });

export const linkGuardian = operation({
  operationId: 'linkGuardian',
  service: 'user',
  summary: 'Links a guardian to a student. A repeated request changes nothing.',
  method: 'POST',
  path: '/users/people/{id}/guardians',
  edgePath: '/api/users/people/{id}/guardians',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid.describe('The student.') }),
  body: z.strictObject({ guardianId: uuid }),
  success: { 200: guardianLink },
  problems: ['person-not-found', 'guardian-limit-reached'],
});

export const listGuardians = operation({
  operationId: 'listGuardians',
  service: 'user',
  summary:
    'Lists the guardians of a student, newest first, to the student, to the current teachers of the student’s classes, and to admins.',
  method: 'GET',
  path: '/users/people/{id}/guardians',
  edgePath: '/api/users/people/{id}/guardians',
  access: { edge: roles },
  priority: 'low',
  params: z.strictObject({ id: uuid.describe('The student.') }),
  query: pageQuery,
  success: { 200: guardianLinks },
  problems: ['person-not-found'],
});

export const listOwnStudents = operation({
  operationId: 'listOwnStudents',
  service: 'user',
  summary: 'Lists the students whose guardian the caller is, newest link first.',
  method: 'GET',
  path: '/users/me/students',
  edgePath: '/api/users/me/students',
  access: { edge: roles },
  query: pageQuery,
  success: { 200: guardianLinks },
  problems: [],
});

export const endGuardianLink = operation({
  operationId: 'endGuardianLink',
  service: 'user',
  summary: 'Ends the link between a guardian and a student. A repeated request changes nothing.',
  method: 'DELETE',
  path: '/users/guardians/{id}',
  edgePath: '/api/users/guardians/{id}',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['guardian-not-found'],
});
