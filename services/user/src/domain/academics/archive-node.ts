import type { archiveNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireNode } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type ArchiveNodeDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'trees' | 'nodes'>>;
  readonly clock: Clock;
};

/**
 * Archives a node and every node below it. Archiving an archived node changes nothing.
 *
 * @throws Problem `node-not-found`.
 */
export const archiveNode =
  ({ unitOfWork, clock }: ArchiveNodeDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ trees, nodes }) => {
      const place = placeOf(principal, params);
      await trees.lock(place);
      const node = requireNode(await nodes.find(place, params.id));
      if (node.archivedAt !== null) return node;
      await nodes.archive(node, clock.now());
      return requireNode(await nodes.find(place, node.id));
    });
