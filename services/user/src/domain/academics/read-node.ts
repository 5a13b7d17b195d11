import type { readNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireNode } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type ReadNodeDeps = { readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'nodes'>> };

export type NodeWithAncestors = { readonly node: AcademicNode; readonly ancestors: readonly AcademicNode[] };

/**
 * Returns a node with its ancestors.
 *
 * @throws Problem `node-not-found`.
 */
export const readNode =
  ({ unitOfWork }: ReadNodeDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<NodeWithAncestors> =>
    unitOfWork.run(
      async ({ nodes }) => {
        const ancestry = await nodes.listToNode(placeOf(principal, params), params.id);
        return { node: requireNode(ancestry.at(-1)), ancestors: ancestry.slice(0, -1) };
      },
      { readOnly: true },
    );
