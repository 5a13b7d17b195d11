import type { readClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { requireClass, requireRight, rightsIn } from './school-class.ts';

export type ReadClassDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ClassRepositories, 'classes' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Returns a class to an admin of the institution or of its unit or above, or to a person who belongs to it
 * today.
 *
 * @throws Problem `class-not-found`.
 */
export const readClass =
  ({ unitOfWork, clock }: ReadClassDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(
      async ({ classes, unitRights, days }) => {
        const found = requireClass(await classes.find(principal.institutionId, params.id));
        requireRight(await rightsIn({ classes, unitRights, days, clock }, principal, found), 'read');
        return found;
      },
      { readOnly: true },
    );
