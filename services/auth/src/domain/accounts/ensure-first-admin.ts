import { defaultInstitutionId, emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { hashPassword } from '../passwords/password-form.ts';
import type { PasswordHasher } from '../passwords/ports.ts';
import { publishRegistration } from './account.ts';
import { takeAddress } from './address.ts';
import type { Account, Repositories } from './ports.ts';

export type EnsureFirstAdminDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly passwordHasher: Pick<PasswordHasher, 'hash'>;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
};

/**
 * Creates the first admin, unless a verified account with this e-mail exists. An unverified account makes
 * way: any person may have registered with the address of the operator. Replicas may start together: the
 * unique e-mail lets one of them insert the account.
 */
export const ensureFirstAdmin =
  ({ unitOfWork, passwordHasher, clock, identifiers }: EnsureFirstAdminDeps) =>
  async ({ email, password }: { readonly email: string; readonly password: string }): Promise<void> => {
    const passwordHash = await hashPassword(passwordHasher, password);
    const now = clock.now();
    await unitOfWork.run(async (repositories) => {
      const account: Account = {
        id: identifiers.uuid(),
        email,
        emailKey: emailKeyOf(email),
        name: 'Administrator',
        passwordHash,
        role: 'admin',
        institutionId: defaultInstitutionId,
        createdAt: now,
        disabledAt: null,
        verifiedAt: now,
      };
      const taken = await takeAddress(repositories, account, { now });
      if (taken !== undefined) await publishRegistration(repositories, taken);
    });
  };
