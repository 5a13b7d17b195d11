import type { readPerson as contract } from '@ai-teacher/contracts/user/people.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireRelatedPerson } from './person.ts';
import type { KnownPerson, PersonRepositories } from './ports.ts';

export type ReadPersonDeps = { readonly unitOfWork: UnitOfWork<PersonRepositories>; readonly clock: Clock };

/**
 * Returns a person to the person, to the current teachers of the person's classes, and to admins of the
 * institution and of units above these classes.
 *
 * @throws Problem `person-not-found`.
 */
export const readPerson =
  ({ unitOfWork, clock }: ReadPersonDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<KnownPerson> =>
    unitOfWork.run(
      async (repositories) =>
        (await requireRelatedPerson({ ...repositories, clock }, principal, params.id)).person,
      { readOnly: true },
    );
