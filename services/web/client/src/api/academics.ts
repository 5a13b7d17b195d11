import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { listDescendants, listNodes } from '@ai-teacher/contracts/user/academics.ts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { pickName } from '../language/pick-name.ts';
import { readAll } from './read-all.ts';

export type Tree = 'organisation' | 'curriculum';
export type AcademicNode = ReadOf<typeof listNodes>['items'][number];
export type NodeChoice = { readonly id: string; readonly label: string };

/** Nodes of one tree that a list to choose from contains. */
const maxNodes = 500;

const readTree = async (tree: Tree): Promise<readonly NodeChoice[]> => {
  const { items: roots } = await readAll(listNodes, { params: { tree }, query: {} }, maxNodes);
  const nodes: AcademicNode[] = [];
  for (const root of roots) {
    nodes.push(root);
    const input = { params: { tree, id: root.id }, query: {} };
    if (nodes.length < maxNodes) nodes.push(...(await readAll(listDescendants, input, maxNodes)).items);
  }
  // A parent precedes its children, so its label is known.
  const labels = new Map<string, string>();
  for (const { id, parentId, names } of nodes) {
    const above = parentId === null ? undefined : labels.get(parentId);
    labels.set(id, above === undefined ? pickName(names) : `${above} › ${pickName(names)}`);
  }
  return [...labels].map(([id, label]) => ({ id, label }));
};

/** The active nodes of a tree to choose from, each with the names of the nodes above. */
export const useNodeChoices = (tree: Tree): UseQueryResult<readonly NodeChoice[]> =>
  useQuery({
    queryKey: [listNodes.operationId, tree, 'choices'],
    queryFn: () => readTree(tree),
  });
