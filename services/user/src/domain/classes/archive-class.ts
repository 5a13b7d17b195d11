import type { archiveClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireNode } from '../academics/academic-node.ts';
import { lockManaged, requireMayManage } from './managed-class.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { publishClass, requireClass } from './school-class.ts';

export type ArchiveClassDeps = { readonly unitOfWork: UnitOfWork<ClassRepositories>; readonly clock: Clock };

/**
 * Archives a class. Archiving an archived class changes nothing.
 *
 * @throws Problem `class-not-found`, or `forbidden`.
 */
export const archiveClass =
  ({ unitOfWork, clock }: ArchiveClassDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(async (repositories) => {
      const { registers, nodes, classes } = repositories;
      const { institutionId } = principal;
      await requireMayManage({ ...repositories, clock }, principal, params.id);
      await registers.lock(institutionId);
      const known = await lockManaged({ ...repositories, clock }, principal, params.id);
      if (known.archivedAt !== null) return known;
      await classes.store({ ...known, archivedAt: clock.now() });
      const archived = requireClass(await classes.find(institutionId, known.id));
      const unit = await nodes.find({ institutionId, tree: 'organisation' }, known.unitId);
      await publishClass(repositories, archived, requireNode(unit));
      return archived;
    });
