import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { day, instant, roles, singleLine, teachingRoles, uuid } from '../values.ts';
import { shownPeriod } from './academic-sessions.ts';
import { code } from './names.ts';

const classParams = z.strictObject({ id: uuid });
const title = singleLine(200);

export const schoolClass = z
  .strictObject({
    id: uuid,
    courseId: uuid,
    unitId: uuid.describe('The node of the organisation that the class belongs to.'),
    code: shownLabel().nullable().describe('The institution’s own code, unique among its classes.'),
    title: shownLabel(),
    ...shownPeriod,
    version: z.int().describe('Grows by one with each change.'),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'SchoolClass' });

export const createClass = operation({
  operationId: 'createClass',
  service: 'user',
  summary:
    'Creates a class: a course for a group in a unit. Without dates it lasts as long as its session. An admin of a unit manages the classes in the unit and below it.',
  method: 'POST',
  path: '/users/classes',
  edgePath: '/api/users/classes',
  access: { edge: teachingRoles },
  body: z.strictObject({
    courseId: uuid,
    unitId: uuid,
    code: code.optional(),
    title,
    from: day.optional(),
    until: day.optional().describe('The day after the last day.'),
  }),
  success: { 201: schoolClass },
  successHeaders: ['location'],
  problems: [
    'course-not-found',
    'course-archived',
    'node-not-found',
    'node-archived',
    'class-code-taken',
    'dates-outside-period',
    'class-limit-reached',
  ],
});

export const listClasses = operation({
  operationId: 'listClasses',
  service: 'user',
  summary:
    'Lists classes, newest first: an admin’s institution, or the classes that the caller belongs to today and those in units that the caller administers. All given conditions must hold.',
  method: 'GET',
  path: '/users/classes',
  edgePath: '/api/users/classes',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery.extend({
    courseId: uuid.optional(),
    sessionId: uuid.optional(),
    unitId: uuid.optional(),
    code: code.optional(),
    state: z.enum(['active', 'archived', 'all']).default('active'),
  }),
  success: { 200: pageOf(schoolClass).meta({ id: 'SchoolClasses' }) },
  problems: [],
});

export const readClass = operation({
  operationId: 'readClass',
  service: 'user',
  summary:
    'Returns a class to an admin of the institution, of its unit or above, or to a person who belongs to it today.',
  method: 'GET',
  path: '/users/classes/{id}',
  edgePath: '/api/users/classes/{id}',
  access: { edge: roles },
  params: classParams,
  success: { 200: schoolClass },
  problems: ['class-not-found'],
});

export const changeClass = operation({
  operationId: 'changeClass',
  service: 'user',
  summary: 'Changes the title, the code, the unit or the dates of a class. Its enrolments must fit.',
  method: 'PATCH',
  path: '/users/classes/{id}',
  edgePath: '/api/users/classes/{id}',
  access: { edge: teachingRoles },
  params: classParams,
  body: z.strictObject({
    title: title.optional(),
    code: code.nullable().optional(),
    unitId: uuid.optional(),
    from: day.optional(),
    until: day.optional(),
    version: z.int().optional().describe('The version that the caller has read. Another one answers 409.'),
  }),
  success: { 200: schoolClass },
  problems: [
    'class-not-found',
    'class-changed',
    'class-code-taken',
    'node-not-found',
    'node-archived',
    'dates-outside-period',
  ],
});

export const archiveClass = operation({
  operationId: 'archiveClass',
  service: 'user',
  summary: 'Archives a class. Its members can still read it, and no further person can join.',
  method: 'POST',
  path: '/users/classes/{id}/archive',
  edgePath: '/api/users/classes/{id}/archive',
  access: { edge: teachingRoles },
  params: classParams,
  success: { 200: schoolClass },
  problems: ['class-not-found'],
});

export const restoreClass = operation({
  operationId: 'restoreClass',
  service: 'user',
  summary: 'Restores an archived class.',
  method: 'POST',
  path: '/users/classes/{id}/restore',
  edgePath: '/api/users/classes/{id}/restore',
  access: { edge: teachingRoles },
  params: classParams,
  success: { 200: schoolClass },
  problems: ['class-not-found', 'course-archived', 'node-archived'],
});
