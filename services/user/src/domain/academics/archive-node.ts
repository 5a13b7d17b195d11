import type { archiveNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { requireAbove, requireNode } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type ArchiveNodeDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AcademicRepositories, 'registers' | 'trees' | 'nodes' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/**
 * Archives a node and every node below it. Archiving an archived node changes nothing.
 *
 * @throws Problem `node-not-found`, `forbidden`, or `node-in-use` while active classes or courses need it.
 */
export const archiveNode =
  ({ unitOfWork, clock }: ArchiveNodeDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ registers, trees, nodes, unitRights, days }) => {
      const place = placeOf(principal, params);
      const standing = await unitStandingOf({ unitRights, days, clock }, principal);
      requireAnyUnit(standing);
      // No class is created in the node, or restored, meanwhile.
      await registers.lock(place.institutionId);
      await trees.lock(place);
      const node = requireAbove(standing, requireNode(await nodes.find(place, params.id)));
      if (node.archivedAt !== null) return node;
      if (await nodes.isInUse(node)) throw new Problem('node-in-use');
      await nodes.archive(node, clock.now());
      return requireNode(await nodes.find(place, node.id));
    });
