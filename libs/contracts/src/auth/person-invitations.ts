import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownIdentifier } from '../text.ts';
import { email, instant, knownEmail, role, uuid } from '../values.ts';
import { invitationState } from './invitations.ts';

/** Maximum number of people in one call of `invitePeople` and `withdrawPersonInvitations`. */
export const maxInvitedPeople = 200;
/** Default and maximum time for which an invitation of a person can be used, in days. */
export const personInvitationDays = { preset: 14, max: 30 } as const;

const people = z.array(uuid).min(1).max(maxInvitedPeople);

export const invitePeople = operation({
  operationId: 'invitePeople',
  service: 'auth',
  summary: `Invites up to ${maxInvitedPeople} people, each with the id that the account will have. Earlier invitations of these people are withdrawn. Only this answer contains the codes. Only services may call this.`,
  method: 'POST',
  path: '/auth/class-invitations',
  access: { services: ['user'] },
  body: z.strictObject({
    people: z
      .array(
        z.strictObject({
          personId: uuid,
          role: z.enum(['student', 'teacher']),
          email: email.optional().describe('The only address that can register with the code.'),
        }),
      )
      .min(1)
      .max(maxInvitedPeople),
    days: z.int().min(1).max(personInvitationDays.max),
  }),
  success: {
    201: z
      .strictObject({
        expiresAt: instant,
        items: z
          .array(
            z.strictObject({
              personId: uuid,
              outcome: z
                .enum(['invited', 'has-account', 'role-not-grantable'])
                .describe(
                  '`has-account`: the person has registered. `role-not-grantable`: the caller may not grant the role.',
                ),
              code: shownIdentifier().optional(),
            }),
          )
          .describe('One result for each person, in the given order.'),
      })
      .meta({ id: 'InvitedPeople' }),
  },
  problems: ['invitation-limit-reached'],
});

export const withdrawPersonInvitations = operation({
  operationId: 'withdrawPersonInvitations',
  service: 'auth',
  summary:
    'Withdraws the open invitations of people. A repeated request changes nothing. Only services may call this.',
  method: 'POST',
  path: '/internal/person-invitations/withdraw',
  access: { services: ['user'] },
  body: z.strictObject({ institutionId: uuid, personIds: people }),
  success: { 204: null },
  problems: [],
});

const personInvitation = z
  .strictObject({
    id: uuid,
    personId: uuid.describe('The id of the account that registers with the code.'),
    email: knownEmail.nullable().describe('The only address that can register. Null: any address.'),
    role,
    state: invitationState,
    invitedBy: uuid.describe('The account that made the invitation.'),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'PersonInvitation' });

export const listPersonInvitations = operation({
  operationId: 'listPersonInvitations',
  service: 'auth',
  summary:
    'Lists the invitations that teachers and admins made for people of classes, newest first, without their codes. `invitedBy` selects those of a maker. `withdrawInvitation` withdraws one.',
  method: 'GET',
  path: '/auth/person-invitations',
  edgePath: '/api/auth/person-invitations',
  access: { edge: ['admin'] },
  priority: 'low',
  query: pageQuery.extend({ invitedBy: uuid.optional() }),
  success: { 200: pageOf(personInvitation).meta({ id: 'PersonInvitations' }) },
  problems: [],
});
