import { maxInvitedPeople } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { inviteToClass as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import type { SchoolClass } from '../classes/ports.ts';
import { requireActiveClass, requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
import type {
  AccountInvitations,
  InvitationRepositories,
  InvitedAccount,
  Invitee,
  JoinCodeSecrets,
  NewClassInvitation,
} from './ports.ts';

export type InviteToClassDeps = {
  readonly unitOfWork: UnitOfWork<InvitationRepositories>;
  readonly clock: Clock;
  readonly joinCodeSecrets: JoinCodeSecrets;
  readonly accountInvitations: AccountInvitations;
  /** The address at which people reach the platform; undefined: slips name none. */
  readonly platformAddress: string | undefined;
};

export type ClassInvitation = Pick<Invitee, 'personId' | 'name' | 'email'> & {
  readonly outcome: InvitedAccount['outcome'] | 'not-invitable';
  readonly code?: string | undefined;
};

export type ClassInvitations = {
  readonly classTitle: string;
  readonly platformAddress: string | undefined;
  /** Undefined when no person was asked for. */
  readonly expiresAt: Date | undefined;
  /** The day of `expiresAt` in the time zone of the institution. */
  readonly expiresOn: string | undefined;
  readonly items: readonly ClassInvitation[];
  /** Number of people without an account whom the next request can invite. */
  readonly left: number;
};

type Given = Pick<Input<typeof contract>, 'principal' | 'params' | 'body'>;
type Asked = { readonly given: SchoolClass; readonly invitees: readonly Invitee[]; readonly left: number };

/**
 * Invites people of a class who have no account, and e-mail addresses. Auth makes the codes, so a code also
 * registers the account. The answer is the same whether or not an address has an account.
 *
 * @throws Problem `class-not-found`, `forbidden`, `class-archived`, or a problem of auth.
 */
export const inviteToClass =
  (deps: InviteToClassDeps) =>
  async ({ principal, params, body }: Given): Promise<ClassInvitations> => {
    const { unitOfWork, accountInvitations, platformAddress } = deps;
    const { given, invitees, left } = await unitOfWork.run(
      (repositories) => readInvitees(deps, repositories, { principal, params, body }),
      { readOnly: true },
    );
    const base = { classTitle: given.title, platformAddress, left };
    const unknown = notInvitable(body.personIds, invitees);
    if (invitees.length === 0) return { ...base, expiresAt: undefined, expiresOn: undefined, items: unknown };
    // No lock waits for auth.
    const { expiresAt, items: accounts } = await accountInvitations.invite(invitees, body.days);
    const byPerson = new Map(accounts.map((account) => [account.personId, account]));
    const items = invitees.map(({ personId, name, email }): ClassInvitation => {
      const { outcome, code } = byPerson.get(personId) ?? { outcome: 'not-invitable' as const };
      return { personId, name, email, outcome, code };
    });
    const expiresOn = await unitOfWork.run(async (repositories) => {
      await storeInvitations(deps, repositories, { principal, params, invitees, accounts, expiresAt });
      return repositories.days.of(principal.institutionId, expiresAt);
    });
    return { ...base, expiresAt, expiresOn, items: [...items, ...unknown] };
  };

/** @throws Problem `class-not-found`, `forbidden` or `class-archived`. */
const requireInviting = async (
  deps: Pick<InviteToClassDeps, 'clock'> & Pick<InvitationRepositories, 'classes' | 'unitRights' | 'days'>,
  principal: Given['principal'],
  found: SchoolClass | undefined,
): Promise<{ readonly given: SchoolClass; readonly mayInviteTeachers: boolean }> => {
  const given = requireClass(found);
  const may = await rightsIn(deps, principal, given);
  requireRight(may, 'manage-join-codes');
  return { given: requireActiveClass(given), mayInviteTeachers: may('manage-teachers') };
};

const readInvitees = async (
  { clock }: Pick<InviteToClassDeps, 'clock'>,
  { classes, unitRights, days, joinCodes, invitees }: InvitationRepositories,
  { principal, params, body }: Given,
): Promise<Asked> => {
  const found = await classes.find(principal.institutionId, params.id);
  const { given, mayInviteTeachers } = await requireInviting(
    { classes, unitRights, days, clock },
    principal,
    found,
  );
  const now = clock.now();
  const emails = new Map((body.emails ?? []).map((email) => [emailKeyOf(email), email]));
  const open = await joinCodes.listOpenOfEmails(given.id, [...emails.keys()], now);
  const ofEmails = [...emails].map(
    ([emailKey, email]): Invitee => ({
      // A second invitation of an address replaces the first one.
      personId: open.get(emailKey) ?? crypto.randomUUID(),
      name: '',
      email,
      role: 'student',
    }),
  );
  const wantsPeople = body.personIds !== undefined || body.emails === undefined;
  const people = wantsPeople
    ? await invitees.listOfClass({
        classId: given.id,
        personIds: body.personIds?.map((id) => id.toLowerCase()),
        withGuardians: body.guardians,
        withTeachers: mayInviteTeachers,
        day: await todayOf({ days, clock }, principal.institutionId),
        now,
      })
    : [];
  const taken = people.slice(0, maxInvitedPeople - ofEmails.length);
  return { given, invitees: [...ofEmails, ...taken], left: people.length - taken.length };
};

const notInvitable = (
  personIds: readonly string[] | undefined,
  invitees: readonly Invitee[],
): readonly ClassInvitation[] => {
  const found = new Set(invitees.map(({ personId }) => personId));
  return [...new Set((personIds ?? []).map((id) => id.toLowerCase()))]
    .filter((personId) => !found.has(personId))
    .map((personId) => ({ personId, name: '', email: null, outcome: 'not-invitable' }));
};

type Storing = Pick<Given, 'principal' | 'params'> & {
  readonly invitees: readonly Invitee[];
  readonly accounts: readonly InvitedAccount[];
  readonly expiresAt: Date;
};

const storeInvitations = async (
  { clock, joinCodeSecrets }: InviteToClassDeps,
  { classes, unitRights, days, joinCodes }: InvitationRepositories,
  { principal, params, invitees, accounts, expiresAt }: Storing,
): Promise<void> => {
  const { institutionId, userId } = principal;
  const found = await classes.lock(institutionId, params.id);
  const { given } = await requireInviting({ classes, unitRights, days, clock }, principal, found);
  const now = clock.now();
  const codes = new Map(accounts.map(({ personId, code }) => [personId, code]));
  const made: NewClassInvitation[] = [];
  for (const { personId, email, role } of invitees) {
    const code = codes.get(personId);
    const hash = code === undefined ? undefined : await joinCodeSecrets.hashOf(institutionId, code);
    if (hash === undefined) continue;
    made.push({
      id: crypto.randomUUID(),
      institutionId,
      classId: given.id,
      personId,
      hash,
      email,
      emailKey: email === null ? null : emailKeyOf(email),
      accountRole: role,
      createdBy: userId,
      createdAt: now,
      expiresAt,
    });
  }
  await joinCodes.withdrawInvitationsOf(
    made.map(({ personId }) => personId),
    now,
  );
  await joinCodes.insertInvitations(made);
};
