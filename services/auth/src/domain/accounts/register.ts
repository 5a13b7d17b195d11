import { defaultInstitutionId, type Role } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { Account, Invitation, Repositories, World } from '../ports.ts';
import { emailKeyOf } from './email-key.ts';

export type Registration = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly invitationToken?: string | undefined;
};
export type Registered = Pick<Account, 'id' | 'email' | 'name'> & { readonly role: Role };

/**
 * Registers an account: a student's, or with the role of an invitation for this e-mail.
 * For an e-mail already known the work, the answer, its shape and its time are the same, and nothing changes.
 *
 * @throws Problem `password-unacceptable`, `invitation-invalid` or `authentication-busy`.
 */
export const register = (world: World) => {
  const { unitOfWork, passwordHasher, blocklist, opaqueTokens, clock, identifiers, padDuration } = world;
  return ({ body }: { body: Registration }): Promise<Registered> => {
    assertAcceptable(body.password, body.email, blocklist);
    return padDuration(async () => {
      const passwordHash = await passwordHasher.hash(body.password);
      return unitOfWork.run((repositories) => insert(repositories, body, passwordHash));
    });
  };

  async function insert(
    repositories: Repositories,
    given: Registration,
    passwordHash: string,
  ): Promise<Registered> {
    const emailKey = emailKeyOf(given.email);
    const invitation = await openInvitation(repositories, given.invitationToken, emailKey);
    const account: Account = {
      id: identifiers.uuid(),
      email: given.email,
      emailKey,
      name: given.name,
      passwordHash,
      role: invitation?.role ?? 'student',
      institutionId: invitation?.institutionId ?? defaultInstitutionId,
      createdAt: clock.now(),
      disabledAt: null,
    };
    if (await repositories.accounts.insertUnlessKnown(account))
      await welcome(repositories, account, invitation);
    else await repositories.audit.record('registration-of-known-email', null);
    return { id: account.id, email: account.email, name: account.name, role: account.role };
  }

  async function openInvitation(
    repositories: Repositories,
    token: string | undefined,
    emailKey: string,
  ): Promise<Invitation | undefined> {
    if (token === undefined) return undefined;
    const invitation = await repositories.invitations.findOpen(opaqueTokens.hashOf(token), clock.now());
    if (invitation === undefined || invitation.emailKey !== emailKey) throw invitationInvalid();
    return invitation;
  }

  async function welcome(
    repositories: Repositories,
    account: Account,
    invitation: Invitation | undefined,
  ): Promise<void> {
    const isUsable =
      invitation === undefined || (await repositories.invitations.use(invitation.tokenHash, clock.now()));
    if (!isUsable) throw invitationInvalid();
    await repositories.audit.record('account-registered', account.id);
    await repositories.outbox.publish({
      type: 'user.registered',
      institutionId: account.institutionId,
      subject: account.id,
      data: { userId: account.id, email: account.email, name: account.name, role: account.role },
    });
  }
};

const invitationInvalid = (): Problem =>
  new Problem('invitation-invalid', {
    errors: [
      { pointer: '/invitationToken', message: 'is unknown, used, expired, or meant for another e-mail' },
    ],
  });
