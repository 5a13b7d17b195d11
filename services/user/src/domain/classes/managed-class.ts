import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { requireClass, requireRight, rightsIn } from './school-class.ts';

type Deps = Pick<ClassRepositories, 'classes' | 'unitRights' | 'days'> & { readonly clock: Clock };

/**
 * Refuses a caller who may not manage a class, before the caller waits for locks that others need.
 *
 * @throws Problem `class-not-found`, or `forbidden`.
 */
export const requireMayManage = async (deps: Deps, principal: Principal, id: string): Promise<void> => {
  await requireManaged(deps, principal, await deps.classes.find(principal.institutionId, id));
};

/**
 * Locks a class that the caller may manage.
 *
 * @throws Problem `class-not-found`, or `forbidden`.
 */
export const lockManaged = async (deps: Deps, principal: Principal, id: string): Promise<SchoolClass> =>
  requireManaged(deps, principal, await deps.classes.lock(principal.institutionId, id));

const requireManaged = async (
  deps: Deps,
  principal: Principal,
  found: SchoolClass | undefined,
): Promise<SchoolClass> => {
  const given = requireClass(found);
  requireRight(await rightsIn(deps, principal, given), 'manage-class');
  return given;
};
