import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { JoinCodeRepositories } from './ports.ts';

/**
 * Locks the caller’s own account against events until the end of the transaction. An access token remains
 * valid until the end of its session is known here, so its role may be an earlier one.
 *
 * @throws Problem `token-invalid` for a deleted account.
 */
export const lockOwnAccount = async (
  { profiles, people }: Pick<JoinCodeRepositories, 'profiles' | 'people'>,
  principal: Principal,
  now: Date,
): Promise<{ readonly role: Role; readonly isDisabled: boolean }> => {
  await profiles.insertUnlessKnown(principal, now);
  await profiles.learnRole(principal);
  const account = await people.lockAccount(principal.institutionId, principal.userId);
  if (account === undefined)
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
  return account;
};
