import { listNodes, readNode } from '@ai-teacher/contracts/user/academics.ts';
import { useTranslation } from 'react-i18next';
import type { Tree } from '../../api/academics.ts';
import { useAnswer, useList } from '../../api/calls.ts';
import { pickName } from '../../language/pick-name.ts';
import type { Crumb } from './crumbs.tsx';

type Place = { readonly tree: Tree; readonly nodeId: string | null; readonly withArchived?: boolean };

/** A node of a tree, its children, and the way to it. Without an id the children are the roots. */
export const useNode = ({ tree, nodeId, withArchived = false }: Place) => {
  const { t } = useTranslation();
  const answer = useAnswer(readNode, { params: { tree, id: nodeId ?? '' } }, { enabled: nodeId !== null });
  const node = nodeId === null ? undefined : answer.data;
  const children = useList(listNodes, {
    params: { tree },
    query: {
      limit: 100,
      state: withArchived ? 'all' : 'active',
      ...(nodeId === null ? {} : { parentId: nodeId }),
    },
  });
  const top: Crumb = { id: null, label: t(`organisation.views.${tree}`) };
  const below = node === undefined ? [] : [...node.ancestors, node];
  const crumbs = [top, ...below.map(({ id, names }) => ({ id, label: pickName(names) }))];
  return { node, fault: answer.error, children, crumbs };
};
