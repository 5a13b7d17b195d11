import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { JoinCode, JoinCodeState } from './ports.ts';

/** Whether a code can be used, and if not, why. */
export const stateOf = (
  { withdrawnAt, uses, maxUses, expiresAt }: Pick<JoinCode, 'withdrawnAt' | 'uses' | 'maxUses' | 'expiresAt'>,
  now: Date,
): JoinCodeState => {
  if (withdrawnAt !== null) return 'withdrawn';
  if (uses >= maxUses) return 'used-up';
  return expiresAt <= now ? 'expired' : 'open';
};

/** Whether the code is for this caller: for all students, for the caller, or for the caller’s address. */
export const isFor = (
  { personId, email }: Pick<JoinCode, 'personId' | 'email'>,
  caller: { readonly userId: string; readonly email: string | null },
): boolean =>
  personId === null ||
  personId === caller.userId ||
  (email !== null && caller.email !== null && emailKeyOf(email) === emailKeyOf(caller.email));

/** The one problem of every code that cannot be used, so that a guess learns nothing about a code. */
export const invalidCode = (): Problem =>
  new Problem('join-code-invalid', {
    errors: [{ pointer: '/code', message: 'is not a code that you can use' }],
  });
