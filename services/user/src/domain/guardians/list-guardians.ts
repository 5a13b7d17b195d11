import type { listGuardians as contract } from '@ai-teacher/contracts/user/guardians.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireRelatedPerson } from '../people/person.ts';
import type { GuardianLink, GuardianRepositories } from './ports.ts';

export type ListGuardiansDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<GuardianRepositories, 'knownPeople' | 'guardians' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/**
 * Lists the guardians of a student, newest first.
 *
 * @throws Problem `person-not-found` for a caller who is not the student and does not look after the student.
 */
export const listGuardians =
  ({ unitOfWork, clock }: ListGuardiansDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<GuardianLink>> =>
    unitOfWork.run(
      async ({ knownPeople, unitRights, days, guardians }) => {
        const { person } = await requireRelatedPerson(
          { knownPeople, unitRights, days, clock },
          principal,
          params.id,
        );
        return guardians.list({ studentId: person.id }, query);
      },
      { readOnly: true },
    );
