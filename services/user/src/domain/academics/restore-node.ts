import type { restoreNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { requireAbove, requireNode, requireParent } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type RestoreNodeDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'trees' | 'nodes' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Restores a node and the nodes below it that were archived with it. Nodes that were archived earlier stay
 * archived. Restoring a node in use changes nothing.
 *
 * @throws Problem `node-not-found`, `forbidden`, or `node-archived` while the parent is archived.
 */
export const restoreNode =
  ({ unitOfWork, clock }: RestoreNodeDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ trees, nodes, unitRights, days }) => {
      const place = placeOf(principal, params);
      const standing = await unitStandingOf({ unitRights, days, clock }, principal);
      requireAnyUnit(standing);
      await trees.lock(place);
      const node = requireAbove(standing, requireNode(await nodes.find(place, params.id)));
      if (node.archivedAt === null) return node;
      await requireParent(nodes, place, node.parentId, standing);
      await nodes.restore(node);
      return requireNode(await nodes.find(place, node.id));
    });
