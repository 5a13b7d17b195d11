import { z } from 'zod';
import { operation } from '../operation.ts';
import { label, shownIdentifier } from '../text.ts';
import { dangerousProblems } from './passwords.ts';

/** `domains` admits owners of an address in a list of domains. */
const policies = ['open', 'invited', 'domains'] as const;

export const registrationPolicyKind = z.enum(policies);

/** Maximum number of domains that a policy admits. */
export const maxAdmittedDomains = 100;

export const registrationPolicy = z
  .strictObject({
    policy: registrationPolicyKind.describe(
      '`open`: everybody. `domains`: owners of an address in one of `domains`.',
    ),
    domains: z.array(shownIdentifier()).describe('In their ASCII form. Empty for the other policies.'),
    setBy: z
      .enum(['operator', 'admin'])
      .describe('`operator`: the setting of the installation applies. `admin`: an admin replaced it.'),
    locked: z
      .boolean()
      .describe('Whether the operator reserves the decision. Admins can then change nothing.'),
  })
  .meta({ id: 'RegistrationPolicy' });

export const readRegistrationPolicy = operation({
  operationId: 'readRegistrationPolicy',
  service: 'auth',
  summary: 'Returns who may register without an invitation.',
  method: 'GET',
  path: '/auth/registration-policy',
  edgePath: '/api/auth/registration-policy',
  access: { edge: ['admin'] },
  success: { 200: registrationPolicy },
  problems: [],
});

export const changeRegistrationPolicy = operation({
  operationId: 'changeRegistrationPolicy',
  service: 'auth',
  summary:
    'Changes who may register without an invitation, from the next registration on. The policy applies to the whole installation, so only admins of its first institution may change it. `default` returns to the setting of the operator.',
  method: 'PUT',
  path: '/auth/registration-policy',
  edgePath: '/api/auth/registration-policy',
  access: { edge: ['admin'] },
  body: z.strictObject({
    policy: z.enum([...policies, 'default']),
    domains: z
      .array(label({ max: 253 }))
      .min(1)
      .max(maxAdmittedDomains)
      .optional()
      .describe(
        'Host names such as `school.example`, for the policy `domains` alone. A subdomain needs its own entry.',
      ),
  }),
  success: { 200: registrationPolicy },
  problems: ['registration-policy-locked', ...dangerousProblems],
});
