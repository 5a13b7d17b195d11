import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { createJoinCode as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import { type Clock, dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveClass, requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
import { lockOwnAccount } from './own-account.ts';
import type { JoinCode, JoinCodeLimits, JoinCodeRepositories, JoinCodeSecrets } from './ports.ts';

export type CreateJoinCodeDeps = {
  readonly unitOfWork: UnitOfWork<JoinCodeRepositories>;
  readonly clock: Clock;
  readonly limits: JoinCodeLimits;
  readonly joinCodeSecrets: JoinCodeSecrets;
};

/** A code with its text, which is not stored. */
export type NewJoinCode = { readonly joinCode: JoinCode; readonly code: string; readonly now: Date };

/**
 * Makes a code with which students join a class. A code for one person is an invitation, and works once. The
 * code ends when its maker is disabled, deleted, or has a role that does not manage the codes of the class.
 *
 * @throws Problem `class-not-found`, `forbidden`, `token-invalid` for a deleted account, `class-archived`,
 * `person-not-found`, or `join-code-limit-reached`.
 */
export const createJoinCode =
  ({ unitOfWork, clock, limits, joinCodeSecrets }: CreateJoinCodeDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<NewJoinCode> =>
    unitOfWork.run(async ({ classes, unitRights, days, people, profiles, joinCodes }) => {
      const { institutionId, userId } = principal;
      const given = requireClass(await classes.lock(institutionId, params.id));
      const maker = await requireMaker({ profiles, people }, principal, clock.now());
      requireRight(await rightsIn({ classes, unitRights, days, clock }, maker, given), 'manage-join-codes');
      requireActiveClass(given);
      const personId = body.personId?.toLowerCase() ?? null;
      if (personId !== null && !(await people.lockKnown(institutionId, [personId])).has(personId))
        throw new Problem('person-not-found');
      const now = clock.now();
      const codes = await joinCodes.count(given.id, now);
      if (codes.open >= limits.joinCodesPerClass) throw new Problem('join-code-limit-reached');
      if (codes.all >= limits.joinCodeRecordsPerClass)
        throw new Problem('join-code-limit-reached', {
          detail: `A class has at most ${limits.joinCodeRecordsPerClass} codes, withdrawn and expired ones included.`,
        });
      const code = joinCodeSecrets.make();
      const made = {
        id: crypto.randomUUID(),
        institutionId,
        classId: given.id,
        personId,
        maxUses: personId === null ? body.maxUses : 1,
        createdBy: userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + body.days * dayMilliseconds),
      };
      const hash = (await joinCodeSecrets.hashOf(institutionId, code)) ?? '';
      await joinCodes.insert({ ...made, hash });
      const joinCode = { ...made, uses: 0, withdrawnAt: null, accountRole: null, email: null };
      return { joinCode, code, now };
    });

/**
 * The caller with the present role of the account. The lock makes the event of a change wait, and then
 * withdraw the new code.
 */
const requireMaker = async (
  repositories: Pick<JoinCodeRepositories, 'profiles' | 'people'>,
  principal: Principal,
  now: Date,
): Promise<Principal> => {
  const { role, isDisabled } = await lockOwnAccount(repositories, principal, now);
  if (isDisabled)
    throw new Problem('forbidden', { cause: 'the account was disabled after its token was issued' });
  return { ...principal, role };
};
