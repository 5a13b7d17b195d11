import type { restoreClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveNode } from '../academics/academic-node.ts';
import { requireActiveCourse } from '../courses/course.ts';
import { lockManaged, requireMayManage } from './managed-class.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { publishClass, requireClass } from './school-class.ts';

export type RestoreClassDeps = { readonly unitOfWork: UnitOfWork<ClassRepositories>; readonly clock: Clock };

/**
 * Restores an archived class. Restoring an active class changes nothing.
 *
 * @throws Problem `class-not-found`, `forbidden`, or `course-archived` or `node-archived` while its course or
 * its unit is archived.
 */
export const restoreClass =
  ({ unitOfWork, clock }: RestoreClassDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(async (repositories) => {
      const { registers, nodes, courses, classes } = repositories;
      const { institutionId } = principal;
      await requireMayManage({ ...repositories, clock }, principal, params.id);
      await registers.lock(institutionId);
      const known = await lockManaged({ ...repositories, clock }, principal, params.id);
      if (known.archivedAt === null) return known;
      await requireActiveCourse(courses, institutionId, known.courseId);
      const unit = await requireActiveNode(nodes, { institutionId, tree: 'organisation' }, known.unitId);
      await classes.store({ ...known, archivedAt: null });
      const restored = requireClass(await classes.find(institutionId, known.id));
      await publishClass(repositories, restored, unit);
      return restored;
    });
