import { z } from 'zod';
import { operation } from '../operation.ts';
import { shownIdentifier } from '../text.ts';

export const readRegistrationPolicy = operation({
  operationId: 'readRegistrationPolicy',
  service: 'auth',
  summary: 'Returns who may register without an invitation. The operator of the installation decides this.',
  method: 'GET',
  path: '/auth/registration-policy',
  edgePath: '/api/auth/registration-policy',
  access: { edge: ['admin'] },
  success: {
    200: z
      .strictObject({
        policy: z
          .enum(['open', 'invited', 'domains'])
          .describe('`open`: everybody. `domains`: owners of an address in one of `domains`.'),
        domains: z.array(shownIdentifier()).describe('In their ASCII form. Empty for the other policies.'),
      })
      .meta({ id: 'RegistrationPolicy' }),
  },
  problems: [],
});
