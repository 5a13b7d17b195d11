import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { listDescendants, listNodes } from '@ai-teacher/contracts/user/academics.ts';
import { useQuery } from '@tanstack/react-query';
import { pickName } from '../language/pick-name.ts';
import { readAll, type WholeAnswer, type WholeList, wholeAnswer } from './read-all.ts';

export type Tree = 'organisation' | 'curriculum';
export type AcademicNode = ReadOf<typeof listNodes>['items'][number];
type NodeChoice = { readonly id: string; readonly label: string };

/** Nodes of one tree that a list to choose from contains. */
const maxNodes = 500;

/** The roots of a tree, each before the nodes below it. */
const nodesOf = async (tree: Tree): Promise<WholeList<AcademicNode>> => {
  const roots = await readAll(listNodes, { params: { tree }, query: {} }, maxNodes);
  const nodes: AcademicNode[] = [];
  let { isCut } = roots;
  for (const root of roots.items) {
    if (nodes.length >= maxNodes) return { items: nodes, isCut: true };
    const input = { params: { tree, id: root.id }, query: {} };
    const below = await readAll(listDescendants, input, maxNodes);
    nodes.push(root, ...below.items);
    isCut ||= below.isCut;
  }
  return { items: nodes, isCut };
};

const readChoices = async (tree: Tree): Promise<WholeList<NodeChoice>> => {
  const { items: nodes, isCut } = await nodesOf(tree);
  // A parent precedes its children, so its label is known.
  const labels = new Map<string, string>();
  for (const { id, parentId, names } of nodes) {
    const above = parentId === null ? undefined : labels.get(parentId);
    labels.set(id, above === undefined ? pickName(names) : `${above} › ${pickName(names)}`);
  }
  return { items: [...labels].map(([id, label]) => ({ id, label })), isCut };
};

/** The active nodes of a tree to choose from, each with the names of the nodes above. */
export const useNodeChoices = (tree: Tree): WholeAnswer<NodeChoice> => {
  const list = useQuery({
    queryKey: [listNodes.operationId, tree, 'choices'],
    queryFn: () => readChoices(tree),
  });
  return wholeAnswer(list);
};
