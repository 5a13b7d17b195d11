import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { instant, roles, uuid } from '../values.ts';
import { code, names, shownNames } from './names.ts';

const courseParams = z.strictObject({ id: uuid });

export const course = z
  .strictObject({
    id: uuid,
    sessionId: uuid.describe('The year or term in which the course is taught.'),
    nodeId: uuid.describe('The node of the curriculum that the course teaches.'),
    code: shownLabel().nullable().describe('The institution’s own code, unique among its courses.'),
    names: shownNames,
    version: z.int().describe('Grows by one with each change.'),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Course' });

export const createCourse = operation({
  operationId: 'createCourse',
  service: 'user',
  summary: 'Creates a course: a node of the curriculum, taught in a year or a term.',
  method: 'POST',
  path: '/users/courses',
  edgePath: '/api/users/courses',
  access: { edge: ['admin'] },
  body: z.strictObject({ sessionId: uuid, nodeId: uuid, code: code.optional(), names }),
  success: { 201: course },
  successHeaders: ['location'],
  problems: [
    'academic-session-not-found',
    'academic-session-archived',
    'node-not-found',
    'node-archived',
    'course-code-taken',
    'course-limit-reached',
  ],
});

export const listCourses = operation({
  operationId: 'listCourses',
  service: 'user',
  summary: 'Lists the courses of the institution, newest first. All given conditions must hold.',
  method: 'GET',
  path: '/users/courses',
  edgePath: '/api/users/courses',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery.extend({
    sessionId: uuid.optional(),
    nodeId: uuid.optional(),
    code: code.optional(),
    state: z.enum(['active', 'archived', 'all']).default('active'),
  }),
  success: { 200: pageOf(course).meta({ id: 'Courses' }) },
  problems: [],
});

export const readCourse = operation({
  operationId: 'readCourse',
  service: 'user',
  summary: 'Returns a course.',
  method: 'GET',
  path: '/users/courses/{id}',
  edgePath: '/api/users/courses/{id}',
  access: { edge: roles },
  params: courseParams,
  success: { 200: course },
  problems: ['course-not-found'],
});

export const changeCourse = operation({
  operationId: 'changeCourse',
  service: 'user',
  summary: 'Changes the names or the code of a course.',
  method: 'PATCH',
  path: '/users/courses/{id}',
  edgePath: '/api/users/courses/{id}',
  access: { edge: ['admin'] },
  params: courseParams,
  body: z.strictObject({
    names: names.optional(),
    code: code.nullable().optional(),
    version: z.int().optional().describe('The version that the caller has read. Another one answers 409.'),
  }),
  success: { 200: course },
  problems: ['course-not-found', 'course-changed', 'course-code-taken'],
});

export const archiveCourse = operation({
  operationId: 'archiveCourse',
  service: 'user',
  summary: 'Archives a course without active classes. Nothing is deleted.',
  method: 'POST',
  path: '/users/courses/{id}/archive',
  edgePath: '/api/users/courses/{id}/archive',
  access: { edge: ['admin'] },
  params: courseParams,
  success: { 200: course },
  problems: ['course-not-found', 'course-in-use'],
});

export const restoreCourse = operation({
  operationId: 'restoreCourse',
  service: 'user',
  summary: 'Restores an archived course.',
  method: 'POST',
  path: '/users/courses/{id}/restore',
  edgePath: '/api/users/courses/{id}/restore',
  access: { edge: ['admin'] },
  params: courseParams,
  success: { 200: course },
  problems: ['course-not-found', 'academic-session-archived', 'node-archived'],
});
