import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import {
  type createNode,
  type listMoves,
  type listNodes,
  readNode,
} from '@ai-teacher/contracts/user/academics.ts';
import type { changeLevels } from '@ai-teacher/contracts/user/tree-levels.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { AcademicNode, NodeMove } from '../../domain/academics/ports.ts';
import type { NodeWithAncestors } from '../../domain/academics/read-node.ts';

type NodeAnswer = AnswerOf<typeof createNode>;

export const presentNode = ({
  id,
  tree,
  parentId,
  level,
  code,
  names,
  position,
  version,
  archivedAt,
  createdAt,
}: AcademicNode): NodeAnswer => ({
  id,
  tree,
  parentId,
  level,
  code,
  names: [...names],
  position,
  version,
  archivedAt: archivedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

export const presentNewNode = (node: AcademicNode): Reply<NodeAnswer> =>
  new Reply(201, presentNode(node), {
    location: locationOf(readNode.edgePath ?? '', { params: { tree: node.tree, id: node.id } }),
  });

export const presentNodeWithAncestors = ({
  node,
  ancestors,
}: NodeWithAncestors): AnswerOf<typeof readNode> => ({
  ...presentNode(node),
  ancestors: ancestors.map(presentNode),
});

export const presentNodes = ({ items, nextCursor }: Listed<AcademicNode>): AnswerOf<typeof listNodes> => ({
  items: items.map(presentNode),
  nextCursor,
});

export const presentMoves = ({ items, nextCursor }: Listed<NodeMove>): AnswerOf<typeof listMoves> => ({
  items: items.map(({ id, fromParentId, toParentId, movedBy, movedAt }) => ({
    id,
    fromParentId,
    toParentId,
    movedBy,
    movedAt: movedAt.toISOString(),
  })),
  nextCursor,
});

export const presentLevels = (levels: readonly string[]): AnswerOf<typeof changeLevels> => ({
  levels: [...levels],
});
