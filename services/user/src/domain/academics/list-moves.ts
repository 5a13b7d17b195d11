import type { listMoves as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { administers, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { requireNode } from './academic-node.ts';
import type { AcademicRepositories, NodeMove } from './ports.ts';

export type ListMovesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'nodes' | 'moves' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Lists the moves of a node, newest first.
 *
 * @throws Problem `node-not-found`, or `forbidden` for a caller who is no admin of the node or above.
 */
export const listMoves =
  ({ unitOfWork, clock }: ListMovesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<NodeMove>> =>
    unitOfWork.run(
      async ({ nodes, moves, unitRights, days }) => {
        const node = requireNode(await nodes.find(placeOf(principal, params), params.id));
        if (!administers(await unitStandingOf({ unitRights, days, clock }, principal), node))
          throw new Problem('forbidden');
        return moves.list(node.id, query);
      },
      { readOnly: true },
    );
