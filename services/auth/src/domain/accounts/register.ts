import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { PasswordBlocklist, PasswordHasher } from '../passwords/ports.ts';
import { publishRegistration } from './account.ts';
import { emailKeyOf } from './email-key.ts';
import type { Account, DurationPadding, Invitation, OpaqueTokens, Repositories } from './ports.ts';

type RegisterRepositories = Pick<Repositories, 'accounts' | 'invitations' | 'audit' | 'outbox'>;

export type RegisterDeps = {
  readonly unitOfWork: UnitOfWork<RegisterRepositories>;
  readonly passwordHasher: Pick<PasswordHasher, 'hash'>;
  readonly blocklist: PasswordBlocklist;
  readonly opaqueTokens: Pick<OpaqueTokens, 'hashOf'>;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
  readonly padDuration: DurationPadding;
};

export type Registered = Pick<Account, 'id' | 'email' | 'name' | 'role'>;

/**
 * Registers an account: as a student, or with the role of an invitation for this e-mail. For an e-mail that
 * is already known the work, the shape of the answer and its duration are the same, and nothing changes.
 *
 * @throws Problem `password-unacceptable`, `invitation-invalid` or `authentication-busy`.
 */
export const register =
  (deps: RegisterDeps) =>
  async ({ body }: Input<typeof contract.register>): Promise<Registered> => {
    const { password, ...person } = body;
    const { email, name } = body;
    assertAcceptable({ password, email, name, pointer: '/password' }, deps.blocklist);
    return deps.padDuration(async () => {
      const passwordHash = await deps.passwordHasher.hash(password);
      return deps.unitOfWork.run((repositories) =>
        insertAccount(deps, repositories, { ...person, passwordHash }),
      );
    });
  };

type Registration = {
  readonly email: string;
  readonly passwordHash: string;
  readonly name: string;
  readonly invitationToken?: string | undefined;
};

const insertAccount = async (
  deps: RegisterDeps,
  repositories: RegisterRepositories,
  { email, passwordHash, name, invitationToken }: Registration,
): Promise<Registered> => {
  const { clock, identifiers } = deps;
  const emailKey = emailKeyOf(email);
  const invitation =
    invitationToken === undefined
      ? undefined
      : await findInvitation(deps, repositories, { invitationToken, emailKey });
  const account: Account = {
    id: identifiers.uuid(),
    email,
    emailKey,
    name,
    passwordHash,
    role: invitation?.role ?? 'student',
    institutionId: invitation?.institutionId ?? defaultInstitutionId,
    createdAt: clock.now(),
    disabledAt: null,
  };
  if (await repositories.accounts.insertUnlessKnown(account)) {
    if (invitation !== undefined && !(await repositories.invitations.use(invitation.tokenHash, clock.now())))
      throw invitationInvalid();
    await publishRegistration(repositories, account);
  } else await repositories.audit.record('registration-of-known-email', null);
  return { id: account.id, email, name, role: account.role };
};

const findInvitation = async (
  { opaqueTokens, clock }: RegisterDeps,
  { invitations }: RegisterRepositories,
  { invitationToken, emailKey }: { readonly invitationToken: string; readonly emailKey: string },
): Promise<Invitation> => {
  const invitation = await invitations.findOpen(opaqueTokens.hashOf(invitationToken), clock.now());
  if (invitation === undefined || invitation.emailKey !== emailKey) throw invitationInvalid();
  return invitation;
};

const invitationInvalid = (): Problem =>
  new Problem('invitation-invalid', {
    errors: [
      { pointer: '/invitationToken', message: 'is unknown, used, expired, or meant for another e-mail' },
    ],
  });
