import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownIdentifier } from '../text.ts';
import { instant, singleLine, teachingRoles, uuid } from '../values.ts';
import { enrolment } from './enrolments.ts';

/** Default and maximum time for which a code can be used, in days. */
export const joinCodeDays = { preset: 14, max: 90 } as const;
/** Default and maximum number of people who can use one code. */
export const joinCodeUses = { preset: 50, max: 500 } as const;

export const joinCode = z
  .strictObject({
    id: uuid,
    classId: uuid,
    personId: uuid.nullable().describe('The only person who can use the code. Null: any student.'),
    state: z.enum(['open', 'used-up', 'withdrawn', 'expired']),
    maxUses: z.int(),
    uses: z.int(),
    createdBy: uuid,
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'JoinCode' });

export const createJoinCode = operation({
  operationId: 'createJoinCode',
  service: 'user',
  summary:
    'Makes a code with which students join a class, or with `personId` an invitation for one person. Only this answer contains the code.',
  method: 'POST',
  path: '/users/classes/{id}/join-codes',
  edgePath: '/api/users/classes/{id}/join-codes',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    personId: uuid.optional().describe('Makes an invitation: this person alone can use the code, once.'),
    days: z.int().min(1).max(joinCodeDays.max).default(joinCodeDays.preset),
    maxUses: z.int().min(1).max(joinCodeUses.max).default(joinCodeUses.preset),
  }),
  success: {
    201: joinCode
      .extend({
        code: shownIdentifier().describe('Ten letters and digits. None of them looks like another.'),
      })
      .meta({ id: 'NewJoinCode' }),
  },
  problems: ['class-not-found', 'class-archived', 'person-not-found', 'join-code-limit-reached'],
});

export const listJoinCodes = operation({
  operationId: 'listJoinCodes',
  service: 'user',
  summary: 'Lists the join codes of a class, newest first, without the codes themselves.',
  method: 'GET',
  path: '/users/classes/{id}/join-codes',
  edgePath: '/api/users/classes/{id}/join-codes',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  query: pageQuery,
  success: { 200: pageOf(joinCode).meta({ id: 'JoinCodes' }) },
  problems: ['class-not-found'],
});

export const withdrawJoinCode = operation({
  operationId: 'withdrawJoinCode',
  service: 'user',
  summary: 'Withdraws a join code. People who have joined stay. A repeated request changes nothing.',
  method: 'DELETE',
  path: '/users/join-codes/{id}',
  edgePath: '/api/users/join-codes/{id}',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['join-code-not-found'],
});

export const joinClass = operation({
  operationId: 'joinClass',
  service: 'user',
  summary: 'Enrols the calling student in the class of a join code. A repeated request changes nothing.',
  method: 'POST',
  path: '/users/enrolments',
  edgePath: '/api/users/enrolments',
  access: { edge: ['student'] },
  body: z.strictObject({
    code: singleLine(40).describe('Case, blanks and hyphens do not matter.'),
  }),
  success: { 200: enrolment },
  problems: ['join-code-invalid', 'enrolment-limit-reached', 'rate-limit-unavailable'],
});
