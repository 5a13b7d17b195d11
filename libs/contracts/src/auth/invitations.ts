import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { label } from '../text.ts';
import { instant, knownEmail, role, uuid } from '../values.ts';

export const invitationState = z
  .enum(['open', 'used', 'withdrawn', 'expired'])
  .describe(
    '`open`: can be used. `withdrawn`: an admin withdrew it, or its maker may no longer grant its role.',
  );

export const listedInvitation = z
  .strictObject({
    id: uuid,
    email: knownEmail,
    role,
    state: invitationState,
    invitedBy: uuid.describe('The account that made the invitation.'),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'ListedInvitation' });

export const listInvitations = operation({
  operationId: 'listInvitations',
  service: 'auth',
  summary:
    'Lists the invitations of e-mail addresses into the admin’s institution, newest first, without their tokens. `email` selects those of an address, `invitedBy` those of a maker.',
  method: 'GET',
  path: '/auth/invitations',
  edgePath: '/api/auth/invitations',
  access: { edge: ['admin'] },
  priority: 'low',
  query: pageQuery.extend({
    email: label({ max: 254 }).optional(),
    invitedBy: uuid.optional(),
  }),
  success: { 200: pageOf(listedInvitation).meta({ id: 'ListedInvitations' }) },
  problems: [],
});

export const withdrawInvitation = operation({
  operationId: 'withdrawInvitation',
  service: 'auth',
  summary: 'Withdraws an invitation of the admin’s institution. A repeated request changes nothing.',
  method: 'DELETE',
  path: '/auth/invitations/{id}',
  edgePath: '/api/auth/invitations/{id}',
  access: { edge: ['admin'] },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['invitation-not-found', 'invitation-used'],
});
