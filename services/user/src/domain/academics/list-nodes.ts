import type { listNodes as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { foldedName, requireNode } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories } from './ports.ts';

export type ListNodesDeps = { readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'nodes'>> };

/**
 * Lists the children of a node, the node with a code, the nodes whose name begins with a text, or the roots.
 *
 * @throws Problem `node-not-found` for an unknown parent.
 */
export const listNodes =
  ({ unitOfWork }: ListNodesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<AcademicNode>> =>
    unitOfWork.run(
      async ({ nodes }) => {
        const place = placeOf(principal, params);
        const { parentId, code, name, ...page } = query;
        if (code !== undefined) return nodes.listByCode(place, code, page);
        if (name !== undefined) return nodes.listByName(place, foldedName(name), page);
        const children = await nodes.listChildren(place, parentId ?? null, page);
        // A node with children exists, so only an empty page needs a second statement.
        if (parentId !== undefined && children.items.length === 0)
          requireNode(await nodes.find(place, parentId));
        return children;
      },
      { readOnly: true },
    );
