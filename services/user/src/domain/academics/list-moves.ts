import type { listMoves as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireNode } from './academic-node.ts';
import type { AcademicRepositories, NodeMove } from './ports.ts';

export type ListMovesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'nodes' | 'moves'>>;
};

/**
 * Lists the moves of a node, newest first.
 *
 * @throws Problem `node-not-found`.
 */
export const listMoves =
  ({ unitOfWork }: ListMovesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<NodeMove>> =>
    unitOfWork.run(
      async ({ nodes, moves }) => {
        const node = requireNode(await nodes.find(placeOf(principal, params), params.id));
        return moves.list(node.id, query);
      },
      { readOnly: true },
    );
