import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { day, instant, roles, uuid } from '../values.ts';
import { code, names, shownNames } from './names.ts';

/** The days of a period in an answer. Days begin at midnight in the time zone of the institution. */
export const shownPeriod = {
  from: day.describe('The first day.'),
  until: day.describe('The day after the last day.'),
};

const sessionParams = z.strictObject({ id: uuid });

export const academicSession = z
  .strictObject({
    id: uuid,
    parentId: uuid.nullable().describe('The year of a term. Null for a year.'),
    code: shownLabel().nullable().describe('The institution’s own code, unique among its sessions.'),
    names: shownNames,
    ...shownPeriod,
    version: z.int().describe('Grows by one with each change.'),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'AcademicSession' });

export const createAcademicSession = operation({
  operationId: 'createAcademicSession',
  service: 'user',
  summary: 'Creates a year, or a term inside a year.',
  method: 'POST',
  path: '/users/academic-sessions',
  edgePath: '/api/users/academic-sessions',
  access: { edge: ['admin'] },
  body: z.strictObject({
    parentId: uuid.nullable().optional(),
    code: code.optional(),
    names,
    from: day,
    until: day.describe('The day after the last day.'),
  }),
  success: { 201: academicSession },
  successHeaders: ['location'],
  problems: [
    'academic-session-not-found',
    'academic-session-archived',
    'academic-session-code-taken',
    'dates-outside-period',
    'academic-session-limit-reached',
  ],
});

export const listAcademicSessions = operation({
  operationId: 'listAcademicSessions',
  service: 'user',
  summary:
    'Lists the years and terms of the institution, latest first. `parentId` selects the terms of a year.',
  method: 'GET',
  path: '/users/academic-sessions',
  edgePath: '/api/users/academic-sessions',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery.extend({
    parentId: uuid.optional(),
    code: code.optional(),
    state: z.enum(['active', 'archived', 'all']).default('active'),
  }),
  success: { 200: pageOf(academicSession).meta({ id: 'AcademicSessions' }) },
  problems: [],
});

export const readAcademicSession = operation({
  operationId: 'readAcademicSession',
  service: 'user',
  summary: 'Returns a year or a term.',
  method: 'GET',
  path: '/users/academic-sessions/{id}',
  edgePath: '/api/users/academic-sessions/{id}',
  access: { edge: roles },
  params: sessionParams,
  success: { 200: academicSession },
  problems: ['academic-session-not-found'],
});

export const changeAcademicSession = operation({
  operationId: 'changeAcademicSession',
  service: 'user',
  summary: 'Changes the names, the code or the dates of a year or a term. Its terms and classes must fit.',
  method: 'PATCH',
  path: '/users/academic-sessions/{id}',
  edgePath: '/api/users/academic-sessions/{id}',
  access: { edge: ['admin'] },
  params: sessionParams,
  body: z.strictObject({
    names: names.optional(),
    code: code.nullable().optional(),
    from: day.optional(),
    until: day.optional(),
    version: z.int().optional().describe('The version that the caller has read. Another one answers 409.'),
  }),
  success: { 200: academicSession },
  problems: [
    'academic-session-not-found',
    'academic-session-changed',
    'academic-session-code-taken',
    'dates-outside-period',
  ],
});

export const archiveAcademicSession = operation({
  operationId: 'archiveAcademicSession',
  service: 'user',
  summary: 'Archives a year or a term without active terms, courses and classes. Nothing is deleted.',
  method: 'POST',
  path: '/users/academic-sessions/{id}/archive',
  edgePath: '/api/users/academic-sessions/{id}/archive',
  access: { edge: ['admin'] },
  params: sessionParams,
  success: { 200: academicSession },
  problems: ['academic-session-not-found', 'academic-session-in-use'],
});

export const restoreAcademicSession = operation({
  operationId: 'restoreAcademicSession',
  service: 'user',
  summary: 'Restores an archived year or term.',
  method: 'POST',
  path: '/users/academic-sessions/{id}/restore',
  edgePath: '/api/users/academic-sessions/{id}/restore',
  access: { edge: ['admin'] },
  params: sessionParams,
  success: { 200: academicSession },
  problems: ['academic-session-not-found', 'academic-session-archived'],
});
