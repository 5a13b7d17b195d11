import type { listDescendants as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireNode } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type ListDescendantsDeps = { readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'nodes'>> };

/**
 * Lists the nodes below a node, each parent before its children.
 *
 * @throws Problem `node-not-found`.
 */
export const listDescendants =
  ({ unitOfWork }: ListDescendantsDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<AcademicNode>> =>
    unitOfWork.run(
      async ({ nodes }) =>
        nodes.listDescendants(requireNode(await nodes.find(placeOf(principal, params), params.id)), query),
      { readOnly: true },
    );
