import type { moveNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import {
  contains,
  requireAbove,
  requireLevelBelow,
  requireNode,
  requireParent,
  requireVersion,
} from './academic-node.ts';
import type { AcademicLimits, AcademicNode, AcademicRepositories } from './ports.ts';
import { publishPlace } from './unit-path.ts';

export type MoveNodeDeps = {
  readonly unitOfWork: UnitOfWork<AcademicRepositories & { readonly outbox: Outbox }>;
  readonly clock: Clock;
  readonly limits: AcademicLimits;
};

/**
 * Moves a node, with all nodes below it, to another parent, and records the move. Moves of one tree wait for
 * one another, so two of them cannot form a circle. Readers never wait.
 *
 * @throws Problem `node-not-found`, `forbidden` unless the caller is an admin above the node and of the new
 * parent, `node-changed`, `node-cycle`, `node-archived`, `tree-limit-reached`,
 * `move-limit-reached`, or `input-invalid` for a parent whose level is not above the node's.
 */
export const moveNode =
  ({ unitOfWork, clock, limits }: MoveNodeDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ trees, nodes, moves, unitRights, days, outbox }) => {
      const place = placeOf(principal, params);
      const standing = await unitStandingOf({ unitRights, days, clock }, principal);
      requireAnyUnit(standing);
      const { levels } = await trees.lock(place);
      const node = requireAbove(standing, requireNode(await nodes.lock(place, params.id)));
      requireVersion(node, body.version);
      if (node.archivedAt !== null) throw new Problem('node-archived');
      if (node.parentId === body.parentId) return node;
      const parent = await requireParent(nodes, place, body.parentId, standing);
      if (parent !== undefined && contains(node, parent)) throw new Problem('node-cycle');
      requireLevelBelow(levels, node.level, parent, '/parentId');
      if (parent !== undefined && (await nodes.hasChildren(parent.id, limits.childrenPerNode)))
        throw new Problem('tree-limit-reached');
      if ((await moves.count(node.id)) >= limits.movesPerNode)
        throw new Problem('move-limit-reached', {
          detail: `A node moves at most ${limits.movesPerNode} times, because each move is recorded.`,
        });
      await nodes.move(node, parent);
      await moves.insert({
        id: crypto.randomUUID(),
        nodeId: node.id,
        fromParentId: node.parentId,
        toParentId: body.parentId,
        movedBy: principal.userId,
        movedAt: clock.now(),
      });
      const moved = requireNode(await nodes.find(place, node.id));
      await publishPlace({ nodes, outbox }, moved);
      return moved;
    });
