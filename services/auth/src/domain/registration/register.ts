import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { publishRegistration } from '../accounts/account.ts';
import { emailKeyOf } from '../accounts/email-key.ts';
import type { Account, DurationPadding } from '../accounts/ports.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { PasswordBlocklist, PasswordHasher } from '../passwords/ports.ts';
import {
  type FindInvitationDeps,
  findInvitation,
  type PresentedInvitation,
  useInvitation,
} from './invitation.ts';
import type { Repositories } from './ports.ts';
import { countInvitationGuess, countRegistration, type RegistrationLimitDeps } from './registration-limit.ts';
import { assertMayRegister, type RegistrationPolicy } from './registration-policy.ts';

type RegisterRepositories = Pick<Repositories, 'accounts' | 'invitations' | 'audit' | 'outbox'>;

export type RegisterDeps = RegistrationLimitDeps &
  FindInvitationDeps & {
    readonly registrationPolicy: RegistrationPolicy;
    readonly unitOfWork: UnitOfWork<RegisterRepositories>;
    readonly passwordHasher: Pick<PasswordHasher, 'hash'>;
    readonly blocklist: PasswordBlocklist;
    readonly identifiers: Identifiers;
    readonly padDuration: DurationPadding;
  };

export type Registered = Pick<Account, 'id' | 'email' | 'name' | 'role'>;

/**
 * Registers an account: as a student, or with the role of an invitation for this e-mail. For an e-mail that
 * is already known the work, the shape of the answer and its duration are the same, and nothing changes.
 * Registrations without an invitation follow the policy of the installation and are limited.
 *
 * @throws Problem `registration-closed`, `password-unacceptable`, `invitation-invalid`,
 *   `authentication-busy`, or a problem of `countRegistration`.
 */
export const register =
  (deps: RegisterDeps) =>
  async ({ body, clientAddress }: Input<typeof contract.register>): Promise<Registered> => {
    const { password, invitationToken, ...person } = body;
    const invitation = invitationToken === undefined ? undefined : { invitationToken, email: person.email };
    if (invitation === undefined) assertMayRegister(deps.registrationPolicy, person.email);
    else await assertInvited(deps, invitation, clientAddress);
    assertAcceptable({ password, ...person, pointer: '/password' }, deps.blocklist);
    const work = () =>
      deps.padDuration(async () => {
        const passwordHash = await deps.passwordHasher.hash(password);
        return deps.unitOfWork.run((repositories) =>
          insertAccount(deps, repositories, { ...person, passwordHash, invitationToken }),
        );
      });
    return invitation === undefined ? countRegistration(deps, clientAddress, work) : work();
  };

/** Refuses an invalid invitation before the password is hashed. The transaction examines it again. */
const assertInvited = async (
  deps: RegisterDeps,
  presented: PresentedInvitation,
  clientAddress: string | undefined,
): Promise<void> => {
  const invitation = await deps.unitOfWork.run(
    (repositories) => findInvitation(deps, repositories, presented),
    { readOnly: true },
  );
  if (invitation !== undefined) return;
  await countInvitationGuess(deps, clientAddress);
  throw invitationInvalid();
};

type Registration = {
  readonly email: string;
  readonly passwordHash: string;
  readonly name: string;
  readonly invitationToken: string | undefined;
};

const insertAccount = async (
  deps: RegisterDeps,
  repositories: RegisterRepositories,
  { email, passwordHash, name, invitationToken }: Registration,
): Promise<Registered> => {
  const { clock, identifiers } = deps;
  const invitation =
    invitationToken === undefined
      ? undefined
      : await useInvitation(deps, repositories, { invitationToken, email });
  if (invitationToken !== undefined && invitation === undefined) throw invitationInvalid();
  const account: Account = {
    id: identifiers.uuid(),
    email,
    emailKey: emailKeyOf(email),
    name,
    passwordHash,
    role: invitation?.role ?? 'student',
    institutionId: invitation?.institutionId ?? defaultInstitutionId,
    createdAt: clock.now(),
    disabledAt: null,
  };
  if (await repositories.accounts.insertUnlessKnown(account))
    await publishRegistration(repositories, account);
  else await repositories.audit.record('registration-of-known-email', null);
  return { id: account.id, email, name, role: account.role };
};

const invitationInvalid = (): Problem =>
  new Problem('invitation-invalid', {
    errors: [
      {
        pointer: '/invitationToken',
        message: 'is unknown, used, withdrawn, expired, or meant for another e-mail',
      },
    ],
  });
