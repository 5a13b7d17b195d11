import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { PasswordHasher } from '../passwords/ports.ts';
import { publishRegistration } from './account.ts';
import { emailKeyOf } from './email-key.ts';
import type { Account, Repositories } from './ports.ts';

export type EnsureFirstAdminDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts' | 'audit' | 'outbox'>>;
  readonly passwordHasher: Pick<PasswordHasher, 'hash'>;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
};

/**
 * Creates the first admin, unless an account with this e-mail exists. Replicas may start together: the unique
 * e-mail lets one of them insert the account.
 */
export const ensureFirstAdmin =
  ({ unitOfWork, passwordHasher, clock, identifiers }: EnsureFirstAdminDeps) =>
  async ({ email, password }: { readonly email: string; readonly password: string }): Promise<void> => {
    const passwordHash = await passwordHasher.hash(password);
    await unitOfWork.run(async (repositories) => {
      const account: Account = {
        id: identifiers.uuid(),
        email,
        emailKey: emailKeyOf(email),
        name: 'Administrator',
        passwordHash,
        role: 'admin',
        institutionId: defaultInstitutionId,
        createdAt: clock.now(),
        disabledAt: null,
      };
      if (await repositories.accounts.insertUnlessKnown(account))
        await publishRegistration(repositories, account);
    });
  };
