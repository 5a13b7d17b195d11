import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownIdentifier, shownLabel } from '../text.ts';
import { instant, roles, singleLine, teachingRoles, uuid } from '../values.ts';
import { code, maxNameCharacters, names, shownNames } from './names.ts';
import { academicTree, levelName, treeParams } from './tree-levels.ts';

const nodeParams = z.strictObject({ tree: academicTree, id: uuid });

export const academicNode = z
  .strictObject({
    id: uuid,
    tree: academicTree,
    parentId: uuid.nullable().describe('Null for a root.'),
    level: shownIdentifier().describe('One of the levels that the institution has configured for this tree.'),
    code: shownLabel().nullable().describe('The institution’s own code, unique in the tree.'),
    names: shownNames,
    position: z.int().describe('Siblings are ordered by their positions, then by age.'),
    version: z.int().describe('Grows by one with each change of this node.'),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'AcademicNode' });

export const academicNodeWithAncestors = academicNode
  .extend({ ancestors: z.array(academicNode).describe('From the root to the parent.') })
  .meta({ id: 'AcademicNodeWithAncestors' });

const position = z.int().min(0).max(1_000_000);

export const createNode = operation({
  operationId: 'createNode',
  service: 'user',
  summary:
    'Creates a node in a tree. Its level must be below the level of its parent. An admin of a unit creates nodes in the unit and below it.',
  method: 'POST',
  path: '/users/academics/{tree}',
  edgePath: '/api/users/academics/{tree}',
  access: { edge: teachingRoles },
  params: treeParams,
  body: z.strictObject({
    parentId: uuid.nullable().optional(),
    level: levelName,
    code: code.optional(),
    names,
    position: position.optional(),
  }),
  success: { 201: academicNode },
  successHeaders: ['location'],
  problems: ['node-not-found', 'node-archived', 'node-code-taken', 'tree-limit-reached'],
});

export const listNodes = operation({
  operationId: 'listNodes',
  service: 'user',
  summary:
    'Lists the roots of a tree, the children of a node, the node with a code, or the nodes whose name begins with a text.',
  method: 'GET',
  path: '/users/academics/{tree}',
  edgePath: '/api/users/academics/{tree}',
  access: { edge: roles },
  priority: 'low',
  params: treeParams,
  query: pageQuery
    .extend({
      parentId: uuid.optional(),
      code: code.optional(),
      name: singleLine(maxNameCharacters).optional(),
      state: z.enum(['active', 'archived', 'all']).default('active'),
    })
    .refine(
      ({ parentId, code, name }) => [parentId, code, name].filter((given) => given !== undefined).length <= 1,
      'accepts only one of parentId, code and name',
    ),
  success: { 200: pageOf(academicNode) },
  problems: ['node-not-found'],
});

export const readNode = operation({
  operationId: 'readNode',
  service: 'user',
  summary: 'Returns a node with its ancestors.',
  method: 'GET',
  path: '/users/academics/{tree}/{id}',
  edgePath: '/api/users/academics/{tree}/{id}',
  access: { edge: roles },
  params: nodeParams,
  success: { 200: academicNodeWithAncestors },
  problems: ['node-not-found'],
});

export const listDescendants = operation({
  operationId: 'listDescendants',
  service: 'user',
  summary: 'Lists the nodes below a node. A parent comes before its children.',
  method: 'GET',
  path: '/users/academics/{tree}/{id}/descendants',
  edgePath: '/api/users/academics/{tree}/{id}/descendants',
  access: { edge: roles },
  priority: 'low',
  params: nodeParams,
  query: pageQuery.extend({ state: z.enum(['active', 'archived', 'all']).default('active') }),
  success: { 200: pageOf(academicNode) },
  problems: ['node-not-found'],
});

export const changeNode = operation({
  operationId: 'changeNode',
  service: 'user',
  summary:
    'Changes the names, the code or the position of a node. An admin of a unit changes nodes below the unit.',
  method: 'PATCH',
  path: '/users/academics/{tree}/{id}',
  edgePath: '/api/users/academics/{tree}/{id}',
  access: { edge: teachingRoles },
  params: nodeParams,
  body: z.strictObject({
    names: names.optional(),
    code: code.nullable().optional(),
    position: position.optional(),
    version: z.int().optional().describe('The version that the caller has read. Another one answers 409.'),
  }),
  success: { 200: academicNode },
  problems: ['node-not-found', 'node-code-taken', 'node-changed'],
});

export const moveNode = operation({
  operationId: 'moveNode',
  service: 'user',
  summary:
    'Moves a node, with all nodes below it, to another parent, or makes it a root. An admin of units moves nodes from below one of them into or below one of them.',
  method: 'POST',
  path: '/users/academics/{tree}/{id}/move',
  edgePath: '/api/users/academics/{tree}/{id}/move',
  access: { edge: teachingRoles },
  params: nodeParams,
  body: z.strictObject({
    parentId: uuid.nullable(),
    version: z.int().describe('The version that the caller has read. Another one answers 409.'),
  }),
  success: { 200: academicNode },
  problems: [
    'node-not-found',
    'node-changed',
    'node-cycle',
    'node-archived',
    'tree-limit-reached',
    'move-limit-reached',
  ],
});

export const archiveNode = operation({
  operationId: 'archiveNode',
  service: 'user',
  summary:
    'Archives a node and all nodes below it. Nothing is deleted. An admin of a unit archives nodes below the unit. Active classes and courses must be archived first.',
  method: 'POST',
  path: '/users/academics/{tree}/{id}/archive',
  edgePath: '/api/users/academics/{tree}/{id}/archive',
  access: { edge: teachingRoles },
  params: nodeParams,
  success: { 200: academicNode },
  problems: ['node-not-found', 'node-in-use'],
});

export const restoreNode = operation({
  operationId: 'restoreNode',
  service: 'user',
  summary:
    'Restores an archived node, and the nodes below it that were archived with it. An admin of a unit restores nodes below the unit.',
  method: 'POST',
  path: '/users/academics/{tree}/{id}/restore',
  edgePath: '/api/users/academics/{tree}/{id}/restore',
  access: { edge: teachingRoles },
  params: nodeParams,
  success: { 200: academicNode },
  problems: ['node-not-found', 'node-archived'],
});

export const listMoves = operation({
  operationId: 'listMoves',
  service: 'user',
  summary: 'Lists the moves of a node, newest first, to admins of the institution, of the node and above it.',
  method: 'GET',
  path: '/users/academics/{tree}/{id}/moves',
  edgePath: '/api/users/academics/{tree}/{id}/moves',
  access: { edge: teachingRoles },
  priority: 'low',
  params: nodeParams,
  query: pageQuery,
  success: {
    200: pageOf(
      z
        .strictObject({
          id: uuid,
          fromParentId: uuid.nullable(),
          toParentId: uuid.nullable(),
          movedBy: uuid,
          movedAt: instant,
        })
        .meta({ id: 'NodeMove' }),
    ),
  },
  problems: ['node-not-found'],
});
