import type { invitePeople as contract } from '@ai-teacher/contracts/auth/person-invitations.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import { dayMilliseconds, type Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { mayInvitePerson } from '../accounts/granting.ts';
import type { Account, OpaqueTokens } from '../accounts/ports.ts';
import type { FindInvitationDeps } from './invitation.ts';
import type { Repositories } from './ports.ts';
import { requireRoom } from './room-for-invitations.ts';

export type InvitePeopleDeps = FindInvitationDeps & {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts' | 'invitations' | 'audit'>>;
  readonly opaqueTokens: OpaqueTokens;
  readonly identifiers: Identifiers;
  /** Maximum number of open invitations of one maker. */
  readonly maxOpenInvitations: number;
  /** Maximum number of people whom one maker invites in any hour. */
  readonly maxInvitedPeoplePerHour: number;
};

export type InvitedPerson = {
  readonly personId: string;
  readonly outcome: 'invited' | 'has-account' | 'role-not-grantable';
  readonly code?: string;
};

export type InvitedPeople = { readonly expiresAt: Date; readonly items: readonly InvitedPerson[] };

type Given = Input<typeof contract>['body']['people'][number];

/**
 * Invites people in the name of a teacher or an admin. The row of the maker is locked, so concurrent requests
 * cannot exceed a limit. Whether an address has an account has no influence on the answer.
 *
 * @throws Problem `token-invalid` when the account of the maker is disabled or deleted,
 *   `invitation-limit-reached`, or `rate-limited`.
 */
export const invitePeople =
  (deps: InvitePeopleDeps) =>
  ({ body, principal }: Input<typeof contract>): Promise<InvitedPeople> =>
    deps.unitOfWork.run(async (repositories) => {
      const now = deps.clock.now();
      const maker = await repositories.accounts.lock(principal.userId);
      if (maker?.institutionId !== principal.institutionId || maker.disabledAt !== null)
        throw new Problem('token-invalid', { cause: 'the caller may invite no people' });
      // In the order of ids, so that two requests never wait for one another's people.
      const people = body.people.toSorted((one, other) => (one.personId < other.personId ? -1 : 1));
      await repositories.invitations.withdrawFor(
        { institutionId: maker.institutionId, personIds: people.map(({ personId }) => personId) },
        now,
      );
      await requireRoom(
        repositories.invitations,
        { makerId: maker.id, of: 'people', count: people.length, now },
        { maxOpenInvitations: deps.maxOpenInvitations, maxPerHour: deps.maxInvitedPeoplePerHour },
      );
      const expiresAt = new Date(now.getTime() + body.days * dayMilliseconds);
      const made = new Map<string, InvitedPerson>();
      for (const person of people)
        made.set(person.personId, await invitePerson(deps, repositories, { person, maker, now, expiresAt }));
      if (made.values().some(({ outcome }) => outcome === 'invited'))
        await repositories.audit.record('people-invited', maker.id);
      return { expiresAt, items: body.people.flatMap(({ personId }) => made.get(personId) ?? []) };
    });

type Making = {
  readonly person: Given;
  readonly maker: Account;
  readonly now: Date;
  readonly expiresAt: Date;
};

const invitePerson = async (
  { opaqueTokens, identifiers }: InvitePeopleDeps,
  { accounts, invitations }: Pick<Repositories, 'accounts' | 'invitations'>,
  { person: { personId, role, email }, maker, now, expiresAt }: Making,
): Promise<InvitedPerson> => {
  if (!mayInvitePerson(maker, { role, institutionId: maker.institutionId }))
    return { personId, outcome: 'role-not-grantable' };
  if ((await accounts.findById(personId)) !== undefined) return { personId, outcome: 'has-account' };
  const code = opaqueTokens.makeCode();
  await invitations.insertOfPerson({
    id: identifiers.uuid(),
    tokenHash: opaqueTokens.hashOf(code),
    personId,
    email: email ?? null,
    emailKey: email === undefined ? personId : emailKeyOf(email),
    role,
    institutionId: maker.institutionId,
    invitedBy: maker.id,
    createdAt: now,
    expiresAt,
    usedAt: null,
    withdrawnAt: null,
  });
  return { personId, outcome: 'invited', code };
};
