import { z } from 'zod';
import { maxInvitedPeople, personInvitationDays } from '../auth/person-invitations.ts';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownIdentifier, shownLabel } from '../text.ts';
import { email, instant, knownEmail, singleLine, teachingRoles, uuid } from '../values.ts';
import { enrolment } from './enrolments.ts';

/** Default and maximum time for which a code can be used, in days. */
export const joinCodeDays = { preset: 14, max: 90 } as const;
/** Default and maximum number of people who can use one code. */
export const joinCodeUses = { preset: 50, max: 500 } as const;

export const joinCode = z
  .strictObject({
    id: uuid,
    classId: uuid,
    personId: uuid
      .nullable()
      .describe('The only person who can use the code, besides a person with `email`. Null: any student.'),
    email: knownEmail.nullable().describe('The invited address. Null: the code is for no address.'),
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
    'Makes a code with which students join a class, or with `personId` an invitation for one person. Only this answer contains the code. A code is withdrawn when the account of its maker is disabled or deleted, or has a role that does not manage the codes of the class.',
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

export const inviteToClass = operation({
  operationId: 'inviteToClass',
  service: 'user',
  summary: `Invites up to ${maxInvitedPeople} people of a class who were imported and have no account, or e-mail addresses. A person registers with the code, and an invited address becomes a student of the class. A person with an account uses the code in \`joinClass\`. The answer does not show whether an address has an account. With \`Accept: text/csv\` or \`text/html\` the answer has slips to print. Only this answer contains the codes. A new code replaces earlier ones of the person.`,
  method: 'POST',
  path: '/users/classes/{id}/invitations',
  edgePath: '/api/users/classes/{id}/invitations',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    personIds: z
      .array(uuid)
      .max(maxInvitedPeople)
      .optional()
      .describe('Default: all people of the class without an account, unless `emails` is given.'),
    guardians: z.boolean().default(false).describe('Whether guardians of the students are invited as well.'),
    emails: z.array(email).min(1).max(maxInvitedPeople).optional(),
    days: z.int().min(1).max(personInvitationDays.max).default(personInvitationDays.preset),
  }),
  bodyOptional: true,
  success: {
    201: z
      .strictObject({
        platform: shownIdentifier().nullable().describe('The address at which people register.'),
        expiresAt: instant.nullable().describe('When the codes expire. Null: no person was invited.'),
        left: z.int().describe('Number of people without an account whom a further request can invite.'),
        items: z.array(
          z.strictObject({
            personId: uuid.describe('The id that the account will have.'),
            name: shownLabel().describe('Empty for an address.'),
            email: knownEmail.nullable(),
            outcome: z
              .enum(['invited', 'has-account', 'role-not-grantable', 'not-invitable'])
              .describe(
                '`has-account`: the person has registered. `role-not-grantable`: only an admin may invite this person. `not-invitable`: no imported person of the class without an account, or a teacher for a caller who may not invite teachers.',
              ),
            code: shownIdentifier().optional().describe('16 letters and digits. None looks like another.'),
          }),
        ),
      })
      .meta({ id: 'ClassInvitations' }),
  },
  problems: ['class-not-found', 'class-archived', 'invitation-limit-reached'],
});

export const listJoinCodes = operation({
  operationId: 'listJoinCodes',
  service: 'user',
  summary: 'Lists the join codes of a class, newest first, without the codes themselves.',
  method: 'GET',
  path: '/users/classes/{id}/join-codes',
  edgePath: '/api/users/classes/{id}/join-codes',
  access: { edge: teachingRoles },
  priority: 'low',
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
