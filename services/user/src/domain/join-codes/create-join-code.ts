import type { createJoinCode as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import { type Clock, dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveClass, requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
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
 * Makes a code with which students join a class. A code for one person is an invitation, and works once.
 *
 * @throws Problem `class-not-found`, `forbidden`, `class-archived`, `person-not-found`, or
 * `join-code-limit-reached`.
 */
export const createJoinCode =
  ({ unitOfWork, clock, limits, joinCodeSecrets }: CreateJoinCodeDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<NewJoinCode> =>
    unitOfWork.run(async ({ classes, unitRights, days, people, joinCodes }) => {
      const { institutionId, userId } = principal;
      const given = requireClass(await classes.lock(institutionId, params.id));
      requireRight(
        await rightsIn({ classes, unitRights, days, clock }, principal, given),
        'manage-join-codes',
      );
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
