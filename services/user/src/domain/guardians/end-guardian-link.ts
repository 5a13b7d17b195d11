import type { endGuardianLink as contract } from '@ai-teacher/contracts/user/guardians.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { isOwnStudent } from '../people/person.ts';
import { publishGuardianLink } from './guardian-link.ts';
import type { GuardianRepositories } from './ports.ts';

export type EndGuardianLinkDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<GuardianRepositories, 'knownPeople' | 'guardians' | 'outbox' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/**
 * Ends the link between a guardian and a student whom the caller looks after. A repetition changes nothing.
 *
 * @throws Problem `guardian-not-found` for an unknown link, and for a student of other people.
 */
export const endGuardianLink =
  ({ unitOfWork, clock }: EndGuardianLinkDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<void> =>
    unitOfWork.run(async ({ knownPeople, unitRights, days, guardians, outbox }) => {
      const { institutionId, role } = principal;
      const link = await guardians.find(institutionId, params.id);
      if (link === undefined) throw new Problem('guardian-not-found');
      const student = await knownPeople.find(institutionId, link.studentId);
      const isAllowed =
        role === 'admin' ||
        (student !== undefined &&
          (await isOwnStudent({ knownPeople, unitRights, days, clock }, principal, student)));
      if (!isAllowed) throw new Problem('guardian-not-found');
      const ended = await guardians.end(link.id, clock.now());
      if (ended !== undefined) await publishGuardianLink({ outbox }, ended);
    });
